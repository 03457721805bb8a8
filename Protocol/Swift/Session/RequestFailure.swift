/// Why a request has no result.
package enum RequestFailure: Error, Equatable, Sendable {
    /// The server said no.
    case refused(ErrorMessage)
    /// The connection ended first.
    case connectionEnded(CloseReason, applied: Applied)
    /// The request's time was over first.
    case deadlineExceeded(applied: Applied)
    /// The server is leaving and did not look at the request.
    case goingAway(String)
    /// Too many requests wait already.
    case tooManyWaiting(limit: Int)
    /// The segment, or the request, has more bytes than this server takes.
    case tooLarge(limit: UInt64)
}
