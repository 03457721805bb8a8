/// The part of a store that has one owner at a time: lock file, log and manifest.
struct Writer: Sendable {
    enum Phase { case opened, open, closed }

    let folder: Folder
    /// Held open for their locks: the lock file, and the folder where it can be locked.
    private let locks: [OpenFile]
    private(set) var phase = Phase.opened
    var log: LogWriter
    /// As on disk, but without the state.
    private var manifest: Manifest
    /// Log files as they were found, for recovery.
    private let logNumbers: [UInt64]
    /// Named by an install that failed: the manifest on disk may be that one.
    private var doubtful: Set<UInt64> = []
    private let unknownFiles: [String]
    private var released = false

    init(
        folder: Folder, locks: [OpenFile], manifest: Manifest, log: LogWriter, logNumbers: [UInt64],
        unknownFiles: [String]
    ) {
        self.folder = folder
        self.locks = locks
        self.manifest = manifest
        self.log = log
        self.logNumbers = logNumbers
        self.unknownFiles = unknownFiles
        self.manifest.state = []
    }

    mutating func recover(_ body: (RecoveredRecord) throws -> Void) throws(StoreError) -> RecoveryReport {
        guard phase == .opened else { throw .notOpen }
        // A recovery that throws leaves nothing to go on with.
        phase = .closed
        var recovery = LogRecovery(folder: folder, manifest: manifest, log: log)
        try recovery.run(logNumbers, body)
        log = recovery.log
        log.removeFolded(manifest.folded)
        phase = .open
        recovery.report.unknownFiles = unknownFiles
        return recovery.report
    }

    mutating func append(kind: UInt8, _ parts: [[UInt8]]) throws(StoreError) -> UInt64 {
        guard phase == .open else { throw .notOpen }
        return try log.append(kind: kind, parts)
    }

    mutating func sync() throws(StoreError) {
        guard phase == .open else { throw .notOpen }
        try log.sync()
    }

    mutating func install(
        _ entries: [SegmentEntry], _ folded: [Range<UInt64>], _ state: [UInt8], _ segments: SegmentFiles,
        _ leader: Store.Leader?
    ) throws(StoreError) {
        guard phase == .open else { throw .notOpen }
        let next = max(log.next, (leader?.last ?? 0) + 1)
        var new = manifest
        new.segments = entries
        for range in folded {
            precondition(range.upperBound <= log.next, "a record that was never appended cannot be folded")
            new.folded.insert(range)
        }
        for range in log.void.ranges { new.folded.insert(range) }
        if log.next < next { new.folded.insert(log.next..<next) }
        new.next = next
        new.durable = leader == nil ? log.durable : next
        guard state.count <= Limits.stateBytesMax else {
            throw .tooLarge(what: "the state", bytes: UInt64(state.count), limit: UInt64(Limits.stateBytesMax))
        }
        let largest = max(new.segments.count, new.folded.ranges.count)
        guard largest <= Int(Limits.manifestEntriesMax) else {
            throw .tooLarge(
                what: "a list of the manifest", bytes: UInt64(largest), limit: UInt64(Limits.manifestEntriesMax))
        }
        new.state = state
        // Before there are numbers of the leader's: a crash in between leaves a history that only says more than is there.
        if let leader { try log.take(leader.history) }
        var renamed = false
        do {
            try folder.replace(.manifest, new.encoded(), renamed: &renamed)
        } catch {
            if renamed { for entry in entries { doubtful.insert(entry.number) } }
            throw error
        }
        let before = doubtful.union(manifest.segments.map(\.number))
        new.state = []
        manifest = new
        doubtful = []
        log.skip(to: next)
        for number in before.subtracting(entries.map(\.number)).sorted() { segments.remove(number) }
        log.removeFolded(manifest.folded)
    }

    func mayBeNamed(_ number: UInt64) -> Bool {
        doubtful.contains(number) || manifest.segments.contains { $0.number == number }
    }

    /// Closes the files; the folder's lock goes with them.
    mutating func release() {
        if let file = log.current { folder.close(file.file) }
        log.current = nil
        if !released { for lock in locks { folder.close(lock) } }
        released = true
        phase = .closed
    }

    func statistics() -> StoreStatistics {
        var statistics = StoreStatistics()
        statistics.logFiles = log.closed.count + (log.current == nil ? 0 : 1)
        statistics.logBytes = log.closed.reduce(log.current?.offset ?? 0) { $0 + $1.bytes }
        statistics.segmentFiles = manifest.segments.count
        statistics.segmentBytes = manifest.segments.reduce(0) {
            $0 + UInt64(SegmentFileHeader.byteCount) + $1.bytes
        }
        statistics.lastSequence = max(log.next, 1) - 1
        return statistics
    }
}
