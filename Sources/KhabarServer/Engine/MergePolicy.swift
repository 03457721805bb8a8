import KhabarIndex

/// Chooses what to merge: segments of like size together, many at once when they are tiny.
///
/// Each article is so rewritten about log(index / segment) times and the number of segments stays logarithmic (O'Neil and others, "The log-structured
/// merge-tree", 1996, in its tiered form).
struct MergePolicy {
    /// Each tier holds segments up to sixteen times the size of the one below.
    static let tierFactor = 16
    static let smallestTierBytes = 256 << 10
    /// So many segments of one tier are merged.
    static let fanIn = 16
    /// Segments of single articles come by the thousand: merging them in larger lots halves the work.
    static let smallestFanIn = 48
    /// An idle server has no more segments than this.
    static let settledSegments = 4
    /// An idle server merges a segment with smaller ones that together have at least this share of its size: each byte is so rewritten a bounded number
    /// of times while the index doubles, and a bulk load ends in one segment.
    static let idleShare = 8
    /// What one merge may make; beyond, segments stay as they are.
    static let mergedIndexBytesMax = 1 << 30
    static let mergedDictionariesMax = 2_048

    static func tier(_ segment: LoadedSegment) -> Int {
        var tier = 0
        var limit = smallestTierBytes
        while segment.segment.index.count > limit {
            limit *= tierFactor
            tier += 1
        }
        return tier
    }

    /// What should be merged now; empty if nothing.
    static func choose(_ segments: [LoadedSegment], isIdle: Bool) -> [LoadedSegment] {
        var tiers: [Int: [LoadedSegment]] = [:]
        for segment in segments { tiers[tier(segment), default: []].append(segment) }
        for (tier, members) in tiers.sorted(by: { $0.key < $1.key }) {
            if members.count >= (tier == 0 ? smallestFanIn : fanIn) {
                let chosen = bounded(members)
                if chosen.count > 1 { return chosen }
            }
        }
        if let mostlyDead = segments.first(where: { $0.live.count * 2 < $0.segment.articleCount }) {
            return [mostlyDead]
        }
        return isIdle ? whenIdle(segments.sorted { $0.segment.index.count < $1.segment.index.count }) : []
    }

    /// The smaller segments, as far up as they weigh enough beside the next; and enough of them that few are left.
    private static func whenIdle(_ bySize: [LoadedSegment]) -> [LoadedSegment] {
        var count = 0
        var bytes = 0
        for (index, segment) in bySize.enumerated() {
            if index > 0 && segment.segment.index.count <= idleShare * bytes { count = index + 1 }
            bytes += segment.segment.index.count
        }
        if bySize.count - max(count, 1) + 1 > settledSegments { count = bySize.count - settledSegments + 1 }
        // In the order in which they came, so that ids and sequence numbers stay near each other.
        let chosen = bounded(bySize.prefix(count).sorted { $0.number < $1.number })
        return chosen.count > 1 ? chosen : []
    }

    /// As many as one merge may take. All must have one analyser version.
    private static func bounded(_ segments: [LoadedSegment]) -> [LoadedSegment] {
        var chosen: [LoadedSegment] = []
        var bytes = 0
        var dictionaries = 0
        for segment in segments where segment.segment.analyserVersion == segments[0].segment.analyserVersion {
            bytes += segment.segment.index.count
            dictionaries += segment.segment.textDictionaryCount
            if bytes > mergedIndexBytesMax || dictionaries > mergedDictionariesMax { break }
            chosen.append(segment)
        }
        return chosen
    }
}
