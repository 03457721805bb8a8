import KhabarText
import Testing

@testable import KhabarIndex

/// Plurals that are made inside the word (`plural` lines of the stemmers' resources).
@Suite struct PluralSearchTests {
    /// Found by the stems layer, behind what has the word itself, but not left out with it.
    @Test(arguments: [
        ("ar", "وزير", "قال الوزير", "قال الوزراء", "زار القاهرة"), ("ar", "وزراء", "ووزرائها", "وزير جديد", "جديد"),
        ("ur", "مسئلہ", "مسئلے کا حل", "مسائل کا حل", "کا حل"),
        ("en", "woman", "a woman's story", "women in Delhi", "Delhi"),
        ("ur", "ممالک", "کئی ممالک میں", "اس ملک میں", "اس میں"),
    ]) func aWordFindsItsPlurals(_ language: String, _ query: String, _ same: String, _ plural: String, _ other: String)
        throws
    {
        let segment = try buildSegment(
            [("plural", plural), ("same", same), ("other", other)].map {
                Article(id: $0, language: language, body: [$1])
            })
        let snapshot = Snapshot([SegmentView(segment)])
        func found(_ query: String, _ layers: SearchLayers) throws -> [String] {
            try snapshot.search(SearchRequest(try parseQuery(query), layers: layers)).hits.map {
                segment.id($0.place.article)
            }
        }
        #expect(try found(query, .stem) == ["same", "plural"])
        #expect(try found("+" + query, .stem) == ["same", "plural"])
        #expect(try Set(found("-" + query, .stem)) == ["plural", "other"])
        #expect(try found("\"\(query)\"", .stem).contains("plural") == false)
    }
}
