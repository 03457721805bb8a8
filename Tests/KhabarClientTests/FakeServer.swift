import KhabarProtocol
import NIOCore
import NIOPosix

/// A scripted server on a loopback socket: the real session machine, and a test that decides what it answers.
final class FakeServer: Sendable {
    struct Script: Sendable {
        var credit = 64 << 20
        /// Sent instead of everything else as soon as a client has said something.
        var garbage: [UInt8]?
        /// Sent in place of the answer to the first request, past the session.
        var garbageAfterRequest: [UInt8]?
        /// Leave this many bursts to `Connection.resumeReading`.
        var stopsReadingAtSegments = false
        var port = 0
        var configure: @Sendable (inout ServerSession.Configuration) -> Void = { _ in }
    }

    /// What the session asked for that needs a decision.
    struct Event: Sendable {
        let connection: Connection
        let action: ServerSession.Action
    }

    /// One client's connection, from any thread.
    struct Connection: Sendable {
        /// The same for all that happens on it, and no other's.
        let identity: ObjectIdentifier
        fileprivate let eventLoop: any EventLoop
        fileprivate let handler: NIOLoopBound<FakeServerHandler>

        func answer(_ id: UInt64, _ message: Message) { tell { $0.answer(id, message, &$1) } }
        func goAway() { tell { $0.goAway("restarting", &$1) } }

        func tell(_ event: @escaping @Sendable (inout ServerSession, inout [ServerSession.Action]) -> Void) {
            eventLoop.execute { handler.value.perform(event) }
        }

        /// Pulls the plug.
        func cut() { eventLoop.execute { handler.value.channel?.close(promise: nil) } }

        /// Freezes the server as far as this client can see: its keep-alive is not answered either.
        func stopReading() { eventLoop.execute { handler.value.stopReading() } }

        func resumeReading() { eventLoop.execute { handler.value.resumeReading() } }

        /// Asks once for each id whether the client lives, past the session.
        func ping(_ ids: ClosedRange<UInt64>) { eventLoop.execute { handler.value.ping(ids) } }
    }

    static let serverID = ServerID(high: 1, low: 2)

    let port: Int
    let events: AsyncStream<Event>
    private let channel: any Channel

    init(_ script: Script = Script()) async throws {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self)
        self.events = events
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(FakeServerHandler(script, continuation))
                }
            }
            .bind(host: "127.0.0.1", port: script.port).get()
        port = channel.localAddress?.port ?? 0
    }

    /// Stops listening; connections that are open stay.
    func stop() async throws { try await channel.close() }
}

final class FakeServerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let script: FakeServer.Script
    private let events: AsyncStream<FakeServer.Event>.Continuation
    private var session: ServerSession
    private var encoder = FrameEncoder()
    private var garbageLeft: [UInt8]?
    fileprivate var channel: (any Channel)?

    init(_ script: FakeServer.Script, _ events: AsyncStream<FakeServer.Event>.Continuation) {
        self.script = script
        self.events = events
        var configuration = ServerSession.Configuration(
            name: "fake", serverID: FakeServer.serverID, epoch: 9, analyserVersions: [7])
        script.configure(&configuration)
        session = ServerSession(configuration, now: Moment(nanoseconds: 0))
        garbageLeft = script.garbageAfterRequest
    }

    func channelActive(context: ChannelHandlerContext) { channel = context.channel }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let burst = unwrapInboundIn(data)
        if let garbage = script.garbage {
            context.writeAndFlush(NIOAny(ByteBuffer(bytes: garbage)), promise: nil)
            return
        }
        perform { $0.received(burst.readableBytesUInt8Span, at: Moment(nanoseconds: 0), &$1) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        channel = nil
        perform { $0.disconnected(&$1) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func stopReading() {
        channel?.setOption(.autoRead, value: false).whenComplete { _ in }
    }

    func ping(_ ids: ClosedRange<UInt64>) {
        var bytes: [UInt8] = []
        for id in ids { encoder.appendAnswer(OutgoingFrame(.ping, correlationID: id), to: &bytes) }
        channel?.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    func resumeReading() {
        channel?.setOption(.autoRead, value: true).whenComplete { _ in }
    }

    fileprivate func perform(_ event: (inout ServerSession, inout [ServerSession.Action]) -> Void) {
        var actions: [ServerSession.Action] = []
        event(&session, &actions)
        var output: [UInt8] = []
        var closes = false
        var at = 0
        while at < actions.count {
            switch actions[at] {
            case .sendBytes(let bytes): output += bytes
            case .send(let frame): encoder.appendAnswer(frame, to: &output)
            case .opened(let limit, let compresses):
                encoder.payloadBytesMax = limit
                encoder.compresses = compresses
            case .decide: session.accept(credit: script.credit, at: Moment(nanoseconds: 0), &actions)
            case .perform where garbageLeft != nil:
                output += garbageLeft ?? []
                garbageLeft = nil
            case .close:
                closes = true
                tell(actions[at])
            case .expectSegment where script.stopsReadingAtSegments:
                channel?.setOption(.autoRead, value: false).whenComplete { _ in }
                tell(actions[at])
            default: tell(actions[at])
            }
            at += 1
        }
        guard let channel else { return }
        if !output.isEmpty { channel.writeAndFlush(ByteBuffer(bytes: output), promise: nil) }
        if closes { channel.close(promise: nil) }
    }

    private func tell(_ action: ServerSession.Action) {
        guard let eventLoop = lastLoop() else { return }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        events.yield(
            FakeServer.Event(
                connection: .init(identity: ObjectIdentifier(self), eventLoop: eventLoop, handler: bound),
                action: action))
    }

    private var loop: (any EventLoop)?

    private func lastLoop() -> (any EventLoop)? {
        if loop == nil { loop = channel?.eventLoop }
        return loop
    }
}

extension AsyncStream<FakeServer.Event>.Iterator {
    /// The next request.
    mutating func nextRequest() async -> (connection: FakeServer.Connection, request: Request, id: UInt64)? {
        while let event = await next(isolation: nil) {
            if case .perform(let request, let id, _) = event.action { return (event.connection, request, id) }
        }
        return nil
    }

    /// The next segment that is on its way.
    mutating func nextBegun() async -> (connection: FakeServer.Connection, id: UInt64)? {
        while let event = await next(isolation: nil) {
            if case .expectSegment(_, let id) = event.action { return (event.connection, id) }
        }
        return nil
    }

    /// The next segment that is whole.
    mutating func nextSegment() async -> (
        connection: FakeServer.Connection, begin: SegmentBegin, index: [UInt8], text: [UInt8], id: UInt64
    )? {
        while let event = await next(isolation: nil) {
            if case .takeSegment(let begin, let index, let text, let id) = event.action {
                return (event.connection, begin, index, text, id)
            }
        }
        return nil
    }

    mutating func next(
        where matches: (ServerSession.Action) -> Bool
    ) async -> FakeServer.Event? {
        while let event = await next(isolation: nil) {
            if matches(event.action) { return event }
        }
        return nil
    }
}
