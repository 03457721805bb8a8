internal import KhabarClient
internal import Logging
internal import NIOCore
internal import NIOHTTP1

/// Turns the requests of one connection into questions and their answers into responses, one at a time: a handler in front of it holds back what is
/// pipelined. An answer that is under way when the connection goes is cancelled, and with it the work at the server.
final class RequestHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Told to each pipeline when the gateway stops: what would go on without an end is to end.
    struct Stopping {}

    private let client: KhabarClient
    private let work: WorkUnderWay
    private let room: AnswerRoom
    private let origins: AllowedOrigins
    private let isCrowded: Bool
    private let logger: Logger
    private var head: HTTPRequestHead?
    private var answering: Task<Void, Never>?
    /// Of the answer under way: whether it goes on until it is told to end.
    private var isStream = false

    /// - Parameter isCrowded: more connections are open than the gateway takes; each request is told to come again.
    init(
        _ client: KhabarClient, _ work: WorkUnderWay, _ room: AnswerRoom, origins: AllowedOrigins, isCrowded: Bool,
        logger: Logger
    ) {
        self.client = client
        self.work = work
        self.room = room
        self.origins = origins
        self.isCrowded = isCrowded
        self.logger = logger
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard let refusal = refusal(of: head) else {
                self.head = head
                return
            }
            // At once: what comes behind it is not waited for.
            let response = response(to: head, context.channel)
            answering = work.begin { await response.send(Answer(refusal), closes: true) }
        case .body: break
        case .end:
            guard let head else { return }
            self.head = nil
            answer(head, context.channel)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            answering = nil
            isStream = false
        }
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        answering?.cancel()
        answering = nil
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is Stopping, isStream { answering?.cancel() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.debug("Connection failed", metadata: ["error": "\(error)"])
        // The decoder closes the connection when this returns.
        if error is HTTPParserError, answering == nil { tell(context, "\(error)") }
        context.close(promise: nil)
    }

    private func tell(_ context: ChannelHandlerContext, _ fault: String) {
        let refusal = Refusal(
            .badRequest, "this is no request of HTTP/1.1: \(fault); what is not ASCII is percent-encoded in an address")
        let body = context.channel.allocator.buffer(string: refusal.json + "\n")
        let headers = HTTPHeaders([
            ("content-type", Answer.Content.json.rawValue), ("content-length", "\(body.readableBytes)"),
            ("connection", "close"),
        ])
        let head = HTTPResponseHead(version: .http1_1, status: .badRequest, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func answer(_ head: HTTPRequestHead, _ channel: any Channel) {
        let response = response(to: head, channel)
        let start = ContinuousClock.now
        let question: Question
        do throws(Refusal) {
            question = try Question(target: head.uri, lastEventID: head.headers.first(name: "last-event-id"))
        } catch {
            answering = work.begin { await response.send(Answer(error)) }
            return
        }
        if case .watch(let query, let position, let layers) = question {
            isStream = true
            let watch = EventStream(query: query, position: position, layers: layers)
            answering = work.begin { [client] in await watch.run(client, response) }
            return
        }
        answering = work.begin { [client, logger] in
            let answer = await Answer(to: question, client)
            await response.send(answer)
            logger.debug(
                "Answered",
                metadata: [
                    "target": "\(head.uri)", "status": "\(answer.status)",
                    "took": "\(ContinuousClock.now - start)",
                ])
        }
    }

    private func response(to head: HTTPRequestHead, _ channel: any Channel) -> Response {
        Response(head, channel, room, origins.headers(for: head.headers.first(name: "origin")))
    }

    /// Why the connection ends with an answer to this.
    private func refusal(of head: HTTPRequestHead) -> Refusal? {
        if isCrowded {
            return Refusal(
                .serviceUnavailable, "the gateway has as many connections as it takes", code: "tooManyConnections",
                retryAfter: 1)
        }
        guard head.method == .GET || head.method == .HEAD else {
            return Refusal(
                .methodNotAllowed, "only GET and HEAD are answered, not \(head.method)", code: "methodNotAllowed")
        }
        return head.hasBody ? Refusal(.badRequest, "a request has no body here") : nil
    }
}

extension HTTPRequestHead {
    fileprivate var hasBody: Bool {
        headers.contains(name: "transfer-encoding") || headers["content-length"].contains { $0 != "0" }
    }
}
