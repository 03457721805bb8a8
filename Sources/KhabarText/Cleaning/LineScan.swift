/// A line of a repaired text, trimmed.
struct Line {
    /// 1-based, over the source's lines. Soft breaks make several lines of one.
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

/// What a scan makes of a scalar: its fold (`FoldTable`) in the lower half, how it bears on repair (`QuickClass`) in the upper. One entry for each scalar
/// below U+0980, then the general punctuation from U+2000 to U+207F.
private let scanTable: [UInt32] =
    (0..<FoldTable.size).map { UInt32(FoldTable.entries[Int($0)]) | UInt32(QuickClass.of($0)) << 16 }
    + (0x2000..<0x2080).map { UInt32(FoldTable.fold($0)) | UInt32(QuickClass.of($0)) << 16 }

/// Entries of letters that need no repair: the fold of a letter, and class 0.
private let letterEntryMin = UInt32(FoldTable.firstLetter)
private let letterEntries: UInt32 = 0x10000 - UInt32(FoldTable.firstLetter)

/// The entry and length of the scalar at `at`, which is within the text. What is not valid is a separator that needs repair.
///
/// Every byte of every text goes through here; that a place is in bounds is plain from the lines themselves.
@inline(__always)
private func scanStep(_ text: Span<UInt8>, _ at: Int, _ table: Span<UInt32>) -> (entry: UInt32, length: Int) {
    let lead = unsafe text[unchecked: at]
    if lead < 0x80 { return unsafe (table[unchecked: Int(lead)], 1) }
    if lead >= 0xC2, lead < 0xE0, at &+ 1 < text.count {
        let last = unsafe text[unchecked: at &+ 1]
        // Below 0x800.
        if last & 0xC0 == 0x80 { return unsafe (table[unchecked: Int(lead & 0x1F) << 6 | Int(last & 0x3F)], 2) }
    }
    if lead >= 0xE0, lead < 0xE3, at &+ 2 < text.count {
        let middle = unsafe text[unchecked: at &+ 1]
        let last = unsafe text[unchecked: at &+ 2]
        if last & 0xC0 == 0x80 {
            let place = Int(middle & 1) << 6 | Int(last & 0x3F)
            if lead == 0xE0, middle & 0xFE == 0xA4 { return unsafe (table[unchecked: 0x900 | place], 3) }
            // Behind them the table has 128 entries.
            if lead == 0xE2, middle & 0xFE == 0x80 {
                return unsafe (table[unchecked: Int(FoldTable.size) | place], 3)
            }
        }
    }
    return otherStep(text, at)
}

private func otherStep(_ text: Span<UInt8>, _ at: Int) -> (entry: UInt32, length: Int) {
    let scalar = decodeScalar(text, at)
    let quick = scalar.isValid ? QuickClass.of(scalar.value) : QuickClass.unclean
    return (UInt32(foldedScalar(scalar.value)) | UInt32(quick) << 16, scalar.length)
}

/// Reads a text once: lines, words, sentence ends, and whether it needs repair. Appends to `scan`; stops after `Limits.linesMax` + 1 lines.
///
/// With `stopsAtRepair` it stops where it finds that the text needs any, and what was scanned is worthless. Without, the text is repaired.
@discardableResult
func scanLines(_ text: Span<UInt8>, into scan: inout ScannedText, stopsAtRepair: Bool = false) -> Inspection {
    let before = scan.words.count
    var found = Inspection()
    // Behind each word but the last comes a byte that is none of it. Room that is not used is hardly memory.
    scan.words.append(addingCapacity: (text.count + 1) / 2) { words in
        found = scanLines(text, lines: &scan.lines, words: &words, behind: before, stopsAtRepair: stopsAtRepair)
    }
    return found
}

/// - Parameter before: words that were there before those in `words`.
private func scanLines(
    _ text: Span<UInt8>, lines: inout [Line], words: inout OutputSpan<UInt64>, behind before: Int, stopsAtRepair: Bool
) -> Inspection {
    let entries = scanTable
    let table = entries.span
    let count = text.count
    var found = Inspection()
    var lastClass: UInt32 = 0
    var at = 0
    var number: UInt32 = 1
    while at < count && lines.count <= Limits.linesMax {
        let lineStart = at
        let firstWord = before + words.count
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
            var step = scanStep(text, at, table)
            // A run of letters that need nothing: what nearly all text is made of.
            if step.entry &- letterEntryMin < letterEntries {
                if start < 0 { start = at }
                var hash = inWord ? word : wordSeed
                repeat {
                    hash = hashed(hash, UInt16(truncatingIfNeeded: step.entry))
                    at &+= step.length
                    scalars &+= 1
                    if at >= count { break }
                    step = scanStep(text, at, table)
                } while step.entry &- letterEntryMin < letterEntries
                word = hash
                inWord = true
                endsSentence = false
                lastClass = 0
                end = at
                if at >= count { break }
            }
            let quick = step.entry >> 16
            if quick != 0 {
                if quick < QuickClass.html {
                    let composes = quick == 7 && step.length == 3 && composesWithNukta(text, at)
                    if composes || quick < lastClass { found.isNormal = false }
                    lastClass = quick
                } else if quick == QuickClass.html {
                    found.mayHaveHTML = true
                    lastClass = 0
                } else if quick == QuickClass.unsure {
                    found.isNormal = false
                } else {
                    found.isClean = false
                }
                if stopsAtRepair && !(found.isClean && found.isNormal) { return found }
            } else {
                lastClass = 0
            }
            let folded = UInt16(truncatingIfNeeded: step.entry)
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
                case FoldTable.separator:
                    endsSentence = false
                    if text[at] == 0x23 { hasHash = true }
                    if text[at] == 0x5B { hasBracket = true }
                default: break
                }
            }
            at &+= step.length
            if folded != FoldTable.space {
                if start < 0 { start = at &- step.length }
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
        lines.append(
            Line(
                number: number, start: start, end: end, indent: start &- lineStart, scalars: scalars,
                words: firstWord..<(before + words.count), fingerprint: fingerprint, endsSentence: endsSentence,
                hasHash: hasHash, hasBracket: hasBracket))
        if at < count && text[at] == 0x0A { number &+= 1 }
        // The line's end.
        at &+= 1
    }
    return found
}
