/// The beginning of a log file.
///
///     log file    = header, record*
///     header      = preamble, id: u64 high, u64 low, number: u64, first: u64, follows: u64, mark: u64, crc32c: u32
///
/// A log file gets its name only after its header is durable, and `Identity` names it before a record in it is
/// acknowledged. So one that is shorter than its header, or missing though its records are not folded, was damaged.
struct LogFileHeader: Equatable, Sendable {
    let id: StoreID
    let number: UInt64
    /// The sequence number of the file's first record.
    let first: UInt64
    /// Records below are durable in earlier files, or folded. Those from here to `first` never became durable, and
    /// what an earlier file may hold of them is void: no acknowledgement rests on it.
    let follows: UInt64
    /// Random, and begins each record of this file: bytes from outside that look like a record can't know it.
    let mark: UInt64

    static let byteCount = Preamble.byteCount + 52
    static let magic: StaticString = "KHABARLG"

    func encoded() -> [UInt8] {
        var bytes = Preamble.bytes(magic: Self.magic)
        bytes.append(littleEndian: id.high)
        bytes.append(littleEndian: id.low)
        bytes.append(littleEndian: number)
        bytes.append(littleEndian: first)
        bytes.append(littleEndian: follows)
        bytes.append(littleEndian: mark)
        bytes.append(littleEndian: checksum(bytes))
        return bytes
    }

    static func decode(_ bytes: [UInt8], file: String) throws(StoreError) -> LogFileHeader {
        try Preamble.check(bytes, magic: magic, file: file)
        guard bytes.count >= byteCount else {
            throw .damaged(file: file, offset: UInt64(bytes.count), reason: "its header is cut short")
        }
        guard checksum(bytes[0..<(byteCount - 4)]) == bytes.load(at: byteCount - 4, as: UInt32.self) else {
            throw .damaged(file: file, offset: 16, reason: "its header's checksum is wrong")
        }
        let header = LogFileHeader(
            id: StoreID(high: bytes.load(at: 16), low: bytes.load(at: 24)), number: bytes.load(at: 32),
            first: bytes.load(at: 40), follows: bytes.load(at: 48), mark: bytes.load(at: 56))
        guard header.follows <= header.first, header.first < .max / 2 else {
            throw .damaged(file: file, offset: 40, reason: "its sequence numbers are impossible")
        }
        return header
    }
}

/// The beginning of a record.
///
///     record = mark: u64, length: u32, kind: u8, zero: 3 bytes, sequence: u64, crc32c of the payload: u32,
///              crc32c of all before: u32, payload: length bytes
///
/// Kind 0 is the store's own: a durability note, without payload, written after a successful sync. It says that
/// every byte before it was durable, and carries the sequence number of the next record. Without these notes a torn
/// write of several unsynced records, which a disk may persist in any order, could not be told from damage to records
/// that had been acknowledged.
struct RecordHeader: Equatable, Sendable {
    let mark: UInt64
    let length: UInt32
    let kind: UInt8
    let sequence: UInt64
    let payloadChecksum: UInt32

    static let byteCount = 32
    static let durabilityNote: UInt8 = 0

    var isNote: Bool { kind == Self.durabilityNote }
    /// Header and payload.
    var recordBytes: UInt64 { UInt64(Self.byteCount) + UInt64(length) }

    func encoded() -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Self.byteCount)
        bytes.append(littleEndian: mark)
        bytes.append(littleEndian: length)
        bytes += [kind, 0, 0, 0]
        bytes.append(littleEndian: sequence)
        bytes.append(littleEndian: payloadChecksum)
        bytes.append(littleEndian: checksum(bytes))
        return bytes
    }

    /// Nil when the bytes are not the header of a record with this mark.
    init?(_ bytes: [UInt8], mark expected: UInt64) {
        guard bytes.count == Self.byteCount, bytes.load(at: 0, as: UInt64.self) == expected,
            checksum(bytes[0..<28]) == bytes.load(at: 28, as: UInt32.self)
        else { return nil }
        mark = expected
        length = bytes.load(at: 8)
        kind = bytes[12]
        sequence = bytes.load(at: 16)
        payloadChecksum = bytes.load(at: 24)
        guard Int(length) <= Limits.recordBytesMax, !isNote || length == 0, sequence < .max / 2 else { return nil }
    }

    init(mark: UInt64, kind: UInt8, sequence: UInt64, parts: [[UInt8]]) {
        self.mark = mark
        self.kind = kind
        self.sequence = sequence
        length = UInt32(KhabarStore.byteCount(parts))
        payloadChecksum = checksum(parts)
    }
}
