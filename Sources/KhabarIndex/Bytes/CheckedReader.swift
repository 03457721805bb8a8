/// Reads bytes that nobody has validated: every read past `end` throws.
struct CheckedReader {
    let bytes: ByteView
    var at: Int
    let end: Int
    /// What is being read, for the error.
    let name: StaticString

    /// `range` must lie inside `bytes`.
    init(_ bytes: ByteView, _ range: Range<Int>, _ name: StaticString) {
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count)
        self.bytes = bytes
        at = range.lowerBound
        end = range.upperBound
        self.name = name
    }

    var isAtEnd: Bool { at == end }

    func error(_ reason: String) -> SegmentError { SegmentError("\(name), byte \(at): \(reason)") }

    @inline(__always) mutating func u8() throws(SegmentError) -> UInt8 {
        guard at < end else { throw error("ends early") }
        defer { at += 1 }
        return bytes.u8(at)
    }

    mutating func u32() throws(SegmentError) -> UInt32 {
        guard end - at >= 4 else { throw error("ends early") }
        defer { at += 4 }
        return bytes.u32(at)
    }

    mutating func u64() throws(SegmentError) -> UInt64 {
        guard end - at >= 8 else { throw error("ends early") }
        defer { at += 8 }
        return bytes.u64(at)
    }

    /// A varint in its shortest form, so that equal contents have equal bytes.
    @inline(__always) mutating func varint() throws(SegmentError) -> UInt32 {
        var byte = try u8()
        if byte < 0x80 { return UInt32(byte) }
        var value = UInt32(byte & 0x7F)
        var shift: UInt32 = 7
        while true {
            byte = try u8()
            guard shift < 28 || byte <= 0x0F else { throw error("a number exceeds 32 bits") }
            value |= UInt32(byte & 0x7F) &<< shift
            if byte < 0x80 { break }
            shift += 7
        }
        guard byte != 0 else { throw error("a number is not in its shortest form") }
        return value
    }

    mutating func take(_ count: Int) throws(SegmentError) -> Range<Int> {
        guard count >= 0, count <= end - at else { throw error("ends early") }
        defer { at += count }
        return at..<(at + count)
    }

    func finish() throws(SegmentError) {
        guard isAtEnd else { throw error("\(end - at) bytes too many") }
    }
}
