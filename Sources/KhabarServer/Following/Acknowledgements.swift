import Logging
import Synchronization

/// Holds answers back that promise what is durable here alone, until a follower has it on its disk too.
final class Acknowledgements: Sendable {
    private struct Held {
        let sequence: UInt64
        let release: @Sendable (_ isStopped: Bool) -> Void
    }

    private struct State {
        var held: [Held] = []
        /// What some follower has, or has had.
        var confirmed: UInt64 = 0
        var isStopped = false
        /// Said once for each time.
        var saidThatNobodyFollows = false
    }

    private let logger: Logger
    private let state = Mutex(State())

    init(logger: Logger) { self.logger = logger }

    /// How many answers wait.
    var count: Int { state.withLock { $0.held.count } }

    /// Calls `release` once a follower has everything up to `sequence`, or the server stops.
    ///
    /// - Parameter hasFollowers: whether one has been seen lately: where none has, this will take long.
    func hold(upTo sequence: UInt64, hasFollowers: Bool, _ release: @escaping @Sendable (_ isStopped: Bool) -> Void) {
        let (isReleased, isStopped, isNews) = state.withLock { state in
            if state.isStopped || state.confirmed >= sequence { return (true, state.isStopped, false) }
            state.held.append(Held(sequence: sequence, release: release))
            let isNews = !hasFollowers && !state.saidThatNobodyFollows
            if isNews { state.saidThatNobodyFollows = true }
            return (false, false, isNews)
        }
        if isReleased { release(isStopped) }
        if isNews {
            logger.warning(
                "Nobody follows: workers wait for their acknowledgements until a server does, as --wait-for-follower says"
            )
        }
    }

    /// A follower has everything up to `sequence`.
    func confirm(upTo sequence: UInt64) {
        let released = state.withLock { state in
            state.confirmed = max(state.confirmed, sequence)
            state.saidThatNobodyFollows = false
            let confirmed = state.confirmed
            let released = state.held.filter { $0.sequence <= confirmed }
            if !released.isEmpty { state.held.removeAll { $0.sequence <= confirmed } }
            return released
        }
        for held in released { held.release(false) }
    }

    /// Releases all, and holds nothing any more.
    func stop() {
        let released = state.withLock { state in
            state.isStopped = true
            defer { state.held = [] }
            return state.held
        }
        for held in released { held.release(true) }
    }
}
