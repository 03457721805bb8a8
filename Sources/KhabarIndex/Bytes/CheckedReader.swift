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

    // Out of line: what describes an error must not make the loops around it any slower.
    @inline(never) func error(_ reason: StaticString) -> SegmentError { SegmentError("\(name), byte \(at): \(reason)") }

    @inline(__always) mutating func u8() throws(SegmentError) -> UInt8 {
        guard at < end else { throw error("ends early") }
        defer { at += 1 }
        return bytes.u8(at)
    }

    /// A varint in its shortest form, so that equal contents have equal bytes. Quickest where most take one byte.
    @inline(__always) mutating func varint() throws(SegmentError) -> UInt32 {
        if at < end {
            let byte = bytes.u8(at)
            if byte < 0x80 {
                at &+= 1
                return UInt32(byte)
            }
        }
        return try varintOfAnyLength()
    }

    /// The same where one byte is no likelier than two.
    @inline(__always) mutating func varintOfAnyLength() throws(SegmentError) -> UInt32 {
        // Eight bytes at once may lie past `end`, but not outside the view: they are looked at, never taken.
        if at <= bytes.count &- 8, let number = ShortestVarint(bytes.u64(at)), number.bytes <= end &- at {
            at &+= number.bytes
            return number.value
        }
        let (value, next) = try varintByBytes()
        at = next
        return value
    }

    /// Two varints, of which the second mostly takes one byte.
    @inline(__always) mutating func varintPair() throws(SegmentError) -> (UInt32, UInt32) {
        if at <= bytes.count &- 8 {
            let word = bytes.u64(at)
            if let first = ShortestVarint(word), first.bytes < end &- at {
                let second = word &>> UInt64(truncatingIfNeeded: 8 &* first.bytes) & 0xFF
                if second < 0x80 {
                    at &+= first.bytes &+ 1
                    return (first.value, UInt32(truncatingIfNeeded: second))
                }
            }
        }
        let first = try varintOfAnyLength()
        return (first, try varintOfAnyLength())
    }

    /// The varint at `at` and where it ends: near the view's end, and where something is wrong, to say what.
    ///
    /// Changes nothing, so that the loops around it keep the reader in registers.
    @inline(never) private func varintByBytes() throws(SegmentError) -> (value: UInt32, next: Int) {
        var reader = self
        var byte = try reader.u8()
        if byte < 0x80 { return (UInt32(byte), reader.at) }
        var value = UInt32(byte & 0x7F)
        var shift: UInt32 = 7
        while true {
            byte = try reader.u8()
            guard shift < 28 || byte <= 0x0F else { throw reader.error("a number exceeds 32 bits") }
            value |= UInt32(byte & 0x7F) &<< shift
            if byte < 0x80 { break }
            shift += 7
        }
        guard byte != 0 else { throw reader.error("a number is not in its shortest form") }
        return (value, reader.at)
    }

    /// Takes numbers of one byte each, at most eight of them and at most `limit`: none where that can't be done at once.
    @inline(__always) mutating func shortVarints(atMost limit: Int) -> (count: Int, sum: Int) {
        guard at <= bytes.count &- 8 else { return (0, 0) }
        let word = bytes.u64(at)
        let short = (word & 0x8080_8080_8080_8080).trailingZeroBitCount &>> 3
        let count = min(short, limit, end &- at)
        guard count > 0 else { return (0, 0) }
        at &+= count
        // Shifted so that nothing but these bytes is left; then added in pairs, and the pairs in the highest two bytes.
        let kept = word &<< UInt64(truncatingIfNeeded: 64 &- 8 &* count)
        let pairs = (kept & 0x00FF_00FF_00FF_00FF) &+ (kept &>> 8 & 0x00FF_00FF_00FF_00FF)
        return (count, Int(truncatingIfNeeded: (pairs &* 0x0001_0001_0001_0001) &>> 48))
    }

    mutating func take(_ count: Int) throws(SegmentError) -> Range<Int> {
        guard count >= 0, count <= end - at else { throw error("ends early") }
        defer { at += count }
        return at..<(at + count)
    }

    @inline(__always) func finish() throws(SegmentError) {
        guard isAtEnd else { throw error("bytes too many") }
    }
}
