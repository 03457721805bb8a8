import KhabarIndex
import KhabarProtocol

/// A connection's request that is not begun.
struct WaitingRequest {
    let id: UInt64
    let request: Request
    let flag: CancellationFlag
}

/// A connection's request whose answer comes from elsewhere.
struct BegunRequest {
    let flag: CancellationFlag
    let isCounted: Bool
}
