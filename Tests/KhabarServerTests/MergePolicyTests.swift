import KhabarIndex
import TestSupport
import Testing

@testable import KhabarServer

@Suite struct MergePolicyTests {
    /// Segments that come one by one and are merged as the policy says, without a server around them.
    private struct Stream {
        var catalogue = Catalogue()
        var sequence: UInt64 = 0
        var merges = 0
        var mergedArticles = 0

        mutating func add(_ segment: Segment) {
            sequence += 1
            catalogue.add(segment, origin: .log(sequence), refused: [])
        }

        /// Merges once if the policy wants to; returns whether it did.
        mutating func merge(isIdle: Bool) -> Bool {
            let chosen = MergePolicy.choose(catalogue.segments, isIdle: isIdle)
            guard !chosen.isEmpty else { return false }
            #expect(Set(chosen.map(\.number)).count == chosen.count)
            #expect(Set(chosen.map(\.segment.analyserVersion)).count == 1)
            // A segment alone is only rewritten to leave out what is dead.
            if chosen.count == 1 { #expect(chosen[0].live.count < chosen[0].segment.articleCount) }
            #expect(chosen.reduce(0) { $0 + $1.segment.index.count } <= MergePolicy.mergedIndexBytesMax)
            #expect(
                chosen.reduce(0) { $0 + $1.segment.textDictionaryCount } <= MergePolicy.mergedDictionariesMax)
            let merged = KhabarIndex.merge(
                chosen.map { source in
                    var sequence: UInt64 = 0
                    if case .log(let number) = source.origin { sequence = number }
                    return MergeSource(source.segment, live: source.live, sequence: sequence)
                })
            mergedArticles += merged?.articleCount ?? 0
            merges += 1
            catalogue.replace(chosen, by: merged, origin: .file(UInt64(merges)))
            return true
        }
    }

    private func expectMerge(_ stream: inout Stream, isIdle: Bool) {
        let merged = stream.merge(isIdle: isIdle)
        #expect(merged)
    }

    private func expectNoMerge(_ stream: inout Stream, isIdle: Bool) {
        let merged = stream.merge(isIdle: isIdle)
        #expect(!merged)
    }

    @Test func aTrickleStaysFewSegmentsAndSettles() throws {
        let articles = 1_000
        var stream = Stream()
        var segmentsMax = 0
        for number in 0..<articles {
            stream.add(try segment([plainArticle("article-\(number)", "word\(number % 50) and w\(number)")]))
            while stream.merge(isIdle: false) {}
            segmentsMax = max(segmentsMax, stream.catalogue.segments.count)
        }
        // One tier fills up while the next larger ones wait: never more than their fan-ins together.
        #expect(segmentsMax < MergePolicy.smallestFanIn + 3 * MergePolicy.fanIn)
        // Each article is rewritten a few times, not once for each that comes after it.
        #expect(stream.mergedArticles < 20 * articles)
        let before = stream.merges
        while stream.merge(isIdle: true) {}
        #expect(stream.catalogue.segments.count <= MergePolicy.settledSegments)
        #expect(stream.merges - before <= MergePolicy.smallestFanIn)
        #expect(stream.catalogue.snapshot.articleCount == articles)
        for number in stride(from: 0, to: articles, by: 37) {
            #expect(stream.catalogue.current("article-\(number)") != nil)
        }
    }

    @Test func whatIsMostlyDeadIsRewritten() throws {
        var stream = Stream()
        stream.add(try segment((0..<10).map { plainArticle("article-\($0)") }))
        for number in 0..<5 { _ = stream.catalogue.retract("article-\(number)", version: 0) }
        expectNoMerge(&stream, isIdle: true)
        _ = stream.catalogue.retract("article-5", version: 0)
        expectMerge(&stream, isIdle: false)
        #expect(stream.catalogue.segments.map(\.segment.articleCount) == [4])
        expectNoMerge(&stream, isIdle: true)
        for number in 6..<10 { _ = stream.catalogue.retract("article-\(number)", version: 0) }
        expectMerge(&stream, isIdle: false)
        #expect(stream.catalogue.segments.isEmpty)
    }

    /// Many segments of one size, without making each of them.
    private func copies(_ count: Int, of segment: Segment) -> [LoadedSegment] {
        (1...count).map { number in
            LoadedSegment(number: SegmentNumber(number), segment: segment, origin: .log(UInt64(number)))
        }
    }

    private func randomText(bytes: Int, _ random: inout SplitMix64) -> String {
        var text = ""
        while text.utf8.count < bytes { text += String(random.next() >> 24, radix: 36) + " " }
        return text
    }

    @Test func oneMergeIsBounded() throws {
        print("merge policy seed 3")
        var random = SplitMix64(seed: 3)
        // A text long enough for a dictionary, but of few words; and two of different languages that are not.
        let repeated = String(repeating: "flood and rain and ", count: 15_000)
        let withDictionary = try segment([plainArticle("x", repeated)])
        try #require(withDictionary.textDictionaryCount == 1)
        try #require(
            withDictionary.index.count * MergePolicy.mergedDictionariesMax < MergePolicy.mergedIndexBytesMax)
        let without = try segment([
            plainArticle("x", randomText(bytes: 200_000, &random)),
            plainArticle("y", randomText(bytes: 200_000, &random), language: "hi"),
        ])
        try #require(without.textDictionaryCount == 0)
        let count = 4_000
        try #require(without.index.count * count > MergePolicy.mergedIndexBytesMax)
        for isIdle in [false, true] {
            for segment in [withDictionary, without] {
                let chosen = MergePolicy.choose(copies(count, of: segment), isIdle: isIdle)
                let dictionaries = segment.textDictionaryCount
                let fit = min(
                    MergePolicy.mergedIndexBytesMax / segment.index.count,
                    dictionaries == 0 ? count : MergePolicy.mergedDictionariesMax / dictionaries)
                #expect(chosen.count == fit)
            }
        }
    }

    @Test func anIdleServerMergesWhatIsOfLikeSize() throws {
        var stream = Stream()
        stream.add(try segment([plainArticle("one")]))
        expectNoMerge(&stream, isIdle: true)
        stream.add(try segment([plainArticle("another")]))
        expectNoMerge(&stream, isIdle: false)
        expectMerge(&stream, isIdle: true)
        #expect(stream.catalogue.segments.map(\.segment.articleCount) == [2])
        expectNoMerge(&stream, isIdle: true)
    }

    @Test func aLargeSegmentIsNotRewrittenForASmallOne() throws {
        var stream = Stream()
        stream.add(try segment((0..<400).map { plainArticle("article-\($0)", "word\($0) and others") }))
        stream.add(try segment([plainArticle("small")]))
        let sizes = stream.catalogue.segments.map(\.segment.index.count)
        try #require(sizes[0] > MergePolicy.idleShare * sizes[1])
        expectNoMerge(&stream, isIdle: true)
        // The small ones go together, not with the large one.
        stream.add(try segment([plainArticle("small too")]))
        expectMerge(&stream, isIdle: true)
        #expect(stream.catalogue.segments.map(\.segment.articleCount).sorted() == [2, 400])
        expectNoMerge(&stream, isIdle: true)
    }
}
