import KhabarIndex
import KhabarStore
import KhabarText
import Synchronization

/// What a server has behind a sequence number: who has everything up to there, and adds this, has everything that is here.
///
/// Which of two articles counts is decided by version and sequence number, and retractions have versions too; so it matters neither in which order all
/// this is added nor whether some of it was there before.
struct Delta: Sendable {
    /// Up to which sequence number everything is there then.
    let last: UInt64
    let history: SequenceHistory
    /// A `RetractionRecord`; empty when nothing was retracted.
    let retractions: [UInt8]
    /// Their rows have sequence numbers.
    let segments: [Segment]

    /// A segment of this size or more goes as it is when half of it is wanted: to write it anew would take longer than to send the other half.
    static let wholeBytesMin = 16 << 20

    /// May take seconds, where what is wanted has been merged with much that is not.
    init(of engine: Engine, after sequence: UInt64) {
        let (segments, retractions, last) = engine.catalogue.withLock { catalogue in
            (
                catalogue.segments.filter { $0.lastSequence > sequence },
                catalogue.lastRetraction > sequence ? catalogue.retractions : [:], catalogue.lastSequence
            )
        }
        self.last = last
        history = engine.store?.history ?? SequenceHistory([])
        let retracted = retractions.filter { $0.value.sequence > sequence }.sorted { $0.key < $1.key }
        self.retractions =
            retracted.isEmpty
            ? [] : RetractionRecord(retracted.map { (id: $0.key.string, version: $0.value.version) }).encode()
        self.segments = Self.segments(segments, after: sequence)
    }

    private static func segments(_ segments: [LoadedSegment], after sequence: UInt64) -> [Segment] {
        var chosen: [Segment] = []
        var rest: [LoadedSegment] = []
        for loaded in segments {
            var wanted = loaded
            for article in 0..<DocID(loaded.segment.articleCount) where loaded.sequence(article) <= sequence {
                wanted.live.remove(article)
            }
            if case .file = loaded.origin, loaded.bytes >= wholeBytesMin,
                wanted.live.count * 2 >= loaded.segment.articleCount
            {
                chosen.append(loaded.segment)
            } else if wanted.live.count > 0 {
                rest.append(wanted)
            }
        }
        while !rest.isEmpty {
            var group = MergePolicy.bounded(rest)
            // Larger than what a merge makes, and alone no larger than it is.
            if group.isEmpty { group = [rest[0]] }
            let numbers = Set(group.map(\.number))
            rest.removeAll { numbers.contains($0.number) }
            if let merged = merge(group.map(\.mergeSource)) { chosen.append(merged) }
        }
        return chosen
    }

    /// At most `count` bytes of a part from `offset` on; nil where there are none. Part 0 are the retractions, the others the segments, each its index and then its text.
    func bytes(part: Int, offset: UInt64, atMost count: Int) -> [UInt8]? {
        guard 0...segments.count ~= part else { return nil }
        let runs =
            part == 0
            ? [retractions]
            : [segments[part - 1].index.bytes] + segments[part - 1].text.chunks.map(\.bytes)
        var skipped = offset
        for run in runs {
            if skipped < UInt64(run.count) {
                let start = Int(skipped)
                return Array(run[start..<min(run.count, start + count)])
            }
            skipped -= UInt64(run.count)
        }
        return nil
    }
}

extension LoadedSegment {
    /// Its live articles, with their sequence numbers.
    var mergeSource: MergeSource {
        var sequence: UInt64 = 0
        if case .log(let number) = origin { sequence = number }
        return MergeSource(segment, live: live, sequence: sequence)
    }
}
