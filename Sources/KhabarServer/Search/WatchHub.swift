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

    private struct Watcher {
        let watch: Watch
        let query: QueryNode
        var position: ArrivalPosition
        /// Of a position that only this server's leader can have given so far.
        var unproven: UInt64?
        let due: Moment
        let flag: CancellationFlag
        let reply: Reply
    }

    private let engine: Engine
    /// Which server's positions they are, where the store has no mark: of another's the numbers mean something else.
    private let server: UInt64
    private let patience: Duration
    private let room = WaitingRoom<Watcher>("khabar.watch", places: watchersMax)

    init(_ engine: Engine, server: UInt64, patience: Duration = WatchHub.patience) {
        self.engine = engine
        self.patience = patience
        self.server = server
        engine.onPublish.withLock { $0.append { [weak self] in self?.look() } }
    }

    /// How many wait.
    var count: Int { room.count }

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
        guard let (position, mark) = Self.position(watch.after) else { return .answered(Self.otherPosition) }
        let isAhead = position.sequence > engine.lastSequence
        if isAhead && engine.following != nil {
            // What the leader gave it for is on its way.
        } else if mark != self.mark(position) {
            return .answered(Self.otherPosition)
        } else if isAhead {
            // Waiting for it would pass over everything that arrives until then.
            return .answered(
                .error(
                    .expired(
                        "this position is ahead of the server's data, as after an older backup was put back; watch anew, from now on, and search for what came before"
                    )))
        }
        let watcher = Watcher(
            watch: watch, query: query, position: position, unproven: isAhead ? mark : nil,
            due: flag.due(within: patience), flag: flag, reply: reply())
        switch room.enter(watcher, visit) {
        case nil: return .underWay
        case .stopped: return .answered(.error(.stopping))
        case .full: return .answered(.error(.tooManyWatched))
        }
    }

    /// Answers all, so that the server can stop; later requests are refused.
    func stop() { room.stop(visit) }

    /// Goes on once nothing is looked at any more.
    func finish() async { await room.finish() }

    // MARK: Positions

    /// nil for bytes that are no position. The mark tells whether it is one of what this server's data is now.
    private static func position(_ bytes: [UInt8]) -> (ArrivalPosition, mark: UInt64)? {
        guard bytes.count >= 8, let position = ArrivalPosition(Array(bytes[8...])) else { return nil }
        return (position, bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) })
    }

    private static let otherPosition = Message.error(
        .expired(
            "this position is not one of this server's data, or one that was undone when an older backup was put back; watch anew, from now on, and search for what came before"
        ))

    private func result(
        at position: ArrivalPosition, mark: UInt64? = nil, _ hits: [KhabarProtocol.Hit]
    ) -> Message {
        let mark = mark ?? self.mark(position)
        let bytes = (0..<8).reversed().map { UInt8(truncatingIfNeeded: mark >> UInt64(8 * $0)) }
        return .watchResult(WatchResult(position: bytes + position.bytes, hits: hits))
    }

    private func mark(_ position: ArrivalPosition) -> UInt64 { engine.mark(of: position.sequence) ?? server }

    // MARK: Looking

    func look() { room.look(visit) }

    private var visit: WaitingRoom<Watcher>.Visit { { [weak self] in self?.visit(&$0, isStopped: $1) } }

    private func visit(_ watchers: inout [Watcher], isStopped: Bool) {
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
        watchers = kept
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
        if isStopped { return result(at: watcher.position, mark: watcher.unproven, []) }
        if let mark = watcher.unproven, watcher.position.sequence <= engine.lastSequence {
            guard mark == self.mark(watcher.position) else { return Self.otherPosition }
            watcher.unproven = nil
        }
        if watcher.unproven == nil, watcher.position < end, let room = watcher.reply.room.take() {
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
        guard Moment.now >= watcher.due else { return nil }
        if watcher.unproven != nil, let leader = engine.following?.withLock({ $0 }),
            leader.isInTouch, leader.leaderSequence < watcher.position.sequence
        {
            return Self.otherPosition
        }
        return result(at: watcher.position, mark: watcher.unproven, [])
    }

    private func render(_ arrivals: Arrivals, _ watcher: Watcher) -> [KhabarProtocol.Hit] {
        let request = SearchRequest(watcher.query, layers: SearchLayers(watcher.watch.layers))
        let maker =
            watcher.watch.options.contains(.snippets) ? try? SnippetMaker(request, arrivals.outcome) : nil
        return arrivals.hits.map { KhabarProtocol.Hit($0, arrivals.snapshot, maker) }
    }
}

extension ErrorMessage {
    static let stopping = ErrorMessage(
        code: .goingAway, retry: .elsewhere, applied: .no, scope: .request, text: "the server is stopping")
    fileprivate static let tooManyWatched = ErrorMessage(
        code: .overloaded, retry: .later, applied: .no, scope: .request, retryAfterMilliseconds: 1_000,
        text: "\(WatchHub.watchersMax) queries are watched already")
}
