import KhabarClient
import KhabarFormats
import KhabarIngest
import KhabarLoad
import KhabarText
import TestSupport
import Testing

@Suite struct SeedTests {
    private let folder = TemporaryFolder()

    private func ingestSeeds(_ server: RunningServer) async throws -> IngestTotals {
        let (end, totals) = try await ingest(
            [Seeds.folder], into: server.port, deadLetters: folder.file("dead.jsonl"), settings: try .test())
        #expect(end == .finished)
        #expect(totals.articles == 5)
        return totals
    }

    @Test(arguments: [false, true]) func theyAreFoundReadAndDeleted(onDisk: Bool) async throws {
        let data = onDisk ? folder.file("data") : nil
        try await withServer(data: data) { (server, client) async throws in
            #expect(try await ingestSeeds(server).accepted == 5)
            #expect(folder.read("dead.jsonl") == nil)
            try await expectEveryLanguage(client)
            for article in try Seeds.articles() {
                let stored = try #require(try await client.get(article.id))
                #expect(Article(stored) == article.asSeen)
                // As it was written to the terminal by --print.
                #expect(Article(stored).json() == article.json())
            }
            #expect(try await client.get("nobody") == nil)
            #expect(try await client.count("articles") == 5)

            // Once more: everything is known.
            let segments = try await client.count("ingested.segments")
            let logBytes = try await client.count("disk.logBytes")
            let again = try await ingestSeeds(server)
            #expect(again.unchanged == 5)
            #expect(again.accepted == 0)
            #expect(again.segments == 0)
            #expect(try await client.count("articles") == 5)
            #expect(try await client.count("ingested.segments") == segments)
            #expect(try await client.count("disk.logBytes") == logBytes)

            #expect(try await client.delete([Seeds.ids[3], "nobody"]) == 1)
            #expect(try await client.get(Seeds.ids[3]) == nil)
            #expect(try await client.search(SearchQuery("آشٹن lang:ur")).total == 0)
            #expect(try await client.count("articles") == 4)
            // A resend does not bring it back.
            #expect(try await ingestSeeds(server).unchanged == 5)
            #expect(try await client.count("articles") == 4)
        }
        guard onDisk else { return }
        try await withServer(data: data) { (_, client) async throws in
            #expect(try await client.count("articles") == 4)
            #expect(try await client.get(Seeds.ids[3]) == nil)
            #expect(try await client.search(SearchQuery("White House")).hits.map(\.id).contains(Seeds.ids[4]))
        }
    }

    private func expectEveryLanguage(_ client: KhabarClient) async throws {
        let expectations: [(query: String, id: String, language: String)] = [
            ("राष्ट्रपति पुतिन", Seeds.ids[0], "hi"), ("وزارة الدفاع الروسية", Seeds.ids[1], "ar"),
            ("روس سے تعاون", Seeds.ids[3], "ur"), ("White House", Seeds.ids[4], "hi"),
            ("\"US Talk To Russia\"", Seeds.ids[4], "hi"),
        ]
        for (query, id, language) in expectations {
            let results = try await client.search(SearchQuery(query))
            let hit = try #require(results.hits.first, "\(query) found nothing")
            #expect(hit.id == id)
            #expect(hit.language == language)
            #expect(results.totalIsExact)
            #expect(results.total == results.hits.count)
            #expect(!hit.snippet.isEmpty)
            #expect(hit.highlights.allSatisfy { !$0.isEmpty && $0.upperBound <= hit.snippet.utf8.count })
            #expect(try await client.search(SearchQuery(query + " lang:\(language)")).hits.first?.id == id)
            #expect(try await client.search(SearchQuery("+lang:en " + query)).total == 0)
        }
    }

    /// A name or thing is found in every script, by its aliases too; and only where it is.
    @Test func namesAndAliasesAreFoundAcrossScripts() async throws {
        let expectations: [(query: String, found: [Int], not: [Int])] = [
            ("Putin", [0, 1], []), ("بوتين", [0, 1], []), ("पुतिन", [0, 1], []),
            ("كارتر", [1, 2, 3], []), ("Carter", [1, 2, 3], []), ("पेंटागन", [0, 1, 2, 3], []),
            ("Ukraine", [4], [0, 1, 2, 3]), ("سوريا", [0, 1, 2, 3], []), ("داعش", [0, 1, 2, 3], []),
            ("विद्रोही", [0], []), ("Pakistan", [], [4]), ("التدخل الروسي", [2], []), ("الى", [], []),
            ("White House", [4], []), ("lavrov", [0], []), ("امریکہ", [0, 1, 2, 3, 4], []),
        ]
        try await withServer { (server, client) async throws in
            _ = try await ingestSeeds(server)
            for (query, wanted, unwanted) in expectations {
                let hits = try await client.search(SearchQuery(query)).hits
                let found = Set(hits.map(\.id))
                for seed in wanted { #expect(found.contains(Seeds.ids[seed]), "\(query): \(seed)") }
                for seed in unwanted { #expect(!found.contains(Seeds.ids[seed]), "\(query): \(seed)") }
                #expect(zip(hits, hits.dropFirst()).allSatisfy { $0.score >= $1.score }, "\(query)")
            }
            // What is excluded is excluded as spelled, so that a widened search only adds to what spelling finds.
            let others = try await client.search(SearchQuery("-Putin"))
            #expect(Set(others.hits.map(\.id)) == Set(Seeds.ids))
            #expect(others.total == others.hits.count)
            // Spelled in the query's own script comes before what only sounds alike.
            #expect(try await client.search(SearchQuery("पुतिन")).hits.first?.id == Seeds.ids[0])
            #expect(try await client.search(SearchQuery("بوتين")).hits.first?.id == Seeds.ids[1])
        }
    }

    @Test func aBadQueryIsTheCallersFault() async throws {
        try await withServer { (_, client) async throws in
            let error = await #expect(throws: KhabarError.self) { try await client.search(SearchQuery("a flo~7")) }
            #expect(error?.code == .badRequest)
            #expect(error?.retry == .never)
            // The connection is as good as before.
            #expect(try await client.search(SearchQuery("flood")).total == 0)
        }
    }
}
