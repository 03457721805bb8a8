import Synchronization

/// The segment files: written and read by any thread, while the log goes on.
final class SegmentFiles: Sendable {
    let folder: Folder
    private let epoch: UInt32
    private let state: Mutex<State>

    private struct State {
        /// Counts within the epoch.
        var lastNumber: UInt64 = 0
        /// All whole files: those of the manifest, and those written since.
        var entries: [UInt64: SegmentEntry] = [:]
    }

    init(folder: Folder, epoch: UInt32, entries: [SegmentEntry]) {
        self.folder = folder
        self.epoch = epoch
        var state = State()
        for entry in entries { state.entries[entry.number] = entry }
        self.state = Mutex(state)
    }

    func takeNumber() -> UInt64 {
        state.withLock { state in
            state.lastNumber += 1
            precondition(state.lastNumber <= UInt64(UInt32.max), "the epoch's file numbers are used up")
            return UInt64(epoch) << 32 | state.lastNumber
        }
    }

    func add(_ entry: SegmentEntry) {
        state.withLock { $0.entries[entry.number] = entry }
    }

    /// Nil when there is no such file.
    func entry(_ number: UInt64) -> SegmentEntry? {
        state.withLock { $0.entries[number] }
    }

    /// Forgets and deletes a file. One that can't be deleted goes at the next opening.
    func remove(_ number: UInt64) {
        let known = state.withLock { $0.entries.removeValue(forKey: number) != nil }
        if known { try? folder.remove(.segment(number)) }
    }

    /// A file's payload, whole and verified, in parts: the first `head` bytes, and what `lengths` makes of them, which must use every byte. Each part is read into memory of its
    /// own, since a segment's are kept for different times.
    func read(
        _ entry: SegmentEntry, head: Int, lengths: ([UInt8]) -> [Int]
    ) throws(StoreError) -> [[UInt8]] {
        let name = StoreFile.segment(entry.number).name
        let file = try folder.open(.segment(entry.number), .read)
        defer { folder.close(file) }
        try check(entry, size: try folder.size(file))
        let header = try SegmentFileHeader.decode(
            try folder.read(file, at: 0, count: SegmentFileHeader.byteCount), file: name)
        guard header.entry == entry else {
            throw .damaged(file: name, offset: 16, reason: "it is not the file that the manifest names")
        }
        var parts = [try folder.read(file, at: UInt64(SegmentFileHeader.byteCount), count: min(head, Int(entry.bytes)))]
        var crc = checksum(parts[0])
        var left = Int(entry.bytes) - parts[0].count
        for length in lengths(parts[0]) {
            guard 0...left ~= length else {
                throw .damaged(
                    file: name, offset: UInt64(SegmentFileHeader.byteCount), reason: "its parts are longer than it is")
            }
            let offset = UInt64(SegmentFileHeader.byteCount) + entry.bytes - UInt64(left)
            let (bytes, sum) = try folder.readAndSum(file, at: offset, count: length)
            parts.append(bytes)
            crc = checksum(crc, then: sum, bytes: bytes.count)
            left -= length
        }
        guard left == 0, parts.reduce(0, { $0 + $1.count }) == Int(entry.bytes), crc == entry.checksum else {
            throw .damaged(
                file: name, offset: UInt64(SegmentFileHeader.byteCount), reason: "its payload's checksum is wrong")
        }
        return parts
    }

    /// Before anything is allocated: the file must have the size that its entry gives it.
    func check(_ entry: SegmentEntry, size: UInt64) throws(StoreError) {
        let expected = UInt64(SegmentFileHeader.byteCount) + entry.bytes
        guard entry.bytes <= Limits.segmentFileBytesMax, size == expected else {
            throw .damaged(
                file: StoreFile.segment(entry.number).name, offset: min(size, expected),
                reason: "it has \(size) bytes instead of \(expected)")
        }
    }
}
