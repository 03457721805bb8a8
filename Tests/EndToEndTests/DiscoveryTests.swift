import Foundation
import KhabarClient
import KhabarIngest
import KhabarText
import Synchronization
import TestSupport
import Testing

/// What a news desk does beside searching, over real sockets, with text in all four languages.
@Suite(.timeLimit(.minutes(5))) struct DiscoveryTests {
    private let folder = TemporaryFolder()

    private func add(_ lines: String, to server: RunningServer) async throws {
        try await EndToEndTests.add(lines, to: server, in: folder)
    }

    private static let floods = """
        {"id":"en","title":"Floods in Sindh","body":"Heavy floods hit the province of Sindh.\\nThousands left their homes near the river.","date":"2022-08-26","source":"wire","tags":["weather"]}
        {"id":"hi","title":"सिंध में बाढ़","body":"सिंध प्रांत में भारी बाढ़ आई है।\\nहज़ारों लोग बेघर हो गए हैं।","date":"2022-08-27","source":"desk","tags":["weather","asia"]}
        {"id":"ur","title":"سندھ میں سیلاب","body":"سندھ میں شدید سیلاب آیا ہے۔\\nہزاروں لوگ بے گھر ہو گئے ہیں۔","date":"2022-08-28","source":"desk","tags":["weather"]}
        {"id":"ar","title":"فيضانات في السند","body":"اجتاحت فيضانات إقليم السند في باكستان.\\nنزح الآلاف من منازلهم.","date":"2022-09-01","source":"wire"}
        {"id":"other","title":"Markets are calm","body":"Shares were little changed in quiet trading on Friday.","date":"2022-08-26"}
        """

    /// Of two articles that say the same, the one of today comes before that of last year where age counts, in each language.
    @Test func newsComesFirstWhereAgeCounts() async throws {
        let texts = [
            ("flood", "Heavy floods hit the province"), ("बाढ़", "सिंध प्रांत में भारी बाढ़ आई"),
            ("سیلاب", "سندھ میں شدید سیلاب آیا ہے"),
            ("فيضانات", "اجتاحت فيضانات الإقليم"),
        ]
        let now = Date.now
        try await withServer { (server, client) async throws in
            for (word, text) in texts {
                try await add(
                    """
                    {"id":"\(word)-1-old","body":"\(text)","date":"\((now - 365 * 86_400).formatted(.iso8601))"}
                    {"id":"\(word)-2-new","body":"\(text)","date":"\((now - 3_600).formatted(.iso8601))"}
                    """, to: server)
                var query = SearchQuery(word, layers: .stem, collapseCopies: false, explain: true)
                var hits = try await client.search(query).hits
                #expect(hits.map(\.id) == ["\(word)-1-old", "\(word)-2-new"] && hits[0].score == hits[1].score)
                query.halfLife = .seconds(7 * 86_400)
                hits = try await client.search(query).hits
                #expect(hits.map(\.id) == ["\(word)-2-new", "\(word)-1-old"])
                try #require(hits.count == 2)
                #expect(hits[1].score < hits[0].score / 10)
                #expect(hits[1].explanation?.hasSuffix("times 0.063 for its age") == true, "\(hits[1])")
            }
            for halfLife in [Duration.zero, .seconds(-1), .milliseconds(999), .seconds(Int64.max / 2)] {
                let error = await #expect(throws: KhabarError.self) {
                    try await client.search(SearchQuery("x", halfLife: halfLife))
                }
                #expect(error?.code == .invalidArgument, "\(halfLife)")
            }
        }
    }

    @Test func facetsOrderAndPages() async throws {
        try await withServer { (server, client) async throws in
            try await add(Self.floods, to: server)
            var query = SearchQuery("flood OR बाढ़ OR سیلاب OR فيضانات", limit: 2)
            query.layers = .stem
            query.order = .newest
            query.facets = [FacetRequest(.language), FacetRequest(.source), FacetRequest(.tag), FacetRequest(.month)]
            var pages: [[String]] = []
            for try await page in client.pages(of: query) {
                pages.append(page.hits.map(\.id))
                #expect(page.total == 4 && page.totalIsExact)
                let counts = page.facets.map { facet in facet.values.map { "\($0.value) \($0.count)" } }
                #expect(
                    counts == [
                        ["ar 1", "en 1", "hi 1", "ur 1"], ["desk 2", "wire 2"], ["weather 3", "asia 1"],
                        ["2022-09 1", "2022-08 3"],
                    ])
                // What arrives between two pages moves nothing.
                try await add(
                    #"{"id":"late-\#(pages.count)","title":"Flood","body":"A flood again.","date":"2022-08-27"}"#,
                    to: server)
            }
            #expect(pages.flatMap { $0 } == ["ar", "ur", "hi", "en"])
            let error = await #expect(throws: KhabarError.self) {
                try await client.search(SearchQuery("x", after: SearchCursor("0102")))
            }
            #expect(error?.code == .expired)
        }
    }

    @Test func suggestionsCorrectionsAndRelatedStories() async throws {
        try await withServer { (server, client) async throws in
            try await add(Self.floods, to: server)
            for (typed, text) in [
                ("flo", "Floods"), ("سیل", "سیلاب"), ("बा", "बाढ़"), ("فيض", "فيضانات"), ("सिंध में बा", "सिंध में बाढ़"),
            ] {
                let suggestions = try await client.suggest(typed)
                #expect(
                    suggestions.contains { $0.kind == .words && $0.text.lowercased() == text.lowercased() },
                    "\(typed): \(suggestions)")
            }
            let titles = try await client.suggest("سندھ م").filter { $0.kind == .title(id: "ur") }
            #expect(titles.map(\.text) == ["سندھ میں سیلاب"])

            for (typed, meant) in [
                ("provnice", "province"), ("سیلاف", "سیلاب"), ("فيضاناة", "فيضانات"), ("हजरों", "हज़ारों"),
            ] {
                let results = try await client.search(SearchQuery(typed, layers: .exact, corrects: true))
                #expect(
                    results.total == 0 && results.correction == meant, "\(typed): \(results.correction ?? "nothing")")
            }

            let related = try await client.related(to: "en", snippets: true)
            #expect(Set(related.hits.map(\.id)).isSuperset(of: ["hi", "ur"]), "\(related.hits.map(\.id))")
            #expect(!related.hits.map(\.id).contains("en"))
            let error = await #expect(throws: KhabarError.self) { try await client.related(to: "nobody") }
            #expect(error?.code == .badRequest)
        }
    }

    /// New articles come once each and in order, through a restart and in another process.
    @Test func aWatchMissesAndRepeatsNothing() async throws {
        let data = folder.file("data")
        let query = "flood OR बाढ़ OR سیلاب OR فيضانات"
        var server = try await RunningServer(data: data)
        let port = server.port
        try await add(#"{"id":"before","title":"Flood","body":"A flood before anybody watched."}"#, to: server)
        let client = server.client { $0.reconnectDelay = .milliseconds(5) }
        var watch = client.watch(query, layers: .stem).makeAsyncIterator()
        try await watch.begin()
        let start = try #require(watch.position)
        try await add(Self.floods, to: server)
        var ids: [String] = []
        while ids.count < 4, let batch = try await watch.next() { ids += batch.hits.map(\.id) }
        #expect(ids == ["ar", "en", "hi", "ur"], "one batch, by their ids")
        try await server.stop()
        server = try await RunningServer(data: data, port: port)
        try await add(#"{"id":"after","title":"بھاری سیلاب","body":"ملک میں پھر سیلاب آیا ہے۔"}"#, to: server)
        #expect(try await watch.next()?.hits.map(\.id) == ["after"])

        // Elsewhere, from the beginning.
        let other = server.client()
        let position = try #require(WatchPosition(start.description))
        var again = other.watch(query, from: position, layers: .stem).makeAsyncIterator()
        var seen: [String] = []
        while seen.count < 5, let batch = try await again.next() { seen += batch.hits.map(\.id) }
        #expect(seen == ids + ["after"])

        // A position of another server's data is none of this one's.
        try await withServer { (_, stranger) async throws in
            var lost = stranger.watch(query, from: position).makeAsyncIterator()
            let error = await #expect(throws: KhabarError.self) { try await lost.next() }
            #expect(error?.code == .expired)
        }
        await client.close()
        await other.close()
        try await server.stop()
    }

    /// Whoever watches is told that nobody listens for news any more, once, and that somebody does again.
    @Test func aWatchTellsOfALostServer() async throws {
        let data = folder.file("data")
        var server = try await RunningServer(data: data)
        let port = server.port
        let client = server.client { $0.reconnectDelay = .milliseconds(5) }
        let told = Mutex<[Bool]>([])
        var watch = client.watch("flood") { reason in told.withLock { $0.append(reason != nil) } }.makeAsyncIterator()
        try await watch.begin()
        let next = Task { [watch] in
            var watch = watch
            return try await watch.next()?.hits.map(\.id)
        }
        #expect(try await eventually { try await client.count("watches") == 1 })
        try await server.stop()
        #expect(await eventually { told.withLock { $0 } == [true] })
        server = try await RunningServer(data: data, port: port)
        try await add(#"{"id":"after","title":"Flood","body":"A flood after the server was lost."}"#, to: server)
        #expect(try await next.value == ["after"])
        #expect(told.withLock { $0 } == [true, false])
        await client.close()
        try await server.stop()
    }

    @Test func aWatchEndsWithItsTask() async throws {
        try await withServer { (_, client) async throws in
            let task = Task {
                var batches = 0
                for try await _ in client.watch("nothing ever") { batches += 1 }
                return batches
            }
            #expect(try await eventually { try await client.count("watches") == 1 })
            task.cancel()
            #expect(try await task.value == 0)
            #expect(try await eventually { try await client.count("watches") == 0 })
        }
    }

    /// Phrases across line breaks, joiners, marks at a fragment's edge, words drawn out by tatweel.
    @Test func snippetsOfDifficultText() async throws {
        try await withServer { (server, client) async throws in
            try await add(
                """
                {"id":"break","title":"Talks","body":"The minister said that the oil\\nprice would fall again this winter."}
                {"id":"joiner","title":"خبر","body":"انہوں نے کہا کہ وہ کتاب\\u200cخانہ کھول رہے ہیں۔"}
                {"id":"tatweel","title":"خبر عاجل","body":"قال الرئيس إن الســـلام قريب جدا من المنطقة."}
                {"id":"mark","title":"ख़बर","body":"मंत्री ने कहा कि क़ानून सबके लिए बराबर है और रहेगा।"}
                """, to: server)
            func marked(_ query: String) async throws -> [String] {
                let hit = try #require(try await client.search(SearchQuery(query)).hits.first, "\(query)")
                let bytes = Array(hit.snippet.utf8)
                // Whatever is marked is whole: no cluster is cut in two.
                let starts = Set(
                    hit.snippet.indices.map { hit.snippet.utf8.distance(from: hit.snippet.startIndex, to: $0) })
                #expect(hit.highlights.allSatisfy { starts.contains($0.lowerBound) })
                return hit.highlights.map { String(decoding: bytes[$0], as: UTF8.self) }
            }
            #expect(try await marked("\"oil price\"") == ["oil", "price"])
            #expect(try await marked("کتاب\u{200C}خانہ") == ["کتاب\u{200C}خانہ"])
            #expect(try await marked("السلام") == ["الســـلام"])
            #expect(try await marked("क़ानून") == ["क़ानून"])
            #expect(try await marked("कानू*") == ["क़ानून"])
        }
    }
}
