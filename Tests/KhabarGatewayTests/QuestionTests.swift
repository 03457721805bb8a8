import KhabarClient
import TestSupport
import Testing

@testable import KhabarGateway

struct QuestionTests {
    /// What `/search` makes of a target; nil for another question or none.
    private func search(_ target: String) -> SearchQuery? {
        guard case .search(let query, _) = try? Question(target: target) else { return nil }
        return query
    }

    private func refusal(_ target: String, lastEventID: String? = nil) -> Refusal? {
        do throws(Refusal) {
            _ = try Question(target: target, lastEventID: lastEventID)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("/search?q=%E0%A4%AC%E0%A4%BE%E0%A4%A2%E0%A4%BC", "बाढ़"), ("/search?q=%D8%B3%DB%8C%D9%84%D8%A7%D8%A8", "سیلاب"),
        ("http://host:80/search?q=a/b", "a/b"), ("HTTPS://host/search?q=x", "x"),
        ("/search?q=oil+price", "oil price"), ("/search?q=%2Boil+%22a+b%22~3", "+oil \"a b\"~3"),
        ("/search?q=a%26b%3Dc", "a&b=c"), ("/search?q=%d9%88%e2%80%8c%d9%87", "و\u{200C}ه"),
        ("/search?limit=5&q=x", "x"),
    ])
    func queriesComeThroughUnchanged(target: String, query: String) {
        #expect(search(target)?.text == query)
    }

    @Test func allParametersReachTheQuery() throws {
        let query = try #require(
            search(
                "/search?q=x&limit=3&offset=4&layers=stem&sort=newest&half-life=7d&facet=source:20&facet=day&snippets=false&collapse=false&explain&pages=true"
            ))
        var expected = SearchQuery(
            "x", limit: 3, offset: 4, layers: .stem, snippets: false, collapseCopies: false, explain: true,
            order: .newest, halfLife: .seconds(7 * 86_400))
        expected.facets = [FacetRequest(.source, limit: 20), FacetRequest(.day)]
        expected.paged = true
        expected.corrects = true
        #expect(query == expected)
    }

    /// Each of these would otherwise be answered as if something else had been asked.
    @Test(arguments: [
        ("/search", "q is missing"), ("/search?q=", "q is missing"), ("/search?q=a&q=b", "q is given 2 times"),
        ("/search?q=a&limt=3", "takes q, limit, offset,"), ("/search?q=a&limit=x", "limit must be 0 to 100, not 'x'"),
        ("/search?q=a&limit=101", "limit must be 0 to 100"), ("/search?q=a&limit=-1", "limit must be"),
        ("/search?q=a&sort=best", "sort must be score, newest or oldest, not 'best'"),
        ("/search?q=a&layers=all", "layers must be exact, stem, alias or name"),
        ("/search?q=a&half-life=7", "half-life must be an age"),
        ("/search?q=a&facet=author", "facet must be one of language"),
        ("/search?q=a&facet=source:0", "facet must be one of"), ("/search?q=a&html=yes", "html must be true or false"),
        ("/search?q=a&after=zz", "after must be what a page before gave"), ("/search?q=%", "two hexadecimal digits"),
        ("/search?q=%4", "two hexadecimal digits"), ("/search?q=%zz", "two hexadecimal digits"),
        ("/search?q=%ff", "not UTF-8"), ("/search?q=%ed%a0%80", "not UTF-8"), ("/article", "id is missing"),
        ("/suggest?q=a&limit=51", "limit must be 0 to 50"), ("/watch?q=a&from=x", "from must be a position"),
        ("/stats?x=1", "/stats takes no parameters, not 'x'"), ("search?q=a", "begin with a slash"),
        ("", "begin with a slash"),
        ("*", "begin with a slash"), ("ftp://host/search", "begin with a slash"),
    ])
    func wrongRequestsAreToldWhatIsWrong(target: String, message: String) {
        let refusal = refusal(target)
        #expect(refusal?.status == .badRequest)
        #expect(refusal?.message.contains(message) == true, "\(refusal?.message ?? "taken")")
    }

    @Test func unknownPathsAreNotFound() {
        #expect(refusal("/serach?q=a")?.status == .notFound)
        #expect(refusal("/search/")?.status == .notFound)
        #expect(refusal("/%2e%2e/etc/passwd")?.status == .notFound)
    }

    @Test func nothingIsTakenWithoutBounds() {
        #expect(refusal("/search?q=" + String(repeating: "a", count: 60 << 10))?.status == .uriTooLong)
        let many = (0..<40).map { "facet=\($0)" }.joined(separator: "&")
        #expect(refusal("/search?\(many)")?.message == "there are more than 32 parameters")
        #expect(
            refusal("/search?q=a" + String(repeating: "&facet=day", count: 9))?.message == "facet may be given 8 times")
        // The largest query that a server takes, each byte of it escaped, is not too long.
        #expect(search("/search?q=" + String(repeating: "%41", count: 16 << 10))?.text.utf8.count == 16 << 10)
    }

    /// A browser that connects again asks the address that it began with.
    @Test func aWatchGoesOnAfterTheLastEvent() throws {
        let (first, last) = (try #require(WatchPosition("01")), try #require(WatchPosition("02")))
        func position(_ target: String, _ lastEventID: String?) throws -> WatchPosition? {
            guard case .watch(_, let position, _) = try Question(target: target, lastEventID: lastEventID) else {
                return nil
            }
            return position
        }
        #expect(try position("/watch?q=a", nil) == nil)
        #expect(try position("/watch?q=a&from=01", nil) == first)
        #expect(try position("/watch?q=a&from=01", "") == first)
        #expect(try position("/watch?q=a&from=01", "02") == last)
        #expect(refusal("/watch?q=a", lastEventID: "nonsense")?.status == .badRequest)
    }

    /// What strangers send is refused or understood; and what was encoded comes back.
    @Test func anyBytesGetAnAnswer() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        let pieces = ["/search", "?", "&", "=", "q", "%", "%2", "%41", "+", "ب", "facet", "limit", "\u{0}", "/", "a"]
        for _ in 0..<5_000 {
            let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random)! }
            _ = try? Question(target: text.joined(), lastEventID: text.last)
        }
        for _ in 0..<500 {
            let scalars = (0..<20).compactMap { _ in UnicodeScalar(UInt32.random(in: 0...0x1_F600, using: &random)) }
            let text = String(String.UnicodeScalarView(scalars))
            guard !text.isEmpty else { continue }
            #expect(search("/search?q=" + percentEncoded(text))?.text == text, "seed \(seed)")
        }
    }
}
