/// What texts say for each language, counted in one pass over their bytes.
struct LanguageEvidence {
    /// Words by script and 1; at 0 what begins with no letter, as numbers do.
    private(set) var words: [Int32]
    /// Telling letters, by the index that `LanguageData.letterOf` gives.
    private(set) var letters: [Int32]
    /// Tenths of a nat, from words and affixes.
    private(set) var scores: [Int32]
    /// Letters of any script.
    private(set) var letterCount = 0

    init() {
        let data = LanguageData.shared
        words = [Int32](repeating: 0, count: data.scripts.count + 1)
        letters = [Int32](repeating: 0, count: data.letterWeights.count)
        scores = [Int32](repeating: 0, count: data.codes.count)
    }

    /// Reads up to `limit` scalars, and returns how many; what isn't UTF-8 is skipped.
    mutating func add(_ text: Span<UInt8>, limit: Int) -> Int {
        let read = count(text, limit, LanguageData.shared, &words, &letters, &scores)
        letterCount += read.letters
        return read.scalars
    }
}

/// A free function over spans: through an array's owner each access would be checked for sharing.
private func count(
    _ text: Span<UInt8>, _ limit: Int, _ data: LanguageData, _ words: inout [Int32], _ letters: inout [Int32],
    _ scores: inout [Int32]
) -> (scalars: Int, letters: Int) {
    let (foldTable, scriptTable, letterTable) = (FoldTable.entries, data.scriptOf, data.letterOf)
    let (fold, scriptOf, letterOf) = (foldTable.span, scriptTable.span, letterTable.span)
    let (keyTable, placeTable, evidenceTable) = (data.evidence.keys, data.evidence.places, data.evidence.evidence)
    let (keys, places, evidence) = (keyTable.span, placeTable.span, evidenceTable.span)
    var wordSpan = words.mutableSpan
    var letterSpan = letters.mutableSpan
    var scoreSpan = scores.mutableSpan
    var word = OpenWord()
    var script: UInt8 = 0
    var at = 0
    var scalars = 0
    var lettersRead = 0
    while at < text.count && scalars < limit {
        scalars &+= 1
        let read = decodeScalar(text, at)
        at &+= read.length
        guard read.isValid else { continue }
        let isLow = read.value < FoldTable.size
        let folded = isLow ? fold[Int(read.value)] : FoldTable.fold(read.value)
        if isLow { letterSpan[Int(letterOf[Int(read.value)])] &+= 1 }
        var isEnd = folded < FoldTable.firstLetter && folded != FoldTable.ignored
        var next = script
        if folded >= FoldTable.firstLetter {
            if !isLow {
                // Japanese has no spaces between its scripts.
                next = data.scriptOfHigh(read.value)
                isEnd = next != script
            } else if word.count == 0 {
                next = scriptOf[Int(read.value)]
            }
        }
        if isEnd && word.count > 0 {
            wordSpan[Int(script)] &+= 1
            if script > 0 { lettersRead &+= word.count }
            weigh(word, keys, places, evidence, &scoreSpan)
            word = OpenWord()
        }
        if folded >= FoldTable.firstLetter {
            script = next
            word.append(folded)
        }
    }
    // Of a word that the limit cuts nothing is known.
    if word.count > 0 && at >= text.count {
        wordSpan[Int(script)] &+= 1
        if script > 0 { lettersRead &+= word.count }
        weigh(word, keys, places, evidence, &scoreSpan)
    }
    return (scalars, lettersRead)
}

/// The letters of a word so far: its hash, the hashes of its beginnings, and its last letters.
private struct OpenWord {
    var count = 0
    var hash = wordSeed
    /// Hashes of the first two, three and four letters.
    var beginnings: (UInt64, UInt64, UInt64) = (0, 0, 0)
    /// The last four letters, the newest in the lowest 16 bits, and the one before them.
    var last: UInt64 = 0
    var fifth: UInt16 = 0

    @inline(__always)
    mutating func append(_ letter: UInt16) {
        hash = hashed(hash, letter)
        fifth = UInt16(truncatingIfNeeded: last >> 48)
        last = last << 16 | UInt64(letter)
        count &+= 1
        if count == 2 { beginnings.0 = hash }
        if count == 3 { beginnings.1 = hash }
        if count == 4 { beginnings.2 = hash }
    }
}

/// A known word counts as itself; another one by its longest known beginning and end, where two letters are left.
@inline(__always)
private func weigh(
    _ word: OpenWord, _ keys: Span<UInt64>, _ places: Span<UInt16>, _ evidence: Span<Int32>,
    _ scores: inout MutableSpan<Int32>
) {
    let known = evidencePlace(word.hash, keys, places)
    if known != 0 { return addEvidence(known, evidence, to: &scores) }

    var best = 0
    if word.count > 5 { best = evidencePlace(beginningKey(word.beginnings.2), keys, places) }
    if best == 0 && word.count > 4 { best = evidencePlace(beginningKey(word.beginnings.1), keys, places) }
    if best == 0 && word.count > 3 { best = evidencePlace(beginningKey(word.beginnings.0), keys, places) }
    if best != 0 { addEvidence(best, evidence, to: &scores) }

    best = 0
    var ending = endingSeed
    var rest = word.last
    var size = 1
    while size <= endingLettersMax && word.count > size &+ 1 {
        ending = hashed(ending, size == 5 ? word.fifth : UInt16(truncatingIfNeeded: rest))
        rest >>= 16
        let place = evidencePlace(ending, keys, places)
        if place == 0 { break }
        if evidence[place] > 0 { best = place }
        size &+= 1
    }
    if best != 0 { addEvidence(best, evidence, to: &scores) }
}
