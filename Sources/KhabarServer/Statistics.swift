import KhabarIndex
import KhabarProtocol
import KhabarStore
import KhabarText
import Synchronization

/// What `khabar stats` shows.
final class Statistics: Sendable {
    let searches = Atomic<UInt64>(0)
    private let version: String
    private let started = ContinuousClock.now

    init(version: String) { self.version = version }

    func entries(_ engine: Engine, watches: Int, _ hub: FollowHub) -> [StatsResult.Entry] {
        let snapshot = engine.snapshot
        let counters = engine.counters.withLock { $0 }
        let uptime = Double((ContinuousClock.now - started).components.seconds)
        var entries: [StatsResult.Entry] = [
            count("articles", snapshot.articleCount), count("segments", snapshot.views.count),
            count("replacedArticles", snapshot.views.reduce(0) { $0 + $1.segment.articleCount - $1.liveCount }),
        ]
        for layer in Layer.allCases {
            // Of all segments: a term in two of them counts twice until they are merged.
            entries.append(count("terms.\(layer)", snapshot.views.reduce(0) { $0 + $1.segment.termCount(layer) }))
        }
        var bytes: [(String, Int)] = []
        for view in snapshot.views {
            for (index, component) in view.segment.bytesByComponent.enumerated() {
                if index == bytes.count { bytes.append((component.name, 0)) }
                bytes[index].1 += component.bytes
            }
        }
        bytes += engine.catalogue.withLock { catalogue in
            [
                ("articleTable", catalogue.table.bytes), ("copies", catalogue.copiesBytes),
                ("retractions", catalogue.retractedBytes),
            ]
        }
        entries += bytes.map { count("bytes.\($0.0)", $0.1) }
        entries.append(count("bytes.total", bytes.reduce(0) { $0 + $1.1 }))
        if let store = engine.store?.statistics() {
            entries += [
                count("disk.logBytes", store.logBytes), count("disk.logFiles", store.logFiles),
                count("disk.segmentBytes", store.segmentBytes), count("disk.segmentFiles", store.segmentFiles),
                count("disk.synchronizations", store.synchronizations),
            ]
        }
        entries += [
            count("ingested.segments", counters.segments), count("ingested.articles", counters.articles),
            count("ingested.bytes", counters.bytes), count("ingested.commits", counters.commits),
            count("merges", counters.merges), count("searches", searches.load(ordering: .relaxed)),
            count("watches", watches), count("lastSequence", engine.catalogue.withLock { $0.lastSequence }),
            count("followers", hub.followers?.count ?? 0),
        ]
        if let followers = hub.followers { entries.append(count("followers.lastSequence", followers.sequence)) }
        if let held = hub.heldPromises { entries.append(count("acknowledgementsHeld", held)) }
        if let following = engine.following?.withLock({ $0 }) { entries += self.entries(following) }
        entries += [
            StatsResult.Entry(name: "uptimeSeconds", value: .real(uptime)),
            count("analyserVersion", Analyzer.version),
            StatsResult.Entry(name: "version", value: .text(version)),
        ]
        return entries
    }

    private func entries(_ following: FollowingStatus) -> [StatsResult.Entry] {
        var entries = [count("leader.lastSequence", following.leaderSequence)]
        if let contact = following.contact {
            let silence = (ContinuousClock.now - contact) / .seconds(1)
            entries.append(StatsResult.Entry(name: "leader.secondsSinceContact", value: .real(silence)))
        }
        if let failure = following.failure {
            entries.append(StatsResult.Entry(name: "leader.failure", value: .text(failure)))
        }
        return entries
    }

    private func count(_ name: String, _ value: some BinaryInteger) -> StatsResult.Entry {
        StatsResult.Entry(name: name, value: .count(UInt64(clamping: value)))
    }
}
