import KhabarText
import Testing

@testable import KhabarIndex

/// What Urdu writes with a space and without is found by either (`Compounds`).
@Suite struct CompoundSearchTests {
    private func found(_ query: String) throws -> Set<String> {
        let bodies = [
            ("apart", "آج وزیر اعظم نے کہا۔"), ("together", "آج وزیراعظم نے کہا۔"), ("zer", "آج وزیرِاعظم نے کہا۔"),
            ("other", "وزیر خارجہ نے بابر اعظم سے بات کی۔"), ("one", "وزیر خزانہ نے کہا۔"),
            ("nothing", "بارش کا امکان ہے۔"),
        ]
        let segment = try buildSegment(bodies.map { Article(id: $0.0, language: "ur", body: [$0.1]) })
        let outcome = try Snapshot([SegmentView(segment)]).search(
            SearchRequest(try parseQuery(query), layers: .exact))
        return Set(outcome.hits.map { segment.id($0.place.article) })
    }

    @Test(arguments: ["\"وزیر اعظم\"", "\"وزیراعظم\"", "\"وزیرِ اعظم نے\""]) func phrases(_ query: String) throws {
        #expect(try found(query) == ["apart", "together", "zer"], "\(query)")
    }

    /// Typed as one it asks for both, typed apart for any.
    @Test func words() throws {
        let both: Set = ["apart", "together", "zer", "other"]
        #expect(try found("وزیراعظم") == both)
        #expect(try found("+وزیراعظم") == both)
        #expect(try found("وزیراعظم بارش") == both.union(["nothing"]))
        #expect(try found("وزیر اعظم") == both.union(["one"]))
    }

    /// What is left out has them together; so have verbs, whose parts are in nearly all articles.
    @Test(arguments: ["وزیر -وزیراعظم", "وزیر -(وزیراعظم OR بارش)", "وزیر NOT وزیراعظم"]) func exclusions(
        _ query: String
    ) throws {
        #expect(try found(query) == ["other", "one"], "\(query)")
    }

    @Test func excludedStopWordsAreExcludedTogether() throws {
        let bodies = [("together", "بارش نے کام کردیا"), ("apart", "بارش کا کام کر کے پیغام دیا")]
        let segment = try buildSegment(bodies.map { Article(id: $0.0, language: "ur", body: [$0.1]) })
        let outcome = try Snapshot([SegmentView(segment)]).search(
            SearchRequest(try parseQuery("بارش -کردیا"), layers: .exact))
        #expect(outcome.hits.map { segment.id($0.place.article) } == ["apart"])
    }

    @Test func eitherWordAlone() throws {
        #expect(try found("اعظم").contains("together"))
        #expect(try found("+خارجہ +وزیر") == ["other"])
    }
}
