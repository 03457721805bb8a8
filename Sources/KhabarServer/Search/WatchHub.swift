import Dispatch
import KhabarIndex
import KhabarProtocol
import Synchronization

/// Standing queries: requests that wait until something new matches them.
///
/// One thread goes through them after each publication, and looks at what came behind each one's position only. Besides it looks now and then who has
/// left, and whose time is up.
final class WatchHub: Sendable {
    /// Each costs a look at every batch that arrives.
    static let watchersMax = 1_024
    /// Answered by then, with nothing if need be: connections that are silent for longer are cut by what lies between.
    static let patience: Duration = .seconds(25)
    private static let marginNanoseconds: UInt64 = 1_000_000_000
    private static let lookInterval = DispatchTimeInterval.milliseconds(200)

    private struct Watcher {
        let watch: Watch
        let query: QueryNode
        var position: ArrivalPosition
        let due: Moment
        let flag: CancellationFlag
        let reply: Reply
    }

    private struct State {
        var waiting: [Watcher] = []
        /// Taken out of `waiting` while they are looked at.
        var lookedAt = 0
        var looksRegularly = false
        var isStopped = false
    }

    private let engine: Engine
    /// Which server's positions they are, where the store has no mark: of another's the numbers mean something else.
    private let server: UInt64
    private let patience: Duration
    private let queue = DispatchQueue(label: "khabar.watch")
    private let state = Mutex(State())

    init(_ engine: Engine, server: UInt64, patience: Duration = WatchHub.patience) {
        self.engine = engine
        self.patience = patience
        self.server = server
        engine.onPublish.withLock { $0 = { [weak self] in self?.look() } }
    }

    /// How many wait.
    var count: Int { state.withLock { $0.waiting.count + $0.lookedAt } }

    /// Takes a request in; its answer comes by `reply`, or at once.
    func add(_ watch: Watch, _ flag: CancellationFlag, _ reply: () -> Reply) -> RequestService.Disposition {
        let query: QueryNode
        do throws(QuerySyntaxError) {
            query = try parseQuery(watch.query, now: SearchService.now)
        } catch {
            return .answered(.error(ErrorMessage(error)))
        }
        guard !watch.after.isEmpty else {
            return .answered(result(at: engine.snapshot.arrivalPosition, []))
        }
        guard let position = position(watch.after) else {
            return .answered(
                .error(
                    .expired(
                        "this position is not one of this server's data, or one that was undone when an older backup was put back; watch anew, from now on, and search for what came before"
                    )))
        }
        // Waiting for it would pass over everything that arrives until then.
        guard position.sequence <= engine.lastSequence else {
            return .answered(
                .error(
                    .expired(
                        "this position is ahead of the server's data, as after an older backup was put back; watch anew, from now on, and search for what came before"
                    )))
        }
        var due = Moment.now.advanced(by: patience)
        // The answer must be there in time.
        if let deadline = flag.deadline {
            due = min(
                due, Moment(nanoseconds: deadline.nanoseconds - min(deadline.nanoseconds, Self.marginNanoseconds)))
        }
        let watcher = Watcher(
            watch: watch, query: query, position: position, due: due, flag: flag, reply: reply())
        let refusal: ErrorMessage? = state.withLock { state in
            if state.isStopped { return .stopping }
            if state.waiting.count + state.lookedAt >= Self.watchersMax { return .tooManyWatched }
            state.waiting.append(watcher)
            return nil
        }
        if let refusal { return .answered(.error(refusal)) }
        look()
        lookRegularly()
        return .underWay
    }

    /// Answers all, so that the server can stop; later requests are refused.
    func stop() {
        state.withLock { $0.isStopped = true }
        look()
    }

    /// Goes on once nothing is looked at any more.
    func finish() async { await withCheckedContinuation { continuation in queue.async { continuation.resume() } } }

    // MARK: Positions

    /// nil for bytes that are no position of what this server's data is now.
    private func position(_ bytes: [UInt8]) -> ArrivalPosition? {
        guard bytes.count >= 8, let position = ArrivalPosition(Array(bytes[8...])),
            bytes[..<8].reduce(0, { $0 << 8 | UInt64($1) }) == mark(position)
        else { return nil }
        return position
    }

    private func result(at position: ArrivalPosition, _ hits: [KhabarProtocol.Hit]) -> Message {
        let mark = mark(position)
        let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: mark >> UInt64(8 * $0)) }
        return .watchResult(WatchResult(position: bytes + position.bytes, hits: hits))
    }

    private func mark(_ position: ArrivalPosition) -> UInt64 { engine.mark(of: position.sequence) ?? server }

    // MARK: Looking

    func look() { queue.async { [self] in lookNow() } }

    private func lookRegularly() {
        let mustStart = state.withLock { state in
            defer { state.looksRegularly = true }
            return !state.looksRegularly
        }
        if mustStart { lookLater() }
    }

    private func lookLater() {
        queue.asyncAfter(deadline: .now() + Self.lookInterval) { [weak self] in
            guard let self else { return }
            lookNow()
            let goesOn = state.withLock { state in
                state.looksRegularly = !state.waiting.isEmpty
                return state.looksRegularly
            }
            if goesOn { lookLater() }
        }
    }

    /// On the queue.
    private func lookNow() {
        let (watchers, isStopped) = state.withLock { state in
            defer { state.waiting = [] }
            state.lookedAt = state.waiting.count
            return (state.waiting, state.isStopped)
        }
        guard !watchers.isEmpty else { return }
        let snapshot = engine.snapshot
        let end = snapshot.arrivalPosition
        var kept: [Watcher] = []
        for var watcher in watchers {
            var ticket: AnswerRoom.Ticket?
            if let answer = answer(&watcher, snapshot, end, isStopped, &ticket) {
                watcher.reply(answer, holding: ticket)
            } else {
                kept.append(watcher)
            }
        }
        state.withLock { state in
            state.waiting = kept + state.waiting
            state.lookedAt = 0
        }
    }

    /// nil: it goes on waiting.
    ///
    /// - Parameter ticket: for an answer that may be long.
    private func answer(
        _ watcher: inout Watcher, _ snapshot: Snapshot, _ end: ArrivalPosition, _ isStopped: Bool,
        _ ticket: inout AnswerRoom.Ticket?
    ) -> Message? {
        if watcher.flag.isCancelled { return watcher.flag.answer }
        // The client asks again from its position; there may be many that wait, and little time.
        if isStopped { return result(at: watcher.position, []) }
        if watcher.position < end, let room = watcher.reply.room.take() {
            ticket = room
            let flag = watcher.flag
            do throws(SearchCancelled) {
                let arrivals = try snapshot.arrivals(
                    watcher.query, layers: SearchLayers(watcher.watch.layers), after: watcher.position,
                    limit: Int(watcher.watch.limit)
                ) { flag.isCancelled }
                watcher.position = arrivals.position
                if !arrivals.hits.isEmpty { return result(at: arrivals.position, render(arrivals, watcher)) }
            } catch {
                return flag.answer
            }
        }
        return Moment.now >= watcher.due ? result(at: watcher.position, []) : nil
    }

    private func render(_ arrivals: Arrivals, _ watcher: Watcher) -> [KhabarProtocol.Hit] {
        let request = SearchRequest(watcher.query, layers: SearchLayers(watcher.watch.layers))
        let maker =
            watcher.watch.options.contains(.snippets) ? try? SnippetMaker(request, arrivals.outcome) : nil
        return arrivals.hits.map { KhabarProtocol.Hit($0, arrivals.snapshot, maker) }
    }
}

extension ErrorMessage {
    fileprivate static let stopping = ErrorMessage(
        code: .goingAway, retry: .elsewhere, applied: .no, scope: .request, text: "the server is stopping")
    fileprivate static let tooManyWatched = ErrorMessage(
        code: .overloaded, retry: .later, applied: .no, scope: .request, retryAfterMilliseconds: 1_000,
        text: "\(WatchHub.watchersMax) queries are watched already")
}
