import KhabarText
import TestSupport
import Testing

@testable import KhabarIndex

/// Copies collapse to one hit, as grouping the whole list of hits would have it.
@Suite struct CollapseTests {
    /// Articles of which many are copies of another, in segments, with their clusters as a server makes them.
    private struct Corpus {
        var articles: [Article]
        var snapshot: Snapshot

        init(seed: UInt64, segments: Int) throws {
            var generator = RandomArticles(seed: seed)
            var articles: [Article] = []
            while articles.count < 160 {
                var original = generator.article()
                // Long enough to have copies, and with words of its own.
                original.body.append((0..<60).map { "word\(articles.count * 100 + $0)" }.joined(separator: " "))
                articles.append(original)
                for number in 0..<Int(generator.random.next() % 4) {
                    var copy = original
                    copy.id = "copy-\(number)-\(original.id)"
                    // Cut, or with a changed headline: still the same story.
                    if number == 0 { copy.body.removeFirst() }
                    if number == 1 { copy.title = "russia city talks" }
                    if number == 2 { copy.published = nil }
                    articles.append(copy)
                }
            }
            articles.shuffle(using: &generator.random)
            self.articles = articles
            let size = (articles.count + segments - 1) / segments
            let parts = try stride(from: 0, to: articles.count, by: size).map { start in
                try buildSegment(Array(articles[start..<min(start + size, articles.count)]))
            }
            var clusters = CopyClusters()
            var members = parts.map { CopyMembers(articleCount: $0.articleCount) }
            for (number, segment) in parts.enumerated() {
                for article in 0..<segment.articleCount {
                    let tag = UInt64(number + 1) << 32 | UInt64(article)
                    let member = clusters.insert(segment.signature(DocID(article)), tag: tag) { tag in
                        parts[Int(tag >> 32) - 1].signature(DocID(truncatingIfNeeded: tag))
                    }
                    members[number][DocID(article)] = member
                    if member != nil { members[number].noteCopies(DocID(article)) }
                }
            }
            snapshot = Snapshot(
                parts.enumerated().map { number, segment in
                    SegmentView(segment, members: members[number], number: UInt32(number + 1))
                }, copies: clusters.labels)
        }

        func id(_ place: ArticlePlace) -> String { snapshot.views[place.view].segment.id(place.article) }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func oneHitAStory(seed: UInt64) throws {
        for segments in [1, 3] {
            let corpus = try Corpus(seed: seed, segments: segments)
            let snapshot = corpus.snapshot
            var collapsed = 0
            for query in [
                "russia talks", "+russia +city", "\"talks russia\"", "सरकार हमले", "روسيا", "حملے -روس", "-x1",
            ] {
                let node = try parseQuery(query)
                let all = try snapshot.search(SearchRequest(node, layers: .stem, limit: 1_000)).hits
                let stories = Self.grouped(all, snapshot)
                collapsed += all.count - stories.count
                for limit in [1, 3, 10, 1_000] {
                    let outcome = try snapshot.search(
                        SearchRequest(node, layers: .stem, limit: limit, collapsesCopies: true))
                    #expect(
                        outcome.hits.map(\.score) == stories.prefix(limit).map(\.best.score), "seed \(seed): \(query)")
                    #expect(
                        outcome.hits.map { corpus.id($0.place) } == stories.prefix(limit).map { corpus.id($0.shown) },
                        "seed \(seed): \(query), \(limit) of \(segments) segments")
                }
                try Self.explanationsAddUp(node, snapshot)
                try Self.datesDescend(node, snapshot)
            }
            #expect(collapsed > 20, "seed \(seed): too few copies to tell")
        }
    }

    /// A hit has the score of the copy that was ranked, and that one is explained.
    private static func explanationsAddUp(_ node: QueryNode, _ snapshot: Snapshot) throws {
        let request = SearchRequest(node, layers: .stem, collapsesCopies: true)
        let outcome = try snapshot.search(request)
        let explanations = Explanations(snapshot, request, outcome)
        for hit in outcome.hits {
            let text = explanations.text(of: hit)
            #expect(abs((Double(text.prefix { $0 != ":" }) ?? -1) - hit.points) < 0.002, "\(text)")
        }
    }

    /// By date the copy is shown that is in its place there.
    private static func datesDescend(_ node: QueryNode, _ snapshot: Snapshot) throws {
        let request = SearchRequest(node, layers: .stem, limit: 1_000, collapsesCopies: true, order: .newest)
        let dates = try snapshot.search(request).hits.map { hit in
            snapshot.views[hit.place.view].segment.published(hit.place.article)?.seconds ?? .min
        }
        #expect(zip(dates, dates.dropFirst()).allSatisfy { $0 >= $1 })
    }

    private struct Story {
        var best: Hit
        var shown: ArticlePlace
    }

    /// The first hit of each cluster, and the fullest of its hits.
    private static func grouped(_ hits: [Hit], _ snapshot: Snapshot) -> [Story] {
        var stories: [Story] = []
        var byCluster: [UInt32: Int] = [:]
        for hit in hits {
            guard let cluster = snapshot.cluster(hit.place) else {
                stories.append(Story(best: hit, shown: hit.place))
                continue
            }
            if let story = byCluster[cluster] {
                if key(hit.place, snapshot) < key(stories[story].shown, snapshot) { stories[story].shown = hit.place }
            } else {
                byCluster[cluster] = stories.count
                stories.append(Story(best: hit, shown: hit.place))
            }
        }
        return stories
    }

    /// Less for the copy that is to be shown: fuller, earlier, with the lesser id.
    private static func key(_ place: ArticlePlace, _ snapshot: Snapshot) -> (Int, Int64, String) {
        let segment = snapshot.views[place.view].segment
        return (
            -Int(segment.lengthCode(place.article)), segment.published(place.article)?.seconds ?? .max,
            segment.id(place.article)
        )
    }

    @Test func aStoryKnowsItsCopies() throws {
        let corpus = try Corpus(seed: 9, segments: 2)
        let snapshot = corpus.snapshot
        for (number, view) in snapshot.views.enumerated() {
            for article in 0..<DocID(view.segment.articleCount) {
                let place = ArticlePlace(view: number, article: article)
                let copies = snapshot.copies(of: place)
                #expect(copies.first == place && Set(copies).count == copies.count)
                #expect(snapshot.copyCount(place) == copies.count - 1)
                for other in copies { #expect(Set(snapshot.copies(of: other)) == Set(copies)) }
            }
        }
    }
}
