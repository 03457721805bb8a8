/// What the store consists of, besides its log: replaced as a whole, atomically.
///
///     manifest = preamble, id: u64 high, u64 low, next: u64, durable: u64, segments: u32, ranges: u32, stateBytes: u64,
///                segments * (number: u64, bytes: u64, crc32c: u32), ranges * (lower: u64, upper: u64),
///                state, crc32c of all before: u32
struct Manifest: Equatable, Sendable {
    var id: StoreID
    /// No later record gets a smaller sequence number, even when all log files are gone.
    var next: UInt64 = 1
    /// Records below were durable when this was written: one that is missing now has been lost, and the opening is refused.
    var durable: UInt64 = 1
    var segments: [SegmentEntry] = []
    /// Records that the segment files and the state cover, or that never became durable.
    var folded = SequenceSet()
    var state: [UInt8] = []

    static let magic: StaticString = "KHABARMF"
    private static let headBytes = Preamble.byteCount + 48
    static let bytesMax = UInt64(headBytes) + UInt64(Limits.manifestEntriesMax) * 36 + UInt64(Limits.stateBytesMax) + 4

    /// The bytes in parts; the state is not copied.
    func encoded() -> [[UInt8]] {
        var bytes = Preamble.bytes(magic: Self.magic)
        bytes.append(littleEndian: id.high)
        bytes.append(littleEndian: id.low)
        bytes.append(littleEndian: next)
        bytes.append(littleEndian: durable)
        bytes.append(littleEndian: UInt32(segments.count))
        bytes.append(littleEndian: UInt32(folded.ranges.count))
        bytes.append(littleEndian: UInt64(state.count))
        for segment in segments {
            bytes.append(littleEndian: segment.number)
            bytes.append(littleEndian: segment.bytes)
            bytes.append(littleEndian: segment.checksum)
        }
        for range in folded.ranges {
            bytes.append(littleEndian: range.lowerBound)
            bytes.append(littleEndian: range.upperBound)
        }
        var end: [UInt8] = []
        end.append(littleEndian: checksum(state, from: checksum(bytes)))
        return [bytes, state, end]
    }

    static func decode(_ bytes: [UInt8]) throws(StoreError) -> Manifest {
        let file = StoreFile.manifest.name
        try Preamble.check(bytes, magic: magic, file: file)
        guard bytes.count >= headBytes + 4 else {
            throw .damaged(file: file, offset: UInt64(bytes.count), reason: "it is cut short")
        }
        guard checksum(bytes[..<(bytes.count - 4)]) == bytes.load(at: bytes.count - 4, as: UInt32.self) else {
            throw .damaged(file: file, offset: 16, reason: "its checksum is wrong")
        }
        let segments = bytes.load(at: 48, as: UInt32.self)
        let ranges = bytes.load(at: 52, as: UInt32.self)
        let stateBytes = bytes.load(at: 56, as: UInt64.self)
        let listBytes = UInt64(segments) * 20 + UInt64(ranges) * 16
        guard stateBytes <= UInt64(Limits.stateBytesMax),
            UInt64(headBytes) + listBytes + stateBytes + 4 == UInt64(bytes.count)
        else { throw .damaged(file: file, offset: 48, reason: "its counts do not fit its size") }

        var manifest = Manifest(id: StoreID(high: bytes.load(at: 16), low: bytes.load(at: 24)))
        manifest.next = bytes.load(at: 32)
        manifest.durable = bytes.load(at: 40)
        guard manifest.durable <= manifest.next, manifest.next < .max / 2 else {
            throw .damaged(file: file, offset: 32, reason: "its sequence numbers are impossible")
        }
        var place = headBytes
        for _ in 0..<segments {
            manifest.segments.append(
                SegmentEntry(
                    number: bytes.load(at: place), bytes: bytes.load(at: place + 8),
                    checksum: bytes.load(at: place + 16)))
            place += 20
        }
        for _ in 0..<ranges {
            let lower: UInt64 = bytes.load(at: place)
            let upper: UInt64 = bytes.load(at: place + 8)
            guard lower < upper else {
                throw .damaged(file: file, offset: UInt64(place), reason: "a range that is empty")
            }
            manifest.folded.insert(lower..<upper)
            place += 16
        }
        manifest.state = Array(bytes[place..<(bytes.count - 4)])
        return manifest
    }
}

/// A segment file as the manifest names it.
struct SegmentEntry: Equatable, Sendable {
    let number: UInt64
    /// Payload bytes, without the file's header.
    let bytes: UInt64
    /// CRC-32C of the payload.
    let checksum: UInt32
}
