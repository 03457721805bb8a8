/// A dateline standing alone, `वाशिंगटन:`, has few words.
private let datelineWordsMax = 4

/// The place that a line names if it is a dateline of its own: up to four words and a colon or dash. Nil otherwise.
func placeLine(_ line: Span<UInt8>, _ words: Span<UInt64>) -> String? {
    guard words.count <= datelineWordsMax else { return nil }
    var end = line.count
    guard end > 1, line[end &- 1] == 0x3A || line[end &- 1] == 0x2D || endsWithLongDash(line) else { return nil }
    end &-= line[end &- 1] < 0x80 ? 1 : 3
    for offset in 0..<end {
        // No digits, brackets or further marks: "25 April 2024:" and "(1):" are no places.
        switch line[offset] {
        case 0x21...0x2B, 0x2F...0x40, 0x5B...0x60, 0x7B...0x7E: return nil
        default: break
        }
    }
    return trimmedName(line.extracting(0..<end), from: 0)
}

private func endsWithLongDash(_ line: Span<UInt8>) -> Bool {
    guard line.count > 3 else { return false }
    return line[line.count &- 3] == 0xE2 && line[line.count &- 2] == 0x80 && (0x93...0x95).contains(line[line.count &- 1])
}

/// The text from `from` on without quotes, brackets, dashes and blanks around it; nil if no word is left.
func trimmedName(_ line: Span<UInt8>, from: Int) -> String? {
    var start = -1
    var end = from
    var at = from
    while at < line.count {
        let scalar = decodeScalar(line, at)
        at &+= scalar.length
        let folded =
            scalar.value < FoldTable.size ? FoldTable.entries[Int(scalar.value)] : FoldTable.fold(scalar.value)
        if folded >= FoldTable.firstLetter {
            if start < 0 { start = at &- scalar.length }
            end = at
        } else if folded == FoldTable.ignored && start >= 0 && end == at &- scalar.length {
            end = at
        }
    }
    guard start >= 0 else { return nil }
    var bytes: [UInt8] = []
    for offset in start..<end { bytes.append(line[offset]) }
    return String(decoding: bytes, as: UTF8.self)
}

extension Span where Element == UInt8 {
    /// Whether the line closes with a bracket: `… (file photo)`.
    var isBracketed: Bool { count > 0 && (self[count - 1] == 0x29 || self[count - 1] == 0x5D) }
}
