import TestSupport
import Testing

@testable import KhabarIndex

@Suite struct ListOracleTests {
    /// Damaged lists and positions, sums made right again, are accepted and refused as by decoding and encoding again.
    @Test(arguments: [(3, 40), (4, 400)] as [(UInt64, Int)]) func damageIsJudgedAlike(seed: UInt64, count: Int) throws {
        var generator = RandomArticles(seed: seed)
        let good = segmentBytes(generator.articles(count))
        let segment = try Segment.validated(good)
        let plain = PlainLists(named: segment)
        #expect(plain.accept(segment.view))
        var random = SplitMix64(seed: seed)
        var accepted = 0
        for round in 0..<500 {
            var bytes = good
            let range = segment.range(round % 3 == 0 ? .positions : .postings)
            for _ in 0...(random.next() % 2) {
                // By one more or less, one bit, or anything; and now and then two neighbours change places.
                let at = range.lowerBound + Int(random.next() % UInt64(range.count - 1))
                switch random.next() % 5 {
                case 0: bytes.index[at] &+= 1
                case 1: bytes.index[at] &-= 1
                case 2: bytes.index[at] ^= 1 << UInt8(random.next() % 8)
                case 3: bytes.index[at] = UInt8(truncatingIfNeeded: random.next())
                default: bytes.index.swapAt(at, at + 1)
                }
            }
            let damaged = ByteStorage(bytes.index)
            let isAccepted = try HostileSegmentTests.judged(bytes, stretches: 1 + round % 9) != nil
            #expect(isAccepted == plain.accept(damaged.view), "round \(round)")
            if isAccepted { accepted += 1 }
        }
        #expect(accepted > 0)
    }

    @Test func numbersAreReadAsByteByByte() {
        var random = SplitMix64(seed: 9)
        for round in 0..<200_000 {
            // Bytes near what matters: ends, continuations of zero, greatest values.
            let bytes = (0..<12).map { _ in
                [0, 1, 0x0F, 0x10, 0x7F, 0x80, 0x81, 0xFF, UInt8(truncatingIfNeeded: random.next())]
                    .randomElement(using: &random)!
            }
            let storage = ByteStorage(bytes)
            let end = round % 13
            var reader = CheckedReader(storage.view, 0..<end, "test")
            let expected = Self.number(bytes[..<end])
            let found = try? reader.varint()
            #expect(found == expected?.value)
            if let expected { #expect(reader.at == expected.bytes) }
            var pairs = CheckedReader(storage.view, 0..<end, "test")
            let pair = try? pairs.varintPair()
            let second = expected.flatMap { Self.number(bytes[$0.bytes..<end]) }
            #expect(pair?.0 == (second == nil ? nil : expected?.value) && pair?.1 == second?.value)
            var short = CheckedReader(storage.view, 0..<end, "test")
            let limit = Int(random.next() % 9)
            let taken = short.shortVarints(atMost: limit)
            #expect(taken.count <= min(limit, end) && short.at == taken.count)
            #expect(bytes[..<taken.count].allSatisfy { $0 < 0x80 })
            #expect(taken.sum == bytes[..<taken.count].reduce(0) { $0 + Int($1) })
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> (value: UInt32, bytes: Int)? {
        guard let last = bytes.prefix(5).firstIndex(where: { $0 < 0x80 }) else { return nil }
        let used = bytes[...last]
        let value = used.reversed().reduce(UInt64(0)) { $0 << 7 | UInt64($1 & 0x7F) }
        guard value <= UInt64(UInt32.max), used.count == 1 || used.last! > 0 else { return nil }
        return (UInt32(value), used.count)
    }

    @Test func leadLevelsStepWhereTheFormatSays() {
        let steps: [UInt32] = [8, 25, 45, 70, 103, 155, 264]
        for position in Array(0..<400) + [UInt32(1) << 25, .max] {
            #expect(Lead.level(position) == UInt32(steps.count { position >= $0 }))
        }
    }
}
