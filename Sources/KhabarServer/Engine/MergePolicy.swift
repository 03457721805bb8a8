import KhabarIndex
import KhabarStore

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
    /// What one merge may make; beyond, segments stay as they are. Of languages it is what any segment may have.
    static let mergedIndexBytesMax = 1 << 30
    /// Of index and text together: what a segment file may hold, less as much again as an index may have, since the merged one may be somewhat larger than its sources'. One that
    /// cannot be written would be merged again and again.
    static let mergedBytesMax = Int(KhabarStore.Limits.segmentFileBytesMax) - mergedIndexBytesMax

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
        let mergeable = segments.filter(isMergeable)
        var tiers: [Int: [LoadedSegment]] = [:]
        for segment in mergeable { tiers[tier(segment), default: []].append(segment) }
        for (tier, members) in tiers.sorted(by: { $0.key < $1.key }) {
            if members.count >= (tier == 0 ? smallestFanIn : fanIn) {
                let chosen = bounded(members)
                if chosen.count > 1 { return chosen }
            }
        }
        if let mostlyDead = segments.first(where: { $0.live.count * 2 < $0.segment.articleCount }) {
            return [mostlyDead]
        }
        return isIdle ? whenIdle(mergeable.sorted { $0.segment.index.count < $1.segment.index.count }) : []
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

    /// A segment with more than half of the bytes or languages that a merge may make stays as it is, so that of the others any two fit together.
    private static func isMergeable(_ segment: LoadedSegment) -> Bool {
        segment.bytes <= mergedBytesMax / 2
            && segment.segment.languageCount <= KhabarIndex.Limits.languagesMax / 2
    }

    /// As many as one merge may take.
    static func bounded(_ segments: [LoadedSegment]) -> [LoadedSegment] {
        var chosen: [LoadedSegment] = []
        var (bytes, indexBytes) = (0, 0)
        var languages: Set<String> = []
        for loaded in segments {
            let segment = loaded.segment
            let together = languages.union(segment.languageNames)
            guard bytes + loaded.bytes <= mergedBytesMax, indexBytes + segment.index.count <= mergedIndexBytesMax,
                together.count <= KhabarIndex.Limits.languagesMax
            else { continue }
            bytes += loaded.bytes
            indexBytes += segment.index.count
            languages = together
            chosen.append(loaded)
        }
        return chosen
    }
}
