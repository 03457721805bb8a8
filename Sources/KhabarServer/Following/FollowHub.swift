import Dispatch
import KhabarIndex
import KhabarProtocol
import KhabarStore
import Synchronization

/// The leader's side: tells servers that follow this one what is new, and gives it to them piece by piece.
///
/// A position is all that either side remembers: a follower that lost its connection, or was away for a year, asks from where it is.
final class FollowHub: Sendable {
    /// Each may have a whole index announced to it, which then stays in memory.
    static let followersMax = 16
    /// Answered by then, with nothing if need be.
    static let patience: Duration = .seconds(25)
    /// What is made for a follower that was away for long takes memory: of more than this one at a time.
    private static let largeBytes = 64 << 20
    /// Whoever has fetched nothing for so long is gone, or will ask anew.
    static let forgottenAfter: Duration = .seconds(60)

    private struct Waiter {
        let follow: Follow
        let client: ObjectIdentifier
        /// A follower that has just come is told where its leader is, whatever there is.
        let due: Moment
        let flag: CancellationFlag
        let reply: Reply
    }

    private struct Announced {
        let number: UInt64
        let client: ObjectIdentifier
        let delta: Delta
        var forgotten: Moment

        var isLarge: Bool { delta.madeBytes > FollowHub.largeBytes }
    }

    private struct State {
        var announced: [Announced] = []
        /// From which place each follower asked last, as long as it is connected.
        var positions: [ObjectIdentifier: UInt64] = [:]
        /// Who waits.
        var asking: Set<ObjectIdentifier> = []
        var nextNumber = UInt64.random(in: 1 ... .max >> 1)

        mutating func forget(_ now: Moment) {
            announced.removeAll { $0.forgotten <= now }
        }
    }

    private let engine: Engine
    private let patience: Duration
    /// Of a server whose promises wait for a follower.
    private let acknowledgements: Acknowledgements?
    private let room = WaitingRoom<Waiter>("khabar.follow", places: followersMax)
    private let state = Mutex(State())
    /// Of all followers: each has a megabyte in its connection's memory until that is taken.
    private let parts = AnswerRoom(count: 4 * followersMax)

    /// - Parameter acknowledgements: holds back what promises more than one copy; nil: nothing does.
    init(_ engine: Engine, acknowledgements: Acknowledgements? = nil, patience: Duration = FollowHub.patience) {
        self.engine = engine
        self.acknowledgements = acknowledgements
        self.patience = patience
        engine.onPublish.withLock { $0.append { [weak self] in self?.look() } }
    }

    /// Takes a request in; its answer comes by `reply`, or at once.
    func add(
        _ follow: Follow, _ flag: CancellationFlag, of client: ObjectIdentifier, _ reply: () -> Reply
    ) -> RequestService.Disposition {
        guard let store = engine.store else { return .answered(.error(.nothingToFollow)) }
        if follow.after > 0 {
            if follow.after > engine.lastSequence, engine.following != nil { return .answered(.error(.behindItself)) }
            // Of numbers that are too old to have a mark nobody can say whose they are.
            guard follow.after <= engine.lastSequence, store.history.mark(of: follow.after) == follow.mark else {
                return .answered(.error(.diverged(at: follow.after)))
            }
        }
        guard let isNew = noteAsked(follow, client) else { return .answered(.error(.asksAlready)) }
        acknowledgements?.confirm(upTo: follow.after)
        let waiter = Waiter(
            follow: follow, client: client, due: flag.due(within: isNew ? .zero : patience), flag: flag, reply: reply())
        guard let refusal = room.enter(waiter, visit) else { return .underWay }
        _ = state.withLock { $0.asking.remove(client) }
        return .answered(.error(refusal == .stopped ? .stopping : .tooManyFollow))
    }

    /// A connection has ended. What was announced on it can be fetched on another for a while.
    func left(_ client: ObjectIdentifier) {
        state.withLock { state in
            state.positions[client] = nil
            state.asking.remove(client)
        }
    }

    /// Answers with the next bytes of something announced.
    func answer(_ part: FollowPart, _ reply: Reply) {
        guard let ticket = parts.take() else { return reply(.error(.tooMuchUntaken)) }
        reply(bytes(part), holding: ticket)
    }

    private func bytes(_ part: FollowPart) -> Message {
        let forgotten = Moment.now.advanced(by: Self.forgottenAfter)
        let delta = state.withLock { state -> Delta? in
            guard let index = state.announced.firstIndex(where: { $0.number == part.delta }) else { return nil }
            state.announced[index].forgotten = forgotten
            return state.announced[index].delta
        }
        guard let delta else {
            return .error(.expired("what was announced is no longer kept: ask again what there is"))
        }
        guard
            let bytes = delta.bytes(
                part: Int(part.part), offset: part.offset, atMost: KhabarProtocol.Limits.followedBytesMax)
        else {
            return .error(
                ErrorMessage(
                    code: .badRequest, retry: .never, applied: .no, scope: .request,
                    text: "there is no byte \(part.offset) in part \(part.part)"))
        }
        return .followBytes(FollowBytes(bytes: bytes))
    }

    /// How many servers follow at the moment, and up to which sequence number all of them have everything.
    var followers: (count: Int, sequence: UInt64)? {
        let positions = state.withLock { Array($0.positions.values) }
        return positions.min().map { (positions.count, $0) }
    }

    /// Calls `answer` once it may be promised that what is durable now is safe: at once, or when a follower has it too. With `isStopped` it may not be.
    func promise(_ answer: @escaping @Sendable (_ isStopped: Bool) -> Void) {
        guard let acknowledgements else { return answer(false) }
        acknowledgements.hold(
            upTo: engine.catalogue.withLock { $0.lastSequence }, hasFollowers: followers != nil, answer)
    }

    /// How many promises wait; nil where none ever does.
    var heldPromises: Int? { acknowledgements?.count }

    func look() { room.look(visit) }

    /// Answers all, so that the server can stop; later requests are refused.
    func stop() {
        room.stop(visit)
        acknowledgements?.stop()
    }

    func finish() async { await room.finish() }

    // MARK: Visiting

    private var visit: WaitingRoom<Waiter>.Visit { { [weak self] in self?.visit(&$0, isStopped: $1) } }

    private func visit(_ waiters: inout [Waiter], isStopped: Bool) {
        let last = engine.catalogue.withLock { $0.lastSequence }
        waiters.removeAll { waiter in
            guard let answer = answer(waiter, last, isStopped) else { return false }
            _ = state.withLock { $0.asking.remove(waiter.client) }
            waiter.reply(answer)
            return true
        }
    }

    /// nil: it goes on waiting.
    private func answer(_ waiter: Waiter, _ last: UInt64, _ isStopped: Bool) -> Message? {
        if waiter.flag.isCancelled { return waiter.flag.answer }
        if isStopped { return .error(.stopping) }
        if last > waiter.follow.after {
            return delta(after: waiter.follow.after, last).map { announce($0, to: waiter.client) }
                ?? .error(.othersFirst)
        }
        guard Moment.now >= waiter.due else { return nil }
        return .followResult(FollowResult(last: last, openings: openings(engine.store?.history)))
    }

    /// What is announced to another already, or made for this; nil while something large is kept for others.
    private func delta(after: UInt64, _ last: UInt64) -> Delta? {
        let (known, isLarge) = state.withLock { state in
            state.forget(.now)
            let known = state.announced.first { $0.delta.after == after && $0.delta.last == last }
            return (known?.delta, state.announced.contains(where: \.isLarge))
        }
        if let known { return known }
        let plan = DeltaPlan(of: engine, after: after)
        return isLarge && plan.madeBytes > Self.largeBytes ? nil : Delta(plan)
    }

    private func announce(_ delta: Delta, to client: ObjectIdentifier) -> Message {
        var result = FollowResult(
            last: delta.last, openings: openings(delta.history), retractionBytes: UInt64(delta.retractions.count),
            segments: delta.segments.map {
                .init(indexBytes: UInt64($0.index.count), textBytes: UInt64($0.text.count))
            })
        // Nothing but numbers: what they stood for is gone again.
        guard result.retractionBytes > 0 || !result.segments.isEmpty else { return .followResult(result) }
        defer { forgetLater() }
        result.delta = state.withLock { state in
            state.nextNumber += 1
            // Whoever has fetched nothing for longest asks again, if it is still there.
            if state.announced.count >= Self.followersMax,
                let oldest = state.announced.indices.min(by: {
                    state.announced[$0].forgotten < state.announced[$1].forgotten
                })
            {
                state.announced.remove(at: oldest)
            }
            state.announced.append(
                Announced(
                    number: state.nextNumber, client: client, delta: delta,
                    forgotten: Moment.now.advanced(by: Self.forgottenAfter)))
            return state.nextNumber
        }
        return .followResult(result)
    }

    /// Whoever asks for more has what it was told of before, or does not want it. Whether it has not asked before; nil where it waits for an answer already.
    private func noteAsked(_ follow: Follow, _ client: ObjectIdentifier) -> Bool? {
        state.withLock { state in
            guard state.asking.insert(client).inserted else { return nil }
            state.announced.removeAll { $0.client == client }
            state.forget(.now)
            return state.positions.updateValue(follow.after, forKey: client) == nil
        }
    }

    /// What was announced to one that is gone does not stay in memory.
    private func forgetLater() {
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + Self.forgottenAfter / .seconds(1) + 1) {
            [weak self] in self?.state.withLock { $0.forget(.now) }
        }
    }

    private func openings(_ history: SequenceHistory?) -> [FollowResult.Opening] {
        (history?.openings ?? []).map { FollowResult.Opening(first: $0.first, mark: $0.mark) }
    }
}

extension ErrorMessage {
    fileprivate static let nothingToFollow = ErrorMessage(
        code: .badRequest, retry: .never, applied: .no, scope: .request,
        text: "this server keeps everything in memory, where nobody can follow it; start it with --data")
    fileprivate static let tooManyFollow = ErrorMessage(
        code: .overloaded, retry: .later, applied: .no, scope: .request, retryAfterMilliseconds: 5_000,
        text: "\(FollowHub.followersMax) servers follow already")

    fileprivate static let asksAlready = ErrorMessage(
        code: .badRequest, retry: .never, applied: .no, scope: .request,
        text: "this connection waits for an answer to Follow already")
    fileprivate static let othersFirst = ErrorMessage(
        code: .overloaded, retry: .later, applied: .no, scope: .request, retryAfterMilliseconds: 2_000,
        text: "another follower is brought up to date at the moment")
    fileprivate static let tooMuchUntaken = ErrorMessage(
        code: .overloaded, retry: .later, applied: .no, scope: .request, retryAfterMilliseconds: 100,
        text: "followers have not taken what was sent to them")
    fileprivate static let behindItself = ErrorMessage(
        code: .overloaded, retry: .later, applied: .no, scope: .request, retryAfterMilliseconds: 1_000,
        text:
            "this server follows another, and is behind its own follower; it will catch up, if that one's data are a beginning of the other's"
    )

    fileprivate static func diverged(at sequence: UInt64) -> ErrorMessage {
        .expired(
            "what the follower has up to number \(sequence) is not known as this server's: it has taken articles itself, or follows another now, or an older backup was put back here, or it is too old to tell. Let it begin with an empty data folder"
        )
    }
}
