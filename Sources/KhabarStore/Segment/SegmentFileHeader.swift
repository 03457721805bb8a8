/// The beginning of a segment file.
///
///     segment file = preamble, number: u64, length: u64, crc32c of the payload: u32, crc32c of all before: u32,
///                    payload: length bytes
struct SegmentFileHeader: Equatable, Sendable {
    let entry: SegmentEntry

    static let byteCount = Preamble.byteCount + 24
    static let magic: StaticString = "KHABARSG"

    func encoded() -> [UInt8] {
        var bytes = Preamble.bytes(magic: Self.magic)
        bytes.append(littleEndian: entry.number)
        bytes.append(littleEndian: entry.bytes)
        bytes.append(littleEndian: entry.checksum)
        bytes.append(littleEndian: checksum(bytes))
        return bytes
    }

    static func decode(_ bytes: [UInt8], file: String) throws(StoreError) -> SegmentFileHeader {
        try Preamble.check(bytes, magic: magic, file: file)
        guard bytes.count >= byteCount,
            checksum(bytes[0..<(byteCount - 4)]) == bytes.load(at: byteCount - 4, as: UInt32.self)
        else { throw .damaged(file: file, offset: 16, reason: "its header's checksum is wrong") }
        return SegmentFileHeader(
            entry: SegmentEntry(number: bytes.load(at: 16), bytes: bytes.load(at: 24), checksum: bytes.load(at: 32)))
    }
}
