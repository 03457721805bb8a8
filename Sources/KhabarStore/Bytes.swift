import CHardware

/// CRC-32C of bytes, continuing from `crc`.
func checksum(_ bytes: [UInt8], from crc: UInt32 = 0) -> UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe khabar_crc32c(crc, $0.baseAddress, $0.count) }
}

func checksum(_ bytes: ArraySlice<UInt8>, from crc: UInt32 = 0) -> UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe khabar_crc32c(crc, $0.baseAddress, $0.count) }
}

/// CRC-32C of the parts as if they were one.
func checksum(_ parts: [[UInt8]]) -> UInt32 {
    var crc: UInt32 = 0
    for part in parts { crc = checksum(part, from: crc) }
    return crc
}

/// CRC-32C of two pieces as if they were one, of each of which it is known.
func checksum(_ first: UInt32, then second: UInt32, bytes: Int) -> UInt32 {
    khabar_crc32c_joined(first, second, UInt64(bytes))
}

func byteCount(_ parts: [[UInt8]]) -> Int {
    var count = 0
    for part in parts { count += part.count }
    return count
}

extension [UInt8] {
    mutating func append(littleEndian value: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: 0, to: value.bitWidth, by: 8) { append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    /// The integer at a place that is known to be inside.
    func load<Value: FixedWidthInteger & UnsignedInteger>(at index: Int, as type: Value.Type = Value.self) -> Value {
        var value: Value = 0
        for place in 0..<(Value.bitWidth / 8) { value |= Value(self[index + place]) << (8 * place) }
        return value
    }
}

/// What every file of the store begins with: what it is, in which format, and a checksum of these two, so that a
/// later version's file is told from a damaged one.
///
///     preamble = magic: 8 bytes, version: u32, crc32c of the 12 bytes before: u32
enum Preamble {
    static let byteCount = 16
    /// Of every file whose own format says nothing else.
    static let version: UInt32 = 1

    static func bytes(magic: StaticString, version: UInt32 = version) -> [UInt8] {
        var bytes = [UInt8](magic.description.utf8)
        precondition(bytes.count == 8)
        bytes.append(littleEndian: version)
        bytes.append(littleEndian: checksum(bytes))
        return bytes
    }

    /// Checks the first bytes of `file`, and returns its format's version: at most `version`.
    @discardableResult
    static func check(
        _ bytes: [UInt8], magic: StaticString, version: UInt32 = version, file: String
    ) throws(StoreError) -> UInt32 {
        guard bytes.count >= byteCount, Array(bytes[0..<8]) == [UInt8](magic.description.utf8) else {
            throw .damaged(file: file, offset: 0, reason: "it does not begin with \(magic)")
        }
        guard checksum(bytes[0..<12]) == bytes.load(at: 12, as: UInt32.self) else {
            throw .damaged(file: file, offset: 8, reason: "the format version's checksum is wrong")
        }
        let found: UInt32 = bytes.load(at: 8)
        if found > version { throw .newerFormat(file: file, found: found, supported: version) }
        if found == 0 { throw .damaged(file: file, offset: 8, reason: "format version 0") }
        return found
    }
}
