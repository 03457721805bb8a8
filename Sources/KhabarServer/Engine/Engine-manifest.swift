import KhabarIndex
import KhabarStore
import KhabarText
import Logging
import Synchronization

/// What the data folder consists of, and which records it can do without. On the writer's queue.
extension Engine {
    /// So many records may wait for a merge to fold them.
    static let looseRecordsMax = 4_096
    /// What all retractions may take in the manifest, which is written anew at each install: some 300,000 URLs. What producers take beside them fits in the
    /// rest of its state.
    static let retractionBytesMax = 24 << 20

    /// Puts a merged segment in the place of its sources, on disk and in memory.
    func install(_ sources: [LoadedSegment], _ merged: Segment?, file: UInt64?) {
        catalogue.withLock { catalogue in
            let number = file ?? bookkeeping.withLock { $0.lastSequence }
            catalogue.replace(sources, by: merged, origin: store == nil ? .log(number) : .file(number))
        }
        publish()
        counters.withLock { $0.merges += 1 }
        guard let store else { return }
        let folded = sources.compactMap { source -> UInt64? in
            if case .log(let sequence) = source.origin { sequence } else { nil }
        }
        bookkeeping.withLock { bookkeeping in
            bookkeeping.looseRecords += folded
        }
        installManifest(store)
    }

    /// What fails is tried again at the next merge.
    private func installManifest(_ store: Store) {
        do throws(StoreError) {
            try writeManifest(store)
        } catch {
            logger.error("The manifest was not written; it will be tried again", metadata: ["error": "\(error)"])
        }
    }

    /// Writes which files count, and folds the records that they and the state cover.
    ///
    /// - Parameters:
    ///   - added: files that count beside those of the catalogue.
    ///   - retracted: up to which version, beside what the catalogue knows.
    ///   - leader: with these the store has what another has.
    func writeManifest(
        _ store: Store, adding added: [UInt64] = [], retracting retracted: [(id: String, version: UInt64)] = [],
        following leader: Store.Leader? = nil
    ) throws(StoreError) {
        let (segments, known) = catalogue.withLock { ($0.segments, $0.retractions) }
        var files: [UInt64] = []
        // Of these the log is all that there is.
        var logged: Set<UInt64> = []
        for segment in segments {
            switch segment.origin {
            case .file(let number): files.append(number)
            case .log(let sequence): logged.insert(sequence)
            }
        }
        var retractions = known.mapValues(\.version)
        for (id, version) in retracted { retractions[ExactString(id), default: version].raise(to: version) }
        let state = EngineState(retractions: retractions, producers: producers.withLock { $0 }).encode()
        let loose = bookkeeping.withLock { $0.looseRecords }.filter { !logged.contains($0) }
        try store.install(
            files: files + added, foldedRecords: loose.sorted().map { $0..<($0 + 1) }, state: state, following: leader)
        bookkeeping.withLock { bookkeeping in
            bookkeeping.looseRecords.removeAll { !logged.contains($0) }
        }
    }

    /// Retractions are held by the manifest's state too: many of them without a merge must not make the log grow.
    func foldLooseRecords() {
        guard let store, bookkeeping.withLock({ $0.looseRecords.count >= Self.looseRecordsMax }) else { return }
        installManifest(store)
    }
}

extension UInt64 {
    fileprivate mutating func raise(to least: UInt64) { self = Swift.max(self, least) }
}
