import Foundation
import KhabarText
import TestSupport
import Testing

@testable import KhabarIndex

/// Random queries over random articles, however these are cut into segments: the same hits, order, scores and totals as by the plainest means.
@Suite struct OracleTests {
    /// More by `KHABAR_ORACLE_SEEDS`.
    static let seeds = 0..<(ProcessInfo.processInfo.environment["KHABAR_ORACLE_SEEDS"].flatMap { UInt64($0) } ?? 12)

    @Test(arguments: seeds) func everyQueryAgrees(seed: UInt64) throws {
        var generator = RandomArticles(seed: seed)
        let articles = generator.articles(60 + Int(seed % 12) * 40)
        let plain = PlainSearch(articles)
        var random = SplitMix64(seed: seed &+ 1_000)
        let snapshots = try [1, 2, 7].map { try Self.snapshot(articles, segments: $0) }
        for _ in 0..<60 {
            let query = Self.query(&random)
            let node = try parseQuery(query)
            let layers: SearchLayers = random.next() % 2 == 0 ? .exact : .stem
            let recency = Self.recency(&random)
            let expected = plain.search(node, layers: layers, recency: recency)
            for snapshot in snapshots {
                let limit = 1 + Int(random.next() % 12)
                let offset = Int(random.next() % 3)
                let outcome = try snapshot.search(
                    SearchRequest(node, layers: layers, offset: offset, limit: limit, recency: recency))
                let found = outcome.hits.map { hit in
                    "\(snapshot.views[hit.place.view].segment.id(hit.place.article)) \(hit.score)"
                }
                let wanted = expected.dropFirst(offset).prefix(limit).map { "\($0.id) \($0.score)" }
                #expect(found == wanted, "seed \(seed): \(query), \(layers), \(snapshot.views.count) segments")
                #expect(outcome.totalIsExact && outcome.total == expected.count, "seed \(seed): \(query)")
            }
        }
    }

    /// Long lists: blocks are skipped, totals become bounds, and the best stay the same.
    @Test(arguments: 0..<3 as Range<UInt64>) func skippingLosesNothing(seed: UInt64) throws {
        var generator = RandomArticles(seed: seed &+ 50)
        let articles = generator.articles(6_000)
        let snapshot = try Self.snapshot(articles, segments: 2)
        let plain = PlainSearch(articles)
        for query in [
            "russia", "russia talks war", "+russia +city", "हमले बातचीत रूस", "\"minister russia\"", "x1 news the",
        ] {
            let node = try parseQuery(query)
            for layers in [SearchLayers.exact, .stem] {
                let outcome = try snapshot.search(SearchRequest(node, layers: layers, limit: 7))
                let expected = plain.search(node, layers: layers)
                #expect(
                    outcome.hits.map { snapshot.views[$0.place.view].segment.id($0.place.article) }
                        == expected.prefix(7).map(\.id), "seed \(seed): \(query) \(layers)")
                #expect(outcome.hits.map(\.score) == expected.prefix(7).map(\.score))
                #expect(outcome.totalIsExact ? outcome.total == expected.count : outcome.total <= expected.count)
            }
        }
    }

    /// The same for many queries, against a search that may skip nothing because it counts a facet: that one agrees with the plainest means above.
    @Test(arguments: 0..<3 as Range<UInt64>) func skippingAgreesWithLookingAtAll(seed: UInt64) throws {
        var generator = RandomArticles(seed: seed &+ 60)
        let snapshot = try Self.snapshot(generator.articles(4_000), segments: 2)
        var random = SplitMix64(seed: seed &+ 2_000)
        for _ in 0..<150 {
            let query = Self.query(&random)
            let layers = SearchLayers.allCases[Int(random.next() % 4)]
            let limit = 1 + Int(random.next() % 20)
            var request = SearchRequest(
                try parseQuery(query), layers: layers, limit: limit, recency: Self.recency(&random))
            let outcome = try snapshot.search(request)
            request.facets = [FacetRequest(.language, limit: 1)]
            let all = try snapshot.search(request)
            #expect(outcome.hits == all.hits, "seed \(seed): \(query), \(layers), \(limit)")
            #expect(outcome.totalIsExact ? outcome.total == all.total : outcome.total <= all.total, "\(query)")
        }
    }

    @Test func replacedArticlesAreNotFound() throws {
        var generator = RandomArticles(seed: 77)
        let articles = generator.articles(200)
        let segment = try buildSegment(articles)
        var live = LiveArticles(all: 200)
        for article in stride(from: 0, to: 200, by: 2) { live.remove(DocID(article)) }
        let snapshot = Snapshot([SegmentView(segment, live: live)])
        #expect(snapshot.articleCount == 100)
        for query in ["russia talks", "+روس", "\"رूس\"", "-nothing"] {
            let outcome = try snapshot.search(SearchRequest(try parseQuery(query), limit: 1_000))
            #expect(outcome.hits.allSatisfy { $0.place.article % 2 == 1 })
        }
    }

    static func snapshot(_ articles: [Article], segments: Int) throws -> Snapshot {
        let size = (articles.count + segments - 1) / segments
        return Snapshot(
            try stride(from: 0, to: articles.count, by: size).map { start in
                SegmentView(try buildSegment(Array(articles[start..<min(start + size, articles.count)])))
            })
    }

    /// Of one search in three, in the years that random articles are of.
    static func recency(_ random: inout SplitMix64) -> Recency? {
        guard random.next() % 3 == 0 else { return nil }
        return Recency(halfLife: 1 + Int64(random.next() % 400_000_000), now: 1_600_000_000)
    }

    static func query(_ random: inout SplitMix64) -> String {
        func word(_ random: inout SplitMix64) -> String {
            let words = RandomArticles.vocabulary.values.joined() + ["absent"]
            return words.sorted()[Int(random.next() % UInt64(words.count))]
        }
        func misspelled(_ random: inout SplitMix64) -> String {
            var letters = Array(word(&random))
            let place = Int(random.next() % UInt64(letters.count))
            switch random.next() % 3 {
            case 0: letters.remove(at: place)
            case 1: letters.insert("x", at: place)
            default: letters.swapAt(place, letters.count - 1)
            }
            return String(letters)
        }
        let filters = [
            "lang:ur", "lang:hi,ar", "source:desk", "tag:politics", "date:1980-01-01..2000-01-01", "-lang:en", "*",
            "+*", "-*",
        ]
        var parts: [String] = []
        for _ in 0...(random.next() % 4) {
            switch random.next() % 16 {
            case 0, 1: parts.append(word(&random))
            // What is typed as one word and is two.
            case 2: parts.append(["", "+", "-"][Int(random.next() % 3)] + "\(word(&random))-\(word(&random))")
            case 3: parts.append("+" + word(&random))
            case 4: parts.append("-" + word(&random))
            case 5: parts.append("\"\(word(&random)) \(word(&random))\"")
            case 6: parts.append("title:" + word(&random))
            case 7: parts.append("(\(word(&random)) OR \(word(&random))) AND \(word(&random))")
            case 8: parts.append("body:" + word(&random))
            case 9: parts.append(String(word(&random).prefix(1 + Int(random.next() % 3))) + "*")
            case 10: parts.append("\(misspelled(&random))~")
            case 11: parts.append("\"\(word(&random)) \(word(&random))\"~\(1 + random.next() % 8)")
            case 12: parts.append("title:\"\(word(&random)) \(word(&random)) \(word(&random))\"~4^2")
            case 13:
                parts.append(
                    ["body:\(word(&random).prefix(2))*^0.5", "(\(word(&random)) \(word(&random)))^3"][
                        Int(random.next() % 2)])
            // What some articles write as one word, side by side, in a group, to be left out, and with something between.
            case 14:
                let pair = ["news talk", "रूस सरकार", "سوريا روسيا"][Int(random.next() % 3)]
                let forms = [
                    pair, "(\(pair))", "-(\(pair))", pair.replacing(" ", with: "-"), pair.replacing(" ", with: " OR "),
                ]
                parts.append(forms[Int(random.next() % UInt64(forms.count))])
            default: parts.append(filters[Int(random.next() % UInt64(filters.count))])
            }
        }
        return parts.joined(separator: " ")
    }
}
