import KhabarIndex
import KhabarProtocol
import Logging
import NIOCore

/// One connection's socket: hands read bursts to its `ServerSession`, and does what that says.
///
/// All frames that one burst leads to leave in one write.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let service: RequestService
    private let logger: Logger
    private var session: ServerSession
    private var encoder = FrameEncoder()
    private var actions: [ServerSession.Action] = []
    private var output: [UInt8] = []
    private var cancellations: [UInt64: CancellationFlag] = [:]
    private var timer: Scheduled<Void>?
    private var timerDue: Moment?
    private var holdsIngestPlace = false
    private var isReading = false
    /// Whether the welcome is about to leave, after which the client may search.
    private var awaitsFirstSearch = false
    private var context: ChannelHandlerContext?

    init(_ service: RequestService, configuration: ServerSession.Configuration, logger: Logger) {
        self.service = service
        self.logger = logger
        session = ServerSession(configuration, now: .now)
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        resetTimer()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        isReading = true
        session.received(buffer.readableBytesUInt8Span, at: .now, &actions)
        perform()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        flush()
        if awaitsFirstSearch {
            awaitsFirstSearch = false
            service.rehearse()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        session.disconnected(&actions)
        perform()
        for flag in cancellations.values { flag.set() }
        cancellations = [:]
        if holdsIngestPlace {
            holdsIngestPlace = false
            service.workerLeft()
        }
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // Half-closure is allowed, so that a process that died looks like a client that waits for its last answers.
        if case .inputClosed? = event as? ChannelEvent {
            session.inputEnded(&actions)
            perform()
            flush()
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        // A client that doesn't read its answers gets no more questions in.
        _ = context.channel.setOption(.autoRead, value: context.channel.isWritable)
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.debug("Connection failed", metadata: ["error": "\(error)"])
        context.close(promise: nil)
    }

    /// Two-step go-away; the connection closes by itself after its last answer.
    func drain(_ reason: String) {
        session.goAway(reason, &actions)
        perform()
        flush()
    }

    // MARK: Actions

    private func perform() {
        // An action may lead to further ones (an answer that is there at once): they are appended while this runs.
        var next = 0
        while next < actions.count {
            let action = actions[next]
            next += 1
            perform(action)
        }
        actions.removeAll(keepingCapacity: true)
        resetTimer()
        if !isReading { flush() }
    }

    private func perform(_ action: ServerSession.Action) {
        switch action {
        case .sendBytes(let bytes): output.append(contentsOf: bytes)
        case .send(let frame): encoder.appendAnswer(frame, to: &output)
        case .decide(let hello): decide(hello)
        case .opened(let payloadBytesMax, let compresses):
            encoder.payloadBytesMax = payloadBytesMax
            encoder.compresses = compresses
        case .perform(let request, let id, let deadline): start(request, id: id, deadline: deadline)
        case .cancel(let id): cancellations[id]?.set()
        case .expectSegment: break
        case .takeSegment(let begin, let index, let text, let id):
            service.take(begin, SegmentBytes(index: index, text: text), reply(to: id))
        case .dropSegment(_, let bytes): session.grant(bytes, &actions)
        case .close(let reason): close(reason)
        }
    }

    private func decide(_ hello: Hello) {
        guard hello.roles.contains(.ingest) else {
            awaitsFirstSearch = true
            return session.accept(credit: 0, at: .now, &actions)
        }
        guard service.admitWorker() else {
            return session.refuse(
                ErrorMessage(
                    code: .tooManyConnections, retry: .later, applied: .no, scope: .connection,
                    retryAfterMilliseconds: 1_000,
                    text: "all \(service.ingestPlaces.count) ingest connections that the memory budget allows are taken"
                ),
                &actions)
        }
        holdsIngestPlace = true
        session.accept(credit: service.segmentBytesMax * IngestPlaces.segmentsPerPlace, at: .now, &actions)
    }

    private func start(_ request: Request, id: UInt64, deadline: Moment?) {
        let flag = CancellationFlag(deadline: deadline)
        switch service.perform(request, flag, reply: reply(to: id)) {
        case .answered(let answer): session.answer(id, answer, &actions)
        case .underWay: cancellations[id] = flag
        }
    }

    /// Brings an answer back to this connection's event loop, from whatever thread.
    private func reply(to id: UInt64) -> Reply {
        let loop = context!.eventLoop
        let handler = NIOLoopBound(self, eventLoop: loop)
        return Reply { message, credit in
            loop.execute { handler.value.finish(id, message, credit: credit) }
        }
    }

    private func finish(_ id: UInt64, _ message: Message, credit: Int) {
        cancellations[id] = nil
        guard !session.isClosed else { return }
        session.answer(id, message, &actions)
        if credit > 0 { session.grant(credit, &actions) }
        perform()
    }

    private func close(_ reason: CloseReason) {
        switch reason {
        case .drained, .disconnected:
            logger.debug("Connection closes", metadata: ["reason": "\(reason.description)"])
        default:
            logger.notice("Connection is closed", metadata: ["reason": "\(reason.description)"])
        }
        guard let context else { return }
        flush()
        // Half-closing first lets the peer read why: unread input at a hard close makes the kernel discard what was sent.
        let channel = context.channel
        channel.close(mode: .output).whenComplete { _ in
            channel.eventLoop.scheduleTask(in: .milliseconds(500)) { channel.close(promise: nil) }
        }
    }

    private func flush() {
        guard let context, !output.isEmpty else { return }
        var buffer = context.channel.allocator.buffer(capacity: output.count)
        buffer.writeBytes(output)
        output.removeAll(keepingCapacity: output.capacity < 1 << 20)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
    }

    private func resetTimer() {
        guard let context else { return }
        let due = session.timeout
        guard due != timerDue else { return }
        timer?.cancel()
        timerDue = due
        timer = nil
        guard let due else { return }
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(deadline: .uptimeNanoseconds(due.nanoseconds)) {
            handler.value.timerDue = nil
            handler.value.session.timeReached(.now, &handler.value.actions)
            handler.value.perform()
            handler.value.flush()
        }
    }
}

extension Moment {
    static var now: Moment { Moment(nanoseconds: NIODeadline.now().uptimeNanoseconds) }
}
