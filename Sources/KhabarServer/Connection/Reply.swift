import KhabarProtocol
import Synchronization

/// Where an answer goes that takes longer than a glance.
struct Reply: Sendable {
    typealias Send = @Sendable (_ message: Message, _ credit: Int, _ ticket: AnswerRoom.Ticket?) -> Void

    /// What its connection takes of answers whose time the server chooses.
    let room: AnswerRoom
    private let send: Send

    init(in room: AnswerRoom = AnswerRoom(count: .max), _ send: @escaping Send) {
        self.room = room
        self.send = send
    }

    /// - Parameters:
    ///   - credit: bytes that the client may send again, beside what the message itself gives back.
    ///   - ticket: kept until the connection has taken the answer.
    func callAsFunction(_ message: Message, credit: Int = 0, holding ticket: AnswerRoom.Ticket? = nil) {
        send(message, credit, ticket)
    }
}

/// Says to a request under way that nobody waits for it any more: it was cancelled, its client left, or its deadline passed.
final class CancellationFlag: Sendable {
    private let isSet = Atomic<Bool>(false)
    let deadline: Moment?

    init(deadline: Moment?) { self.deadline = deadline }

    func set() { isSet.store(true, ordering: .relaxed) }

    /// Its client has cancelled it, or left.
    var isGivenUp: Bool { isSet.load(ordering: .relaxed) }

    var isCancelled: Bool {
        if isGivenUp { return true }
        guard let deadline else { return false }
        return Moment.now >= deadline
    }

    /// When a request that waits for news is to be answered, with none if need be: so that the answer is there in time.
    func due(within patience: Duration) -> Moment {
        let due = Moment.now.advanced(by: patience)
        guard let deadline else { return due }
        return min(due, Moment(nanoseconds: deadline.nanoseconds - min(deadline.nanoseconds, Self.marginNanoseconds)))
    }

    private static let marginNanoseconds: UInt64 = 1_000_000_000

    /// The answer of a request that was given up.
    var answer: Message { .error(isGivenUp ? .cancelled : .deadlineExceeded) }
}

/// Places for so many connections at once, and who is told when one is taken or given back.
final class Places: Sendable {
    /// A worker's place holds this many segments of the largest size: one being decided while the next arrives. That share of the memory is reserved
    /// before it is let in.
    static let segmentsPerIngestPlace = 2
    /// Each connection may have a megabyte or so of answers that its client has not read; a client program needs one.
    static let connectionsMax = 4_096

    let count: Int
    private let onChange: @Sendable (_ change: Int) -> Void
    private let taken = Mutex(0)

    init(count: Int, onChange: @escaping @Sendable (_ change: Int) -> Void = { _ in }) {
        self.count = count
        self.onChange = onChange
    }

    /// Takes a place, if there is one; who does gives it back by one `leave`.
    func enter() -> Bool {
        let isThere = taken.withLock { taken in
            guard taken < count else { return false }
            taken += 1
            return true
        }
        if isThere { onChange(1) }
        return isThere
    }

    func leave() {
        taken.withLock { $0 -= 1 }
        onChange(-1)
    }
}
