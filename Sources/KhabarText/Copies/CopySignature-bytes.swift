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
        self.init()
        let raw = unsafe bytes.bytes
        var (shingles, numbers) = (shingles, numbers)
        for index in 0..<Self.shinglesMax {
            let value = unsafe raw.unsafeLoadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
            shingles[index] = UInt32(littleEndian: value)
        }
        for index in 0..<Self.numbersMax {
            let at = 4 * Self.shinglesMax + 2 * index
            let value = unsafe raw.unsafeLoadUnaligned(fromByteOffset: at, as: UInt16.self)
            numbers[index] = UInt16(littleEndian: value)
        }
        self.shingles = shingles
        self.numbers = numbers
    }

    /// Whether the rules of the encoding are kept: a segment from outside that breaks them is refused.
    package var isWellFormed: Bool {
        let (shingles, numbers) = (shingles.span, numbers.span)
        for index in 1..<Self.shinglesMax {
            let (before, value) = (shingles[index - 1], shingles[index])
            guard before < value || (before == Self.noShingle && value == Self.noShingle) else { return false }
            guard value != Self.noShingle else { continue }
            // To the end, found or not: so all are compared at once.
            var repeated: UInt32 = 0
            for earlier in 0..<index { repeated &+= (shingles[earlier] ^ value) & Self.hashMask == 0 ? 1 : 0 }
            guard repeated == 0 else { return false }
        }
        for index in 1..<Self.numbersMax {
            let value = numbers[index]
            if value == 0 { continue }
            for earlier in 0..<index where numbers[earlier] == value || numbers[earlier] == 0 { return false }
        }
        return true
    }
}
