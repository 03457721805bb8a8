import TestSupport
import Testing

@testable import KhabarIndex

@Suite struct VarintTests {
    /// Numbers of one to five bytes, mostly of one, of one or two, or of any length.
    @Test(arguments: [[7], [7, 14], [7, 14, 21, 28, 32]], 0..<4 as Range<UInt64>)
    func skippingEndsWhereReadingDoes(bits: [Int], seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var bytes: [UInt8] = []
        for _ in 0..<100 {
            let bits = UInt64(bits.randomElement(using: &random)!)
            bytes.append(varint: UInt32(truncatingIfNeeded: random.next() & ((1 << bits) - 1)))
        }
        let storage = ByteStorage(bytes)
        let view = storage.view
        var start = 0
        for first in 0..<100 {
            var (read, alike) = (start, start)
            for count in 0...(100 - first) {
                #expect(view.skipVarints(count, from: start) == read, "seed \(seed): \(count) from \(start)")
                guard first + count < 100 else { break }
                #expect(view.varint(&read) == view.varintOfAnyLength(&alike))
                #expect(read == alike)
            }
            view.skipVarint(&start)
        }
    }
}
