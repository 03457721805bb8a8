/// Reads all log files in order, hands out the live records, and leaves a log that can be written on.
///
/// Only the last file may end in something else than a record: its tail is cut off and reported, if nothing proves
/// that it had been durable. Everything else that is not as it was written is refused, before anything is changed.
struct LogRecovery {
    let folder: Folder
    let manifest: Manifest
    var log: LogWriter
    var report = RecoveryReport()
    /// The sequence number that the next record must have.
    private var expected: UInt64 = 1

    init(folder: Folder, manifest: Manifest, log: LogWriter) {
        self.folder = folder
        self.manifest = manifest
        self.log = log
    }

    /// `numbers` of the log files in ascending order.
    mutating func run(_ numbers: [UInt64], _ body: (RecoveredRecord) throws -> Void) throws(StoreError) {
        try demandNewest(numbers)
        var headers: [LogFileHeader] = []
        for number in numbers { headers.append(try readHeader(number)) }
        for (index, header) in headers.enumerated() {
            try begin(header)
            // What later files say to be the end of the durable records before them.
            let limit = headers[(index + 1)...].map(\.follows).min()
            // A file that was folded whole is not read again, and deleted when all is well.
            if let limit, header.first < limit, manifest.folded.covers(header.follows..<limit) {
                log.closed.append(
                    ClosedLogFile(number: header.number, sequences: header.follows..<limit, bytes: 0))
                expected = limit
                continue
            }
            let file = try folder.open(.log(header.number), .update)
            do {
                let name = StoreFile.log(header.number).name
                var reader = LogReader(
                    folder: folder, name: name, file: file, header: header, size: try folder.size(file))
                if let limit {
                    try readOlder(&reader, limit, body)
                    folder.close(file)
                } else {
                    try readLast(&reader, body)
                }
            } catch {
                folder.close(file)
                throw error
            }
        }
        if headers.isEmpty { try demandDurable("log-*", 0) }
        if let last = headers.last, last.number > log.identity.newestLog?.number ?? 0 {
            // The process ended before it was named, or an earlier version made it, which named none.
            var mayBeNamed = false
            try log.nameNewest(last, mayBeNamed: &mayBeNamed)
        }
        finish()
    }

    /// The newest log file may be missing only when it was removed because all of it is folded. Then the manifest
    /// which said so covers every number from its first record on, and none was given since.
    private func demandNewest(_ numbers: [UInt64]) throws(StoreError) {
        guard let newest = log.identity.newestLog, !numbers.contains(newest.number) else { return }
        guard newest.first < manifest.next, manifest.folded.covers(newest.first..<manifest.next) else {
            throw .damaged(
                file: StoreFile.log(newest.number).name, offset: 0,
                reason: "the file is missing, with all records from \(newest.first) on")
        }
    }

    /// What the manifest knows as durable must be there.
    private func demandDurable(_ file: String, _ offset: UInt64, after reason: String? = nil) throws(StoreError) {
        guard expected < manifest.durable,
            let missing = manifest.folded.firstMissing(in: expected..<manifest.durable)
        else { return }
        throw .damaged(
            file: file, offset: offset,
            reason: "\(reason ?? "the log ends"), but MANIFEST knows record \(missing) as durable")
    }

    private func readHeader(_ number: UInt64) throws(StoreError) -> LogFileHeader {
        let name = StoreFile.log(number).name
        let file = try folder.open(.log(number), .update)
        defer { folder.close(file) }
        let bytes = try folder.read(file, at: 0, count: LogFileHeader.byteCount)
        let header = try LogFileHeader.decode(bytes, file: name)
        guard header.id == manifest.id, header.number == number else {
            throw .damaged(file: name, offset: 16, reason: "it belongs to another store or has another name")
        }
        return header
    }

    /// Checks that nothing is missing between the files before and this one.
    private mutating func begin(_ header: LogFileHeader) throws(StoreError) {
        let name = StoreFile.log(header.number).name
        if expected < header.follows, let missing = manifest.folded.firstMissing(in: expected..<header.follows) {
            throw .damaged(
                file: name, offset: 0, reason: "record \(missing), which comes before this file, is missing")
        }
        guard expected <= header.first else {
            throw .damaged(file: name, offset: 0, reason: "it begins with \(header.first), but \(expected) comes next")
        }
        log.void.insert(header.follows..<header.first)
        expected = header.first
    }

    /// An older file counts up to `limit`. Bytes after that are void, or notes.
    private mutating func readOlder(
        _ reader: inout LogReader, _ limit: UInt64, _ body: (RecoveredRecord) throws -> Void
    ) throws(StoreError) {
        reading: while true {
            let start = reader.offset
            switch try reader.next() {
            case .record(let header, let payload):
                if expected >= limit { break reading }
                try take(header, payload, reader, at: start, body)
            case .note(let header):
                try check(header, reader, at: start)
            case .end:
                break reading
            case .damage(let reason):
                if expected < limit, manifest.folded.firstMissing(in: expected..<limit) != nil {
                    throw .damaged(file: reader.name, offset: start, reason: reason)
                }
                report.passedOver.append("\(reader.name) from offset \(start): \(reason)")
                break reading
            }
        }
        log.closed.append(
            ClosedLogFile(
                number: reader.header.number, sequences: reader.header.follows..<expected, bytes: reader.size))
    }

    private mutating func readLast(
        _ reader: inout LogReader, _ body: (RecoveredRecord) throws -> Void
    ) throws(StoreError) {
        var proven = reader.offset
        var isProven = true
        var end = reader.size
        reading: while true {
            let start = reader.offset
            switch try reader.next() {
            case .record(let header, let payload):
                try take(header, payload, reader, at: start, body)
                isProven = false
            case .note(let header):
                try check(header, reader, at: start)
                // It proves what is before it, not itself.
                proven = start
                isProven = true
            case .end:
                try demandDurable(reader.name, start)
                break reading
            case .damage(let reason):
                let survivors = try reader.survivors()
                // A note after it proves that these bytes had been durable, and so does the manifest. Without either
                // they are a batch whose sync never returned, persisted in part.
                guard survivors.notes == 0 else {
                    throw .damaged(
                        file: reader.name, offset: start,
                        reason: "\(reason), and a note behind it proves that it had been durable")
                }
                try demandDurable(reader.name, start, after: reason)
                try cut(
                    reader.file, reader.header.number, at: start, size: reader.size, dropped: survivors.records, reason)
                end = start
                break reading
            }
        }
        try harden(reader, proven..<end)
        var file = OpenLogFile(file: reader.file, header: reader.header, offset: end)
        file.hasRecords = expected > reader.header.first
        log.current = file
        log.next = expected
        if !isProven { log.noteDurability() }
    }

    private mutating func take(
        _ header: RecordHeader, _ payload: [UInt8], _ reader: LogReader, at offset: UInt64,
        _ body: (RecoveredRecord) throws -> Void
    ) throws(StoreError) {
        try check(header, reader, at: offset)
        expected += 1
        if manifest.folded.contains(header.sequence) { return }
        do {
            try body(RecoveredRecord(sequence: header.sequence, kind: header.kind, payload: payload))
        } catch {
            throw .recordRefused(
                file: reader.name, offset: offset, sequence: header.sequence, reason: String(describing: error))
        }
        report.records += 1
        report.payloadBytes += UInt64(payload.count)
    }

    private func check(_ header: RecordHeader, _ reader: LogReader, at offset: UInt64) throws(StoreError) {
        if header.sequence != expected {
            throw .damaged(
                file: reader.name, offset: offset,
                reason: "sequence number \(header.sequence) where \(expected) belongs")
        }
    }

    /// Keeps a copy of a torn tail, then cuts it off.
    private mutating func cut(
        _ file: OpenFile, _ number: UInt64, at offset: UInt64, size: UInt64, dropped: Int, _ reason: String
    ) throws(StoreError) {
        let kept = StoreFile.torn(log: number, offset: offset)
        let tail = try folder.read(file, at: offset, count: Int(min(size - offset, Limits.tornBytesKeptMax)))
        var renamed = false
        try folder.replace(kept, [tail], renamed: &renamed)
        try removeOldTails()
        try folder.truncate(file, to: offset)
        try folder.synchronize(file)
        report.tornTail = RecoveryReport.TornTail(
            file: StoreFile.log(number).name, offset: offset, droppedBytes: size - offset, droppedRecords: dropped,
            reason: reason, keptAs: kept.name)
    }

    private func removeOldTails() throws(StoreError) {
        let kept = try folder.list().compactMap { name in
            switch StoreFile(name: name) {
            case .torn(let log, let offset): StoreFile.torn(log: log, offset: offset)
            default: nil
            }
        }
        for file in kept.dropLast(Limits.tornFilesKeptMax) { try folder.remove(file) }
    }

    /// Writes what no note proves durable once more, in place: the last note and all after it. It may be in the page
    /// cache alone: an earlier process may have been killed before its sync, or its sync failed, and then another fsync
    /// would prove nothing.
    private func harden(_ reader: LogReader, _ range: Range<UInt64>) throws(StoreError) {
        if range.isEmpty { return }
        try reader.forEachChunk(of: range) { (offset, bytes) throws(StoreError) in
            try folder.write(reader.file, at: offset, [bytes])
        }
        try folder.synchronize(reader.file)
    }

    private mutating func finish() {
        log.follows = expected
        log.next = max(expected, manifest.next)
        log.durable = log.next
        // Numbers never go back. Within a file they don't jump either: where they do, the next file's header says so.
        log.void.insert(expected..<log.next)
        if expected < log.next, let file = log.current { log.closeCurrent(at: file.offset) }
    }
}
