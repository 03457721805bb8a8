import KhabarText
import Testing

@testable import KhabarIndex

@Suite struct KeywordListsTests {
    private func lists(_ articles: [Article]) -> [[UInt8]: [DocID]] {
        var keywords = KeywordLists()
        for (number, article) in articles.enumerated() { keywords.add(article, DocID(number)) }
        return Dictionary(uniqueKeysWithValues: keywords.lists.map { ($0.term, $0.articles) })
    }

    @Test func eachKeywordHasItsArticlesOnce() {
        let articles = [
            Article(id: "0", language: "hi", body: [], source: "rain", tags: ["बाढ़", "rain", "बाढ़"]),
            Article(id: "1", language: "ur", body: [], tags: ["rain"]),
            Article(id: "2", language: "hi", body: [], source: "rain"),
        ]
        #expect(
            lists(articles) == [
                Keyword.language.term("hi"): [0, 2], Keyword.language.term("ur"): [1],
                Keyword.source.term("rain"): [0, 2], Keyword.tag.term("बाढ़"): [0], Keyword.tag.term("rain"): [0, 1],
            ])
    }

    /// What differs behind the end of the longest term is one keyword; an article that has both has it once.
    @Test func longValuesShareATerm() {
        let long = String(repeating: "x", count: Limits.termBytesMax)
        let articles = [
            Article(id: "0", language: "en", body: [], tags: [long + "a", long + "b"]),
            Article(id: "1", language: "en", body: [], tags: [long + "b"]),
        ]
        #expect(lists(articles)[Keyword.tag.term(long)] == [0, 1])
        #expect(lists(articles).count == 2)
    }
}
