/// Which record numbers of a file are done: a growing run from 0, and ranges beyond it that were acknowledged out of order.
package struct AcknowledgedRanges: Sendable, Equatable {
    /// Sorted, disjoint, never touching, never empty.
    package private(set) var ranges: [Range<UInt64>] = []

    package init() {}

    /// Every number below this is done.
    package var contiguous: UInt64 {
        guard let first = ranges.first, first.lowerBound == 0 else { return 0 }
        return first.upperBound
    }

    package mutating func insert(_ range: Range<UInt64>) {
        guard !range.isEmpty else { return }
        let start = ranges.partitioningIndex { $0.upperBound >= range.lowerBound }
        let end = ranges.partitioningIndex { $0.lowerBound > range.upperBound }
        guard start < end else { return ranges.insert(range, at: start) }
        let joined = min(range.lowerBound, ranges[start].lowerBound)..<max(range.upperBound, ranges[end - 1].upperBound)
        ranges.replaceSubrange(start..<end, with: CollectionOfOne(joined))
    }

    package func contains(_ number: UInt64) -> Bool {
        let index = ranges.partitioningIndex { $0.upperBound > number }
        return index < ranges.count && ranges[index].contains(number)
    }
}

extension [Range<UInt64>] {
    /// Index of the first range for which `holds`, given that it holds for all that follow.
    fileprivate func partitioningIndex(where holds: (Range<UInt64>) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
