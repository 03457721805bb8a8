import KhabarIndex
import KhabarStore
import KhabarText
import Synchronization

/// What a server has behind a sequence number: who has everything up to there, and adds this, has everything that is here.
///
/// Which of two articles counts is decided by version and sequence number, and retractions have versions too; so it matters neither in which order all
/// this is added nor whether some of it was there before.
struct Delta: Sendable {
    let after: UInt64
    /// Up to which sequence number everything is there then.
    let last: UInt64
    let history: SequenceHistory
    /// A `RetractionRecord`; empty when nothing was retracted.
    let retractions: [UInt8]
    /// Their rows have sequence numbers.
    let segments: [Segment]
    /// About how many bytes of them were made for this, and are in memory besides.
    let madeBytes: Int

    /// May take seconds, where what is wanted has been merged with much that is not.
    init(_ plan: DeltaPlan) {
        after = plan.after
        last = plan.last
        history = plan.history
        retractions = plan.retractions
        madeBytes = plan.madeBytes
        segments = plan.whole + plan.merged()
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

/// What a delta will consist of.
struct DeltaPlan {
    let after: UInt64
    let last: UInt64
    let history: SequenceHistory
    let retractions: [UInt8]
    /// Segments that go as they are.
    private(set) var whole: [Segment] = []
    /// The others, live in them what is wanted.
    private var partial: [LoadedSegment] = []
    private(set) var madeBytes = 0

    /// A segment of this size or more goes as it is when this share of it is wanted: to write it anew would take longer than to send the rest, which the
    /// follower has for a while beside what it has already.
    private static let wholeBytesMin = 16 << 20
    private static let wholeShare = (7, of: 8)

    init(of engine: Engine, after: UInt64) {
        let (segments, retractions, last) = engine.catalogue.withLock { catalogue in
            (
                catalogue.segments.filter { $0.lastSequence > after },
                catalogue.lastRetraction > after ? catalogue.retractions : [:], catalogue.lastSequence
            )
        }
        self.after = after
        self.last = last
        history = engine.store?.history ?? SequenceHistory([])
        let retracted = retractions.filter { $0.value.sequence > after }
        self.retractions =
            retracted.isEmpty
            ? [] : RetractionRecord(retracted.map { (id: $0.key.string, version: $0.value.version) }).encode()
        for loaded in segments { add(loaded) }
    }

    private mutating func add(_ loaded: LoadedSegment) {
        let articles = loaded.segment.articleCount
        var wanted = loaded
        for article in 0..<DocID(articles) {
            // Behind the last there are articles where a server takes something over from its own leader at this moment: not all of it is here yet.
            let sequence = loaded.sequence(article)
            if sequence <= after || sequence > last { wanted.live.remove(article) }
        }
        guard wanted.live.count > 0 else { return }
        if case .file = loaded.origin, loaded.bytes >= Self.wholeBytesMin, loaded.lastSequence <= last,
            wanted.live.count * Self.wholeShare.of >= articles * Self.wholeShare.0
        {
            whole.append(loaded.segment)
        } else {
            partial.append(wanted)
            madeBytes += Int(Double(loaded.bytes) * Double(wanted.live.count) / Double(articles))
        }
    }

    func merged() -> [Segment] {
        var merged: [Segment] = []
        var rest = partial
        while !rest.isEmpty {
            var group = MergePolicy.bounded(rest)
            // Larger than what a merge makes, and alone no larger than it is.
            if group.isEmpty { group = [rest[0]] }
            let numbers = Set(group.map(\.number))
            rest.removeAll { numbers.contains($0.number) }
            if let segment = merge(group.map(\.mergeSource)) { merged.append(segment) }
        }
        return merged
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
