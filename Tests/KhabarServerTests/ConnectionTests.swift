import KhabarListening
import KhabarProtocol
import Logging
import NIOCore
import NIOEmbedded
import Synchronization
import Testing

import var Glibc.ECONNABORTED
import var Glibc.EMFILE

@testable import KhabarServer

@Suite struct ConnectionTests {
    /// A socket whose peer reads nothing: its half-close waits for ever until what was written is gone.
    private final class Unread: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        private var halfClose: EventLoopPromise<Void>?

        func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
            guard mode == .all else {
                halfClose = promise
                return
            }
            halfClose?.fail(ChannelError.ioOnClosedChannel)
            context.close(mode: mode, promise: promise)
        }
    }

    private func service(_ engine: Engine) -> RequestService {
        RequestService(
            engine: engine, workers: 2, segmentBytesMax: 1 << 20,
            statistics: Statistics(version: "0"), serverID: ServerID(high: 1, low: 2))
    }

    @Test func aPeerThatReadsNothingLosesItsSocket() throws {
        let engine = try Engine.opened(nil)
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(Unread())
        let sessions = ServerSession.Configuration(
            name: "test", serverID: ServerID(high: 1, low: 2), epoch: 1, analyserVersions: [1])
        try channel.pipeline.syncOperations.addHandler(
            ConnectionHandler(service(engine), configuration: sessions, logger: silence))
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
        try channel.writeInbound(ByteBuffer(string: "no preface"))
        channel.embeddedEventLoop.advanceTime(by: ConnectionHandler.stallTime - .milliseconds(1))
        #expect(channel.isActive)
        channel.embeddedEventLoop.advanceTime(by: .milliseconds(1))
        #expect(!channel.isActive)
        engine.stop()
    }

    /// Once a burst has had its turn on the event loop, nothing of it is answered there any more.
    @Test func whatIsNotAnsweredAtOnceIsAnsweredLater() async throws {
        let engine = try Engine.opened(nil)
        let article = plainArticle("one", "a flood")
        _ = try await engine.take([article], sequence: 1)
        let service = service(engine)
        let search = Search(query: "flood", limit: 1, offset: 0, layers: .exact, options: [])
        let bad = Search(query: "flo~7", limit: 1, offset: 0, layers: .exact, options: [])
        for (request, mayAnswer) in [Request.search(search), .search(bad), .get(Get(id: "one"))].flatMap({
            [($0, true), ($0, false)]
        }) {
            let (answer, isAtOnce) = await withCheckedContinuation { continuation in
                let disposition = service.perform(
                    request, CancellationFlag(deadline: nil), of: ObjectIdentifier(engine), mayAnswer: mayAnswer,
                    reply: Reply { answer, _, _ in continuation.resume(returning: (answer, false)) })
                if case .answered(let answer) = disposition { continuation.resume(returning: (answer, true)) }
            }
            #expect(isAtOnce == mayAnswer, "\(request)")
            switch (request, answer) {
            case (.search(search), .searchResult(let result)): #expect(result.total == 1)
            case (.search(bad), .error(let error)): #expect(error.code == .badRequest)
            case (.get, .articleResult(let result)): #expect(result.article?.id == "one")
            default: Issue.record("\(request) got \(answer)")
            }
        }
        engine.stop()
    }

    @Test func withoutDescriptorsTheListenerRests() throws {
        let lines = Mutex<[String]>([])
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(
            AcceptBackoff(Logger(label: "test") { _ in Recorder { line in lines.withLock { $0.append(line) } } }))
        /// What it was set to last; nil when nobody has touched it.
        func accepts() -> Bool? {
            channel.options.last { $0.option is ChannelOptions.Types.AutoReadOption }?.value as? Bool
        }
        func fail(_ code: Int32) {
            channel.pipeline.fireErrorCaught(IOError(errnoCode: code, reason: "accept"))
        }
        // One connection that was aborted is no shortage.
        fail(ECONNABORTED)
        #expect(accepts() == nil)
        #expect(throws: IOError.self) { try channel.throwIfErrorCaught() }
        let loop = channel.embeddedEventLoop
        for _ in 0..<10 {
            fail(EMFILE)
            #expect(accepts() == false)
            loop.advanceTime(by: AcceptBackoff.pause - .milliseconds(1))
            #expect(accepts() == false)
            loop.advanceTime(by: .milliseconds(1))
            #expect(accepts() == true)
        }
        #expect(lines.withLock { $0.count } == 1)
        #expect(lines.withLock { $0[0] }.contains("ulimit -n"))
        loop.advanceTime(by: AcceptBackoff.toldEvery)
        fail(EMFILE)
        #expect(lines.withLock { $0.count } == 2)
        loop.advanceTime(by: AcceptBackoff.pause)
        try channel.throwIfErrorCaught()
        _ = try channel.finish()
    }

    private struct Recorder: LogHandler {
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        let record: @Sendable (String) -> Void

        init(_ record: @escaping @Sendable (String) -> Void) { self.record = record }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { record("\(event.message) \(event.metadata ?? [:])") }
    }
}
