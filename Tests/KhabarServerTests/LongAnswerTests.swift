import Dispatch
import KhabarProtocol
import KhabarText
import NIOCore
import NIOPosix
import Testing

@testable import KhabarServer

/// Answers that take long to deflate, over a socket.
@Suite(.timeLimit(.minutes(1))) struct LongAnswerTests {
    private static let sessions = ServerSession.Configuration(
        name: "server", serverID: ServerID(high: 1, low: 2), epoch: 1, analyserVersions: [Analyzer.version])

    /// Not so long that it would not be read on the event loop.
    private let long = plainArticle("long", (0..<8_000).map { "flood \($0)" }.joined(separator: " "))

    private func service(_ engine: Engine) -> RequestService {
        RequestService(
            engine: engine, workers: 1, segmentBytesMax: 1 << 20, statistics: Statistics(version: "0"),
            serverID: ServerID(high: 1, low: 2))
    }

    private func listen(_ service: RequestService) async throws -> any Channel {
        try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Nothing is passed on because a burst's turn is over.
                    let handler = ConnectionHandler(
                        service, configuration: Self.sessions, turnNanoseconds: .max, logger: silence)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    /// Serves these articles to one peer.
    private func serve(
        _ articles: [Article], _ body: (RequestService, Peer) async throws -> Void
    ) async throws {
        let engine = try Engine.opened(nil)
        _ = try await engine.take(articles, sequence: 1)
        // From here on no lookup has to wait for the writer.
        engine.stop()
        let service = service(engine)
        let listener = try await listen(service)
        let peer = try await Peer(listener)
        try await body(service, peer)
        try await peer.end()
        try await listener.close()
    }

    /// Keeps all threads where long requests are answered busy, until the semaphore has been signalled for each.
    private func occupy(_ service: RequestService) async -> DispatchSemaphore {
        let gate = DispatchSemaphore(value: 0)
        let (busy, continuation) = AsyncStream.makeStream(of: Void.self)
        for _ in 0..<RequestService.searchThreads {
            let disposition = service.perform(
                .suggest(Suggest(text: "x", limit: 1)), CancellationFlag(deadline: nil), of: ObjectIdentifier(service),
                mayAnswer: true,
                reply: Reply { _, _, _ in
                    continuation.yield()
                    gate.wait()
                })
            guard case .underWay = disposition else {
                Issue.record("a suggestion was not taken")
                break
            }
        }
        var count = 0
        for await _ in busy {
            count += 1
            if count == RequestService.searchThreads { break }
        }
        return gate
    }

    private func release(_ gate: DispatchSemaphore) {
        for _ in 0..<RequestService.searchThreads { gate.signal() }
    }

    private func isLong(_ answer: Peer.Answer?) -> Bool {
        guard let answer, answer.header.isCompressed else { return false }
        return answer.message == .articleResult(ArticleResult(article: WireArticle(long)))
    }

    @Test func aLongAnswerIsDeflatedWhereNobodyWaits() async throws {
        try await serve([long, plainArticle("short")]) { service, peer in
            let gate = await occupy(service)
            peer.send([.get(Get(id: "long")), .get(Get(id: "short"))], from: 1)
            let next = try await peer.next()
            #expect(next?.header.correlationID == 2)
            release(gate)
            let answer = try await peer.next()
            #expect(isLong(answer) && answer?.header.correlationID == 1)
            #expect(service.answerEncoders.count == 1)
        }
    }

    @Test func asManyLongAnswersAreOnTheirWayAsLongRequests() async throws {
        try await serve([long]) { service, peer in
            let gate = await occupy(service)
            let limit = ConnectionHandler.underWayMax
            peer.send(Array(repeating: .get(Get(id: "long")), count: 2 * limit) + [.stats], from: 1)
            peer.send([.ping], from: 1_000)
            // The statistics are short, but wait for those before them.
            let next = try await peer.next()
            #expect(next?.header.type == .pong)
            release(gate)
            var longAnswers = 0
            for _ in 0...2 * limit {
                let answer = try await peer.next()
                if isLong(answer) { longAnswers += 1 }
            }
            #expect(longAnswers == 2 * limit)
            #expect(service.answerEncoders.count <= RequestService.searchThreads)
        }
    }

    @Test func whoLeavesStillGetsALongAnswer() async throws {
        try await serve([long]) { _, peer in
            peer.send([.get(Get(id: "long"))], from: 1)
            peer.send([.goAway(GoAway(lastCorrelationID: GoAway.announced, text: ""))], from: 0)
            let answer = try await peer.next()
            let end = try await peer.next()
            #expect(isLong(answer) && end == nil)
        }
    }

    @Test func aLongAnswerThatNobodyWantsIsNotDeflated() async throws {
        try await serve([long]) { service, peer in
            let gate = await occupy(service)
            peer.send([.get(Get(id: "long"))], from: 1)
            peer.send([.cancel], from: 1)
            peer.send([.ping], from: 2)
            let first = try await peer.next()
            #expect(first?.header.type == .pong)
            release(gate)
            let second = try await peer.next()
            #expect(second?.message == .error(.cancelled))
            #expect(service.answerEncoders.count == 0)
        }
    }

    /// What is made elsewhere is encoded there.
    @Test func aLongSearchIsEncodedWhereItIsMade() async throws {
        let count = 2 * SearchService.cheapSnippets
        let articles = (0..<count).map { number in
            plainArticle(
                "\(number)", "A flood came over the town at night; it was number \(number) of the year, and the worst.")
        }
        try await serve(articles) { service, peer in
            let search = Search(query: "flood", limit: UInt32(count), offset: 0, layers: .exact, options: .snippets)
            peer.send([.search(search)], from: 1)
            let answer = try #require(try await peer.next())
            guard case .searchResult(let result) = answer.message else {
                Issue.record("\(answer.message)")
                return
            }
            #expect(result.hits.count == count && answer.header.isCompressed)
            #expect(service.answerEncoders.count == 1)
        }
    }
}

/// A client that takes compressed answers.
private final class Peer {
    struct Answer {
        let header: FrameHeader
        let message: Message
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let bursts: AsyncStream<[UInt8]>.Continuation

        init(_ bursts: AsyncStream<[UInt8]>.Continuation) { self.bursts = bursts }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bursts.yield(Array(unwrapInboundIn(data).readableBytesView))
        }

        func channelInactive(context: ChannelHandlerContext) { bursts.finish() }
    }

    private let channel: any Channel
    private var bursts: AsyncStream<[UInt8]>.Iterator
    private var decoder = FrameDecoder(payloadBytesMax: Limits.answerPayloadBytesMax)
    private var encoder = FrameEncoder(payloadBytesMax: Limits.requestPayloadBytesMax)
    private var burst: [UInt8] = []
    private var offset = 0
    private var prefaceLeft = Preface.byteCount

    /// Connects, and shakes hands.
    init(_ listener: any Channel) async throws {
        let (bursts, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        self.bursts = bursts.makeAsyncIterator()
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Reader(continuation))
                }
            }
            .connect(to: try #require(listener.localAddress)).get()
        channel.writeAndFlush(ByteBuffer(bytes: Preface.current.bytes), promise: nil)
        let hello = Hello(
            roles: .search, name: "peer", codecs: .zlib, analyserVersion: 0,
            payloadBytesMax: UInt32(Limits.answerPayloadBytesMax))
        send([.hello(hello)], from: 0)
        #expect(try await next()?.header.type == .welcome)
    }

    /// In one burst; the correlation ids count from `first`.
    func send(_ messages: [Message], from first: UInt64) {
        var bytes: [UInt8] = []
        for (number, message) in messages.enumerated() {
            encoder.append(OutgoingFrame(message, correlationID: first + UInt64(number)), to: &bytes)
        }
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    /// nil once the server has closed the connection.
    func next() async throws -> Answer? {
        while true {
            let burst = burst
            if let frame = try decoder.next(in: burst.span, from: &offset) {
                return Answer(header: frame.header, message: try frame.message(in: burst.span))
            }
            guard let more = await bursts.next(isolation: nil) else { return nil }
            let skipped = min(prefaceLeft, more.count)
            prefaceLeft -= skipped
            (self.burst, offset) = (more, skipped)
        }
    }

    /// Closes, unless the server has.
    func end() async throws {
        channel.close(promise: nil)
        try await channel.closeFuture.get()
    }
}
