import KhabarText
import TestSupport
import Testing

@testable import KhabarIndex

@Suite struct SegmentTests {
    @Test(arguments: [1, 2, 127, 128, 129, 700]) func articlesComeBack(count: Int) throws {
        var generator = RandomArticles(seed: UInt64(count))
        let articles = generator.articles(count)
        let segment = try buildSegment(articles)
        #expect(segment.articleCount == count)
        for (number, article) in articles.enumerated() {
            #expect(try segment.article(DocID(number)) == article)
            #expect(segment.contentHash(DocID(number)) == PreparedArticle(article).contentHash)
        }
    }

    @Test func anEmptyBatchIsAValidSegment() throws {
        #expect(try buildSegment([]).articleCount == 0)
    }

    /// What an earlier batch left in a builder's memory, be it more or less, is in no later segment.
    @Test func aBuilderThatWasUsedMakesTheSameSegments() {
        var generator = RandomArticles(seed: 7)
        let words = (0..<50_000).map { "word\($0 * 7_919)" }
        let large = Article(id: "large", language: "en", body: [words.joined(separator: " ")])
        let batches = [
            generator.articles(3), [large], generator.articles(200), generator.articles(1), [large],
            generator.articles(40), [],
        ]
        let used = SegmentBuilder()
        for (number, batch) in batches.enumerated() {
            let fresh = SegmentBuilder()
            for builder in [used, fresh] {
                for article in batch { builder.add(PreparedArticle(article)) }
            }
            let (one, other) = (used.finish(), fresh.finish())
            #expect(one.index == other.index && one.text == other.text, "batch \(number)")
        }
    }

    @Test func ofTwoVersionsTheNewerStays() throws {
        var old = Article(id: "a", language: "en", body: ["old"], version: 2)
        var new = old
        new.body = ["new"]
        #expect(try buildSegment([old, new]).article(0) == new)
        old.version = 3
        #expect(try buildSegment([old, new]).article(0) == old)
    }

    @Test func contentHashSeesEveryField() {
        let article = Article(id: "a", language: "en", title: "t", body: ["b"], url: "u", source: "s", tags: ["x"])
        let hash = PreparedArticle(article).contentHash
        let changes: [(inout Article) -> Void] = [
            { $0.language = "ur" }, { $0.title = nil }, { $0.summary = "s" }, { $0.dateline = "d" },
            { $0.agency = "a" },
            { $0.published = PublicationDate(seconds: 0, hasTime: true) },
            { $0.pageDate = PublicationDate(seconds: 0, hasTime: false) }, { $0.hashtags = ["#h"] },
            { $0.body = ["b", ""] },
            { $0.dropped = [DroppedLine(line: 1, reason: .caption)] }, { $0.url = nil }, { $0.source = nil },
            { $0.tags = [] }, { $0.captions = ["c"] },
        ]
        for change in changes {
            var changed = article
            change(&changed)
            #expect(PreparedArticle(changed).contentHash != hash)
        }
    }

    @Test(arguments: 0..<8 as Range<UInt64>) func mergingEqualsBuildingAtOnce(seed: UInt64) throws {
        var generator = RandomArticles(seed: seed)
        let parts = [40, 1, 300, 129].map { generator.articles($0) }
        let merged = try #require(merge(try parts.map { MergeSource(try buildSegment($0)) }))
        let whole = try buildSegment(Array(parts.joined()))
        let reopened = try Segment.validated(index: merged.index, text: merged.text)
        for section in Section.allCases {
            #expect(
                reopened.view.array(reopened.range(section)) == whole.view.array(whole.range(section)), "\(section)")
        }
        for (number, article) in parts.joined().enumerated() {
            #expect(try merged.article(DocID(number)) == article)
        }
    }

    @Test func mergingLeavesOutWhatIsNotLive() throws {
        var generator = RandomArticles(seed: 99)
        let articles = generator.articles(300)
        var live = LiveArticles(all: 300)
        for article in 0..<300 where article % 3 != 1 { live.remove(DocID(article)) }
        let merged = try #require(merge([MergeSource(try buildSegment(articles), live: live, sequence: 12)]))
        let kept = articles.enumerated().filter { $0.offset % 3 == 1 }.map(\.element)
        #expect(merged.articleCount == kept.count)
        _ = try Segment.validated(index: merged.index, text: merged.text)
        for (number, article) in kept.enumerated() {
            #expect(try merged.article(DocID(number)) == article)
            #expect(merged.sequence(DocID(number)) == 12)
        }
        var none = LiveArticles(all: 300)
        for article in 0..<300 { none.remove(DocID(article)) }
        #expect(merge([MergeSource(try buildSegment(articles), live: none)]) == nil)
    }

    @Test func whatWasMergedIsMergedAgain() throws {
        let builder = SegmentBuilder()
        var generator = RandomArticles(seed: 5)
        var parts: [[Article]] = []
        var segments: [Segment] = []
        for _ in 0..<3 {
            let articles = generator.articles(4_000)
            for article in articles { builder.add(PreparedArticle(article)) }
            parts.append(articles)
            segments.append(try Segment.validated(builder.finish()))
        }
        let first = try #require(merge(segments[..<2].map { MergeSource($0) }))
        for (number, article) in parts[..<2].joined().enumerated() where number % 37 == 0 {
            #expect(try first.article(DocID(number)) == article)
        }
        _ = try Segment.validated(index: first.index, text: first.text)
        // A merged segment of which much is gone, merged again.
        var live = LiveArticles(all: first.articleCount)
        for number in 0..<first.articleCount where number % 3 != 1 { live.remove(DocID(number)) }
        let second = try #require(merge([MergeSource(first, live: live), MergeSource(segments[2])]))
        _ = try Segment.validated(index: second.index, text: second.text)
        let kept = parts[..<2].joined().enumerated().filter { $0.offset % 3 == 1 }.map(\.element) + parts[2]
        for (number, article) in kept.enumerated() where number % 37 == 0 {
            #expect(try second.article(DocID(number)) == article)
        }
    }

    /// Also words that one segment reads as Arabic and another as Urdu: a stem must not take over the other's articles.
    @Test(arguments: 0..<8 as Range<UInt64>) func searchesAfterAMergeSeeTheLiveArticlesOnly(seed: UInt64) throws {
        var generator = RandomArticles(seed: seed &+ 300)
        var random = SplitMix64(seed: seed)
        var kept: [Article] = []
        var textBytes = 0
        let sources = try [30, 8, 90].map { count in
            let articles = generator.articles(count)
            let segment = try buildSegment(articles)
            var live = LiveArticles(all: count)
            for (number, article) in articles.enumerated() {
                if random.next() % 3 == 0 { live.remove(DocID(number)) } else { kept.append(article) }
            }
            textBytes += segment.text.count
            return MergeSource(segment, live: live)
        }
        let merged = try #require(merge(sources))
        #expect(merged.text.count < textBytes, "the text of what is gone stays")
        _ = try Segment.validated(index: merged.index, text: merged.text)
        let snapshot = Snapshot([SegmentView(merged)])
        let plain = PlainSearch(kept)
        for query in ["کل", "كل", "حملے روس", "russia talk", "+هملا", "+हमला +रूस", "وزارة الوزارة"] {
            let node = try parseQuery(query)
            let outcome = try snapshot.search(SearchRequest(node, layers: .stem, limit: 200))
            let found = outcome.hits.map { "\(merged.id($0.place.article)) \($0.score)" }
            #expect(found == plain.search(node, layers: .stem).map { "\($0.id) \($0.score)" }, "seed \(seed): \(query)")
        }
    }
}
