internal import KhabarText
internal import KhabarZlib

/// Bytes that deflate may point back into, named by their hash.
struct TextDictionary {
    /// XXH64, seed 0, of the bytes.
    let hash: UInt64
    let bytes: [UInt8]
    /// The form in which a segment's text carries them: raw deflate, level 9, no dictionary.
    let deflated: [UInt8]

    init(_ bytes: [UInt8]) {
        hash = xxh64(bytes.span, seed: 0)
        self.bytes = bytes
        var deflated: [UInt8] = []
        Deflater(level: 9).deflate(bytes.span, into: &deflated)
        self.deflated = deflated
    }
}

/// One dictionary in a segment's table.
struct TextDictionaryRow: Equatable {
    static let bytes = 24

    var hash: UInt64
    var textOffset: UInt64
    var deflatedBytes: UInt32
    var bytes: UInt32
}

struct TextDictionaryTable {
    private(set) var count = 0
    private var rows: [UInt8] = []

    mutating func append(_ dictionary: TextDictionary, textOffset: Int) {
        append(
            TextDictionaryRow(
                hash: dictionary.hash, textOffset: UInt64(textOffset), deflatedBytes: UInt32(dictionary.deflated.count),
                bytes: UInt32(dictionary.bytes.count)))
    }

    mutating func append(_ row: TextDictionaryRow) {
        rows.append(u64: row.hash)
        rows.append(u64: row.textOffset)
        rows.append(u32: row.deflatedBytes)
        rows.append(u32: row.bytes)
        count += 1
    }

    func finish() -> [UInt8] { rows }

    static func row(_ bytes: ByteView, _ section: Range<Int>, _ number: Int) -> TextDictionaryRow {
        let at = section.lowerBound + number * TextDictionaryRow.bytes
        precondition(number >= 0 && at + TextDictionaryRow.bytes <= section.upperBound)
        return TextDictionaryRow(
            hash: bytes.u64(at), textOffset: bytes.u64(at + 8), deflatedBytes: bytes.u32(at + 16),
            bytes: bytes.u32(at + 20))
    }
}
