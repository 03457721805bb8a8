// Searches that look at eight bytes at a time. A word XOR a pattern has a zero byte where the pattern's byte stood; `(x - 0x01…) & ~x & 0x80…`
// marks the lowest zero byte exactly (Mycroft's test), and the lowest is all that is asked for.

@inline(__always)
private func zeroBytes(_ word: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
}

/// Index of the first quote or backslash at or after `start`; `bytes.count` when there is none.
func indexOfQuoteOrBackslash(_ bytes: Span<UInt8>, from start: Int) -> Int {
    let raw = unsafe bytes.bytes
    let end = bytes.count
    var at = start
    while at &+ 8 <= end {
        let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
        let hits = zeroBytes(word ^ 0x2222_2222_2222_2222) | zeroBytes(word ^ 0x5C5C_5C5C_5C5C_5C5C)
        if hits != 0 { return at &+ (hits.trailingZeroBitCount &>> 3) }
        at &+= 8
    }
    while at < end, bytes[at] != 0x22, bytes[at] != 0x5C { at &+= 1 }
    return at
}

/// Index of the first line feed at or after `start`; `bytes.count` when there is none.
func indexOfLineFeed(_ bytes: Span<UInt8>, from start: Int) -> Int {
    let raw = unsafe bytes.bytes
    let end = bytes.count
    var at = start
    while at &+ 8 <= end {
        let word = unsafe raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian
        let hits = zeroBytes(word ^ 0x0A0A_0A0A_0A0A_0A0A)
        if hits != 0 { return at &+ (hits.trailingZeroBitCount &>> 3) }
        at &+= 8
    }
    while at < end, bytes[at] != 0x0A { at &+= 1 }
    return at
}

extension [UInt8] {
    /// Appends a span's bytes in one copy.
    mutating func append(copying bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
