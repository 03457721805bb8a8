import KhabarIndex

/// Chooses what to merge: segments of like size together, many at once when they are tiny.
///
/// Each article is so rewritten about log(index / segment) times and the number of segments stays logarithmic (O'Neil and others, "The log-structured
/// merge-tree", 1996, in its tiered form).
struct MergePolicy {
    /// Each tier holds segments up to eight times the size of the one below.
    static let tierFactor = 8
    static let smallestTierBytes = 256 << 10
    /// So many segments of one tier are merged.
    static let fanIn = 8
    /// Segments of single articles come by the thousand: merging them in larger lots halves the work.
    static let smallestFanIn = 48
    /// An idle server merges until it has this many.
    static let settledSegments = 4
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
        if let mostlyDead = segments.first(where: { $0.live.count * 2 < $0.segment.articleCount }) { return [mostlyDead] }
        guard isIdle, segments.count > settledSegments else { return [] }
        let bySize = segments.sorted { $0.segment.index.count < $1.segment.index.count }
        let chosen = bounded(Array(bySize.prefix(segments.count - settledSegments + 1)))
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
