// ے ں ة end a word, so one inside a word betrays a missing space.
//
// Counted in 15,594 articles of news (1.60 million Urdu words, 1.26 million Arabic ones):
// - ے inside: 2,700 words. In 2,276 both halves are words of the corpus (ہےکہ, کےمطابق); most others are missing spaces too (لئےقانون), or
//   prefixed بے, which is also written apart (بےروزگاری). Split.
// - ں inside: 541 words; 441 with both halves known (ہیںکہ). The short ones are ں typed for ن (اںصاف): split behind three letters at least.
// - ة inside: 305 words; nearly all are missing spaces (الشارقةيقول), even those of which a half is rare. Split.
// - ى inside: 53 words; two in five are ي in Egyptian spelling or carry a hamza (شىء, رئىس). Not split: it folds to ي as everywhere.
// What is not split becomes the letter that it stands for: ے → ي (ہےں is ہیں in old encodings), ں → ن, ة → ه.

/// A piece of a word with missing spaces: the end of its term in the term buffer, and its range in the text.
struct WordPiece {
    var termEnd: Int
    var start: Int
    var end: Int
}

/// Folds the marker of ة at a word's end. False when ے ں ة stand inside.
@inline(__always)
func foldsFinals(_ out: inout MutableSpan<UInt8>, _ start: Int, _ end: Int, _ finals: Int) -> Bool {
    guard finals == 1, end - start >= 2 else { return end - start < 2 }
    switch pair(out, end - 2) {
    case ArabicLetter.markerPair:
        setPair(&out, end - 2, ArabicLetter.he)
        return true
    case ArabicLetter.noonGhunna, ArabicLetter.yehBarree: return true
    default: return false
    }
}

/// Splits a word behind its inner ے ں ة, where at least two letters follow and two (ے) or three (ں ة) stand before, itself counted; and what then is a compound.
@inline(never)
func pieces(
    _ text: Span<UInt8>, _ entries: Span<UInt32>, _ blocks: Span<UInt16>, _ word: Word, _ compounds: Compounds,
    _ out: inout MutableSpan<UInt8>, _ end: Int
) -> [WordPiece] {
    // Folds of U+08A0 and up have three bytes; what counts is that a letter begins with a lead byte.
    var letters = 0
    for k in word.termStart..<end where out[k] & 0xC0 != 0x80 { letters += 1 }
    var pieces: [WordPiece] = []
    var lettersBefore = 0
    var k = word.termStart
    var reader = PieceReader(textAt: word.start, termAt: word.termStart)
    while k < end {
        let count = out[k] < 0xE0 ? 2 : 3
        let letter = count == 2 ? pair(out, k) : 0
        k += count
        letters -= 1
        lettersBefore += 1
        let isLast = k >= end
        let least: Int
        let inside: UInt32
        switch letter {
        case ArabicLetter.yehBarree: (least, inside) = (2, ArabicLetter.yeh)
        case ArabicLetter.noonGhunna: (least, inside) = (3, ArabicLetter.noon)
        case ArabicLetter.markerPair: (least, inside) = (3, ArabicLetter.he)
        default: continue
        }
        let isCut = !isLast && lettersBefore >= least && letters >= 2
        if letter == ArabicLetter.markerPair || !(isCut || isLast) { setPair(&out, k - 2, inside) }
        if isCut {
            let start = reader.textAt
            pieces.append(WordPiece(termEnd: k, start: start, end: reader.advance(text, entries, blocks, to: k)))
            lettersBefore = 0
        }
    }
    pieces.append(WordPiece(termEnd: end, start: reader.textAt, end: word.end))
    var whole: [WordPiece] = []
    var termStart = word.termStart
    for piece in pieces {
        let isPerhapsTwo = compounds.mayHold(out, termStart, piece.termEnd)
        whole +=
            (isPerhapsTwo ? halves(text, entries, blocks, compounds, piece, termStart: termStart, out) : nil) ?? [piece]
        termStart = piece.termEnd
    }
    return whole
}

/// The two words of a compound; nil of what is none.
@inline(never)
func halves(
    _ text: Span<UInt8>, _ entries: Span<UInt32>, _ blocks: Span<UInt16>, _ compounds: Compounds, _ whole: WordPiece,
    termStart: Int, _ out: borrowing MutableSpan<UInt8>
) -> [WordPiece]? {
    let firstBytes = compounds.firstHalf(out, termStart, whole.termEnd)
    guard firstBytes > 0 else { return nil }
    let firstEnd = termStart + firstBytes
    var reader = PieceReader(textAt: whole.start, termAt: termStart)
    let first = WordPiece(
        termEnd: firstEnd, start: whole.start, end: reader.advance(text, entries, blocks, to: firstEnd))
    return [first, WordPiece(termEnd: whole.termEnd, start: reader.textAt, end: whole.end)]
}

/// Finds the place in the text where a term has come so far.
private struct PieceReader {
    var textAt: Int
    var termAt: Int

    /// Moves behind the letter whose fold ends at `target`, and behind the marks on it.
    mutating func advance(
        _ text: Span<UInt8>, _ entries: Span<UInt32>, _ blocks: Span<UInt16>, to target: Int
    ) -> Int {
        var end = textAt
        while textAt < text.count {
            let scalar = scannedScalar(text, textAt, entries, blocks)
            switch scalar.entry.classBits {
            case ScalarClass.mark.rawValue, ScalarClass.sign.rawValue, ScalarClass.devanagariSign.rawValue:
                textAt += scalar.count
                end = textAt
            case ScalarClass.format.rawValue: textAt += scalar.count
            default:
                if termAt >= target { return end }
                let entry = scalar.entry
                termAt += entry.isLong ? entry.longCount : entry.byteCount == 0 ? scalar.count : entry.byteCount
                textAt += scalar.count
                end = textAt
            }
        }
        return end
    }
}
