import Synchronization

/// The data folder of a server: a log of records, segment files, and the manifest that says which of them count.
///
/// Any method may be called from any thread. `append`, `sync`, `install` and `close` wait for each other (a group
/// commit is the caller's: append, append, sync, publish, acknowledge), so that one thread should be their owner. What
/// concerns segment files waits for nobody, and is meant for a merge that runs beside that thread.
package final class Store: Sendable {
    package let identity: Identity
    let segments: SegmentFiles
    private let writer: Mutex<Writer>
    private let published: Mutex<Published>

    private struct Published: Sendable {
        var statistics = StoreStatistics()
        var history: SequenceHistory
    }

    init(identity: Identity, segments: SegmentFiles, writer: consuming sending Writer) {
        self.identity = identity
        self.segments = segments
        published = Mutex(Published(history: identity.history))
        self.writer = Mutex(writer)
    }

    deinit {
        // What was not synchronised is not promised to anybody.
        writer.withLock { $0.release() }
    }

    /// Hands out the log's live records in order, one at a time. To be called once, before anything is appended.
    ///
    /// Nothing may be made of the records before this returns: damage further on throws. Memory is bounded by the
    /// largest record. An error of `body` becomes `StoreError.recordRefused`, with file and offset.
    package func recover(_ body: (RecoveredRecord) throws -> Void) throws(StoreError) -> RecoveryReport {
        try withWriter { (writer) throws(StoreError) in try writer.recover(body) }
    }

    /// Appends a record, its payload given in parts; returns its sequence number. It is durable after the next `sync`.
    ///
    /// After `cannotWrite` the log is as before, and a later append may succeed.
    /// - Parameter kind: the caller's, 1 to 255.
    package func append(kind: UInt8, parts: [[UInt8]]) throws(StoreError) -> UInt64 {
        try withWriter { (writer) throws(StoreError) in try writer.append(kind: kind, parts) }
    }

    /// Makes every record appended so far durable.
    ///
    /// After `notDurable` the named records are void: they must not be acknowledged, and this store does not use their
    /// numbers again. A later append may succeed. (After a crash, a later opening may give numbers again that never
    /// became durable.)
    package func sync() throws(StoreError) {
        try withWriter { (writer) throws(StoreError) in try writer.sync() }
    }

    /// Replaces, atomically and durably, what the store consists of: from now on it is these segment files, this state,
    /// and the log's records other than the folded ones. Then deletes what no longer counts.
    ///
    /// After an error either manifest may be the one on disk, both of them true: nothing has been deleted, and what
    /// either needs stays until an install succeeds.
    /// - Parameters:
    ///   - files: numbers of all segment files that count, in the caller's order.
    ///   - folded: records that are covered by these files and the state, in addition to those of earlier installs.
    ///   - leader: where the files and the state hold what another store has: how far. Every record must be durable then.
    package func install(
        files: [UInt64], foldedRecords folded: [Range<UInt64>], state: [UInt8], following leader: Leader? = nil
    ) throws(StoreError) {
        var entries: [SegmentEntry] = []
        for number in files {
            guard let entry = segments.entry(number) else { preconditionFailure("there is no segment file \(number)") }
            entries.append(entry)
        }
        try withWriter { (writer) throws(StoreError) in
            try writer.install(entries, folded, state, segments, leader)
        }
    }

    /// How far a store follows another, whose sequence numbers are its own then.
    package struct Leader: Equatable, Sendable {
        /// Everything up to this number is there.
        package let last: UInt64
        package let history: SequenceHistory

        package init(last: UInt64, history: SequenceHistory) {
            self.last = last
            self.history = history
        }
    }

    /// Synchronises, then closes the files and gives up the folder, even if that throws.
    package func close() throws(StoreError) {
        try withWriter { (writer) throws(StoreError) in
            defer { writer.release() }
            if writer.phase == .open { try writer.log.sync() }
        }
    }

    /// As of the last call that changed something; never waits for a disk.
    package func statistics() -> StoreStatistics {
        var statistics = published.withLock { $0.statistics }
        statistics.synchronizations = segments.folder.meter.synchronizations
        return statistics
    }

    /// Which opening gave which sequence numbers; as the statistics are.
    package var history: SequenceHistory { published.withLock { $0.history } }

    // MARK: Segment files

    /// Writes a segment file, durably, and returns its number. See `SegmentFileWriter` for one that comes in pieces.
    package func writeSegmentFile(parts: [[UInt8]]) throws(StoreError) -> UInt64 {
        let file = try makeSegmentFile()
        try file.append(parts)
        return try file.finish()
    }

    package func makeSegmentFile() throws(StoreError) -> SegmentFileWriter { try SegmentFileWriter(segments) }

    /// The bytes of a segment file, their checksum verified, in parts: the first `head` bytes, and parts of the lengths that `lengths` reads in them.
    package func readSegmentFile(
        _ number: UInt64, head: Int, lengths: ([UInt8]) -> [Int]
    ) throws(StoreError) -> [[UInt8]] {
        guard let entry = segments.entry(number) else { preconditionFailure("there is no segment file \(number)") }
        return try segments.read(entry, head: head, lengths: lengths)
    }

    /// Deletes a segment file that will not be installed; one that a manifest on disk may name is kept.
    package func discardSegmentFile(_ number: UInt64) {
        let needed = writer.withLock { $0.mayBeNamed(number) }
        if !needed { segments.remove(number) }
    }

    private func withWriter<Value: Sendable>(_ body: (inout Writer) throws(StoreError) -> Value)
        throws(StoreError) -> Value
    {
        try writer.withLock { (writer) throws(StoreError) -> Value in
            defer {
                let now = Published(statistics: writer.statistics(), history: writer.log.identity.history)
                published.withLock { $0 = now }
            }
            return try body(&writer)
        }
    }
}
