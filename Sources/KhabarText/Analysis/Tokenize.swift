/// Breaks a text into words and folds them, in one pass; appends to `tokens`.
///
/// Total on any bytes: what is not UTF-8 breaks words. The rules are in the files beside this one (`LatinWord`, `DevanagariWord`,
/// `ArabicWord`) and in the resources `analysis-words.txt` and `analysis-fold.txt`. A word's letters are of one script, but digits
/// belong to Latin letters beside them (G20, covid19).
///
/// News text on one core, in pieces of one article: Hindi 400 MB/s, Arabic 370, Urdu 300, English 230.
package func tokenize(_ text: Span<UInt8>, into tokens: inout Tokens) {
    tokenize(text, into: &tokens, compounds: .shared)
}

func tokenize(_ text: Span<UInt8>, into tokens: inout Tokens, compounds: Compounds) {
    precondition(text.count <= Int(UInt32.max), "a text's offsets are 32 bits wide")
    var state = ScanState(termBytes: Int(tokens.termEnds.last ?? 0), count: tokens.count, position: tokens.nextPosition)
    while true {
        // A guess from below for what is left: words of 5 bytes and a space, terms no longer than the text.
        let left = text.count - state.read
        tokens.grow(tokens: state.count + left / 6, termBytes: state.written + left)
        scan(
            text, ScalarTable.shared, compounds, &state, &tokens.termBytes, &tokens.termEnds, &tokens.starts,
            &tokens.ends,
            &tokens.positions, &tokens.scripts)
        if state.read >= text.count { break }
    }
    tokens.shrink(tokens: state.count, termBytes: state.written)
    tokens.nextPosition = state.position
}

/// How far a scan has come.
struct ScanState {
    /// Bytes of the text.
    var read = 0
    /// Bytes of terms, those of earlier texts included.
    var written: Int
    /// Tokens, those of earlier texts included.
    var count: Int
    var position: UInt32
    /// The place behind a decimal point that was none (30.09.2015), so that the next one isn't either.
    var brokenNumber = -1

    init(termBytes: Int, count: Int, position: UInt32) {
        written = termBytes
        self.count = count
        self.position = position
    }
}

/// The word that is being read.
struct Word {
    /// Its range in the text.
    var start: Int
    var end: Int
    /// Where its term begins in the term buffer, and how far it may reach.
    let termStart: Int
    var termLimit: Int

    @inline(__always) init(start: Int, termStart: Int) {
        self.start = start
        end = start
        self.termStart = termStart
        termLimit = termStart + AnalysisLimits.termBytesMax
    }
}

extension Tokens {
    fileprivate mutating func grow(tokens: Int, termBytes: Int) {
        let count = tokens + 2 * AnalysisLimits.piecesPerWordMax
        func grow<T>(_ array: inout [T], _ value: T, _ count: Int) {
            let missing = count - array.count
            if missing > 0 {
                array.append(addingCapacity: missing) { $0.append(repeating: value, count: missing) }
            }
        }
        grow(&termEnds, 0, count)
        grow(&starts, 0, count)
        grow(&ends, 0, count)
        grow(&positions, 0, count)
        grow(&scripts, .other, count)
        grow(&self.termBytes, 0, termBytes + 2 * AnalysisLimits.wordRoomBytes)
    }

    fileprivate mutating func shrink(tokens: Int, termBytes: Int) {
        let surplus = termEnds.count - tokens
        termEnds.removeLast(surplus)
        starts.removeLast(surplus)
        ends.removeLast(surplus)
        positions.removeLast(surplus)
        scripts.removeLast(surplus)
        self.termBytes.removeLast(self.termBytes.count - termBytes)
        self.termBytes.append(contentsOf: repeatElement(0, count: AnalysisLimits.termPaddingBytes))
    }
}

/// Reads words until the text ends or the arrays are full.
private func scan(
    _ text: Span<UInt8>, _ table: ScalarTable, _ compounds: Compounds, _ state: inout ScanState,
    _ termBytes: inout [UInt8],
    _ termEndArray: inout [UInt32], _ startArray: inout [UInt32], _ endArray: inout [UInt32],
    _ positionArray: inout [UInt32], _ scriptArray: inout [Script]
) {
    let (entryArray, blockArray, longArray) = (table.entries, table.blocks, table.long)
    let entries = entryArray.span
    let blocks = blockArray.span
    let long = longArray.span
    var out = termBytes.mutableSpan
    var termEnds = termEndArray.mutableSpan
    var starts = startArray.mutableSpan
    var ends = endArray.mutableSpan
    var positions = positionArray.mutableSpan
    var scripts = scriptArray.mutableSpan
    let countMax = termEnds.count - AnalysisLimits.piecesPerWordMax
    let writtenMax = out.count - AnalysisLimits.wordRoomBytes

    var i = state.read
    var o = state.written
    var count = state.count
    while i < text.count, count <= countMax, o <= writtenMax {
        if text[i] < 0x80, entries[Int(text[i])] == 0 {
            i += 1
            continue
        }
        let first = scannedScalar(text, i, entries, blocks)
        var word = Word(start: i, termStart: o)
        var script = Script.other
        switch first.entry.classBits {
        case ScalarClass.latin.rawValue, ScalarClass.digit.rawValue:
            let hasLetters = latinWord(
                text, entries, blocks, long, &i, &o, &word, &out, brokenNumber: &state.brokenNumber)
            script = hasLetters ? .latin : .digits
        case ScalarClass.arabic.rawValue, ScalarClass.doChashmiHe.rawValue, ScalarClass.finalLetter.rawValue:
            script = .arabic
            let finals = arabicWord(text, entries, blocks, long, &i, &o, &word, &out)
            o = withoutFinalHamza(out, word.termStart, o)
            var cut: [WordPiece]?
            if finals > 0, foldsFinals(&out, word.termStart, o, finals) == false {
                cut = pieces(text, entries, blocks, word, compounds, &out, o)
            } else if compounds.mayHold(out, word.termStart, o) {
                let whole = WordPiece(termEnd: o, start: word.start, end: word.end)
                cut = halves(text, entries, blocks, compounds, whole, termStart: word.termStart, out)
            }
            if let cut {
                // Spaces are missing: the pieces lie in the term buffer one behind the other already.
                for piece in cut {
                    termEnds[count] = UInt32(truncatingIfNeeded: piece.termEnd)
                    starts[count] = UInt32(truncatingIfNeeded: piece.start)
                    ends[count] = UInt32(truncatingIfNeeded: piece.end)
                    positions[count] = state.position
                    scripts[count] = .arabic
                    state.position &+= 1
                    count += 1
                }
                continue
            }
        case ScalarClass.devanagari.rawValue:
            script = .devanagari
            devanagariWord(text, entries, blocks, &i, &o, &word, &out)
        case ScalarClass.other.rawValue:
            otherWord(text, entries, blocks, long, &i, &o, &word, &out)
        case ScalarClass.ideograph.rawValue:
            i += first.count
            word.end = i
            appendScalar(first, text, i, long, &o, &word, &out)
            skipMarks(text, entries, blocks, &i, &word)
        default:
            i += first.count
            continue
        }
        if o > word.termStart {
            termEnds[count] = UInt32(truncatingIfNeeded: o)
            starts[count] = UInt32(truncatingIfNeeded: word.start)
            ends[count] = UInt32(truncatingIfNeeded: word.end)
            positions[count] = state.position
            scripts[count] = script
            state.position &+= 1
            count += 1
        }
    }
    state.read = i
    state.written = o
    state.count = count
}

/// Appends what a scalar becomes; `i` is the place behind it. What no longer fits closes the term, so that nothing after it is taken either.
@inline(__always)
func appendScalar(
    _ scalar: ScannedScalar, _ text: Span<UInt8>, _ i: Int, _ long: Span<UInt8>, _ o: inout Int, _ word: inout Word,
    _ out: inout MutableSpan<UInt8>
) {
    if scalar.entry.isLong || scalar.count == 4 {
        appendLong(scalar, text, i, long, &o, &word, &out)
        return
    }
    let folded = scalar.entry.byteCount
    let count = folded == 0 ? scalar.count : folded
    guard o + count <= word.termLimit else {
        word.termLimit = o
        return
    }
    let bytes = folded == 0 ? scalar.source : scalar.entry.bits
    out[o] = UInt8(truncatingIfNeeded: bytes)
    out[o + 1] = UInt8(truncatingIfNeeded: bytes >> 8)
    out[o + 2] = UInt8(truncatingIfNeeded: bytes >> 16)
    o += count
}

@inline(never)
private func appendLong(
    _ scalar: ScannedScalar, _ text: Span<UInt8>, _ i: Int, _ long: Span<UInt8>, _ o: inout Int, _ word: inout Word,
    _ out: inout MutableSpan<UInt8>
) {
    let entry = scalar.entry
    let count = entry.isLong ? entry.longCount : entry.byteCount == 0 ? scalar.count : entry.byteCount
    guard o + count <= word.termLimit else {
        word.termLimit = o
        return
    }
    for k in 0..<count {
        if entry.isLong {
            out[o + k] = long[entry.longPlace + k]
        } else if entry.byteCount == 0 {
            out[o + k] = text[i - count + k]
        } else {
            out[o + k] = UInt8(truncatingIfNeeded: entry.bits >> UInt32(8 * k))
        }
    }
    o += count
}

/// A word of a script without rules of its own: as its letters fold, with its marks.
@inline(never)
private func otherWord(
    _ text: Span<UInt8>, _ entries: Span<UInt32>, _ blocks: Span<UInt16>, _ long: Span<UInt8>, _ i: inout Int,
    _ o: inout Int, _ word: inout Word, _ out: inout MutableSpan<UInt8>
) {
    while i < text.count {
        let scalar = scannedScalar(text, i, entries, blocks)
        switch scalar.entry.classBits {
        case ScalarClass.other.rawValue, ScalarClass.sign.rawValue:
            i += scalar.count
            word.end = i
            appendScalar(scalar, text, i, long, &o, &word, &out)
        case ScalarClass.mark.rawValue, ScalarClass.devanagariSign.rawValue:
            i += scalar.count
            word.end = i
        case ScalarClass.format.rawValue: i += scalar.count
        default: return
        }
    }
}

/// The marks on a word that has ended.
@inline(never)
private func skipMarks(
    _ text: Span<UInt8>, _ entries: Span<UInt32>, _ blocks: Span<UInt16>, _ i: inout Int, _ word: inout Word
) {
    while i < text.count {
        let scalar = scannedScalar(text, i, entries, blocks)
        switch scalar.entry.classBits {
        case ScalarClass.mark.rawValue, ScalarClass.sign.rawValue, ScalarClass.devanagariSign.rawValue:
            i += scalar.count
            word.end = i
        default: return
        }
    }
}
