/// The log's writing end: one open file that grows, and what is known of the closed ones.
struct LogWriter: Sendable {
    let folder: Folder
    private(set) var identity: Identity
    /// A file is closed once it is this large and everything in it is durable.
    let fileBytes: UInt64
    let random: @Sendable () -> UInt64

    /// The sequence number of the next record. Only grows: numbers of records that were lost are not used again.
    var next: UInt64
    /// Records below are durable or void.
    var durable: UInt64
    /// The end of the durable records that can be read: less than `durable` after a failed sync.
    var follows: UInt64
    /// Records that never became durable; the next manifest counts them as folded.
    var void = SequenceSet()
    var closed: [ClosedLogFile] = []
    var current: OpenLogFile?
    /// Counts within the epoch.
    var lastNumber: UInt64 = 0
    /// Whether the identity says where this opening's numbers begin.
    private var hasBegun = false

    init(
        folder: Folder, identity: Identity, fileBytes: UInt64, random: @escaping @Sendable () -> UInt64, next: UInt64,
        follows: UInt64
    ) {
        self.folder = folder
        self.identity = identity
        self.fileBytes = fileBytes
        self.random = random
        self.next = next
        durable = next
        self.follows = follows
    }

    /// Writes a record at the log's end; it is durable after the next `sync` that succeeds.
    mutating func append(kind: UInt8, _ parts: [[UInt8]]) throws(StoreError) -> UInt64 {
        precondition(kind != RecordHeader.durabilityNote, "kind 0 is the store's own")
        let payloadBytes = byteCount(parts)
        guard payloadBytes <= Limits.recordBytesMax else {
            throw .tooLarge(
                what: "a record", bytes: UInt64(payloadBytes), limit: UInt64(Limits.recordBytesMax))
        }
        // A file is left only when all of it is durable, so that the next one's header may say so. Records that wait
        // for a sync therefore share a file, however large it gets.
        if let file = current, durable == next, file.hasRecords,
            file.offset + UInt64(RecordHeader.byteCount + payloadBytes) > fileBytes
        {
            closeCurrent(at: file.offset)
        }
        if !hasBegun { try begin() }
        if current == nil { current = try makeFile() }
        let header = RecordHeader(mark: current!.header.mark, kind: kind, sequence: next, parts: parts)
        try current!.append([header.encoded()] + parts, in: folder)
        current!.hasRecords = true
        next += 1
        return header.sequence
    }

    /// Makes all appended records durable.
    ///
    /// After an fsync that failed, the kernel may have dropped the bytes and yet call the next fsync a success, so the
    /// file is not written to again, its unsynced records are void, and the next append begins a new file whose header
    /// says where the durable part of this one ends. They are cut off as far as the disk still allows. If the process
    /// ends before there is a new file, recovery may find them: it writes them again before it trusts them, and
    /// replaying what was never acknowledged is harmless because replaying is idempotent.
    mutating func sync() throws(StoreError) {
        guard durable < next, let file = current else { return }
        folder.meter.countSync()
        do {
            try folder.fileSystem.synchronize(file.file)
        } catch {
            let lost = durable..<next
            try? folder.truncate(file.file, to: file.durableOffset)
            void.insert(lost)
            durable = next
            closeCurrent(at: file.durableOffset)
            throw .notDurable(sequences: lost, cause: error)
        }
        durable = next
        follows = next
        current!.durableOffset = file.offset
        noteDurability()
        if current!.offset >= fileBytes { closeCurrent(at: current!.offset) }
    }

    /// Says in the current file that all of it so far is durable. The note itself becomes so with the next sync, and
    /// needn't earlier; a disk too full for it does no harm either.
    mutating func noteDurability() {
        guard let mark = current?.header.mark else { return }
        let note = RecordHeader(mark: mark, kind: RecordHeader.durabilityNote, sequence: next, parts: [])
        try? current!.append([note.encoded()], in: folder)
    }

    /// Deletes the closed files whose every record is folded, and the current one if all of it is. A file that can't
    /// be deleted now is tried again next time.
    mutating func removeFolded(_ folded: SequenceSet) {
        if let file = current, file.hasRecords, folded.covers(file.header.follows..<next) {
            durable = next
            follows = next
            closeCurrent(at: file.offset)
        }
        var kept: [ClosedLogFile] = []
        for file in closed {
            if folded.covers(file.sequences) {
                do { try folder.remove(.log(file.number)) } catch { kept.append(file) }
            } else {
                kept.append(file)
            }
        }
        closed = kept
    }

    mutating func closeCurrent(at bytes: UInt64) {
        guard let file = current else { return }
        folder.close(file.file)
        closed.append(
            ClosedLogFile(number: file.header.number, sequences: file.header.follows..<next, bytes: bytes))
        current = nil
    }

    /// Makes it durable, before this opening gives its first number, that the numbers from here on are its own.
    private mutating func begin() throws(StoreError) {
        var new = identity
        new.history.begin(at: next, mark: random())
        var renamed = false
        try folder.replace(.identity, [new.encoded()], renamed: &renamed)
        identity = new
        hasBegun = true
    }

    /// Makes another store's history this one's, durably.
    mutating func take(_ history: SequenceHistory) throws(StoreError) {
        guard identity.history != history else { return }
        var new = identity
        new.history = history
        var renamed = false
        try folder.replace(.identity, [new.encoded()], renamed: &renamed)
        identity = new
    }

    /// Leaves out the numbers up to `number`, which the manifest knows as folded. All records are durable.
    mutating func skip(to number: UInt64) {
        guard number > next else { return }
        precondition(durable == next, "records that are not durable would be passed over")
        if let file = current { closeCurrent(at: file.offset) }
        next = number
        durable = number
        follows = number
    }

    private mutating func makeFile() throws(StoreError) -> OpenLogFile {
        lastNumber += 1
        precondition(lastNumber <= UInt64(UInt32.max), "the epoch's file numbers are used up")
        let number = UInt64(identity.epoch) << 32 | lastNumber
        var mark = random()
        // Bytes that were never written read as zeros.
        while mark == 0 { mark = random() }
        let header = LogFileHeader(id: identity.id, number: number, first: next, follows: follows, mark: mark)
        let name = StoreFile.log(number)
        let file = try folder.open(.temporary(name.name), .createUncached)
        var renamed = false
        var mayBeNamed = false
        do {
            try folder.write(file, at: 0, [header.encoded()])
            try folder.publish(file, as: name, renamed: &renamed)
            try nameNewest(header, mayBeNamed: &mayBeNamed)
        } catch {
            // An empty log file that stays behind is harmless: its header is true. One that the identity may name must
            // stay, or it would be missed.
            folder.close(file)
            if !mayBeNamed { try? folder.remove(renamed ? name : .temporary(name.name)) }
            throw error
        }
        return OpenLogFile(file: file, header: header, offset: UInt64(LogFileHeader.byteCount))
    }

    /// Makes it durable that this log file exists, which is durable itself, before a record in it is acknowledged.
    /// When it throws, the identity on disk may be either: `mayBeNamed` tells whether the new one is possible.
    mutating func nameNewest(_ header: LogFileHeader, mayBeNamed: inout Bool) throws(StoreError) {
        var new = identity
        new.newestLog = Identity.NewestLog(number: header.number, first: header.first)
        try folder.replace(.identity, [new.encoded()], renamed: &mayBeNamed)
        identity = new
    }
}

/// A log file that is no longer written.
struct ClosedLogFile: Equatable, Sendable {
    let number: UInt64
    /// What the file accounts for: the records that its header calls void, and its own. May be empty.
    let sequences: Range<UInt64>
    let bytes: UInt64
}

/// The log file that grows.
struct OpenLogFile: Sendable {
    let file: OpenFile
    let header: LogFileHeader
    /// The end of the last whole record.
    var offset: UInt64
    var durableOffset: UInt64
    var hasRecords = false
    /// A failed write may have left bytes after `offset`.
    private var needsCut = false

    init(file: OpenFile, header: LogFileHeader, offset: UInt64) {
        self.file = file
        self.header = header
        self.offset = offset
        durableOffset = offset
    }

    /// All of the record or nothing: what a failed write leaves is cut off, now or before the next record.
    mutating func append(_ parts: [[UInt8]], in folder: Folder) throws(StoreError) {
        if needsCut { try cut(in: folder) }
        do {
            try folder.write(file, at: offset, parts)
        } catch {
            needsCut = true
            try? cut(in: folder)
            throw error
        }
        offset += UInt64(byteCount(parts))
    }

    private mutating func cut(in folder: Folder) throws(StoreError) {
        try folder.truncate(file, to: offset)
        needsCut = false
    }
}
