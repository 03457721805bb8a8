import KhabarText
import TestSupport
import Testing

@testable import KhabarIndex

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
            #expect(chosen.reduce(0) { $0 + $1.bytes } <= MergePolicy.mergedBytesMax)
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
        for number in 0..<5 { _ = stream.catalogue.retract("article-\(number)", version: 0, sequence: 0) }
        expectNoMerge(&stream, isIdle: true)
        _ = stream.catalogue.retract("article-5", version: 0, sequence: 0)
        expectMerge(&stream, isIdle: false)
        #expect(stream.catalogue.segments.map(\.segment.articleCount) == [4])
        expectNoMerge(&stream, isIdle: true)
        for number in 6..<10 { _ = stream.catalogue.retract("article-\(number)", version: 0, sequence: 0) }
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
        let segment = try segment([
            plainArticle("x", randomText(bytes: 200_000, &random)),
            plainArticle("y", randomText(bytes: 200_000, &random), language: "hi"),
        ])
        let count = 5_000
        try #require(segment.index.count * count > MergePolicy.mergedIndexBytesMax)
        for isIdle in [false, true] {
            let chosen = MergePolicy.choose(copies(count, of: segment), isIdle: isIdle)
            #expect(chosen.count == MergePolicy.mergedIndexBytesMax / segment.index.count)
        }
    }

    private func withLanguages(_ numbers: Range<Int>) throws -> Segment {
        try segment(numbers.map { plainArticle("\($0)", language: "x\($0)") })
    }

    /// Whoever sends such segments can't keep the others from being merged, and no merge makes what could not be opened.
    @Test func widelyMadeSegmentsDoNotStopTheOthers() throws {
        let narrow = try segment([plainArticle("x")])
        let whole = Limits.languagesMax
        let wide = [try withLanguages(0..<(whole / 2 + 1)), try withLanguages(0..<whole)]
        let full = [
            try withLanguages(0..<whole / 2), try withLanguages(whole / 2..<whole - 10),
            try withLanguages(whole - 20..<whole), try withLanguages(whole - 20..<whole + 1),
        ]
        let fan = Array(repeating: narrow, count: MergePolicy.smallestFanIn)
        let all = (wide + fan + full).enumerated().map { number, segment in
            LoadedSegment(number: SegmentNumber(number + 1), segment: segment, origin: .log(UInt64(number + 1)))
        }
        for isIdle in [false, true] {
            let chosen = MergePolicy.choose(all, isIdle: isIdle)
            #expect(chosen.count > fan.count && !chosen.contains { $0.number <= wide.count })
            #expect(chosen.reduce(into: Set<String>()) { $0.formUnion($1.segment.languageNames) }.count <= whole)
        }
        // Alone with each other they stay.
        #expect(MergePolicy.choose(Array(repeating: all[0], count: 200), isIdle: true).isEmpty)
    }

    /// The same segment with so much text more behind its own, which takes no memory: one chunk again and again.
    private func withText(_ bytes: Int, behind segment: Segment) throws -> Segment {
        let chunk = ByteStorage([UInt8](repeating: 0, count: 1 << 20))
        var text = segment.text
        for _ in 0..<(bytes / chunk.count) { text.append(chunk) }
        let header = try SegmentHeader.validated(segment.index.view, textBytes: segment.text.count, isSummed: true)
        return Segment(index: segment.index, header: header, text: text)
    }

    /// What could not be written to a file is not merged; what is too large for two of its size to fit keeps no others from being merged.
    @Test func aMergedSegmentFitsInItsFile() throws {
        let narrow = try segment([plainArticle("x")])
        // What the store's segment files may have.
        let limit = 16 << 30
        let third = try withText(limit / 3, behind: narrow)
        let most = try withText(limit / 2, behind: narrow)
        let fan = MergePolicy.smallestFanIn
        for isIdle in [false, true] {
            #expect(MergePolicy.choose(copies(fan, of: third), isIdle: isIdle).count == 2)
            #expect(MergePolicy.choose(copies(fan, of: most), isIdle: isIdle).map(\.number) == [])
            let mixed = (Array(repeating: most, count: 3) + Array(repeating: narrow, count: fan)).enumerated().map {
                LoadedSegment(
                    number: SegmentNumber($0 + 1), segment: $1, origin: .log(UInt64($0 + 1)))
            }
            #expect(MergePolicy.choose(mixed, isIdle: isIdle).map(\.number) == mixed.dropFirst(3).map(\.number))
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
