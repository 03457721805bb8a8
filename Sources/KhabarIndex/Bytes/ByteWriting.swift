/// Little-endian integers and varints appended to bytes.
extension [UInt8] {
    @inline(__always) mutating func append(u32 value: UInt32) {
        unsafe Swift.withUnsafeBytes(of: value.littleEndian) { unsafe append(contentsOf: $0) }
    }

    @inline(__always) mutating func append(u64 value: UInt64) {
        unsafe Swift.withUnsafeBytes(of: value.littleEndian) { unsafe append(contentsOf: $0) }
    }

    /// LEB128: seven bits a byte, lowest first, the high bit set on all bytes but the last.
    @inline(__always) mutating func append(varint value: UInt32) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest &>>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// Zeros until the count is a multiple of `alignment`.
    mutating func pad(to alignment: Int) {
        while count % alignment != 0 { append(0) }
    }

    /// Puts so many zeros before what is there: in place, where there is room.
    mutating func prepend(zeros: Int) {
        let before = count
        append(addingCapacity: zeros) { $0.append(repeating: 0, count: zeros) }
        unsafe withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            unsafe (start + zeros).copyMemory(from: start, byteCount: before)
            unsafe start.initializeMemory(as: UInt8.self, repeating: 0, count: zeros)
        }
    }

    /// Writes over what is there.
    mutating func put(_ bytes: [UInt8], at place: Int) {
        precondition(place >= 0 && bytes.count <= count - place)
        unsafe withUnsafeMutableBytes { target in
            unsafe UnsafeMutableRawBufferPointer(rebasing: target[place..<place + bytes.count]).copyBytes(from: bytes)
        }
    }
}

/// LEB128, see `append(varint:)`.
enum Varint {
    /// Of 32 bits.
    static let bytesMax = 5
}

extension OutputSpan where Element == UInt8 {
    /// As `[UInt8].append(varint:)`, into room that is there already: no check for growth at each byte.
    @inline(__always) mutating func append(varint value: UInt32) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest &>>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }
}
