/// A line of a repaired text, trimmed.
struct Line {
    /// 1-based.
    var number: UInt32
    /// Bytes of the text, without white space at either end.
    var start: Int
    var end: Int
    /// Spaces before the first visible character.
    var indent: Int
    var scalars: Int
    /// Into `ScannedText.words`.
    var words: Range<Int>
    var fingerprint: UInt64
    /// Whether `.`, `!`, `?`, `।`, `۔` or the like comes last, quotes and brackets aside.
    var endsSentence: Bool
    var hasHash: Bool
    var hasBracket: Bool

    var isBlank: Bool { start == end }
}

/// Lines and folded words of a text: structure of arrays, filled in one pass.
struct ScannedText {
    var lines: [Line] = []
    /// The hash of each folded word, in order.
    var words: [UInt64] = []
}

/// Reads valid UTF-8 once: lines, words, sentence ends. Appends to `scan`; stops after `Limits.linesMax` + 1 lines.
func scanLines(_ text: Span<UInt8>, into scan: inout ScannedText) {
    let entries = FoldTable.entries
    let table = entries.span
    let count = text.count
    // Taken out, so that appending does not go through `scan` each time.
    var words: [UInt64] = []
    swap(&words, &scan.words)
    defer { swap(&words, &scan.words) }
    var at = 0
    var number: UInt32 = 0
    while at < count && scan.lines.count <= Limits.linesMax {
        number &+= 1
        let lineStart = at
        let firstWord = words.count
        var start = -1
        var end = at
        var scalars = 0
        var word: UInt64 = 0
        var inWord = false
        var fingerprint: UInt64 = 0
        var endsSentence = false
        var hasHash = false
        var hasBracket = false
        while at < count {
            let lead = text[at]
            var folded: UInt16
            let length: Int
            if lead < 0x80 {
                length = 1
                folded = table[Int(lead)]
                if lead == 0x23 { hasHash = true }
                if lead == 0x5B { hasBracket = true }
            } else if lead < 0xE0 {
                length = 2
                guard at &+ 1 < count else { break }
                folded = foldedScalar(UInt32(lead & 0x1F) << 6 | UInt32(text[at &+ 1] & 0x3F), table)
            } else if lead < 0xF0 {
                length = 3
                guard at &+ 2 < count else { break }
                folded = foldedScalar(
                    UInt32(lead & 0x0F) << 12 | UInt32(text[at &+ 1] & 0x3F) << 6 | UInt32(text[at &+ 2] & 0x3F), table)
            } else {
                length = 4
                guard at &+ 3 < count else { break }
                let high = UInt32(lead & 0x07) << 18 | UInt32(text[at &+ 1] & 0x3F) << 12
                folded = FoldTable.fold(high | UInt32(text[at &+ 2] & 0x3F) << 6 | UInt32(text[at &+ 3] & 0x3F))
            }
            if folded >= FoldTable.firstLetter {
                word = hashed(inWord ? word : wordSeed, folded)
                inWord = true
                endsSentence = false
            } else if folded != FoldTable.ignored {
                if inWord {
                    words.append(word)
                    fingerprint = fingerprinted(fingerprint, word)
                    inWord = false
                }
                if folded == FoldTable.newline { break }
                switch folded {
                case FoldTable.terminal: endsSentence = true
                case FoldTable.separator: endsSentence = false
                default: break
                }
            }
            at &+= length
            if folded != FoldTable.space {
                if start < 0 { start = at &- length }
                end = at
            }
            scalars &+= 1
        }
        if inWord {
            words.append(word)
            fingerprint = fingerprinted(fingerprint, word)
        }
        if start < 0 {
            start = lineStart
            end = lineStart
        }
        scan.lines.append(
            Line(
                number: number, start: start, end: end, indent: start &- lineStart, scalars: scalars,
                words: firstWord..<words.count, fingerprint: fingerprint, endsSentence: endsSentence,
                hasHash: hasHash, hasBracket: hasBracket))
        // The newline, or a truncated scalar, which valid UTF-8 doesn't have.
        at &+= 1
    }
}

@inline(__always)
private func foldedScalar(_ scalar: UInt32, _ table: Span<UInt16>) -> UInt16 {
    scalar < FoldTable.size ? table[Int(scalar)] : FoldTable.fold(scalar)
}
