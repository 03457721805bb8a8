import KhabarAccess
import KhabarIndex
import KhabarProtocol
import Logging
import NIOCore

/// One connection's socket: hands read bursts to its `ServerSession`, and does what that says.
///
/// The frames that one burst leads to leave in one write, unless they are many. Requests are begun one at a time, and only while there is room for
/// their answers: a client that asks for much and reads little waits for itself.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// So many bytes of answers are written without waiting for the burst's end. Beside what the socket has not taken of them, the server holds one more
    /// answer to a request that is begun here, and `underWayMax` and `watchAnswersMax` that come from elsewhere.
    static let outputBytesMax = 256 << 10
    /// So many requests of one connection are worked on elsewhere at once: enough to keep those threads busy. Watches, which only wait, are not counted.
    static let underWayMax = 8
    /// So many answers to watches may come before the socket has taken them.
    static let watchAnswersMax = 4

    /// A longer answer is deflated elsewhere: this many bytes take a third of a millisecond, waking another thread a tenth of that.
    static let deflatedBytesMax = 64 << 10

    /// What comes from elsewhere.
    private enum Answer: Sendable {
        case message(Message)
        case frame(ByteBuffer)
    }

    /// So long the peer may read what was sent before the socket goes.
    static let readingTime: TimeAmount = .milliseconds(500)
    /// A peer that takes nothing of it for so long gets no more.
    static let stallTime: TimeAmount = .seconds(10)
    /// So many bytes are encrypted at once: four records of TLS.
    static let encryptedBytesMax = 64 << 10
    /// So long one read's requests are answered on the event loop; the rest waits its turn elsewhere, and other connections don't wait for it.
    static let turnNanoseconds: UInt64 = 2_000_000

    private let service: RequestService
    private var admission: Admission
    private let isEncrypted: Bool
    private let turnNanoseconds: UInt64
    private var logger: Logger
    private var session: ServerSession
    private var encoder = FrameEncoder()
    private var actions: [ServerSession.Action] = []
    private var isPerforming = false
    private var output: [UInt8] = []
    /// In the order in which they came.
    private var waiting: [WaitingRequest] = []
    private var begun: [UInt64: BegunRequest] = [:]
    private var underWay = 0
    private let watchRoom: AnswerRoom
    /// Of answers that the socket has not taken.
    private var tickets: [AnswerRoom.Ticket] = []
    private var timer: Scheduled<Void>?
    private var timerDue: Moment?
    private var farewell: Scheduled<Void>?
    /// What answering requests has taken since the last read.
    private var turnUsed: UInt64 = 0
    private var isReading = false
    private var isDisconnected = false
    private var hasWritten = false
    /// Whether the welcome is about to leave, after which the client may search.
    private var awaitsFirstSearch = false
    private var context: ChannelHandlerContext?

    init(
        _ service: RequestService, configuration: ServerSession.Configuration,
        access: AccessControl = AccessControl(.open), isEncrypted: Bool = false,
        turnNanoseconds: UInt64 = turnNanoseconds, logger: Logger
    ) {
        self.isEncrypted = isEncrypted
        self.service = service
        admission = Admission(service, access)
        self.turnNanoseconds = turnNanoseconds
        self.logger = logger
        watchRoom = AnswerRoom(count: Self.watchAnswersMax) { service.lookAtWatches() }
        session = ServerSession(configuration, now: .now)
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        resetTimer()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        farewell?.cancel()
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
        turnUsed = 0
        flush()
        if awaitsFirstSearch {
            awaitsFirstSearch = false
            service.rehearse()
        }
    }

    /// May be called in the middle of `perform`, by a write that fails.
    func channelInactive(context: ChannelHandlerContext) {
        if !session.isClosed { log(.disconnected) }
        session.disconnected(&actions)
        // Nobody is left to hear of anything.
        isDisconnected = true
        waiting = []
        for request in begun.values { request.flag.set() }
        begun = [:]
        tickets = []
        admission.end()
        service.left(ObjectIdentifier(self))
        perform()
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
        let isWritable = context.channel.isWritable
        _ = context.channel.setOption(.autoRead, value: isWritable)
        if isWritable { tickets = [] }
        if isWritable, !waiting.isEmpty {
            // Not from here, which may be inside of a write.
            let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
            context.eventLoop.execute { handler.value.perform() }
        }
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

    /// Performs what is to be done, in order; then begins requests that wait.
    private func perform() {
        // What an action leads to is appended while this runs, and performed by it: an answer that is there at once, the end of the connection in a write
        // that fails.
        guard !isPerforming else { return }
        isPerforming = true
        repeat {
            var next = 0
            while next < actions.count {
                let action = actions[next]
                next += 1
                perform(action)
            }
            actions.removeAll(keepingCapacity: true)
        } while beginNext()
        isPerforming = false
        resetTimer()
        if !isReading { flush() }
    }

    private func perform(_ action: ServerSession.Action) {
        guard !isDisconnected else { return }
        switch action {
        case .sendBytes(let bytes): output.append(contentsOf: bytes)
        case .send(let frame): encoder.appendAnswer(frame, to: &output)
        case .decide(let hello): decide(hello)
        case .opened(let payloadBytesMax, let compresses):
            encoder.payloadBytesMax = payloadBytesMax
            encoder.compresses = compresses
        case .perform(let request, let id, let deadline):
            waiting.append(WaitingRequest(id: id, request: request, flag: CancellationFlag(deadline: deadline)))
        case .cancel(let id): (begun[id]?.flag ?? waiting.first { $0.id == id }?.flag)?.set()
        case .expectSegment: break
        case .takeSegment(let begin, let index, let text, let id):
            service.take(begin, SegmentBytes(index: index, text: text), reply(to: id))
        case .dropSegment(_, let bytes): session.grant(bytes, &actions)
        case .close(let reason): close(reason)
        }
    }

    private func decide(_ hello: Hello) {
        // What came behind the greeting may have ended the connection already.
        guard !session.isClosed else { return }
        switch admission.decide(hello) {
        case .refused(let error): session.refuse(error, &actions)
        case .admitted(let grant, let credit):
            if !grant.name.isEmpty { logger[metadataKey: "key"] = "\(grant.name)" }
            awaitsFirstSearch = credit == 0
            session.accept(as: grant.roles, credit: credit, at: .now, &actions)
        }
    }

    /// Asks a client to leave whose key no longer grants what it came with. Whether it does.
    func review() -> Bool {
        guard let hello = session.admitted, !admission.stillAdmits(hello) else { return false }
        logger.notice("Connection is to close: its key was withdrawn")
        drain("its key was withdrawn")
        return true
    }

    /// Answers nothing more to a client that did not leave.
    func cutOff() {
        session.refuse(
            ErrorMessage(
                code: .unauthenticated, retry: .never, applied: .no, scope: .connection, text: "the key was withdrawn"),
            &actions)
        perform()
    }

    /// Begins the request that has waited longest; false when there is none, or no room for its answer.
    private func beginNext() -> Bool {
        guard hasRoom(), !waiting.isEmpty else { return false }
        let next = waiting.removeFirst()
        let start = Moment.now
        defer { turnUsed += Moment.now.nanoseconds - start.nanoseconds }
        let mayAnswer = turnUsed < turnNanoseconds
        let client = ObjectIdentifier(self)
        switch service.perform(
            next.request, next.flag, of: client, mayAnswer: mayAnswer, reply: reply(to: next.id, next.flag))
        {
        case .underWay: noteUnderWay(next)
        case .answered(let answer):
            guard !append(answer, to: next.id) else { break }
            if service.pass(answer, next.flag, of: client, reply: reply(to: next.id, next.flag)) {
                noteUnderWay(next)
            } else {
                session.answer(next.id, answer, &actions)
            }
        }
        return true
    }

    /// False when the answer takes long to encode.
    private func append(_ answer: Message, to id: UInt64) -> Bool {
        let frame = OutgoingFrame(answer, correlationID: id)
        guard encoder.appendAnswer(frame, to: &output, deflatingUpTo: Self.deflatedBytesMax) else { return false }
        session.answerWritten(id, &actions)
        return true
    }

    private func noteUnderWay(_ request: WaitingRequest) {
        let isCounted = !request.request.isStanding
        begun[request.id] = BegunRequest(flag: request.flag, isCounted: isCounted)
        if isCounted { underWay += 1 }
    }

    private func hasRoom() -> Bool {
        if output.count >= Self.outputBytesMax { flush() }
        guard let context, !session.isClosed else { return false }
        return underWay < Self.underWayMax && context.channel.isWritable
    }

    /// Brings an answer back to this connection's event loop, from whatever thread. That encodes it, if it may be long, so that here it is only written.
    private func reply(to id: UInt64, _ flag: CancellationFlag? = nil) -> Reply {
        let loop = context!.eventLoop
        let handler = NIOLoopBound(self, eventLoop: loop)
        let encoders = service.answerEncoders
        let (payloadBytesMax, compresses) = (encoder.payloadBytesMax, encoder.compresses)
        return Reply(in: watchRoom) { message, credit, ticket in
            var answer = Answer.message(message)
            if message.type.mayBeCompressed {
                // Whoever has left by now is not worked for.
                if flag?.isGivenUp == true {
                    answer = .message(.error(.cancelled))
                } else {
                    let frame = OutgoingFrame(message, correlationID: id)
                    answer = .frame(encoders.encode(frame, payloadBytesMax: payloadBytesMax, compresses: compresses))
                }
            }
            loop.execute { [answer] in
                handler.value.finish(id, answer, credit: credit)
                if let ticket { handler.value.keep(ticket) }
            }
        }
    }

    private func finish(_ id: UInt64, _ answer: Answer, credit: Int) {
        if let request = begun.removeValue(forKey: id), request.isCounted { underWay -= 1 }
        guard !session.isClosed else { return }
        switch answer {
        case .message(let message): session.answer(id, message, &actions)
        case .frame(let bytes):
            // Behind what was to leave before.
            flush()
            if let context { write(bytes, context) }
            session.answerWritten(id, &actions)
        }
        if credit > 0 { session.grant(credit, &actions) }
        perform()
    }

    /// An answer that has left may make room for the next at once.
    private func keep(_ ticket: AnswerRoom.Ticket) {
        if let context, !session.isClosed, !context.channel.isWritable { tickets.append(ticket) }
    }

    private func log(_ reason: CloseReason) {
        switch reason {
        case .drained, .disconnected:
            logger.debug("Connection closes", metadata: ["reason": "\(reason.description)"])
        default:
            logger.notice("Connection is closed", metadata: ["reason": "\(reason.description)"])
        }
    }

    private func close(_ reason: CloseReason) {
        log(reason)
        waiting = []
        guard let context else { return }
        flush()
        guard !isDisconnected else { return }
        let channel = context.channel
        // Whoever began nothing is told nothing. Of one that has not finished the handshake of TLS an orderly end would only be waited for.
        if reason == .handshakeTimeout, !hasWritten { return channel.close(promise: nil) }
        // Once everything has left: to close the second half of a connection drops what still waits.
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in
            // Half-closing first lets the peer read why: unread input at a hard close makes the kernel discard what was sent.
            channel.close(mode: .output).whenComplete { _ in
                channel.eventLoop.scheduleTask(in: Self.readingTime) { channel.close(promise: nil) }
            }
        }
        // A peer that reads nothing would put that off for ever.
        closeOnceStalled(context, untaken: .max)
    }

    /// - Parameter untaken: bytes that wait for the peer.
    private func closeOnceStalled(_ context: ChannelHandlerContext, untaken: Int) {
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        farewell = context.eventLoop.scheduleTask(in: Self.stallTime) { handler.value.closeIfStalled(since: untaken) }
    }

    private func closeIfStalled(since before: Int) {
        guard let context else { return }
        let untaken = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        guard untaken == 0 || untaken >= before else { return closeOnceStalled(context, untaken: untaken) }
        context.close(promise: nil)
    }

    private func flush() {
        guard let context, !output.isEmpty else { return }
        var buffer = context.channel.allocator.buffer(capacity: output.count)
        buffer.writeBytes(output)
        output.removeAll(keepingCapacity: output.capacity < 1 << 20)
        write(buffer, context)
    }

    /// In one system call in the clear. Over TLS in pieces: what encrypts keeps a buffer as large as the largest that it was given, for as long as the connection lasts.
    private func write(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        hasWritten = true
        var rest = bytes
        while isEncrypted, rest.readableBytes > Self.encryptedBytesMax {
            let piece = rest.readSlice(length: Self.encryptedBytesMax)!
            context.writeAndFlush(wrapOutboundOut(piece), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(rest), promise: nil)
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
