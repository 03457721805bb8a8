import Dispatch
import KhabarIndex
package import KhabarProtocol
import KhabarStore
import KhabarText
import Synchronization

/// What keeps a server's data as its leader's are.
package protocol Following: Sendable {
    /// Goes on when there is something to search: what was here at the start, or the leader's data.
    func firstArrival() async
    /// Until the task is cancelled.
    func run() async
}

/// What a server's leader has besides what it has itself: checked, and in files already.
package struct LeaderChanges: Sendable {
    /// With this everything is there up to this sequence number.
    let last: UInt64
    let history: SequenceHistory
    var retractions: [(id: String, version: UInt64)] = []
    var segments: [(segment: Segment, file: UInt64)] = []

    init(last: UInt64, history: SequenceHistory) {
        self.last = last
        self.history = history
    }

    /// Of an announcement, of which nothing has been fetched yet.
    package init(_ announced: FollowResult) {
        self.init(
            last: announced.last,
            history: SequenceHistory(announced.openings.map { .init(first: $0.first, mark: $0.mark) }))
    }

    package mutating func readRetractions(_ bytes: [UInt8]) throws {
        retractions = try RetractionRecord(bytes).retractions
    }
}

/// The follower's side: what comes from the leader is written to files and becomes part of the index at once, by one manifest. Nothing of it goes through the log.
extension Engine {
    /// Everything of the leader's is here up to this sequence number, which the opening with this mark has given; 0 for none.
    package var followed: (last: UInt64, mark: UInt64) {
        let last = catalogue.withLock { $0.lastSequence }
        return (last, last == 0 ? 0 : mark(of: last) ?? 0)
    }

    /// The leader has answered.
    package func note(leaderSequence: UInt64) {
        following?.withLock { status in
            status.leaderSequence = max(status.leaderSequence, leaderSequence)
            status.contact = .now
            status.failure = nil
        }
    }

    /// - Parameter isAnswer: whether the leader has said so itself.
    package func note(failure: String, isAnswer: Bool) {
        following?.withLock { status in
            status.failure = failure
            if isAnswer { status.contact = .now }
        }
    }

    /// Checks a segment and writes it to a file, which counts once the changes are taken over that it belongs to.
    package func keep(index: [UInt8], text: [UInt8], in changes: inout LeaderChanges) async throws(IngestError) {
        let last = changes.last
        let result = await withCheckedContinuation { continuation in
            validationQueue.async { [self] in
                continuation.resume(
                    returning: Result { () throws(IngestError) in
                        try kept(SegmentBytes(index: index, text: text), upTo: last)
                    })
            }
        }
        changes.segments.append(try result.get())
    }

    /// - Parameter last: the leader's last sequence number: no article has a greater one.
    private func kept(
        _ bytes: SegmentBytes, upTo last: UInt64
    ) throws(IngestError) -> (segment: Segment, file: UInt64) {
        guard let store else { preconditionFailure("a server without a data folder follows nobody") }
        let segment: Segment
        do throws(SegmentError) {
            segment = try Segment.validated(bytes, Self.allCores)
        } catch {
            throw .invalid(error.reason)
        }
        guard segment.analyserVersion == Analyzer.version else { throw .analyserMismatch(segment.analyserVersion) }
        guard (0..<DocID(segment.articleCount)).allSatisfy({ 1...last ~= segment.sequence($0) }) else {
            throw .invalid("its articles have impossible sequence numbers")
        }
        if widens.load(ordering: .relaxed) { segment.prepareNames() }
        do throws(StoreError) {
            return (
                segment,
                try store.writeSegmentFile(
                    parts: [SegmentFile.head(segment), segment.index.bytes] + segment.text.chunks.map(\.bytes))
            )
        } catch {
            throw cannotWrite(error, bytes: segment.index.count + segment.text.count)
        }
    }

    /// Makes the changes durable and publishes them, all or nothing.
    package func takeOver(_ changes: LeaderChanges) async throws(IngestError) {
        let result = await withCheckedContinuation { continuation in
            submit(.followed(changes) { continuation.resume(returning: $0) })
        }
        try result.get()
    }

    /// The same on the writer's queue.
    func takeOver(_ changes: LeaderChanges) -> Result<Void, IngestError> {
        guard let store else { preconditionFailure("a server without a data folder follows nobody") }
        do throws(StoreError) {
            try writeManifest(
                store, adding: changes.segments.map(\.file), retracting: changes.retractions,
                following: Store.Leader(last: changes.last, history: changes.history))
        } catch {
            discard(changes)
            return .failure(cannotWrite(error, bytes: 0))
        }
        wrote(bytes: changes.segments.reduce(0) { max($0, $1.segment.index.count + $1.segment.text.count) })
        catalogue.withLock { catalogue in
            for (id, version) in changes.retractions {
                _ = catalogue.retract(id, version: version, sequence: changes.last)
            }
        }
        for (segment, file) in changes.segments {
            catalogue.withLock { $0.add(segment, origin: .file(file), refused: []) }
        }
        catalogue.withLock { $0.hasAll(upTo: changes.last) }
        clusterFirst()
        publish()
        counters.withLock { counters in
            counters.commits += 1
            for (segment, _) in changes.segments {
                counters.segments += 1
                counters.articles += UInt64(segment.articleCount)
                counters.bytes += UInt64(segment.index.count + segment.text.count)
            }
        }
        return .success(())
    }

    /// Deletes the files of changes that are not taken over.
    package func discard(_ changes: LeaderChanges) {
        for (_, file) in changes.segments { store?.discardSegmentFile(file) }
    }
}
