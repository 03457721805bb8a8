import KhabarText
import Testing

@testable import KhabarIndex

/// What Urdu writes with a space and without is found by either (`Compounds`).
@Suite struct CompoundSearchTests {
    private func found(_ query: String) throws -> Set<String> {
        let bodies = [
            ("apart", "آج وزیر اعظم نے کہا۔"), ("together", "آج وزیراعظم نے کہا۔"), ("zer", "آج وزیرِاعظم نے کہا۔"),
            ("other", "وزیر خارجہ نے بابر اعظم سے بات کی۔"), ("nothing", "بارش کا امکان ہے۔"),
        ]
        let segment = try buildSegment(bodies.map { Article(id: $0.0, language: "ur", body: [$0.1]) })
        let outcome = try Snapshot([SegmentView(segment)]).search(
            SearchRequest(try parseQuery(query), layers: .exact))
        return Set(outcome.hits.map { segment.id($0.place.article) })
    }

    @Test(arguments: ["\"وزیر اعظم\"", "\"وزیراعظم\"", "\"وزیرِ اعظم نے\""]) func phrases(_ query: String) throws {
        #expect(try found(query) == ["apart", "together", "zer"], "\(query)")
    }

    @Test(arguments: ["وزیراعظم", "+وزیراعظم", "وزیر اعظم"]) func words(_ query: String) throws {
        #expect(try found(query) == ["apart", "together", "zer", "other"], "\(query)")
    }

    @Test func eitherWordAlone() throws {
        #expect(try found("اعظم").contains("together"))
        #expect(try found("+خارجہ +وزیر") == ["other"])
    }
}
