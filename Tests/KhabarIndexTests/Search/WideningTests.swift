import KhabarText
import Testing

@testable import KhabarIndex

/// What a search finds by other names comes behind what it finds by spelling, and pages cut both alike.
@Suite struct WideningTests {
    private static let bodies = [
        ("en", "Pakistan won"), ("en", "Pakistan and Pakistan again"), ("en", "in Pakistan today"),
        ("hi", "पाकिस्तान ने कहा"), ("ur", "پاکستان کا اعلان"), ("ar", "أعلنت باكستان"), ("hi", "आज पाकिस्तान में"),
        ("ur", "آج پاکستان"),
    ]

    /// Never more than were asked for: an answer with more cannot be sent.
    @Test(arguments: [1, 2, 5]) func pagesAreCutFromOneOrder(segments: Int) throws {
        let articles = Self.bodies.enumerated().map { Article(id: "\($0)", language: $1.0, body: [$1.1]) }
        let snapshot = try OracleTests.snapshot(articles, segments: segments)
        let query = try parseQuery("Pakistan")
        let all = try snapshot.search(SearchRequest(query, limit: 100)).hits
        #expect(all.count == Self.bodies.count)
        let ids = all.map { snapshot.views[$0.place.view].segment.id($0.place.article) }
        #expect(Set(ids.prefix(3)) == ["0", "1", "2"])
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.score >= $1.score })
        for offset in 0...9 {
            for limit in 0...9 {
                let page = try snapshot.search(SearchRequest(query, offset: offset, limit: limit)).hits
                #expect(page.map(\.place) == all.dropFirst(offset).prefix(limit).map(\.place), "\(offset), \(limit)")
            }
        }
    }
}
