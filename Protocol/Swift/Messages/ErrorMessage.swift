/// Why a request, or the connection, failed, in a form that a client can act on without reading the text.
///
///     error = code:u16 retry:u8 applied:u8 scope:u8 retryAfterMilliseconds:u32 detail:u64 text:string
package struct ErrorMessage: Payload, Error {
    package static let type = MessageType.error

    package var code: ErrorCode
    package var retry: RetryClass
    package var applied: Applied
    package var scope: ErrorScope
    /// How long to wait before the next attempt; 0 = as the client likes.
    package var retryAfterMilliseconds: UInt32
    /// `sequenceGap`: the sequence number expected. `fenced`: the newer epoch. Otherwise 0.
    package var detail: UInt64
    /// For people: what happened and what to do.
    package var text: String

    package init(
        code: ErrorCode, retry: RetryClass, applied: Applied, scope: ErrorScope, retryAfterMilliseconds: UInt32 = 0,
        detail: UInt64 = 0, text: String
    ) {
        self.code = code
        self.retry = retry
        self.applied = applied
        self.scope = scope
        self.retryAfterMilliseconds = retryAfterMilliseconds
        self.detail = detail
        self.text = text
    }

    package func encode(into output: inout [UInt8]) {
        output.appendInteger(code.rawValue)
        output.append(retry.rawValue)
        output.append(applied.rawValue)
        output.append(scope.rawValue)
        output.appendInteger(retryAfterMilliseconds)
        output.appendInteger(detail)
        output.appendString(text.cut(toBytes: Limits.errorTextBytesMax))
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        guard let code = ErrorCode(rawValue: try fields.integer(payload)) else { throw .invalidValue(.error, "code") }
        guard let retry = RetryClass(rawValue: try fields.byte(payload)) else { throw .invalidValue(.error, "retry") }
        guard let applied = Applied(rawValue: try fields.byte(payload)) else {
            throw .invalidValue(.error, "applied")
        }
        guard let scope = ErrorScope(rawValue: try fields.byte(payload)) else { throw .invalidValue(.error, "scope") }
        self.code = code
        self.retry = retry
        self.applied = applied
        self.scope = scope
        retryAfterMilliseconds = try fields.integer(payload)
        detail = try fields.integer(payload)
        text = try fields.string(payload, "text", limit: Limits.errorTextBytesMax)
    }
}

/// What went wrong. Raw values are on the wire: never reuse one.
package enum ErrorCode: UInt16, Sendable, CaseIterable {
    /// The request makes no sense: a query that can't be parsed, a limit out of range.
    case badRequest = 1
    case unauthenticated = 2
    /// The connection's roles don't allow this.
    case forbidden = 3
    /// The peer broke the protocol; the connection is closed.
    case protocolViolation = 4
    /// The segment's analyser is not one that the server takes.
    case analyserMismatch = 5
    case tooManyConnections = 6
    case overloaded = 7
    case deadlineExceeded = 8
    case cancelled = 9
    case goingAway = 10
    /// A newer epoch of this producer is known: this one must stop.
    case fenced = 11
    /// A sequence number was skipped; `detail` says which was expected.
    case sequenceGap = 12
    /// The segment's bytes are not a valid segment.
    case invalidSegment = 13
    /// One article of a segment is not valid; the others were taken.
    case invalidArticle = 14
    /// The disk is full, read-only or failing.
    case cannotWrite = 15
    case answerTooLarge = 16
    case handshakeTimeout = 17
    case idleTimeout = 18
    case internalError = 19
    /// The server takes no ingest: a replica, or one that is being drained.
    case readOnly = 20
    /// A page's or a watch's place is too old, or not of this server or query: begin anew.
    case expired = 21
}

/// When it makes sense to send the request again.
package enum RetryClass: UInt8, Sendable, CaseIterable {
    case never = 0
    /// Later, on this connection.
    case later = 1
    /// Now, on a connection to another server, or to this one once it is back.
    case elsewhere = 2
    /// After a new handshake with this server.
    case newHandshake = 3
}

/// Whether the request changed anything.
package enum Applied: UInt8, Sendable, CaseIterable {
    case no = 0
    case yes = 1
    case unknown = 2
}

/// What an error is about.
package enum ErrorScope: UInt8, Sendable, CaseIterable {
    case article = 0
    case batch = 1
    case request = 2
    case connection = 3
}

extension String {
    /// The longest prefix of whole characters that has at most `limit` bytes.
    func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: limit)
        while end > startIndex, String.Index(end, within: self) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
