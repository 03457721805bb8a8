import KhabarIndex
import KhabarProtocol
import KhabarText
import Testing

@testable import KhabarServer

@Suite struct SearchServiceTests {
    private static let articles = [
        Article(
            id: "hi", language: "hi", title: "रूस से बातचीत",
            published: PublicationDate(seconds: 1_443_657_600, hasTime: false),
            body: ["सरकार ने कहा कि हमले रोके जाएंगे।", "रूस के राष्ट्रपति पुतिन ने बातचीत की।"], source: "desk"),
        Article(
            id: "ar", language: "ar", title: "روسيا وسوريا",
            body: ["أكدت وزارة الدفاع الروسية تحقيق تقدم.", "وقالت الوزارة إن الحرب مستمرة."], url: "https://x.org/ar"),
        Article(
            id: "ur", language: "ur", title: "شامی جنگ",
            body: ["روس نے شام میں حملے کیے۔", "وزیر دفاع نے تعاون سے انکار کیا۔"]),
        Article(
            id: "en", language: "en", title: "Zanzibar talks",
            body: ["The minister met reporters.", "Ministers said that the talks in Rome were going well."]),
    ]

    private func service(_ articles: [Article] = articles) throws -> WholeSearch {
        // Two segments, so that hits come from both.
        let half = articles.count / 2
        return WholeSearch(
            snapshot: Snapshot([
                SegmentView(try segment(Array(articles[..<half]))), SegmentView(try segment(Array(articles[half...]))),
            ]))
    }

    private func search(
        _ query: String, limit: UInt32 = 10, offset: UInt32 = 0, layers: Layers = .name,
        options: SearchOptions = .snippets
    ) throws -> SearchResult {
        let message = try service().answer(
            Search(query: query, limit: limit, offset: offset, layers: layers, options: options)
        )
        guard case .searchResult(let result) = message else { throw Unexpected(message: message) }
        return result
    }

    private struct Unexpected: Error {
        var message: Message
    }

    private func highlighted(_ hit: KhabarProtocol.Hit) -> [String] {
        let bytes = Array(hit.snippet.utf8)
        return hit.highlights.map { String(decoding: bytes[Int($0.lowerBound)..<Int($0.upperBound)], as: UTF8.self) }
    }

    @Test(arguments: [
        ("flo~7", 3), ("a flood^0", 7), ("सरकार lang:xxxx", 21), ("date:someday", 5), ("date:2016..2015", 5),
        ("\"a phrase\"~200", 10),
    ]) func aBadQueryIsRefusedWithItsOffset(query: String, offset: UInt64) throws {
        let message = try service().answer(
            Search(query: query, limit: 1, offset: 0, layers: .name, options: [])
        )
        guard case .error(let error) = message else { throw Unexpected(message: message) }
        #expect(error.code == .badRequest)
        #expect(error.retry == .never)
        #expect(error.scope == .request)
        #expect(error.detail == offset)
        #expect(error.text.contains("at byte \(offset) of the query"))
    }

    @Test(arguments: [
        ("hi", "बातचीत पुतिन", ["पुतिन", "बातचीत"]), ("hi", "हमला", ["हमले"]), ("ar", "وزارة", ["وزارة", "الوزارة"]),
        ("ur", "حملے تعاون", ["حملے", "تعاون"]), ("en", "minister", ["minister", "Ministers"]),
        ("en", "\"talks in Rome\"", ["talks", "in", "Rome"]),
    ]) func snippetsShowWhatMatched(id: String, query: String, words: [String]) throws {
        let hit = try #require(try search(query).hits.first { $0.id == id })
        #expect(highlighted(hit) == words)
    }

    @Test func theExactLayerMarksExactWordsOnly() throws {
        let hit = try #require(try search("minister", layers: .exact).hits.first)
        #expect(highlighted(hit) == ["minister"])
        #expect(try search("talk", layers: .exact).total == 0)
        #expect(try search("talk", layers: .stem).total == 1)
    }

    @Test func aHitHasItsFields() throws {
        let hindi = try #require(try search("पुतिन").hits.first)
        #expect(hindi.title == "रूस से बातचीत")
        #expect(hindi.language == "hi")
        #expect(hindi.published == WireDate(seconds: 1_443_657_600, hasTime: false))
        #expect(hindi.source == "desk")
        #expect(hindi.score > 0)
        let arabic = try #require(try search("وزارة").hits.first)
        #expect(arabic.url == "https://x.org/ar")
        #expect(arabic.published == nil)
        #expect(arabic.source == nil)
    }

    @Test func aTitleAloneIsFoundAndShownByItsBeginning() throws {
        let result = try search("zanzibar")
        #expect(result.total == 1)
        let hit = try #require(result.hits.first)
        #expect(hit.id == "en")
        #expect(hit.snippet.hasPrefix("The minister met"))
        #expect(hit.highlights.isEmpty)
    }

    @Test func withoutTheOptionThereIsNoSnippet() throws {
        let hit = try #require(try search("minister", options: []).hits.first)
        #expect(hit.snippet.isEmpty)
        #expect(hit.highlights.isEmpty)
    }

    @Test func theLimitAndTheOffsetCutThePage() throws {
        let query = "पुतिन وزارة شام minister"
        let all = try search(query)
        #expect(all.total == 4)
        #expect(all.totalIsExact)
        #expect(Set(all.hits.map(\.id)) == ["hi", "ar", "ur", "en"])
        #expect(all.hits.map(\.score) == all.hits.map(\.score).sorted(by: >))
        let none = try search(query, limit: 0)
        #expect(none.hits.isEmpty)
        #expect(none.total == 4)
        var paged: [String] = []
        for offset in 0..<4 as Range<UInt32> {
            let page = try search(query, limit: 1, offset: offset)
            #expect(page.total == 4)
            paged += page.hits.map(\.id)
        }
        #expect(paged == all.hits.map(\.id))
        for offset in [4, 100_000] as [UInt32] {
            let beyond = try search(query, limit: 1_000, offset: offset)
            #expect(beyond.hits.isEmpty)
            #expect(beyond.total == 4)
        }
    }

    @Test func whatNobodyWaitsForIsGivenUp() throws {
        for query in ["minister", "\"talks in Rome\"", "+minister -talks", "lang:en"] {
            let cancelled = CancellationFlag(deadline: .now.advanced(by: .seconds(3_600)))
            cancelled.set()
            let late = CancellationFlag(deadline: Moment(nanoseconds: 0))
            for (flag, code) in [(cancelled, ErrorCode.cancelled), (late, .deadlineExceeded)] {
                let message = try service().answer(
                    Search(query: query, limit: 1, offset: 0, layers: .name, options: []), flag)
                guard case .error(let error) = message else { throw Unexpected(message: message) }
                #expect(error.code == code)
                #expect(error.applied == .no)
            }
        }
    }

    /// Showing many hits takes longer than finding them, and is no more done on the event loop than a long search.
    @Test func whatTakesLongIsNotAnsweredAtOnce() throws {
        let words = (0..<600).map { plainArticle("article-\($0)", "flood number \($0)") }
        let snapshot = Snapshot([SegmentView(try segment(words))])
        func isQuick(_ query: String, limit: UInt32, _ options: SearchOptions) throws -> Bool {
            let search = Search(query: query, limit: limit, offset: 0, layers: .stem, options: options)
            return try SearchService(search, snapshot).quickAnswer(CancellationFlag(deadline: nil)) != nil
        }
        #expect(try isQuick("flood", limit: 20, .snippets))
        #expect(try !isQuick("flood", limit: 21, .snippets))
        #expect(try isQuick("flood", limit: 500, []))
        #expect(try !isQuick("flood", limit: 501, []))
        // What can be shown counts, not what may be asked for.
        #expect(try isQuick("417", limit: 1_000, .snippets))
        #expect(try isQuick("417", limit: 1_000, []))
        func query(words: Int) -> String { (0..<words).map { "\($0)" }.joined(separator: " ") }
        #expect(try isQuick(query(words: SearchService.quickWords), limit: 10, []))
        #expect(try !isQuick(query(words: SearchService.quickWords + 1), limit: 10, []))
    }

    /// Neither are many hits before the page, postings of all tags, and long texts to cut snippets from.
    @Test func whatLiesBehindAPageCountsToo() throws {
        let long = (0..<2).map { plainArticle("long-\($0)", String(repeating: "tide ", count: 30_000)) }
        let words = (0...SearchService.cheapOffset).map { plainArticle("article-\($0)", "flood") }
        let snapshot = Snapshot([SegmentView(try segment(words + long))])
        func isQuick(
            _ query: String, offset: Int = 0, _ options: SearchOptions = [], facet: KhabarProtocol.FacetField? = nil
        ) throws -> Bool {
            let search = Search(
                query: query, limit: 10, offset: UInt32(offset), layers: .stem, options: options,
                facets: facet.map { [KhabarProtocol.FacetRequest(field: $0, limit: 10)] } ?? [])
            return try SearchService(search, snapshot).quickAnswer(CancellationFlag(deadline: nil)) != nil
        }
        #expect(try isQuick("flood", offset: SearchService.cheapOffset))
        #expect(try !isQuick("flood", offset: SearchService.cheapOffset + 1))
        #expect(try isQuick("flood", facet: .language))
        #expect(try !isQuick("flood", facet: .tag))
        #expect(try isQuick("tide"))
        #expect(try !isQuick("tide", .snippets))
    }

    @Test func flagsKnowTheirDeadline() {
        #expect(CancellationFlag(deadline: Moment(nanoseconds: 0)).isCancelled)
        #expect(!CancellationFlag(deadline: Moment.now.advanced(by: .seconds(3_600))).isCancelled)
        let flag = CancellationFlag(deadline: nil)
        #expect(!flag.isCancelled)
        flag.set()
        #expect(flag.isCancelled)
    }

    @Test func anArticleWithDamagedTextIsStillFound() throws {
        var bytes = segmentBytes(Self.articles)
        for index in bytes.text.indices { bytes.text[index] ^= 0x55 }
        let damaged = try Segment.validated(bytes)
        let message = WholeSearch(snapshot: Snapshot([SegmentView(damaged)])).answer(
            Search(query: "minister", limit: 10, offset: 0, layers: .stem, options: .snippets)
        )
        guard case .searchResult(let result) = message else { throw Unexpected(message: message) }
        #expect(result.hits.map(\.id) == ["en"])
        #expect(result.hits.map(\.title) == ["Zanzibar talks"])
        #expect(result.hits.map(\.snippet) == [""])
        #expect(throws: SegmentError.self) { try damaged.article(3) }
    }
}

/// A search from the query to the message, as a connection has it.
struct WholeSearch {
    let snapshot: Snapshot

    func answer(_ search: Search, _ flag: CancellationFlag = CancellationFlag(deadline: nil)) -> Message {
        do throws(ErrorMessage) {
            return try SearchService(search, snapshot).wholeAnswer(flag)
        } catch {
            return .error(error)
        }
    }
}
