/// Writes one segment file piece by piece. Used by one thread; any number of writers may be at work.
///
/// A writer that is dropped before `finish` leaves nothing behind.
package final class SegmentFileWriter {
    private let files: SegmentFiles
    private let number: UInt64
    private let file: OpenFile
    private var bytes: UInt64 = 0
    private var crc: UInt32 = 0
    private var finished = false

    init(_ files: SegmentFiles) throws(StoreError) {
        self.files = files
        number = files.takeNumber()
        file = try files.folder.open(.temporary(StoreFile.segment(number).name), .createUncached)
    }

    deinit {
        files.folder.close(file)
        if !finished { try? files.folder.remove(.temporary(StoreFile.segment(number).name)) }
    }

    /// Adds bytes at the end. After an error, drop the writer.
    package func append(_ parts: [[UInt8]]) throws(StoreError) {
        precondition(!finished, "this segment file is finished")
        let added = UInt64(byteCount(parts))
        guard bytes + added <= Limits.segmentFileBytesMax else {
            throw .tooLarge(what: "a segment file", bytes: bytes + added, limit: Limits.segmentFileBytesMax)
        }
        try files.folder.write(file, at: UInt64(SegmentFileHeader.byteCount) + bytes, parts)
        for part in parts { crc = checksum(part, from: crc) }
        bytes += added
    }

    /// Makes the file durable and returns its number. It stays until an `install` that doesn't name it follows one
    /// that did, until `discardSegmentFile`, or until the next opening if no manifest names it.
    package func finish() throws(StoreError) -> UInt64 {
        precondition(!finished, "this segment file is finished")
        let entry = SegmentEntry(number: number, bytes: bytes, checksum: crc)
        try files.folder.write(file, at: 0, [SegmentFileHeader(entry: entry).encoded()])
        var renamed = false
        do {
            try files.folder.publish(file, as: .segment(number), renamed: &renamed)
        } catch {
            if renamed {
                finished = true
                try? files.folder.remove(.segment(number))
                try? files.folder.remove(.temporary(StoreFile.segment(number).name))
            }
            throw error
        }
        finished = true
        files.add(entry)
        return number
    }
}
