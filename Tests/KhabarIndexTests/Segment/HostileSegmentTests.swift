import KhabarText
import TestSupport
import Testing

@testable import KhabarIndex

/// Damage with checksums made right again, so that every other check is reached: it's refused, or whatever can be asked of the segment works.
@Suite struct HostileSegmentTests {
    static let good: SegmentBytes = {
        var generator = RandomArticles(seed: 4)
        return segmentBytes(generator.articles(140))
    }()

    static func resealed(_ bytes: SegmentBytes) -> SegmentBytes {
        var bytes = bytes
        guard bytes.index.count >= SegmentHeader.bytes else { return bytes }
        put(crc32c(bytes.index.span.extracting(SegmentHeader.bytes...)), at: 40, &bytes.index)
        put(
            crc32c(bytes.index.span.extracting(..<(SegmentHeader.bytes - 4))), at: SegmentHeader.bytes - 4, &bytes.index
        )
        return bytes
    }

    /// The segment of these bytes, their checksums made right; nil when it is refused. Its dictionaries walked in stretches must be judged as in one.
    static func judged(_ bytes: SegmentBytes, stretches: Int) throws -> Segment? {
        let sealed = resealed(bytes)
        let (index, text) = (ByteStorage(sealed.index), TextChunks(sealed.text))
        let whole = try? Segment.validated(index: index, text: text)
        // From the last to the first: which is done when must not matter.
        let loop = ParallelLoop(piecesMax: stretches) { count, body in
            for number in (0..<count).reversed() { body(number) }
        }
        let cut = try? Segment.validated(index: index, text: text, loop, stretchBytes: 1)
        #expect((whole == nil) == (cut == nil), "in \(stretches) stretches")
        return whole
    }

    static func put(_ value: UInt32, at offset: Int, _ bytes: inout [UInt8]) {
        var little: [UInt8] = []
        little.append(u32: value)
        bytes.replaceSubrange(offset..<(offset + 4), with: little)
    }

    /// Reads everything; nothing of it may trap.
    static func exercise(_ segment: Segment) {
        for article in 0..<DocID(segment.articleCount) { _ = try? segment.article(article) }
        let snapshot = Snapshot([SegmentView(segment)])
        for query in ["russia talks", "+रूस +हमले", "\"وزارة في\"", "title:کل lang:ur", "-war source:desk"] {
            _ = try? snapshot.search(SearchRequest(try parseQuery(query)))
        }
        _ = merge([MergeSource(segment), MergeSource(segment)])
    }

    @Test func withoutNewChecksumsEveryFlipIsRefused() {
        for at in stride(from: 0, to: Self.good.index.count, by: 7) {
            var bytes = Self.good
            bytes.index[at] ^= 0x10
            #expect(throws: SegmentError.self) { try Segment.validated(bytes) }
        }
    }

    /// Lengths that are none, of so many articles that whole blocks have no other: their maxima must not be looked for.
    @Test(arguments: [UInt8(240), 254, 255])
    func lengthsThatAreNoneAreRefused(code: UInt8) throws {
        let articles = (0..<300).map { Article(id: "a\($0)", language: "en", body: ["one word in all of these"]) }
        var bytes = segmentBytes(articles)
        let lengths = try Segment.validated(bytes).range(.lengths)
        for at in lengths { bytes.index[at] = code }
        #expect(throws: SegmentError("lengths: one of an article is wrong")) {
            try Segment.validated(Self.resealed(bytes))
        }
        #expect(try Self.judged(bytes, stretches: 4) == nil)
    }

    /// Only the index's own checksum is left out, and only where somebody has summed the bytes already.
    @Test func theIndexIsSummedOnce() throws {
        var bytes = Self.resealed(Self.good)
        Self.put(0xBAD, at: 40, &bytes.index)
        Self.put(
            crc32c(bytes.index.span.extracting(..<(SegmentHeader.bytes - 4))), at: SegmentHeader.bytes - 4, &bytes.index
        )
        #expect(throws: SegmentError("the index's checksum is wrong")) { try Segment.validated(bytes) }
        #expect(try Segment.validated(bytes, isSummed: true).articleCount == Segment.validated(Self.good).articleCount)
        bytes.index[SegmentHeader.bytes - 1] ^= 1
        #expect(throws: SegmentError("head: its checksum is wrong")) { try Segment.validated(bytes, isSummed: true) }
    }

    @Test func flippedBytesAreRefusedOrHarmless() throws {
        var random = SplitMix64(seed: 21)
        var refused = 0
        let rounds = 4_000
        for _ in 0..<rounds {
            var bytes = Self.good
            for _ in 0...(random.next() % 3) {
                bytes.index[Int(random.next() % UInt64(bytes.index.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            if let segment = try Self.judged(bytes, stretches: 1 + Int(random.next() % 12)) {
                Self.exercise(segment)
            } else {
                refused += 1
            }
        }
        #expect(refused > rounds / 2)
    }

    /// Each byte of the dictionaries one less, one more and as high as can be, each block a stretch: order and lists that end to end are checked over the borders too.
    @Test func stretchesOfADictionaryAreHeldAgainstEachOther() throws {
        var generator = RandomArticles(seed: 8)
        let good = segmentBytes(generator.articles(12))
        let segment = try Segment.validated(good)
        var accepted = 0
        for layer in Layer.allCases {
            #expect(try DictionaryShape.validated(segment, layer).blocks < 1_000)
            for at in segment.range(.terms(of: layer)) {
                for byte in [good.index[at] &- 1, good.index[at] &+ 1, 0xFF] {
                    var bytes = good
                    bytes.index[at] = byte
                    if try Self.judged(bytes, stretches: 1_000) != nil { accepted += 1 }
                }
            }
        }
        #expect(accepted > 0)
    }

    @Test func damagedTextCostsItsArticleAlone() throws {
        var random = SplitMix64(seed: 22)
        for _ in 0..<200 {
            var bytes = Self.good
            bytes.text[Int(random.next() % UInt64(bytes.text.count))] ^= UInt8(1 + random.next() % 255)
            let segment = try Segment.validated(bytes)
            let original = try Segment.validated(Self.good)
            let broken = try (0..<DocID(segment.articleCount)).filter { number in
                (try? segment.article(number)) != (try original.article(number))
            }
            #expect(broken.count <= 1)
        }
    }

    @Test func cutsAreRefused() {
        for end in stride(from: 0, to: Self.good.index.count, by: 13) {
            var bytes = Self.good
            bytes.index.removeLast(bytes.index.count - end)
            #expect(throws: SegmentError.self) { try Segment.validated(Self.resealed(bytes)) }
        }
        var bytes = Self.good
        bytes.text.removeLast()
        #expect(throws: SegmentError.self) { try Segment.validated(bytes) }
    }
}
