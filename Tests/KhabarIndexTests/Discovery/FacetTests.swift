import KhabarText
import TestSupport
import Testing

@testable import KhabarIndex

/// Order by date, and numbers by field, as sorting and counting the list of all matches would have them.
@Suite struct FacetTests {
    @Test(arguments: 0..<6 as Range<UInt64>) func ordersAndFacetsAgreeWithTheWholeList(seed: UInt64) throws {
        var generator = RandomArticles(seed: seed &+ 300)
        let articles = generator.articles(150)
        let byID = Dictionary(uniqueKeysWithValues: articles.map { ($0.id, $0) })
        let plain = PlainSearch(articles)
        var random = SplitMix64(seed: seed)
        for segments in [1, 4] {
            let snapshot = try OracleTests.snapshot(articles, segments: segments)
            for _ in 0..<25 {
                let text = OracleTests.query(&random)
                let query = try parseQuery(text)
                let matches = plain.search(query, layers: .stem).map { byID[$0.id]! }
                // Counting changes nothing of what is found, nor of its scores.
                let ranked = try snapshot.search(SearchRequest(query, limit: 9))
                let counted = try snapshot.search(
                    SearchRequest(query, limit: 9, facets: [FacetRequest(.language, limit: 3)]))
                #expect(ranked.hits == counted.hits, "seed \(seed): \(text)")
                for order in [SearchOrder.newest, .oldest] {
                    let facets = FacetField.allCases.map { FacetRequest($0, limit: 3) }
                    let request = SearchRequest(
                        query, layers: .stem, offset: 2, limit: 9, order: order, facets: facets)
                    let outcome = try snapshot.search(request)
                    let ids = outcome.hits.map { snapshot.views[$0.place.view].segment.id($0.place.article) }
                    #expect(
                        ids == Self.sorted(matches, order).dropFirst(2).prefix(9).map(\.id),
                        "seed \(seed): \(text) \(order)")
                    #expect(outcome.total == matches.count && outcome.totalIsExact)
                    for facet in outcome.facets {
                        let expected = Self.counts(matches, facet.field)
                        #expect(facet.valueCount == expected.count)
                        #expect(
                            facet.values.map { "\($0.value) \($0.count)" } == Array(expected.prefix(3)),
                            "seed \(seed): \(text) \(facet.field)")
                    }
                }
            }
        }
    }

    private static func sorted(_ articles: [Article], _ order: SearchOrder) -> [Article] {
        articles.sorted { one, other in
            switch (one.published?.seconds, other.published?.seconds) {
            case (let left?, let right?) where left != right: return order == .newest ? left > right : left < right
            case (_?, nil): return true
            case (nil, _?): return false
            default: return one.id.utf8.lexicographicallyPrecedes(other.id.utf8)
            }
        }
    }

    private static func counts(_ articles: [Article], _ field: FacetField) -> [String] {
        let values: [String] = articles.flatMap { article -> [String] in
            switch field {
            case .language: [article.language]
            case .source: article.source.map { [$0] } ?? []
            case .tag: article.tags
            case .day: article.published.map { [String($0.text.prefix(10))] } ?? []
            case .month: article.published.map { [String($0.text.prefix(7))] } ?? []
            }
        }
        let counts = Dictionary(grouping: values) { $0 }.mapValues(\.count)
        let isDated = field == .day || field == .month
        return counts.sorted { one, other in
            if isDated { return one.key > other.key }
            return one.value != other.value ? one.value > other.value : one.key < other.key
        }.map { "\($0.key) \($0.value)" }
    }
}
