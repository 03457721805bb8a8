internal import KhabarProtocol
internal import Synchronization

/// What a caller wants done on the event loop.
struct Call: Sendable {
    enum Work: Sendable {
        case request(Request)
        case ping
        case ship(SegmentBegin, index: [UInt8], text: [UInt8])
    }

    /// The answer, and who gave it.
    struct Reply: Sendable {
        let message: Message
        let server: Welcome
    }

    typealias Outcome = Result<Reply, KhabarError>

    let work: Work
    let deadline: Moment?
    let continuation: CheckedContinuation<Outcome, Never>
    /// How often a leaving server has handed it back.
    var resubmissions = 0
}

/// Settles the race between a call's submission and its cancellation.
final class CancellationPoint: Sendable {
    private enum State { case fresh, submitted, cancelled }
    private let state = Mutex(State.fresh)

    var isCancelled: Bool { state.withLock { $0 == .cancelled } }

    /// To be said once the call was posted: a callback that came before it would find nothing. False when the task was cancelled meanwhile.
    func submit() -> Bool {
        state.withLock { state in
            guard state == .fresh else { return false }
            state = .submitted
            return true
        }
    }

    /// True when the call is on its way and must be called back.
    func cancel() -> Bool {
        state.withLock { state in
            defer { state = .cancelled }
            return state == .submitted
        }
    }
}
