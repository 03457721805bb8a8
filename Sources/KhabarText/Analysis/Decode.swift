/// One scalar of a text: its entry, its length in bytes, and its own bytes, first lowest (three at most).
struct ScannedScalar {
    var entry: ScalarEntry
    var count: Int
    var source: UInt32
}

/// Decodes the scalar at a place of the text. What is not UTF-8 is a separator of one byte.
@inline(__always)
func scannedScalar(
    _ text: Span<UInt8>, _ i: Int, _ entries: Span<UInt32>, _ blocks: Span<UInt16>
) -> ScannedScalar {
    let first = UInt32(text[i])
    if first < 0x80 {
        return ScannedScalar(entry: ScalarEntry(bits: entries[Int(first)]), count: 1, source: first)
    }
    if first >= 0xC2, first < 0xE0, i + 1 < text.count {
        let second = UInt32(text[i + 1])
        if second & 0xC0 == 0x80 {
            let scalar = (first & 0x1F) << 6 | second & 0x3F
            return ScannedScalar(entry: ScalarEntry(bits: entries[Int(scalar)]), count: 2, source: first | second << 8)
        }
    } else if first >= 0xE0, first < 0xF0, i + 2 < text.count {
        let second = UInt32(text[i + 1])
        let third = UInt32(text[i + 2])
        let scalar = (first & 0x0F) << 12 | (second & 0x3F) << 6 | third & 0x3F
        if second & 0xC0 == 0x80, third & 0xC0 == 0x80, scalar >= 0x800, scalar & 0xF800 != 0xD800 {
            let block = Int(blocks[Int(scalar >> 7)])
            return ScannedScalar(
                entry: ScalarEntry(bits: entries[block << 7 | Int(scalar & 127)]), count: 3,
                source: first | second << 8 | third << 16)
        }
    } else if first >= 0xF0 {
        return scannedAstral(text, i)
    }
    return ScannedScalar(entry: ScalarEntry(bits: 0), count: 1, source: 0)
}

@inline(never)
private func scannedAstral(_ text: Span<UInt8>, _ i: Int) -> ScannedScalar {
    let invalid = ScannedScalar(entry: ScalarEntry(bits: 0), count: 1, source: 0)
    guard i + 3 < text.count else { return invalid }
    var scalar = UInt32(text[i]) & 0x0F
    for k in 1...3 {
        guard text[i + k] & 0xC0 == 0x80 else { return invalid }
        scalar = scalar << 6 | UInt32(text[i + k]) & 0x3F
    }
    guard text[i] < 0xF5, scalar >= 0x10000, scalar <= 0x10FFFF else { return invalid }
    return ScannedScalar(entry: ScalarTable.shared.astralEntry(scalar), count: 4, source: 0)
}
