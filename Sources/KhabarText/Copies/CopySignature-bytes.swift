/// A signature's bytes, little-endian:
///
///     signature = shingle:u32*24 number:u16*8
///
/// Shingles ascend, and their lower 24 bits differ; FFFFFFFF fills up. Numbers differ; 0 fills up.
extension CopySignature {
    package func encode(into output: inout [UInt8]) {
        let (shingles, numbers) = (shingles.span, numbers.span)
        for index in 0..<Self.shinglesMax { append(shingles[index], bytes: 4, to: &output) }
        for index in 0..<Self.numbersMax { append(UInt32(numbers[index]), bytes: 2, to: &output) }
    }

    private func append(_ value: UInt32, bytes: Int, to output: inout [UInt8]) {
        for byte in 0..<bytes { output.append(UInt8(truncatingIfNeeded: value >> UInt32(8 * byte))) }
    }

    /// Reads `bytes` bytes. Total: comparing signatures of any content is safe; `isWellFormed` says whether a sketcher may have written it.
    package init(_ bytes: Span<UInt8>) {
        precondition(bytes.count == Self.bytes, "a signature has \(Self.bytes) bytes")
        let raw = unsafe bytes.bytes
        shingles = InlineArray { index in
            UInt32(littleEndian: unsafe raw.unsafeLoadUnaligned(fromByteOffset: 4 &* index, as: UInt32.self))
        }
        numbers = InlineArray { index in
            let at = 4 &* Self.shinglesMax &+ 2 &* index
            return UInt16(littleEndian: unsafe raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt16.self))
        }
    }

    /// Whether the rules of the encoding are kept: a segment from outside that breaks them is refused.
    package var isWellFormed: Bool {
        let (shingles, numbers) = (shingles.span, numbers.span)
        // The hashes so far by some of their bits: only one that meets such bits again is compared with them all.
        var seen = InlineArray<16, UInt64>(repeating: 0)
        for index in 0..<Self.shinglesMax {
            let value = shingles[index]
            guard value != Self.noShingle else { continue }
            guard index == 0 || shingles[index - 1] < value else { return false }
            let (word, bit) = (Int(value &>> 6 & 15), UInt64(1) &<< UInt64(value & 63))
            if seen[word] & bit != 0 {
                for earlier in 0..<index where (shingles[earlier] ^ value) & Self.hashMask == 0 { return false }
            }
            seen[word] |= bit
        }
        for index in 1..<Self.numbersMax {
            let value = numbers[index]
            if value == 0 { continue }
            for earlier in 0..<index where numbers[earlier] == value || numbers[earlier] == 0 { return false }
        }
        return true
    }
}
