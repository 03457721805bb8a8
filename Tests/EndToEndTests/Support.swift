import Foundation
import KhabarClient
import KhabarIngest
import KhabarServer
import KhabarText
import Logging
import ServiceLifecycle
import TestSupport
import Testing

let silence = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

/// A service in this process that listens, until it is stopped.
final class RunningService: Sendable {
    let port: Int
    private let services: ServiceGroup
    private let task: Task<Void, any Error>

    /// - Parameter make: makes it with what it must call once it can be reached.
    init<Listener: Service>(_ make: (@escaping @Sendable (String, Int) -> Void) -> Listener) async throws {
        let (ready, continuation) = AsyncThrowingStream.makeStream(of: Int.self)
        let services = ServiceGroup(
            services: [make { _, port in continuation.yield(port) }], logger: silence)
        self.services = services
        task = Task {
            do { try await services.run() } catch {
                continuation.finish(throwing: error)
                throw error
            }
            continuation.finish()
        }
        var ports = ready.makeAsyncIterator()
        port = try #require(try await ports.next())
    }

    /// Returns once everything is written and closed.
    func stop() async throws {
        await services.triggerGracefulShutdown()
        try await task.value
    }
}

/// A server in this process, on a real socket.
final class RunningServer: Sendable {
    let server: KhabarServer
    private let running: RunningService

    init(
        data: String? = nil, port: Int = 0, configure: (inout KhabarServer.Configuration) -> Void = { _ in }
    ) async throws {
        var configuration = KhabarServer.Configuration()
        configuration.port = port
        configuration.dataPath = data
        configure(&configuration)
        var made: KhabarServer?
        running = try await RunningService { onReady in
            let server = KhabarServer(configuration, logger: silence, onReady: onReady)
            made = server
            return server
        }
        server = try #require(made)
    }

    var port: Int { running.port }
    func stop() async throws { try await running.stop() }

    func client(_ configure: (inout KhabarClient.Configuration) -> Void = { _ in }) -> KhabarClient {
        var configuration = KhabarClient.Configuration()
        configure(&configuration)
        return KhabarClient(server: Address(host: "127.0.0.1", port: port), configuration: configuration)
    }
}

/// Runs `body` with a server that is stopped afterwards, whatever happens.
func withServer(
    data: String? = nil, configure: (inout KhabarServer.Configuration) -> Void = { _ in },
    _ body: (RunningServer, KhabarClient) async throws -> Void
) async throws {
    let server = try await RunningServer(data: data, configure: configure)
    let client = server.client()
    do { try await body(server, client) } catch {
        await client.close()
        try? await server.stop()
        throw error
    }
    await client.close()
    try await server.stop()
}

typealias Pipeline<Sink: SegmentSink> = IngestPipeline<SegmentWork, Sink, ContinuousClock>
where Sink.Segment == SegmentWork.Segment

extension IngestSettings {
    static func test(shard: String = "1/1", batchBytes: Int? = nil) throws -> IngestSettings {
        var settings = IngestSettings(lanes: 2, retryFor: .seconds(60))
        settings.shard = try #require(Shard(shard))
        if let batchBytes { settings.batchBytes = batchBytes }
        // Small blocks, so that both lanes have something to do.
        settings.blockBytes = 64 << 10
        return settings
    }
}

/// As khabar-ingest does it, without the command around it.
func ingest(
    _ inputs: [String], into port: Int, deadLetters: String, settings: IngestSettings
) async throws -> (end: IngestEnd, totals: IngestTotals) {
    let sink = ClientSink(server: Address(host: "127.0.0.1", port: port), version: "test")
    let pipeline = try Pipeline<ClientSink>(
        InputListing(inputs), work: SegmentWork(), sink: sink, settings: settings,
        deadLetters: DeadLetterFile(path: deadLetters), clock: ContinuousClock(), random: { .random(in: 0..<1) },
        logger: silence)
    let end = await pipeline.run()
    await sink.close()
    return (end, pipeline.ledger.totals)
}

/// Ships lines of JSON as a worker does, to the end.
func add(_ lines: String, to server: RunningServer, in folder: TemporaryFolder) async throws {
    let file = folder.write("\(UUID().uuidString).jsonl", lines)
    let (end, _) = try await ingest(
        [file], into: server.port, deadLetters: folder.file("dead.jsonl"), settings: try .test())
    #expect(end == .finished)
}

extension Article {
    /// Without what clients don't get to see.
    var asSeen: Article {
        var article = self
        article.captions = []
        return article
    }
}

extension KhabarClient {
    func count(_ name: String) async throws -> UInt64? {
        for statistic in try await stats() where statistic.name == name {
            if case .count(let count) = statistic.value { return count }
        }
        return nil
    }
}

/// The five articles of the `seeds` folder, cleaned.
enum Seeds {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("seeds").path

    static let ids = [
        "000_d7910d55a6b1308c", "001_aacfcbe59bb52c0a", "002_3347510d77cab150", "003_11099fbbf66929e7",
        "004_16e79f10043acb0f",
    ]

    static func articles() throws -> [Article] {
        try ids.map { id in
            let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(id).txt"))
            return try Cleaner().clean(RawArticle(id: id, text: Array(bytes)))
        }
    }
}
