/// A dateline standing alone, `वाशिंगटन:`, has few words.
private let datelineWordsMax = 4

/// The place that a line names if it is a dateline of its own: up to four words and a colon. Nil otherwise.
func placeLine(_ line: Span<UInt8>, _ words: Span<UInt64>) -> String? {
    guard words.count <= datelineWordsMax, line.count > 1, line[line.count &- 1] == 0x3A else { return nil }
    for offset in 0..<(line.count &- 1) {
        // No digits, brackets or further marks: "25 April 2024:" and "(1):" are no places.
        switch line[offset] {
        case 0x21...0x2B, 0x2F...0x40, 0x5B...0x60, 0x7B...0x7E: return nil
        default: break
        }
    }
    return trimmedName(line, from: 0)
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

    var hasDigit: Bool {
        var at = 0
        while at < count {
            let scalar = decodeScalar(self, at)
            if (0x30...0x39).contains(foldedScalar(scalar.value)) { return true }
            at &+= scalar.length
        }
        return false
    }

    /// `Loading...`, `Loading…`
    var endsInEllipsis: Bool {
        guard count > 3 else { return false }
        let last = (self[count - 3], self[count - 2], self[count - 1])
        return last == (0x2E, 0x2E, 0x2E) || last == (0xE2, 0x80, 0xA6)
    }

    /// Whether a full stop, danda or the like stands in the line with a space behind it.
    var hasInnerSentence: Bool {
        var at = 0
        while at < count {
            let scalar = decodeScalar(self, at)
            at &+= scalar.length
            let folded =
                scalar.value < FoldTable.size ? FoldTable.entries[Int(scalar.value)] : FoldTable.fold(scalar.value)
            if folded == FoldTable.terminal && at < count && self[at] == 0x20 { return true }
        }
        return false
    }
}
