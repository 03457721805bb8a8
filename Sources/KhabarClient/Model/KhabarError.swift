/// Why a call failed, in a form that a program can act on.
public struct KhabarError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What went wrong.
    public struct Code: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
        public let rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }
        public var description: String { rawValue }

        /// No connection could be made, or not before the time for the call was over.
        public static let unreachable = Code(rawValue: "unreachable")
        /// The connection was lost before the answer came.
        public static let connectionLost = Code(rawValue: "connectionLost")
        /// What answers there is not a Khabar server.
        public static let notKhabar = Code(rawValue: "notKhabar")
        /// Another server answers than the one before, or the same without its data. A worker's calls fail with it.
        public static let otherServer = Code(rawValue: "otherServer")
        /// The server speaks other versions of the protocol.
        public static let incompatibleVersion = Code(rawValue: "incompatibleVersion")
        /// The call's task was cancelled.
        public static let cancelled = Code(rawValue: "cancelled")
        /// The time for the call was over before its answer was there; the server was reached.
        public static let deadlineExceeded = Code(rawValue: "deadlineExceeded")
        /// This client was closed.
        public static let closed = Code(rawValue: "closed")
        /// The arguments are out of range; nothing was sent.
        public static let invalidArgument = Code(rawValue: "invalidArgument")
        /// The server can't make sense of the request, such as a query that can't be parsed.
        public static let badRequest = Code(rawValue: "badRequest")
        /// The server asks for a key, and this client's is not one that it knows.
        public static let unauthenticated = Code(rawValue: "unauthenticated")
        /// The client's key is not for this.
        public static let forbidden = Code(rawValue: "forbidden")
        public static let protocolViolation = Code(rawValue: "protocolViolation")
        public static let analyserMismatch = Code(rawValue: "analyserMismatch")
        public static let tooManyConnections = Code(rawValue: "tooManyConnections")
        public static let overloaded = Code(rawValue: "overloaded")
        public static let goingAway = Code(rawValue: "goingAway")
        public static let fenced = Code(rawValue: "fenced")
        public static let sequenceGap = Code(rawValue: "sequenceGap")
        public static let invalidSegment = Code(rawValue: "invalidSegment")
        public static let invalidArticle = Code(rawValue: "invalidArticle")
        public static let cannotWrite = Code(rawValue: "cannotWrite")
        public static let answerTooLarge = Code(rawValue: "answerTooLarge")
        public static let handshakeTimeout = Code(rawValue: "handshakeTimeout")
        public static let idleTimeout = Code(rawValue: "idleTimeout")
        public static let internalError = Code(rawValue: "internalError")
        public static let readOnly = Code(rawValue: "readOnly")
        /// A page's or a watch's place is too old, or not of this server or query: begin anew.
        public static let expired = Code(rawValue: "expired")
    }

    /// When it makes sense to call again.
    public enum Retry: Sendable {
        /// It would fail again.
        case never
        /// After `retryAfter`, or after a pause of your own.
        case later
        /// At once, on another server; on this one when it is back.
        case elsewhere
    }

    /// Whether the request changed anything on the server.
    public enum Applied: Sendable {
        case no
        case yes
        case unknown
    }

    public let code: Code
    /// For people.
    public let message: String
    public let retry: Retry
    public let applied: Applied
    /// How long the server asks to wait.
    public let retryAfter: Duration?
    /// `sequenceGap`: the sequence number expected; `fenced`: the newer epoch; else 0.
    package let detail: UInt64

    package init(
        _ code: Code, _ message: String, retry: Retry, applied: Applied = .no, retryAfter: Duration? = nil,
        detail: UInt64 = 0
    ) {
        self.code = code
        self.message = message
        self.retry = retry
        self.applied = applied
        self.retryAfter = retryAfter
        self.detail = detail
    }

    public var description: String { "\(message) (\(code))" }
}
