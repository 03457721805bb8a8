// Words of Devanagari: each scalar of U+0900 to U+097F is three bytes, E0 A4 or A5 and one more, here named by its low seven bits (its code).
//
// One spelling per word, whatever was typed: vowels composed of other signs (अ + ा = आ), signs in the wrong order (े + ा = ो, which some
// converters write: विद्रेाही), doubled signs, anusvara for न् म् ण् before a consonant. Counted in 1.16 million Hindi words of news:
// - न् before another consonant varies freely with anusvara (अन्दर 86, अंदर 388), but never before ह य न म व (उन्हें, अन्य, प्रसन्न, जन्म: 7,000
//   words, 5 of them also with anusvara): kept there. म् before प फ ब भ (सम्बन्ध = संबंध) and ण् before ट ठ ड ढ (झारखण्ड = झारखंड: 185 words, 151 also
//   with anusvara) alike, and ङ् before क ख ग घ and ञ् before च छ ज झ (दङ्गा, चञ्चल), which are of older books.
// - a virama at the end (भगवान् = भगवान): 552 words, 407 also without. Dropped.
// - visarga (दुःख = दुख): 587 words, nearly all also without, or with a colon in its place (अत:). Dropped, in `analysis-words.txt`.

/// What a code is to the code beside it. A rule applies to a pair only where `left` of the first and `right` of the second share a bit,
/// which is seldom: one test for most letters.
private struct DevanagariRoles {
    static let vowels: UInt32 = 1
    static let anusvaras: UInt32 = 2
    static let nasals: UInt32 = 4
    static let viramas: UInt32 = 8
    static let nasalBeforeConsonant: UInt32 = 16

    static func left(_ code: Int) -> UInt32 {
        switch code {
        case 0x05, 0x06, 0x09, 0x0F: vowels
        case DevanagariCode.anusvara: anusvaras
        case 0x19, 0x1E, 0x23, 0x28, 0x2E: nasals
        case DevanagariCode.virama: viramas
        default: DevanagariCode.isVowelSign(code) ? vowels : 0
        }
    }

    static func right(_ code: Int) -> UInt32 {
        switch code {
        case DevanagariCode.anusvara: anusvaras
        case DevanagariCode.virama: nasals | viramas
        case 0x15...0x39: nasalBeforeConsonant
        default: DevanagariCode.isVowelSign(code) ? vowels : 0
        }
    }
}

enum DevanagariCode {
    static let anusvara = 0x02
    static let virama = 0x4D

    static func isVowelSign(_ code: Int) -> Bool {
        switch code {
        case 0x3A, 0x3B, 0x3E...0x4C, 0x4E, 0x4F, 0x55...0x57, 0x62, 0x63: true
        default: false
        }
    }

    /// The one scalar that two make, if they do. Longer combinations follow step by step (अ + ा + े = आ + े = ओ).
    static func composed(_ first: Int, _ second: Int) -> Int? {
        switch (first, second) {
        case (0x05, 0x3E): 0x06
        case (0x05, 0x45): 0x72
        case (0x05, 0x46): 0x04
        case (0x05, 0x49...0x4C): second - 0x38
        case (0x06, 0x45...0x48): second - 0x34
        case (0x09, 0x41): 0x0A
        case (0x0F, 0x45...0x46): second - 0x38
        case (0x0F, 0x47): 0x10
        case (0x3E, 0x45...0x48): second + 4
        case (0x47...0x48, 0x3E): first + 4
        default: first == second && isVowelSign(first) ? first : nil
        }
    }

    /// Whether a nasal consonant with virama is written for anusvara before this consonant.
    static func isAnusvara(_ nasal: Int, before consonant: Int) -> Bool {
        switch (nasal, consonant) {
        case (0x28, 0x28), (0x28, 0x2E), (0x28, 0x2F), (0x28, 0x35), (0x28, 0x39): false
        case (0x28, 0x15...0x39), (0x2E, 0x2A...0x2D), (0x23, 0x1F...0x22), (0x19, 0x15...0x18), (0x1E, 0x1A...0x1D):
            true
        default: false
        }
    }
}

/// For each scalar of the block: bits 0 to 6 the folded code, 8 to 15 its roles to the left, 16 to 23 to the right, 24 to 25: 1 = belongs to
/// a word, 2 = is dropped, 0 = ends the word.
private let devanagariTable: [UInt32] = (0..<128).map { code in
    let entry = ScalarEntry(bits: ScalarTable.shared.entries[0x900 + code])
    switch entry.classBits {
    case ScalarClass.mark.rawValue: return 2 << 24
    case ScalarClass.devanagari.rawValue, ScalarClass.devanagariSign.rawValue:
        let folded = Int(entry.bits >> 8 & 1) << 6 | Int(entry.bits >> 16 & 0x3F)
        return 1 << 24 | DevanagariRoles.right(folded) << 16 | DevanagariRoles.left(folded) << 8 | UInt32(folded)
    default: return 0
    }
}

/// Reads a word of Devanagari from `i` on.
@inline(__always)
func devanagariWord(
    _ text: Span<UInt8>, _ entries: Span<UInt32>, _ blocks: Span<UInt16>, _ i: inout Int, _ o: inout Int,
    _ word: inout Word, _ out: inout MutableSpan<UInt8>
) {
    let table = devanagariTable.span
    var left: UInt32 = 0
    words: while i < text.count {
        while i + 2 < text.count {
            let second = UInt32(text[i + 1])
            let third = UInt32(text[i + 2])
            guard text[i] == 0xE0, second & 0xFE == 0xA4, third & 0xC0 == 0x80 else { break }
            let bits = table[Int((second & 1) << 6 | third & 0x3F)]
            guard bits >> 24 == 1 else {
                if bits == 0 { break words }
                i += 3
                word.end = i
                continue
            }
            i += 3
            word.end = i
            guard o + 3 <= word.termLimit else {
                word.termLimit = o
                continue
            }
            if left & bits >> 16 == 0 {
                appendCode(bits & 0x7F, &o, &out)
                left = bits >> 8 & 0xFF
            } else {
                left = appendComposed(Int(bits & 0x7F), word.termStart, &o, &out)
            }
        }
        guard i < text.count, text[i] != 0x20 else { break }
        let scalar = scannedScalar(text, i, entries, blocks)
        switch scalar.entry.classBits {
        case ScalarClass.mark.rawValue, ScalarClass.sign.rawValue:
            i += scalar.count
            word.end = i
        case ScalarClass.format.rawValue: i += scalar.count
        default: break words
        }
    }
    if o - word.termStart > 3, lastCode(out, o) == DevanagariCode.virama { o -= 3 }
}

@inline(__always)
private func appendCode(_ code: UInt32, _ o: inout Int, _ out: inout MutableSpan<UInt8>) {
    out[o] = 0xE0
    out[o + 1] = UInt8(truncatingIfNeeded: 0xA4 | code >> 6)
    out[o + 2] = UInt8(truncatingIfNeeded: 0x80 | code & 0x3F)
    o += 3
}

@inline(__always)
private func lastCode(_ out: borrowing MutableSpan<UInt8>, _ o: Int) -> Int {
    Int(out[o - 2] & 1) << 6 | Int(out[o - 1] & 0x3F)
}

/// Appends a code to which a rule may apply. Gives the roles of what stands at the end then.
@inline(never)
private func appendComposed(
    _ code: Int, _ termStart: Int, _ o: inout Int, _ out: inout MutableSpan<UInt8>
) -> UInt32 {
    var code = code
    while o > termStart {
        let before = lastCode(out, o)
        if before == code, code == DevanagariCode.anusvara || code == DevanagariCode.virama {
            o -= 3
            break
        }
        // A nasal at the word's start stays: anusvara needs a letter to stand on.
        if before == DevanagariCode.virama, o - termStart >= 9,
            DevanagariCode.isAnusvara(lastCode(out, o - 3), before: code)
        {
            o -= 6
            if lastCode(out, o) != DevanagariCode.anusvara { appendCode(UInt32(DevanagariCode.anusvara), &o, &out) }
            break
        }
        guard let composed = DevanagariCode.composed(before, code) else { break }
        o -= 3
        code = composed
    }
    let followsNasal = o - termStart >= 6 && DevanagariRoles.left(lastCode(out, o)) == DevanagariRoles.nasals
    appendCode(UInt32(code), &o, &out)
    let roles = DevanagariRoles.left(code)
    return code == DevanagariCode.virama && followsNasal ? roles | DevanagariRoles.nasalBeforeConsonant : roles
}
