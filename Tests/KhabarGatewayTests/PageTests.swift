import KhabarProtocol
import Testing

@testable import KhabarClient
@testable import KhabarGateway

/// What is shown to people is made of text that anybody may have written.
struct PageTests {
    private func page(_ text: String, _ results: SearchResult) throws -> String {
        SearchPage(question: SearchPage.Question(text)).html(SearchResults(results))
    }

    private func hit(
        id: String = "1", title: String? = "Title", language: String = "en", snippet: String = "",
        highlights: [Range<UInt32>] = [], url: String? = nil, source: String? = nil, copies: UInt32 = 0
    ) -> Hit {
        Hit(
            id: id, score: 1, title: title, language: language, source: source, url: url, snippet: snippet,
            highlights: highlights, copies: copies)
    }

    private func result(_ hits: [Hit]) -> SearchResult {
        SearchResult(
            total: UInt64(hits.count), totalIsExact: true, tookMicroseconds: 1_000, renderMicroseconds: 1, hits: hits)
    }

    @Test func nothingInAnArticleIsReadAsHTML() throws {
        let evil = "<script>alert(\"1\")</script>'\u{0}\u{1B}"
        let html = try page(
            evil,
            result([
                hit(
                    id: evil, title: evil, snippet: evil, highlights: [0..<8], url: "https://x/\"onclick='",
                    source: evil)
            ]))
        #expect(!html.contains("<script"))
        #expect(!html.contains("\u{0}") && !html.contains("\u{1B}"))
        #expect(html.contains("href=\"https://x/&quot;onclick=&#39;\""))
        #expect(html.contains("<mark>&lt;script&gt;</mark>"))
        #expect(html.contains("value=\"&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;\""))
    }

    @Test(arguments: ["javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "//evil", "ftp://x", ""])
    func onlyWebAddressesAreLinks(url: String) throws {
        let html = try page("x", result([hit(url: url)]))
        #expect(!html.contains("original"))
        #expect(try page("x", result([hit(url: "HTTPS://example.org")])).contains(">original</a>"))
    }

    /// A page of four languages: each text tells its language and its own direction, and ids come through a link whole.
    @Test func eachTextHasItsLanguageAndDirection() throws {
        let html = try page(
            "خبر",
            result([
                hit(id: "https://a.b/?c=d&e=ف", title: "سیلاب", language: "ur"), hit(title: "فيضانات", language: "ar"),
                hit(title: "बाढ़", language: "hi"), hit(title: "Floods", language: "en", copies: 2),
                hit(title: nil, language: "und"),
            ]))
        for (language, title) in [("ur", "سیلاب"), ("ar", "فيضانات"), ("hi", "बाढ़"), ("en", "Floods")] {
            #expect(html.contains("<h2 lang=\"\(language)\" dir=\"auto\">"))
            #expect(html.contains(">\(title)</a>"))
        }
        #expect(html.contains("href=\"/read?id=https%3A%2F%2Fa.b%2F%3Fc%3Dd%26e%3D%D9%81\""))
        #expect(html.contains("<bdi>2 more copies</bdi>"))
        #expect(html.contains("<h2 dir=\"auto\">") && html.contains("(untitled)"))
        #expect(html.contains("value=\"خبر\" dir=\"auto\""))
    }

    /// A link narrows to just that value, whatever is in it.
    @Test func valuesAreLinksThatNarrow() throws {
        var found = result([hit()])
        found.facets = [
            FacetCounts(
                field: .source, valueCount: 2,
                values: [
                    .init(value: "BBC \"Urdu\"", count: 3), .init(value: "BBC & Urdu", count: 2),
                    .init(value: "dawn.com", count: 1),
                ])
        ]
        let html = try page("flood", found)
        #expect(html.contains("href=\"/?q=%2Bsource%3A%22dawn.com%22%20flood&amp;sort=score\""), "\(html)")
        #expect(html.contains(">BBC &amp; Urdu</a> (2)") && !html.contains("&quot;Urdu"))
        found.facets[0].values.removeFirst(2)
        found.facets[0].valueCount = 1
        #expect(!(try page("flood", found)).contains("dawn.com"))
    }

    @Test func theWaysOnAreLinks() throws {
        var found = result([])
        found.correction = "flood <b>"
        found.next = [1, 2]
        found.totalIsExact = false
        let html = try page("flod", found)
        #expect(html.contains("at least 0 found"))
        #expect(
            html.contains(
                "Did you mean <a href=\"/?q=flood%20%3Cb%3E&amp;sort=score\" dir=\"auto\">flood &lt;b&gt;</a>?"))
        #expect(html.contains("&amp;after=0102\">More</a>"))
    }
}
