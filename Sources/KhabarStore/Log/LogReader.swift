/// A log file's reading end: one record at a time, so that memory is bounded by the largest.
struct LogReader {
    enum Step {
        case record(RecordHeader, [UInt8])
        case note(RecordHeader)
        case end
        /// The bytes at `offset` are no valid record.
        case damage(String)
    }

    let folder: Folder
    let name: String
    let file: OpenFile
    let header: LogFileHeader
    let size: UInt64
    /// The end of what has been read and is valid.
    private(set) var offset = UInt64(LogFileHeader.byteCount)

    init(folder: Folder, name: String, file: OpenFile, header: LogFileHeader, size: UInt64) {
        self.folder = folder
        self.name = name
        self.file = file
        self.header = header
        self.size = size
    }

    /// Reads the record at `offset` and passes it.
    mutating func next() throws(StoreError) -> Step {
        let left = size - offset
        if left == 0 { return .end }
        guard left >= UInt64(RecordHeader.byteCount) else { return .damage("a record's header is cut short") }
        let bytes = try folder.read(file, at: offset, count: RecordHeader.byteCount)
        guard let record = RecordHeader(bytes, mark: header.mark) else {
            return .damage(try isZero(from: offset) ? "zeros to the file's end" : "a record's header is invalid")
        }
        guard record.recordBytes <= left else { return .damage("record \(record.sequence) is cut short") }
        if record.isNote {
            offset += record.recordBytes
            return .note(record)
        }
        // The length is within the file's true size, so this allocates no more than the disk holds.
        let payload = try folder.read(file, at: offset + UInt64(RecordHeader.byteCount), count: Int(record.length))
        guard payload.count == Int(record.length), checksum(payload) == record.payloadChecksum else {
            return .damage("the checksum of record \(record.sequence) is wrong")
        }
        offset += record.recordBytes
        return .record(record, payload)
    }

    /// Valid records and notes that follow damage.
    struct Survivors: Equatable {
        var records = 0
        var notes = 0
    }

    /// Looks for valid records anywhere after the damage at `offset`.
    func survivors() throws(StoreError) -> Survivors {
        var survivors = Survivors()
        var place = offset + 1
        while let found = try firstMark(from: place) {
            place = found + 1
            let bytes = try folder.read(file, at: found, count: RecordHeader.byteCount)
            guard let record = RecordHeader(bytes, mark: header.mark), record.recordBytes <= size - found,
                try payloadChecksum(of: record, at: found) == record.payloadChecksum
            else { continue }
            if record.isNote { survivors.notes += 1 } else { survivors.records += 1 }
            place = found + record.recordBytes
        }
        return survivors
    }

    /// Where the file's mark occurs next.
    private func firstMark(from start: UInt64) throws(StoreError) -> UInt64? {
        let lowest = UInt8(truncatingIfNeeded: header.mark)
        var place = start
        while place + 8 <= size {
            let bytes = try folder.read(file, at: place, count: min(Limits.chunkBytes, Int(size - place)))
            if bytes.count < 8 { return nil }
            let span = bytes.span
            for index in 0...(span.count - 8)
            where span[index] == lowest && bytes.load(at: index, as: UInt64.self) == header.mark {
                return place + UInt64(index)
            }
            // A mark may lie across the border of two chunks.
            place += UInt64(bytes.count - 7)
        }
        return nil
    }

    private func payloadChecksum(of record: RecordHeader, at start: UInt64) throws(StoreError) -> UInt32 {
        var crc: UInt32 = 0
        try forEachChunk(of: (start + UInt64(RecordHeader.byteCount))..<(start + record.recordBytes)) {
            crc = checksum($1, from: crc)
        }
        return crc
    }

    private func isZero(from start: UInt64) throws(StoreError) -> Bool {
        var zero = true
        try forEachChunk(of: start..<size) { zero = zero && $1.allSatisfy { $0 == 0 } }
        return zero
    }

    /// Hands out a part of the file, a chunk and its offset at a time.
    func forEachChunk(of range: Range<UInt64>, _ body: (UInt64, [UInt8]) throws(StoreError) -> Void)
        throws(StoreError)
    {
        var place = range.lowerBound
        while place < range.upperBound {
            let count = min(Limits.chunkBytes, Int(range.upperBound - place))
            let bytes = try folder.read(file, at: place, count: count)
            if bytes.isEmpty { return }
            try body(place, bytes)
            place += UInt64(bytes.count)
        }
    }
}
