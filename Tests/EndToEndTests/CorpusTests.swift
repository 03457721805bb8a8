import KhabarClient
import KhabarFormats
import KhabarIngest
import KhabarLoad
import KhabarText
import Synchronization
import TestSupport
import Testing

/// A corpus of generated articles: some as long as news are, many that are short.
private struct Corpus {
    static let seed: UInt64 = 41
    static let long = 150
    static let short = 2_400
    static let count = long + short

    let generator = CorpusGenerator(seed: seed)

    /// Article `number`, cut to a few paragraphs around its own phrase if it is one of the short.
    func article(_ number: Int) -> GeneratedArticle {
        var article = generator.article(UInt64(number))
        guard number >= Self.long else { return article }
        let phrase = Array(article.ownPhrase.utf8)
        let paragraphs = article.text.split(separator: UInt8(ascii: "\n"))
        let own = paragraphs.first { contains($0, phrase) }.map(Array.init) ?? phrase
        article.text = own
        return article
    }

    private func contains(_ text: ArraySlice<UInt8>, _ piece: [UInt8]) -> Bool {
        text.indices.contains { text[$0...].starts(with: piece) }
    }

    func jsonLines(_ numbers: Range<Int>) -> [UInt8] {
        var lines: [UInt8] = []
        for number in numbers { article(number).appendJSONLine(to: &lines) }
        return lines
    }

    func cleaned(_ number: Int) throws -> Article {
        let article = article(number)
        return try Cleaner().clean(
            RawArticle(
                id: article.id, url: article.url, title: String(decoding: article.title, as: UTF8.self),
                text: article.text, published: article.timestamp, source: article.source,
                languageHint: article.language, tags: article.tags))
    }

    /// Every article is there as it was cleaned, and a phrase of its own finds it alone.
    func expectAll(_ numbers: Range<Int>, _ client: KhabarClient) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in numbers where number % 8 == worker {
                        let generated = article(number)
                        let stored = try #require(try await client.get(generated.id), "\(generated.id) is missing")
                        #expect(Article(stored) == (try cleaned(number)).asSeen)
                        let query = SearchQuery("\"\(generated.ownPhrase)\"", snippets: number % 16 == 0)
                        let found = try await client.search(query)
                        #expect(found.hits.map(\.id) == [generated.id], "phrase of \(generated.id)")
                        #expect(found.total == 1)
                    }
                }
            }
            try await group.waitForAll()
        }
    }
}

@Suite struct CorpusTests {
    private let folder = TemporaryFolder()
    private let corpus = Corpus()

    @Test func twoWorkersDeliverEveryArticleOnce() async throws {
        print("corpus seed \(Corpus.seed)")
        let input = folder.write("corpus.jsonl", corpus.jsonLines(0..<Corpus.count))
        try await withServer(data: folder.file("data")) { (server, client) async throws in
            async let first = ingestShard("1/2", input, server)
            async let second = ingestShard("2/2", input, server)
            let totals = try await [first, second]
            #expect(totals.reduce(0) { $0 + $1.accepted } == Corpus.count)
            #expect(totals.reduce(0) { $0 + $1.skippedByShard } == Corpus.count)
            #expect(totals.allSatisfy { $0.deadLettered == 0 && $0.unchanged == 0 && $0.superseded == 0 })
            #expect(totals.allSatisfy { $0.articles == $0.resolved && $0.segments > 1 })
            #expect(try await client.count("articles") == UInt64(Corpus.count))
            try await corpus.expectAll(0..<Corpus.count, client)

            // In other batches: nothing is new.
            let log = try await client.count("ingested.bytes")
            for shard in ["1/3", "2/3", "3/3"] {
                let again = try await ingestShard(shard, input, server)
                #expect(again.unchanged == Corpus.count / 3)
                #expect(again.accepted == 0)
            }
            #expect(try await client.count("articles") == UInt64(Corpus.count))
            #expect(try await client.count("ingested.bytes") == log)
        }
        try await withServer(data: folder.file("data")) { (_, client) async throws in
            #expect(try await client.count("articles") == UInt64(Corpus.count))
            try await corpus.expectAll(0..<100, client)
        }
    }

    private func ingestShard(_ shard: String, _ input: String, _ server: RunningServer) async throws -> IngestTotals {
        let settings = try IngestSettings.test(shard: shard, batchBytes: 256 << 10)
        let (end, totals) = try await ingest(
            [input], into: server.port, deadLetters: folder.file("dead.jsonl"), settings: settings)
        #expect(end == .finished)
        return totals
    }

    /// The server stops while segments are on their way; nobody tells the worker.
    @Test func aRestartAmidTheIngestLosesAndDoublesNothing() async throws {
        let numbers = Corpus.long..<(Corpus.long + 400)
        let input = folder.write("corpus.jsonl", corpus.jsonLines(numbers))
        let data = folder.file("data")
        let server = try await RunningServer(data: data)
        let sink = WatchedSink(
            ClientSink(server: Address(host: "127.0.0.1", port: server.port), version: "test"), signalAtShip: 4)
        let settings = try IngestSettings.test(batchBytes: 16 << 10)
        let pipeline = try Pipeline<WatchedSink>(
            InputListing([input]), work: SegmentWork(), sink: sink, settings: settings,
            deadLetters: DeadLetterFile(path: folder.file("dead.jsonl")), clock: ContinuousClock(),
            random: { .random(in: 0..<1) }, logger: silence)
        async let run = pipeline.run()
        await sink.reached.wait()
        try await server.stop()
        await sink.down.open()
        // The worker has met the closed door before the server is back.
        await sink.failed.wait()
        #expect(pipeline.ledger.totals.resolved < numbers.count)
        let again = try await RunningServer(data: data, port: server.port)
        let end = await run
        await sink.inner.close()
        #expect(end == .finished)
        let totals = pipeline.ledger.totals
        #expect(totals.resolved == numbers.count)
        #expect(totals.accepted == numbers.count)
        #expect(totals.deadLettered == 0)
        let client = again.client()
        #expect(try await client.count("articles") == UInt64(numbers.count))
        try await corpus.expectAll(numbers, client)
        await client.close()
        try await again.stop()
    }
}

/// Opens once, for all.
actor Door {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func wait() async {
        if isOpen { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}

/// The real sink, which tells how far it is, and holds later segments back until the server is down.
final class WatchedSink: SegmentSink {
    typealias Segment = ClientSink.Segment

    let inner: ClientSink
    let reached = Door()
    let down = Door()
    let failed = Door()
    private let signalAtShip: Int
    private let ships = Mutex(0)

    init(_ inner: ClientSink, signalAtShip: Int) {
        self.inner = inner
        self.signalAtShip = signalAtShip
    }

    var address: String { inner.address }
    func identify() async throws(SinkError) -> String { try await inner.identify() }

    func offer(_ entries: [OfferEntry]) async throws(SinkError) -> [Bool] {
        do throws(SinkError) { return try await inner.offer(entries) } catch {
            await failed.open()
            throw error
        }
    }

    func ship(_ segment: Segment, articles: Int, sequence: UInt64) async throws(SinkError) -> Acknowledgement {
        let number = ships.withLock { ships in
            ships += 1
            return ships
        }
        if number == signalAtShip { await reached.open() }
        if number > signalAtShip { await down.wait() }
        do throws(SinkError) { return try await inner.ship(segment, articles: articles, sequence: sequence) } catch {
            await failed.open()
            throw error
        }
    }
}
