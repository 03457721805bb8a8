/// Letters of the Arabic script, as their two bytes of UTF-8.
enum ArabicLetter {
    /// Stands in the term buffer for ة until the word has ended: ۃ, which no term keeps.
    static let tehMarbutaMarker: [UInt8] = [0xDB, 0x83]
    static let markerPair: UInt32 = 0xDB83
    static let he: UInt32 = 0xD987
    static let hamza: UInt32 = 0xD8A1
    static let noon: UInt32 = 0xD986
    static let yeh: UInt32 = 0xD98A
    static let noonGhunna: UInt32 = 0xDABA
    static let yehBarree: UInt32 = 0xDB92
}

/// Reads a word of the Arabic script from `i` on; gives the number of ے ں ة among its letters, ة as its marker.
@inline(__always)
func arabicWord(
    _ text: Span<UInt8>, _ entries: Span<UInt32>, _ blocks: Span<UInt16>, _ long: Span<UInt8>, _ i: inout Int,
    _ o: inout Int, _ word: inout Word, _ out: inout MutableSpan<UInt8>
) -> Int {
    var finals = 0
    while i < text.count {
        // U+0600 to U+06FF: two bytes become two bytes.
        while i + 1 < text.count {
            let first = UInt32(text[i])
            let second = UInt32(text[i + 1])
            guard first & 0xFC == 0xD8, second & 0xC0 == 0x80 else { break }
            let bits = entries[Int((first & 0x1F) << 6 | second & 0x3F)]
            guard bits >> 26 == ScalarClass.arabic.rawValue, o + 2 <= word.termLimit else { break }
            out[o] = UInt8(truncatingIfNeeded: bits)
            out[o + 1] = UInt8(truncatingIfNeeded: bits >> 8)
            o += 2
            i += 2
            word.end = i
        }
        guard i < text.count, text[i] != 0x20 else { break }
        let scalar = scannedScalar(text, i, entries, blocks)
        switch scalar.entry.classBits {
        case ScalarClass.finalLetter.rawValue:
            i += scalar.count
            word.end = i
            let before = o
            appendScalar(scalar, text, i, long, &o, &word, &out)
            if o > before { finals += 1 }
        case ScalarClass.arabic.rawValue:
            i += scalar.count
            word.end = i
            appendScalar(scalar, text, i, long, &o, &word, &out)
        case ScalarClass.doChashmiHe.rawValue:
            i += scalar.count
            word.end = i
            let isAspirated = o > word.termStart && isAspirable(pair(out, o - 2))
            let before = o
            appendScalar(scalar, text, i, long, &o, &word, &out)
            if !isAspirated, o > before { setPair(&out, before, ArabicLetter.he) }
        case ScalarClass.mark.rawValue, ScalarClass.sign.rawValue, ScalarClass.devanagariSign.rawValue:
            i += scalar.count
            word.end = i
        case ScalarClass.format.rawValue: i += scalar.count
        default: return finals
        }
    }
    return finals
}

@inline(__always)
func pair(_ out: borrowing MutableSpan<UInt8>, _ at: Int) -> UInt32 {
    UInt32(out[at]) << 8 | UInt32(out[at + 1])
}

@inline(__always)
func setPair(_ out: inout MutableSpan<UInt8>, _ at: Int, _ pair: UInt32) {
    out[at] = UInt8(truncatingIfNeeded: pair >> 8)
    out[at + 1] = UInt8(truncatingIfNeeded: pair)
}

/// Folded ب پ ت ٹ ج چ د ڈ ڑ ک گ: what ھ aspirates.
private func isAspirable(_ pair: UInt32) -> Bool {
    switch pair {
    case 0xD8A8, 0xD9BE, 0xD8AA, 0xD9B9, 0xD8AC, 0xDA86, 0xD8AF, 0xDA88, 0xDA91, 0xD983, 0xDAAF: true
    default: false
    }
}

/// The term's end without bare hamzas there: علماء = علما, شيء = شي, and nothing is left of the ء behind a year.
@inline(__always)
func withoutFinalHamza(_ out: borrowing MutableSpan<UInt8>, _ start: Int, _ end: Int) -> Int {
    var end = end
    while end - start >= 2, pair(out, end - 2) == ArabicLetter.hamza { end -= 2 }
    return end
}
