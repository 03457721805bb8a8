/// Sequence numbers as sorted ranges that neither touch nor overlap.
package struct SequenceSet: Equatable, Sendable {
    package private(set) var ranges: [Range<UInt64>] = []

    package init() {}

    package mutating func insert(_ range: Range<UInt64>) {
        if range.isEmpty { return }
        var lower = range.lowerBound
        var upper = range.upperBound
        // Most insertions are at the end.
        var first = ranges.count
        while first > 0, ranges[first - 1].upperBound >= lower { first -= 1 }
        var end = first
        while end < ranges.count, ranges[end].lowerBound <= upper {
            lower = min(lower, ranges[end].lowerBound)
            upper = max(upper, ranges[end].upperBound)
            end += 1
        }
        ranges.replaceSubrange(first..<end, with: CollectionOfOne(lower..<upper))
    }

    package func contains(_ sequence: UInt64) -> Bool { covers(sequence..<(sequence + 1)) }

    /// Whether every number of the range is in the set; true for an empty range.
    package func covers(_ range: Range<UInt64>) -> Bool { firstMissing(in: range) == nil }

    /// The smallest number of the range that isn't in the set.
    func firstMissing(in range: Range<UInt64>) -> UInt64? {
        if range.isEmpty { return nil }
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
        }
        guard low < ranges.count, ranges[low].contains(range.lowerBound) else { return range.lowerBound }
        return ranges[low].upperBound < range.upperBound ? ranges[low].upperBound : nil
    }
}
