internal import NIOCore
internal import NIOHTTP1

/// One response on its way out. Where the connection is gone, what is written is lost, and nobody minds.
struct Response: Sendable {
    private let channel: any Channel
    private let room: AnswerRoom
    private let version: HTTPVersion
    private let extraHeaders: [(String, String)]
    /// A response to HEAD has the header fields alone.
    let hasBody: Bool
    private let staysOpen: Bool

    init(
        _ head: HTTPRequestHead, _ channel: any Channel, _ room: AnswerRoom, _ extraHeaders: [(String, String)]
    ) {
        self.channel = channel
        self.room = room
        self.extraHeaders = extraHeaders
        version = head.version
        hasBody = head.method != .HEAD
        staysOpen = head.isKeepAlive
    }

    /// - Parameter closes: whether the connection ends with it, whatever the client wishes.
    func send(_ answer: Answer, closes: Bool = false) async {
        let count = answer.body.utf8.count
        guard room.reserve(count) else {
            return await send(
                Answer(
                    Refusal(.serviceUnavailable, "too much waits to be taken", code: "overloaded", retryAfter: 1)),
                closes: closes)
        }
        defer { room.release(count) }
        var body = channel.allocator.buffer(string: answer.body)
        let closes = closes || !staysOpen
        var headers = headers(contentType: answer.content.rawValue)
        headers.add(name: "content-length", value: "\(body.readableBytes)")
        if closes { headers.add(name: "connection", value: "close") }
        if let seconds = answer.retryAfter { headers.add(name: "retry-after", value: "\(seconds)") }
        if answer.status == Refusal.Status.methodNotAllowed.rawValue { headers.add(name: "allow", value: "GET, HEAD") }
        if answer.content == .html { headers.add(name: "content-security-policy", value: contentSecurityPolicy) }
        do {
            write(
                .head(
                    HTTPResponseHead(
                        version: version, status: HTTPResponseStatus(statusCode: answer.status), headers: headers)))
            while hasBody, body.readableBytes > Limits.pieceBytes, let piece = body.readSlice(length: Limits.pieceBytes)
            {
                try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(piece))).get()
            }
            if hasBody { write(.body(.byteBuffer(body))) }
            try await channel.writeAndFlush(HTTPServerResponsePart.end(nil)).get()
            if closes { try await channel.close().get() }
        } catch {
            channel.close(promise: nil)
        }
    }

    /// The head of a response without an end.
    func begin(contentType: String) {
        var headers = headers(contentType: contentType)
        // Chunked where the client knows chunks.
        headers.add(name: "connection", value: "close")
        write(.head(HTTPResponseHead(version: version, status: .ok, headers: headers)))
        channel.flush()
    }

    /// Returns when the peer's side has room for it.
    func send(piece: String) async throws {
        let buffer = channel.allocator.buffer(string: piece)
        try await channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(buffer))).get()
    }

    func end() async {
        // Of an answer to HEAD even an end would be a body where bodies come in chunks.
        if hasBody { try? await channel.writeAndFlush(HTTPServerResponsePart.end(nil)).get() }
        try? await channel.close().get()
    }

    private func headers(contentType: String) -> HTTPHeaders {
        HTTPHeaders(
            [
                ("content-type", contentType), ("cache-control", "no-store"), ("x-content-type-options", "nosniff"),
            ] + extraHeaders)
    }

    private func write(_ part: HTTPServerResponsePart) { channel.write(part, promise: nil) }
}
