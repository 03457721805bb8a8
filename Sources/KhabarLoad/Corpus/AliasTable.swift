/// Draws an index with a given weight in constant time (A. J. Walker's alias method, built as M. D. Vose describes, 1991).
struct AliasTable: Sendable {
    /// An index is kept when a random 32-bit number is below its threshold, else its alias is taken.
    private var thresholds: [UInt32]
    private var aliases: [UInt32]

    init(weights: [Double]) {
        let total = weights.reduce(0, +)
        var scaled = weights.map { $0 * Double(weights.count) / total }
        thresholds = [UInt32](repeating: .max, count: weights.count)
        aliases = weights.indices.map { UInt32($0) }
        var small = scaled.indices.filter { scaled[$0] < 1 }
        var large = scaled.indices.filter { scaled[$0] >= 1 }
        while let low = small.popLast(), let high = large.popLast() {
            thresholds[low] = UInt32(scaled[low] * 0x1p32)
            aliases[low] = UInt32(high)
            scaled[high] -= 1 - scaled[low]
            if scaled[high] < 1 { small.append(high) } else { large.append(high) }
        }
    }

    func draw(_ random: inout SplitMix64) -> Int {
        let bits = random.next()
        let index = Int(((bits >> 32) &* UInt64(thresholds.count)) >> 32)
        return UInt32(truncatingIfNeeded: bits) < thresholds[index] ? index : Int(aliases[index])
    }
}
