import KhabarIndex
import KhabarStore
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

    /// Writes which files count, and folds the records that they and the state cover. What fails is tried again at the next merge.
    private func installManifest(_ store: Store) {
        let (files, retractions) = catalogue.withLock { catalogue in
            (
                catalogue.segments.compactMap { segment -> UInt64? in
                    if case .file(let number) = segment.origin { number } else { nil }
                }, catalogue.retractions
            )
        }
        let state = EngineState(retractions: retractions, producers: producers.withLock { $0 }).encode()
        // Of these the log is all that there is.
        let logged = Set(
            catalogue.withLock { catalogue in
                catalogue.segments.compactMap { segment -> UInt64? in
                    if case .log(let sequence) = segment.origin { sequence } else { nil }
                }
            })
        let loose = bookkeeping.withLock { $0.looseRecords }.filter { !logged.contains($0) }
        do throws(StoreError) {
            try store.install(files: files, foldedRecords: loose.sorted().map { $0..<($0 + 1) }, state: state)
            bookkeeping.withLock { bookkeeping in
                bookkeeping.looseRecords.removeAll { !logged.contains($0) }
            }
        } catch {
            logger.error("The manifest was not written; it will be tried again", metadata: ["error": "\(error)"])
        }
    }

    /// Retractions are held by the manifest's state too: many of them without a merge must not make the log grow.
    func foldLooseRecords() {
        guard let store, bookkeeping.withLock({ $0.looseRecords.count >= Self.looseRecordsMax }) else { return }
        installManifest(store)
    }
}
