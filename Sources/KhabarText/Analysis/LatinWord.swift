// Words of Latin letters and digits.
//
// Possessive 's and the contractions 'll 're 've 'd 'm are cut off (Obama's = Obama, he'll = he): an index of whole words would otherwise miss
// a name wherever it owns something, and he'll must not become hell. Any other apostrophe between letters is dropped: O'Brien = OBrien,
// Qur'an = Quran, Sana'a = Sanaa are one name each in two spellings; don't = dont.
// Single letters with full stops are one word (U.S. = US). 1,000 = 1000 (and 1,00,000, as India groups), 3.14 stays, 30.09.2015 breaks.

/// Reads a word of Latin letters and digits from `i` on. True when it has a letter.
@inline(__always)
func latinWord(
    _ text: Span<UInt8>, _ entries: Span<UInt32>, _ blocks: Span<UInt16>, _ long: Span<UInt8>, _ i: inout Int,
    _ o: inout Int, _ word: inout Word, _ out: inout MutableSpan<UInt8>, brokenNumber: inout Int
) -> Bool {
    var hasLetters: UInt32 = 0
    var isDotted = false
    var isGrouped = false
    /// Where the last letter of an acronym stands in the term, while the word may be one.
    var acronymLetter = o
    words: while i < text.count {
        // ASCII letters and digits: one byte becomes one byte.
        var byte = text[i]
        while byte < 0x80 {
            let bits = entries[Int(byte)]
            let kind = bits >> 26
            guard kind == ScalarClass.latin.rawValue || kind == ScalarClass.digit.rawValue else { break }
            if o < word.termLimit {
                out[o] = UInt8(truncatingIfNeeded: bits)
                o += 1
            }
            hasLetters |= kind
            i += 1
            word.end = i
            guard i < text.count else { break words }
            byte = text[i]
        }
        let scalar = scannedScalar(text, i, entries, blocks)
        switch scalar.entry.classBits {
        case ScalarClass.separator.rawValue: break words
        case ScalarClass.latin.rawValue, ScalarClass.digit.rawValue:
            hasLetters |= scalar.entry.classBits
            i += scalar.count
            word.end = i
            appendScalar(scalar, text, i, long, &o, &word, &out)
        case ScalarClass.mark.rawValue, ScalarClass.sign.rawValue, ScalarClass.devanagariSign.rawValue:
            i += scalar.count
            word.end = i
        case ScalarClass.format.rawValue: i += scalar.count
        case ScalarClass.apostrophe.rawValue:
            let after = i + scalar.count
            guard after < text.count,
                scannedScalar(text, after, entries, blocks).entry.classBits == ScalarClass.latin.rawValue
            else { break words }
            if let end = contractionEnd(text, entries, blocks, after) {
                i = end
                word.end = end
                break words
            }
            i = after
        case ScalarClass.decimalPoint.rawValue:
            if hasLetters & 1 != 0 {
                guard byte == 0x2E, o - acronymLetter == 1, acronymContinues(text, entries, i + 1) else { break words }
                acronymLetter = o
                i += 1
            } else {
                let after = i + scalar.count
                guard !isDotted, word.start != brokenNumber, isDecimal(text, entries, blocks, after) else {
                    brokenNumber = after
                    break words
                }
                isDotted = true
                if o < word.termLimit {
                    out[o] = 0x2E
                    o += 1
                }
                i = after
            }
        case ScalarClass.groupSeparator.rawValue:
            guard hasLetters & 1 == 0, !isDotted, isGrouped || o - word.termStart <= 3,
                isGroup(text, entries, blocks, i + scalar.count)
            else { break words }
            isGrouped = true
            i += scalar.count
        default: break words
        }
    }
    // A number that was cut at its point.
    if isDotted, o > word.termStart, out[o - 1] == 0x2E { o -= 1 }
    return hasLetters & 1 != 0
}

/// Where the contraction that begins behind an apostrophe ends, if it is one: s, d, m, ll, re, ve and no letter after.
@inline(never)
private func contractionEnd(
    _ text: Span<UInt8>, _ entries: Span<UInt32>, _ blocks: Span<UInt16>, _ start: Int
) -> Int? {
    func letter(_ k: Int) -> UInt8 { k < text.count ? text[k] | 0x20 : 0 }
    let length: Int
    switch (letter(start), letter(start + 1)) {
    case (UInt8(ascii: "l"), UInt8(ascii: "l")), (UInt8(ascii: "r"), UInt8(ascii: "e")),
        (UInt8(ascii: "v"), UInt8(ascii: "e")):
        length = 2
    case (UInt8(ascii: "s"), _), (UInt8(ascii: "d"), _), (UInt8(ascii: "m"), _): length = 1
    default: return nil
    }
    let end = start + length
    guard end < text.count else { return end }
    switch scannedScalar(text, end, entries, blocks).entry.classBits {
    case ScalarClass.latin.rawValue, ScalarClass.digit.rawValue, ScalarClass.mark.rawValue, ScalarClass.sign.rawValue,
        ScalarClass.devanagariSign.rawValue, ScalarClass.format.rawValue:
        return nil
    default: return end
    }
}

/// Whether one ASCII letter stands alone behind a full stop.
@inline(never)
private func acronymContinues(_ text: Span<UInt8>, _ entries: Span<UInt32>, _ i: Int) -> Bool {
    guard i < text.count, text[i] < 0x80,
        ScalarEntry(bits: entries[Int(text[i])]).classBits == ScalarClass.latin.rawValue
    else { return false }
    guard i + 1 < text.count else { return true }
    guard text[i + 1] < 0x80 else { return false }
    switch ScalarEntry(bits: entries[Int(text[i + 1])]).classBits {
    case ScalarClass.latin.rawValue, ScalarClass.digit.rawValue: return false
    default: return true
    }
}

/// Whether digits follow, and after them no further point with digits (a date, a version, an address).
@inline(never)
private func isDecimal(_ text: Span<UInt8>, _ entries: Span<UInt32>, _ blocks: Span<UInt16>, _ start: Int) -> Bool {
    let end = endOfDigits(text, entries, blocks, start, max: AnalysisLimits.termBytesMax)
    guard end > start else { return false }
    guard end < text.count else { return true }
    let next = scannedScalar(text, end, entries, blocks)
    guard next.entry.classBits == ScalarClass.decimalPoint.rawValue else { return true }
    return endOfDigits(text, entries, blocks, end + next.count, max: 1) == end + next.count
}

/// Whether a group of three digits follows, or one of two that a further group follows.
@inline(never)
private func isGroup(_ text: Span<UInt8>, _ entries: Span<UInt32>, _ blocks: Span<UInt16>, _ start: Int) -> Bool {
    let one = endOfDigits(text, entries, blocks, start, max: 1)
    let two = endOfDigits(text, entries, blocks, one, max: 1)
    guard one > start, two > one else { return false }
    let three = endOfDigits(text, entries, blocks, two, max: 1)
    if three > two { return endOfDigits(text, entries, blocks, three, max: 1) == three }
    guard two < text.count else { return false }
    let next = scannedScalar(text, two, entries, blocks)
    return next.entry.classBits == ScalarClass.groupSeparator.rawValue
        && endOfDigits(text, entries, blocks, two + next.count, max: 1) > two + next.count
}

/// The place behind up to `max` digits.
private func endOfDigits(
    _ text: Span<UInt8>, _ entries: Span<UInt32>, _ blocks: Span<UInt16>, _ start: Int, max: Int
) -> Int {
    var i = start
    var digits = 0
    while i < text.count, digits < max {
        let scalar = scannedScalar(text, i, entries, blocks)
        guard scalar.entry.classBits == ScalarClass.digit.rawValue else { break }
        i += scalar.count
        digits += 1
    }
    return i
}
