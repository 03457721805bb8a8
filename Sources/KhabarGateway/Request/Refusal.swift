internal import KhabarClient
internal import KhabarFormats

/// Why a request is not answered as asked, in HTTP's terms.
struct Refusal: Error, Equatable {
    /// Of RFC 9110.
    enum Status: Int {
        case badRequest = 400
        case notFound = 404
        case methodNotAllowed = 405
        case gone = 410
        case uriTooLong = 414
        case unprocessableContent = 422
        case internalServerError = 500
        case badGateway = 502
        case serviceUnavailable = 503
        case gatewayTimeout = 504
    }

    let status: Status
    /// For programs; of the server's errors as `KhabarError.Code` has it.
    let code: String
    /// For people.
    let message: String
    /// Seconds until it makes sense to ask again.
    let retryAfter: Int?

    init(_ status: Status, _ message: String, code: String = "badRequest", retryAfter: Int? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    /// What the server, or the way to it, is to blame for is 5xx: a client's own key has no part in it.
    init(_ error: KhabarError) {
        status =
            switch error.code {
            case .badRequest, .invalidArgument: .badRequest
            case .expired: .gone
            case .deadlineExceeded: .gatewayTimeout
            case .unreachable, .connectionLost, .overloaded, .tooManyConnections, .goingAway, .closed, .cancelled:
                .serviceUnavailable
            case .notKhabar, .incompatibleVersion, .unauthenticated, .forbidden, .protocolViolation, .handshakeTimeout,
                .idleTimeout:
                .badGateway
            case .answerTooLarge: .unprocessableContent
            default: .internalServerError
            }
        code = error.code.rawValue
        message = error.message
        let seconds = error.retryAfter.map { Int(($0 / .seconds(1)).rounded(.up)) }
        retryAfter = status == .serviceUnavailable ? max(1, seconds ?? 1) : nil
    }

    var json: String {
        JSONText.object([
            (
                "error",
                JSONText.object([("code", JSONText.string(code)), ("message", JSONText.string(message))])
            )
        ])
    }
}
