internal import func Glibc.strerror
internal import KhabarProtocol
internal import NIOCore
internal import NIOPosix

/// One connection: a session, its socket once there is one, and the attempts to get it. Confined to its event loop.
final class Link: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Bytes that may wait for the socket before segments pause; requests are written regardless. Two parts.
    static let writeBufferBytesMax = 2 * Limits.segmentPartBytesMax
    /// So long a server may take what was written last, before the socket goes.
    static let farewellTime: TimeAmount = .seconds(5)

    let dispatcher: Dispatcher
    private var session: ClientSession
    private var encoder = FrameEncoder()
    private var output: [UInt8] = []
    private var channel: (any Channel)?
    private var shipments: [ClientSession.Token: (index: [UInt8], text: [UInt8])] = [:]
    /// Being written, the first one first.
    private var streams: [SegmentStream] = []
    private var timer: (at: Moment, scheduled: Scheduled<Void>)?
    private let started = Moment.now
    private var attempt: Scheduled<Void>?
    private var connectFailure: String?
    /// Of the last attempt.
    private var address: Address
    /// Whether an attempt is under way that has not led to a handshake, nor failed.
    private var isAttempting = false
    /// The answer to the server's last ping, while the socket takes nothing.
    private var pong: OutgoingFrame?
    private var isClosing = false

    init(_ dispatcher: Dispatcher) {
        self.dispatcher = dispatcher
        address = dispatcher.address
        var configuration = ClientSession.Configuration(hello: dispatcher.hello)
        configuration.serverID = dispatcher.server
        session = ClientSession(configuration, now: started)
    }

    // MARK: Connecting

    func start() {
        wait(dispatcher.pause())
    }

    private func wait(_ delay: Duration) {
        guard delay > .zero else {
            connect()
            return
        }
        attempt = dispatcher.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { self.connect() }
    }

    private func connect() {
        attempt = nil
        guard !session.isClosed else { return }
        isAttempting = true
        if connectFailure == nil { connectFailure = "it has not answered" }
        let address = dispatcher.address
        self.address = address
        guard 1...65_535 ~= address.port else {
            connectEnded(.failure(KhabarError.invalid("\(address.port) is not a port")))
            return
        }
        let timeout = TimeAmount(dispatcher.configuration.connectTimeout)
        let bootstrap = ClientBootstrap(group: dispatcher.eventLoop)
            .connectTimeout(timeout)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(
                .writeBufferWaterMark, value: .init(low: Limits.segmentPartBytesMax, high: Self.writeBufferBytesMax)
            )
            .channelInitializer {
                [access = dispatcher.configuration.access, end = NIODeadline.now() + timeout] channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let tls = access.tls else { return }
                    try TLSHandshake.prepare(channel, tls, host: address.host, end: end)
                }
            }
        // A literal address needs no resolver, which a static executable may not have.
        let literal = try? SocketAddress(ipAddress: address.host, port: address.port)
        let connecting =
            literal.map { bootstrap.connect(to: $0) } ?? bootstrap.connect(host: address.host, port: address.port)
        let shaken = connecting.flatMap { channel in TLSHandshake.completion(of: channel).map { channel } }
        shaken.assumeIsolated().whenComplete { self.connectEnded($0) }
    }

    /// A name may have several addresses, each with a channel of its own: only the one that won gets this handler.
    private func connectEnded(_ outcome: Result<any Channel, any Error>) {
        do {
            let channel = try outcome.get()
            guard !session.isClosed else {
                channel.close(promise: nil)
                return
            }
            try channel.pipeline.syncOperations.addHandler(self)
            self.channel = channel
            connectFailure = nil
            let now = Moment.now
            perform { $0.connected(at: now, &$1) }
            // Closed before the handler was there to hear of it.
            if !channel.isActive { perform { $0.disconnected(&$1) } }
        } catch {
            connectFailed(with: error)
        }
    }

    private func connectFailed(with error: any Error) {
        guard !session.isClosed else { return }
        connectFailure = Self.text(of: error)
        attemptFailed()
        let delay = dispatcher.pause()
        guard Moment.now.advanced(by: delay) <= started.advanced(by: dispatcher.configuration.connectPatience) else {
            perform { $0.disconnected(&$1) }
            return
        }
        wait(delay)
    }

    private func attemptFailed() {
        guard isAttempting else { return }
        isAttempting = false
        dispatcher.attemptFailed()
    }

    private static func text(of error: any Error) -> String {
        switch error {
        case let failure as NIOConnectionError:
            failure.connectionErrors.last.map { text(of: $0.error) } ?? "the host name \(failure.host) has no address"
        case let refused as IOError: unsafe String(cString: strerror(refused.errnoCode))
        default: "\(error)"
        }
    }

    // MARK: What callers ask

    func submit(_ token: ClientSession.Token, _ call: Call) {
        let now = Moment.now
        switch call.work {
        case .request(let request):
            perform(flushing: false) { $0.request(token, request, deadline: call.deadline, at: now, &$1) }
        case .ping: perform(flushing: false) { $0.ping(token, deadline: call.deadline, at: now, &$1) }
        case .ship(let begin, let index, let text):
            shipments[token] = (index, text)
            perform(flushing: false) { $0.ship(token, begin, deadline: call.deadline, at: now, &$1) }
        }
    }

    func cancel(_ token: ClientSession.Token) {
        shipments[token] = nil
        let now = Moment.now
        perform { $0.cancel(token, at: now, &$1) }
    }

    func finish(patience: Duration) {
        let now = Moment.now
        perform { $0.finish(patience: patience, at: now, &$1) }
    }

    func abandon() { perform { $0.abandon(&$1) } }

    // MARK: What the channel reports

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let burst = unwrapInboundIn(data)
        let now = Moment.now
        perform(flushing: false) { $0.received(burst.readableBytesUInt8Span, at: now, &$1) }
    }

    func channelReadComplete(context: ChannelHandlerContext) { flush() }

    func channelWritabilityChanged(context: ChannelHandlerContext) { flush() }

    func channelInactive(context: ChannelHandlerContext) {
        channel = nil
        perform { $0.disconnected(&$1) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    // MARK: Actions

    private func perform(
        flushing: Bool = true, _ event: (inout ClientSession, inout [ClientSession.Action]) -> Void
    ) {
        var actions: [ClientSession.Action] = []
        event(&session, &actions)
        var next = 0
        while next < actions.count {
            perform(actions[next], &actions)
            next += 1
        }
        if flushing { flush() }
        setTimer()
    }

    /// - Parameter actions: what the action leads to goes behind all that is to be done before: requests leave in the order of their ids.
    private func perform(_ action: ClientSession.Action, _ actions: inout [ClientSession.Action]) {
        switch action {
        case .sendBytes(let bytes): output += bytes
        case .send(let frame) where frame.message == .pong && channel?.isWritable == false:
            // They would pile up for a server that asks and asks, and reads nothing; one that waits for an answer waits for the last.
            pong = frame
        case .send(let frame):
            guard !encoder.append(frame, to: &output) else { break }
            session.notSent(frame.correlationID, at: .now, &actions)
        case .opened(let welcome):
            isAttempting = false
            encoder.payloadBytesMax = Int(welcome.payloadBytesMax)
            dispatcher.opened(welcome)
        case .complete(let token, let message):
            shipments[token] = nil
            guard let server = session.server else { preconditionFailure("an answer came before the welcome") }
            dispatcher.completed(token, message, server)
        case .fail(let token, let failure):
            shipments[token] = nil
            dispatcher.failed(
                token, failure, of: address, isConnected: session.server != nil, connectFailure: connectFailure)
        case .streamSegment(let token, let id):
            guard let bytes = shipments.removeValue(forKey: token) else {
                preconditionFailure("a segment is to be sent that was never given")
            }
            streams.append(SegmentStream(token: token, id: id, index: bytes.index, text: bytes.text))
        case .stopSegment(let token): streams.removeAll { $0.token == token }
        case .goingAway: dispatcher.left(self)
        case .close(let reason): close(reason)
        }
    }

    /// Writes what has gathered, then as much of the segments as the socket takes now.
    func flush() {
        guard let channel else { return }
        if channel.isWritable, let answer = pong.take() { encoder.append(answer, to: &output) }
        repeat {
            if channel.isWritable, !streams.isEmpty {
                // By value and back: the encoder and the stream are both being changed.
                var stream = streams[0]
                if stream.appendNext(&encoder, to: &output) {
                    streams.removeFirst()
                    session.segmentSent(stream.token, at: .now)
                } else {
                    streams[0] = stream
                }
            }
            guard !output.isEmpty else { return }
            // Emptied first: a write can change the channel's writability, which calls this again.
            let bytes = ByteBuffer(bytes: output)
            output.removeAll(keepingCapacity: output.capacity <= 2 * Self.writeBufferBytesMax)
            channel.writeAndFlush(bytes, promise: nil)
        } while channel.isWritable && !streams.isEmpty
    }

    private func close(_ reason: CloseReason) {
        guard !isClosing else { return }
        isClosing = true
        attemptFailed()
        streams = []
        timer?.scheduled.cancel()
        attempt?.cancel()
        if let channel { part(from: channel, reason) }
        output = []
        dispatcher.closed(self)
    }

    private func part(from channel: any Channel, _ reason: CloseReason) {
        // Nobody there would read what was written.
        if reason == .unresponsive || reason == .handshakeTimeout { return channel.close(promise: nil) }
        // Who has stopped reading would put off the end for ever.
        let end = dispatcher.eventLoop.assumeIsolated().scheduleTask(in: Self.farewellTime) {
            channel.close(promise: nil)
        }
        // After what was written: closing at once would drop it.
        channel.writeAndFlush(ByteBuffer(bytes: output)).assumeIsolated().whenComplete { _ in
            end.cancel()
            channel.close(promise: nil)
        }
    }

    private func setTimer() {
        guard let due = session.timeout, !isClosing else { return }
        if let timer, timer.at <= due { return }
        timer?.scheduled.cancel()
        let deadline = NIODeadline.uptimeNanoseconds(due.nanoseconds)
        let scheduled = dispatcher.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timer = nil
            let now = Moment.now
            self.perform { $0.timeReached(now, &$1) }
        }
        timer = (due, scheduled)
    }
}

extension Moment {
    static var now: Moment { Moment(nanoseconds: NIODeadline.now().uptimeNanoseconds) }
}
