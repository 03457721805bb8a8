import KhabarProtocol
import Synchronization

/// Where an answer goes that takes longer than a glance.
struct Reply: Sendable {
    private let send: @Sendable (Message, Int) -> Void

    init(_ send: @escaping @Sendable (Message, Int) -> Void) { self.send = send }

    /// - Parameter credit: bytes that the client may send again, beside what the message itself gives back.
    func callAsFunction(_ message: Message, credit: Int = 0) { send(message, credit) }
}

/// Says to a request under way that nobody waits for it any more.
final class CancellationFlag: Sendable {
    private let isSet = Atomic<Bool>(false)
    let deadline: Moment?

    init(deadline: Moment?) { self.deadline = deadline }

    func set() { isSet.store(true, ordering: .relaxed) }

    var isCancelled: Bool {
        if isSet.load(ordering: .relaxed) { return true }
        guard let deadline else { return false }
        return Moment.now >= deadline
    }
}

/// How many connections may ingest at once: each has a fixed share of the memory for segments on their way, reserved before it is let in.
final class IngestPlaces: Sendable {
    /// A place holds this many segments of the largest size: one being decided while the next arrives.
    static let segmentsPerPlace = 2

    let count: Int
    private let taken = Mutex(0)

    init(count: Int) { self.count = count }

    func enter() -> Bool {
        taken.withLock { taken in
            guard taken < count else { return false }
            taken += 1
            return true
        }
    }

    func leave() { taken.withLock { $0 -= 1 } }
}
