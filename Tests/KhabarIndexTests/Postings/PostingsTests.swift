import TestSupport
import Testing

@testable import KhabarIndex

@Suite struct PostingsTests {
    @Test(arguments: 0...32) func packedBlocksComeBack(bits: Int) {
        var random = SplitMix64(seed: UInt64(bits))
        let mask: UInt32 = bits == 32 ? .max : (1 << UInt32(bits)) - 1
        let values = (0..<128).map { _ in UInt32(truncatingIfNeeded: random.next()) & mask }
        var packed: [UInt8] = [9]
        BitPacking.pack(values.span, bits: bits, into: &packed)
        #expect(packed.count == 1 + BitPacking.bytes(bits: bits))
        let storage = ByteStorage(packed)
        var unpacked = [UInt32](repeating: 1, count: 128)
        _ = unsafe unpacked.withUnsafeMutableBufferPointer {
            unsafe BitPacking.unpack(storage.view, at: 1, bits: bits, into: $0.baseAddress!)
        }
        #expect(unpacked == values)
    }

    @Test func lengthCodesAreMonotoneAndLowerBounds() {
        var before: UInt8 = 0
        var lengths: [UInt32] = Array(0..<5_000)
        for exponent: UInt32 in 13...31 {
            let power: UInt32 = 1 << exponent
            lengths += [power - 1, power]
        }
        for length in lengths {
            let code = LengthCode.encode(length)
            #expect(code >= before)
            before = code
            #expect(LengthCode.decode(code) <= length)
            #expect(LengthCode.encode(LengthCode.decode(code)) == code)
        }
        #expect(LengthCode.encode(.max) == LengthCode.greatest)
    }

    @Test(arguments: [1, 2, 127, 128, 129, 255, 256, 257, 1_000, 5_000])
    func listsComeBack(count: Int) {
        var random = SplitMix64(seed: UInt64(count))
        let articles = Self.postings(count, &random)
        let lengths = (0..<200_000).map { _ in UInt8(random.next() % 100) }
        var writer = PostingsWriter(lengths: lengths)
        let size = writer.write(articles, positionsEnds: [])
        let storage = ByteStorage(writer.output)
        #expect(size == storage.count)

        var cursor = PostingsCursor(storage.view, offset: 0, count: count)
        for posting in articles {
            #expect(cursor.article == posting.article)
            #expect(cursor.code() == posting.code)
            cursor.next()
        }
        #expect(cursor.article == PostingsCursor.end)
    }

    @Test(arguments: [1, 127, 128, 129, 1_000]) func advancingFindsTheSameAsWalking(count: Int) {
        var random = SplitMix64(seed: UInt64(count) + 7)
        let articles = Self.postings(count, &random)
        var writer = PostingsWriter(lengths: [UInt8](repeating: 10, count: 200_000))
        _ = writer.write(articles, positionsEnds: [])
        let storage = ByteStorage(writer.output)
        for _ in 0..<200 {
            var cursor = PostingsCursor(storage.view, offset: 0, count: count)
            var target: DocID = 0
            while cursor.article != PostingsCursor.end {
                target = max(target, cursor.article) + DocID(random.next() % 3_000)
                cursor.advance(to: target)
                let expected = articles.first { $0.article >= target }
                #expect(cursor.article == expected?.article ?? PostingsCursor.end)
                if let expected { #expect(cursor.code() == expected.code) }
            }
        }
    }

    /// Drained in pieces and scored together, a list gives what its postings give one by one.
    @Test(arguments: [1, 127, 128, 129, 1_000]) func drainingScoresEveryPosting(count: Int) throws {
        var random = SplitMix64(seed: UInt64(count) + 17)
        let lengths = (0..<200_000).map { _ in UInt8(random.next() % 240) }
        var postings = Self.postings(count, &random)
        for index in postings.indices where index % 5 == 0 { postings[index].code = UInt32(random.next() % 100_000) }
        var writer = PostingsWriter(lengths: lengths)
        _ = writer.write(postings, positionsEnds: [])
        let list = ByteStorage(writer.output)
        let scoring = Scoring(totalLength: 700_000, articles: 1_000)
        let column = ByteStorage(lengths)
        for _ in 0..<50 {
            let weight = Float(1 + random.next() % 700_000)
            var cursor = PostingsCursor(list.view, offset: 0, count: count)
            let scores = Scratch<Int32>(repeating: 0, count: PostingsLayout.blockCount)
            var drained: [Posting] = []
            while cursor.article != PostingsCursor.end {
                let first = cursor.article
                let last = first + DocID(random.next() % 4_000)
                let (begun, target) = unsafe (drained.count, scores.address)
                unsafe cursor.drainBlock(through: last) { range, articles, codes in
                    let (start, count) = (range.lowerBound, range.count)
                    unsafe scoring.norms.score(
                        articles + start, codes + start, count, lengths: column.view, weight: weight, into: target)
                    for place in range { unsafe drained.append(Posting(article: articles[place], code: codes[place])) }
                }
                #expect(drained.count > begun && drained[begun].article == first && drained.last!.article <= last)
                for index in begun..<drained.count {
                    let posting = drained[index]
                    let expected = Scoring.score(
                        weight: weight, frequency: PostingCode.rankingFrequency(posting.code),
                        norm: scoring.norms[lengths[Int(posting.article)]],
                        lead: scoring.norms.lead(level: posting.level))
                    #expect(scores[index - begun] == expected)
                }
            }
            #expect(drained == postings)
        }
    }

    /// The maxima of blocks and of the list are those that adding one posting after the other gives, and bound every posting.
    @Test func blockMaximaBoundEveryPosting() {
        var random = SplitMix64(seed: 3)
        var maxima = BlockMaxima()
        for round in 0..<500 {
            // Few frequencies and many, and far above what ranking tells apart.
            let most = [1, 3, 16, 17, 255, 100_000][round % 6]
            let list = (0..<(1 + Int(random.next() % 500))).map { _ in
                (
                    posting: Posting(
                        article: 0, frequency: 1 + UInt32(random.next() % UInt64(most)),
                        level: UInt32(random.next() % 8), inTitle: false),
                    length: UInt8(random.next() % 240)
                )
            }
            let blocks = list.count / 128
            for block in 0..<blocks {
                let postings = list[(128 * block)..<(128 * block + 128)]
                for (index, (posting, length)) in postings.enumerated() {
                    maxima.put(index, posting.code, length: length)
                }
                expect(maxima.finishBlock(), bounds: postings)
            }
            for (posting, length) in list[(128 * blocks)...] { maxima.add(posting.code, length: length) }
            expect(maxima.finishList(), bounds: list[...])
        }
    }

    private func expect(_ maximum: BlockMaximum, bounds list: ArraySlice<(posting: Posting, length: UInt8)>) {
        var table = ShortestLengths()
        for (posting, length) in list {
            table.add(
                frequency: PostingCode.rankingFrequency(posting.code), length: length, level: UInt8(posting.level))
        }
        #expect(maximum == table.takeMaximum())
        #expect(UInt32(maximum.bestLevel) == list.map(\.posting.level).min())
        let pairs = (0..<4).map { maximum.pairs >> UInt64(16 * $0) & 0xFFFF }
        for (posting, length) in list {
            let frequency = UInt64(PostingCode.rankingFrequency(posting.code))
            #expect(pairs.contains { $0 & 0xFF >= frequency && $0 >> 8 <= UInt64(length) })
        }
    }

    static func postings(_ count: Int, _ random: inout SplitMix64) -> [Posting] {
        var article: DocID = 0
        return (0..<count).map { index in
            article += (index == 0 ? 0 : 1) + DocID(random.next() % (index % 3 == 0 ? 70 : 3))
            return Posting(article: article, code: UInt32(random.next() % 40))
        }
    }
}
