import KhabarProtocol
import KhabarText
import NIOCore
import NIOEmbedded
import NIOSSL
import Synchronization
import TestSupport
import Testing

@testable import KhabarServer

@Suite struct ConnectionHandlerTests {
    private static let sessions = ServerSession.Configuration(
        name: "server", serverID: ServerID(high: 1, low: 2), epoch: 1, analyserVersions: [Analyzer.version])

    private func service(_ engine: Engine, connections: Int = 10, workers: Int = 2) -> RequestService {
        RequestService(
            engine: engine, connections: connections, workers: workers, segmentBytesMax: 1 << 20,
            statistics: Statistics(version: "0"), serverID: ServerID(high: 1, low: 2))
    }

    /// The correlation ids count from `first`.
    private func frames(_ messages: [Message], from first: UInt64) -> [UInt8] {
        var encoder = FrameEncoder(payloadBytesMax: Limits.requestPayloadBytesMax)
        var bytes: [UInt8] = []
        for (number, message) in messages.enumerated() {
            encoder.append(OutgoingFrame(message, correlationID: first + UInt64(number)), to: &bytes)
        }
        return bytes
    }

    /// A greeting and what follows it, as one burst.
    private func burst(_ roles: Roles, _ messages: [Message] = []) -> ByteBuffer {
        let hello = Hello(
            roles: roles, name: "peer", codecs: [], analyserVersion: Analyzer.version,
            payloadBytesMax: UInt32(Limits.answerPayloadBytesMax))
        return ByteBuffer(bytes: Preface.current.bytes + frames([.hello(hello)] + messages, from: 0))
    }

    private func messages(_ bytes: [UInt8]) throws -> [Message] {
        var decoder = FrameDecoder(payloadBytesMax: Limits.answerPayloadBytesMax)
        var messages: [Message] = []
        var offset = 0
        let frames = Array(bytes.dropFirst(Preface.byteCount))
        while let frame = try decoder.next(in: frames.span, from: &offset) {
            messages.append(try frame.message(in: frames.span))
        }
        return messages
    }

    /// All that may be is answered at once, however long it takes: an embedded event loop is nothing for other threads.
    private func connect(
        _ service: RequestService, _ socket: TestSocket, isEncrypted: Bool = false
    ) throws -> EmbeddedChannel {
        let handler = ConnectionHandler(
            service, configuration: Self.sessions, isEncrypted: isEncrypted, turnNanoseconds: .max, logger: silence)
        return EmbeddedChannel(handlers: [socket, handler])
    }

    // MARK: Places

    /// What follows a greeting breaks the protocol, and the farewell can't be written: the connection is gone while its end is being performed.
    @Test(arguments: [false, true]) func aWriteThatFailsLeavesNoPlaceTaken(breaksProtocol: Bool) throws {
        let engine = try Engine.opened(nil)
        let service = service(engine)
        for _ in 0..<5 {
            let socket = TestSocket(isBroken: true)
            let channel = try connect(service, socket)
            try channel.writeInbound(burst(.ingest, breaksProtocol ? [.pong] : []))
            #expect(!channel.isActive && socket.writes == 1)
        }
        #expect(engine.workers.load(ordering: .relaxed) == 0)
        for places in [service.ingestPlaces, service.connectionPlaces] {
            let free = (0..<places.count).count { _ in places.enter() }
            #expect(free == places.count && !places.enter())
        }
        engine.stop()
    }

    @Test func whoComesTooManyIsTold() throws {
        let engine = try Engine.opened(nil)
        let service = service(engine, connections: 2, workers: 1)
        func answer(_ roles: Roles) throws -> (Message?, EmbeddedChannel) {
            let socket = TestSocket()
            let channel = try connect(service, socket)
            try channel.writeInbound(burst(roles))
            return (try messages(socket.written).last, channel)
        }
        func isRefused(_ message: Message?) -> Bool {
            guard case .error(let error) = message else { return false }
            return error.code == .tooManyConnections && error.scope == .connection && error.retry == .later
        }
        let (first, worker) = try answer(.ingest)
        #expect(!isRefused(first))
        // One more worker is refused for itself, and its place as a connection is given back.
        let (second, refused) = try answer(.ingest)
        #expect(isRefused(second))
        refused.pipeline.fireChannelInactive()
        #expect(!isRefused(try answer(.search).0))
        #expect(isRefused(try answer(.search).0))
        worker.pipeline.fireChannelInactive()
        #expect(!isRefused(try answer(.search).0))
        engine.stop()
    }

    // MARK: Room for answers

    /// As many requests as a connection may have in flight, for a large article each, from a client that does not read: each time the socket takes
    /// something, no more is made than is written at once.
    @Test func answersAreMadeAsTheyAreTaken() async throws {
        let engine = try Engine.opened(nil)
        let article = plainArticle("large", String(repeating: "flood ", count: 20_000))
        _ = try await engine.take([article], sequence: 1)
        // From here on no lookup has to wait for the writer.
        engine.stop()
        try readSlowly(service(engine), answers: Limits.requestsInFlightMax)
    }

    private func readSlowly(_ service: RequestService, answers: Int) throws {
        let socket = TestSocket(fillsUp: true)
        let channel = try connect(service, socket)
        try channel.writeInbound(burst(.search))
        let gets = (0..<answers).map { _ in Message.get(Get(id: "large")) }
        try channel.writeInbound(ByteBuffer(bytes: frames(gets, from: 1)))
        var rounds = 0
        while socket.written.count > 0, rounds < 2 * answers {
            rounds += 1
            let answerBytes = 130_000
            #expect(socket.sinceDrained <= ConnectionHandler.outputBytesMax + answerBytes)
            let before = socket.written.count
            socket.drain(channel)
            if socket.written.count == before { break }
        }
        let received = try messages(socket.written)
        #expect(received.count == 1 + answers && rounds > answers / 4)
        let whole = received.count { message in
            if case .articleResult(let result) = message { result.article?.id == "large" } else { false }
        }
        #expect(whole == answers)
        channel.pipeline.fireChannelInactive()
    }

    /// What encrypts keeps a buffer as large as the largest write; in the clear one write is one system call.
    @Test func longAnswersAreEncryptedInPieces() async throws {
        let engine = try Engine.opened(nil)
        _ = try await engine.take([plainArticle("large", String(repeating: "flood ", count: 33_000))], sequence: 1)
        engine.stop()
        try getLarge(service(engine))
    }

    private func getLarge(_ service: RequestService) throws {
        var answers: [[UInt8]] = []
        for isEncrypted in [false, true] {
            let socket = TestSocket()
            let channel = try connect(service, socket, isEncrypted: isEncrypted)
            try channel.writeInbound(burst(.search))
            try channel.writeInbound(ByteBuffer(bytes: frames([.get(Get(id: "large"))], from: 1)))
            #expect((socket.largestWrite > ConnectionHandler.encryptedBytesMax) == !isEncrypted)
            answers.append(socket.written)
            channel.pipeline.fireChannelInactive()
        }
        #expect(answers[0].count > 190_000 && answers[0] == answers[1])
    }

    // MARK: Ends

    /// A client that has nothing more to ask still gets all of its answers: the connection's second half is not closed before they have left.
    @Test func aHalfClosedClientGetsItsAnswers() async throws {
        let engine = try Engine.opened(nil)
        _ = try await engine.take([plainArticle("one")], sequence: 1)
        engine.stop()
        try askAndHalfClose(service(engine))
    }

    private func askAndHalfClose(_ service: RequestService) throws {
        let socket = TestSocket(isSlow: true)
        let channel = try connect(service, socket)
        try channel.writeInbound(burst(.search))
        try channel.writeInbound(ByteBuffer(bytes: frames([.get(Get(id: "one"))], from: 1)))
        channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        #expect(try messages(socket.written).count == 2 && !socket.isHalfClosed)
        socket.takeAll()
        #expect(socket.isHalfClosed)
        channel.pipeline.fireChannelInactive()
    }

    /// A peer that says nothing, or does not even finish the handshake of TLS, is not waited for after its time.
    @Test(arguments: [false, true]) func whoSaysNothingIsClosedAtOnce(isEncrypted: Bool) throws {
        let engine = try Engine.opened(nil)
        var sessions = Self.sessions
        sessions.handshakeTimeout = .zero
        let channel = EmbeddedChannel()
        if isEncrypted {
            let tls = try #require(try Access(keys: nil, identity: Certificates.identity("server")).tls)
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls))
        }
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        try channel.pipeline.syncOperations.addHandler(
            ConnectionHandler(
                service(engine), configuration: sessions, isEncrypted: isEncrypted, logger: silence))
        if isEncrypted { try channel.writeInbound(ByteBuffer(bytes: [0x16, 3, 1, 2, 0, 1, 0, 1, 0xFC])) }
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(to: .now() + .milliseconds(1))
        #expect(!channel.isActive)
        engine.stop()
    }

    /// What has no room for its answer is not begun, and is not any more once nobody is there for it.
    @Test func whatWaitsEndsWithItsConnection() async throws {
        let engine = try Engine.opened(nil)
        _ = try await engine.take([plainArticle("kept")], sequence: 1)
        let service = service(engine)
        func deleteBehindAFullSocket() throws {
            let socket = TestSocket(fillsUp: true)
            let channel = try connect(service, socket)
            try channel.writeInbound(burst([.search, .admin]))
            try channel.writeInbound(ByteBuffer(bytes: frames([.delete(Delete(ids: ["kept"], version: nil))], from: 1)))
            channel.pipeline.fireChannelInactive()
            socket.drain(channel)
        }
        try deleteBehindAFullSocket()
        engine.stop()
        #expect(engine.find("kept") != nil)
    }
}

/// In the place of a socket: keeps what is written, and can be full or broken.
private final class TestSocket: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer

    private let isBroken: Bool
    private let fillsUp: Bool
    private let isSlow: Bool
    private var untaken: [EventLoopPromise<Void>] = []
    private(set) var isHalfClosed = false
    private(set) var largestWrite = 0
    private(set) var written: [UInt8] = []
    private(set) var writes = 0
    private(set) var sinceDrained = 0

    init(isBroken: Bool = false, fillsUp: Bool = false, isSlow: Bool = false) {
        self.isBroken = isBroken
        self.fillsUp = fillsUp
        self.isSlow = isSlow
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = unwrapOutboundIn(data)
        written += bytes.readableBytesView
        sinceDrained += bytes.readableBytes
        largestWrite = max(largestWrite, bytes.readableBytes)
        writes += 1
        if fillsUp { (context.channel as? EmbeddedChannel)?.isWritable = false }
        if isSlow, let promise { untaken.append(promise) } else { promise?.succeed() }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .output else { return context.close(mode: mode, promise: promise) }
        isHalfClosed = true
        promise?.succeed()
    }

    /// The peer has everything.
    func takeAll() {
        for promise in untaken { promise.succeed() }
        untaken = []
    }

    func flush(context: ChannelHandlerContext) {
        // As a socket does whose peer is gone: the channel is closed before the call returns.
        if isBroken { context.close(promise: nil) }
    }

    /// Everything is taken.
    func drain(_ channel: EmbeddedChannel) {
        sinceDrained = 0
        channel.isWritable = true
        channel.pipeline.fireChannelWritabilityChanged()
        channel.embeddedEventLoop.run()
    }
}
