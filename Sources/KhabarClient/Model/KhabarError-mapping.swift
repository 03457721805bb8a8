internal import KhabarProtocol

extension KhabarError {
    init(_ error: ErrorMessage) {
        self.init(
            Code(error.code), error.text, retry: Retry(error.retry), applied: Applied(error.applied),
            retryAfter: error.retryAfterMilliseconds == 0 ? nil : .milliseconds(Int64(error.retryAfterMilliseconds)),
            detail: error.detail)
    }

    /// - Parameters:
    ///   - place: the server, or those that were tried.
    ///   - isConnected: whether the server had answered the greeting. One that is slow is told from one that is not there.
    ///   - connectFailure: why there was no connection, if that is known.
    init(_ failure: RequestFailure, place: String, isConnected: Bool, connectFailure: String?) {
        switch failure {
        case .refused(let error): self.init(error)
        case .deadlineExceeded(let applied) where isConnected:
            self.init(
                .deadlineExceeded, "the time for the request is over", retry: .later, applied: Applied(applied))
        case .deadlineExceeded:
            let cause = connectFailure ?? "it has not answered"
            self.init(
                .unreachable, "can't connect to \(place) in the time for the request: \(cause)", retry: .elsewhere)
        case .goingAway(let text): self.init(.goingAway, "the server is leaving: \(text)", retry: .elsewhere)
        case .tooManyWaiting(let limit):
            self.init(.overloaded, "more than \(limit) requests wait in this client", retry: .later)
        case .tooLarge(let limit):
            self.init(.invalidArgument, "the request is over the server's limit of \(limit) bytes", retry: .never)
        case .connectionEnded(let reason, let applied):
            self.init(reason, Applied(applied), place: place, connectFailure: connectFailure)
        }
    }

    private init(_ reason: CloseReason, _ applied: Applied, place: String, connectFailure: String?) {
        let code: Code
        var retry = Retry.elsewhere
        switch reason {
        case .error(var error):
            // What the server says of the connection is not about this request.
            error.applied = applied == .no ? .no : .unknown
            self.init(error)
            return
        case .stranger:
            code = .notKhabar
            retry = .never
        case .noCommonVersion:
            code = .incompatibleVersion
            retry = .never
        case .otherServer:
            code = .otherServer
            retry = .never
        case .violation: code = .protocolViolation
        case .handshakeTimeout, .unresponsive, .drained: code = .connectionLost
        case .disconnected:
            if let connectFailure {
                self.init(.unreachable, "can't connect to \(place): \(connectFailure)", retry: .elsewhere)
                return
            }
            code = .connectionLost
        }
        self.init(code, "\(place): \(reason)", retry: retry, applied: applied)
    }

    /// The same where an earlier part of the call has changed something.
    func after(_ done: String) -> KhabarError {
        KhabarError(
            code, "\(message); \(done)", retry: retry, applied: applied == .unknown ? .unknown : .yes,
            retryAfter: retryAfter, detail: detail)
    }

    static let closed = KhabarError(.closed, "the client was closed", retry: .never)
    static let cancelled = KhabarError(.cancelled, "the call was cancelled", retry: .never, applied: .unknown)
    static let notSent = KhabarError(.cancelled, "the call was cancelled before it was sent", retry: .never)

    static func invalid(_ message: String) -> KhabarError {
        KhabarError(.invalidArgument, message, retry: .never)
    }
}

extension KhabarError.Code {
    /// These names are public: a case that gets another name keeps its code.
    init(_ code: ErrorCode) {
        self =
            switch code {
            case .badRequest: .badRequest
            case .unauthenticated: .unauthenticated
            case .forbidden: .forbidden
            case .protocolViolation: .protocolViolation
            case .analyserMismatch: .analyserMismatch
            case .tooManyConnections: .tooManyConnections
            case .overloaded: .overloaded
            case .deadlineExceeded: .deadlineExceeded
            case .cancelled: .cancelled
            case .goingAway: .goingAway
            case .fenced: .fenced
            case .sequenceGap: .sequenceGap
            case .invalidSegment: .invalidSegment
            case .invalidArticle: .invalidArticle
            case .cannotWrite: .cannotWrite
            case .answerTooLarge: .answerTooLarge
            case .handshakeTimeout: .handshakeTimeout
            case .idleTimeout: .idleTimeout
            case .internalError: .internalError
            case .readOnly: .readOnly
            case .expired: .expired
            }
    }
}

extension KhabarError.Retry {
    init(_ retry: RetryClass) {
        switch retry {
        case .never: self = .never
        case .later: self = .later
        // The client shakes hands anew by itself.
        case .elsewhere, .newHandshake: self = .elsewhere
        }
    }
}

extension KhabarError.Applied {
    init(_ applied: KhabarProtocol.Applied) {
        switch applied {
        case .no: self = .no
        case .yes: self = .yes
        case .unknown: self = .unknown
        }
    }
}
