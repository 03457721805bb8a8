import KhabarStore
import TestSupport
import Testing

@Test(arguments: 0..<20 as Range<UInt64>)
func aSequenceSetEqualsAPlainSet(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var plain: Set<UInt64> = []
    var set = SequenceSet()
    for _ in 0..<30 {
        let lower = random.next() % 60
        let range = lower..<(lower + random.next() % 8)
        set.insert(range)
        plain.formUnion(range)
        #expect(set.ranges.flatMap { Array($0) } == plain.sorted(), "seed \(seed)")
        for (left, right) in zip(set.ranges, set.ranges.dropFirst()) { #expect(left.upperBound < right.lowerBound) }
        let from = random.next() % 70
        let asked = from..<(from + random.next() % 20)
        #expect(set.covers(asked) == asked.allSatisfy { plain.contains($0) }, "seed \(seed), \(asked)")
        #expect(set.contains(from) == plain.contains(from), "seed \(seed), \(from)")
    }
}
