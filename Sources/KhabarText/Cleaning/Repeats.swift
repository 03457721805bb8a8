/// A shorter line may say the same twice with right: a table's label, a refrain, an answer in a dialogue.
private let exactRepeatWordsMin = 4
private let nearRepeatWordsMin = 8
/// From so many words on, the earlier trigrams may come from several paragraphs.
private let unionWordsMin = 30
/// Of the later paragraph's word trigrams, this share in tenths already said makes it a repeat.
private let containmentTenthsMin = 8

/// Marks paragraphs that repeat earlier ones, by their folded words. Only entries that are nil are looked at and set.
///
/// Exact: the same fingerprint as an earlier paragraph, with at least four words, or shorter but beside another repeat in the
/// same order as there (a page's second copy with its subheadings). Near: at least eight words, and containment (Broder, "On the
/// resemblance and containment of documents", 1997) of word trigrams in one earlier paragraph is at least 0.8. That alone is also what
/// parallel facts look like, one line for each town, team or price. So nothing may be lost: the words of a shorter paragraph must all
/// stand in that earlier one, in this order; one of thirty words, which may also be put together from several, must hold no word that was not
/// said before. Tables are left alone: their rows are made of each other.
func markRepeats(
    _ paragraphs: [Paragraph], scan: ScannedText, text: Span<UInt8>, reasons: inout [DropReason?]
) {
    guard paragraphs.count > 1 else { return }
    var firsts = HashTable(capacity: paragraphs.count)
    var twin = [Int](repeating: -1, count: paragraphs.count)
    var anyTwin = false
    for index in paragraphs.indices where reasons[index] == nil {
        let first = firsts.insert(paragraphs[index].fingerprint, index)
        if first != index {
            twin[index] = first
            anyTwin = true
        }
    }
    if anyTwin { markExact(paragraphs, twin, &reasons) }
    markNear(paragraphs, scan, text, &reasons)
}

private func markExact(_ paragraphs: [Paragraph], _ twin: [Int], _ reasons: inout [DropReason?]) {
    for index in paragraphs.indices where twin[index] >= 0 && paragraphs[index].words.count >= exactRepeatWordsMin {
        reasons[index] = .exactRepeat
    }
    // Short twins join the block that they stand in: forwards, then backwards.
    var kept = NextKept(count: paragraphs.count)
    var order = Array(paragraphs.indices)
    for _ in 0..<2 {
        var previous = -1
        for index in order {
            if reasons[index] != nil && reasons[index] != .exactRepeat { continue }
            if previous >= 0, twin[index] >= 0, reasons[index] == nil, reasons[previous] == .exactRepeat,
                areNeighbours(twin[index], twin[previous], reasons, &kept)
            {
                reasons[index] = .exactRepeat
            }
            previous = index
        }
        order.reverse()
    }
}

/// Whether nothing that was kept stands between two paragraphs.
private func areNeighbours(_ one: Int, _ other: Int, _ reasons: [DropReason?], _ kept: inout NextKept) -> Bool {
    guard one >= 0, other >= 0, one != other else { return false }
    return kept.first(from: min(one, other) + 1, reasons) >= max(one, other)
}

/// The next paragraph that is kept, over any run of dropped ones: what is dropped stays so, and is passed once (Tarjan, "Efficiency of a good but
/// not linear set union algorithm", 1975, with halving of paths).
private struct NextKept {
    /// From a dropped paragraph, one further on.
    private var onward: [Int]

    init(count: Int) { onward = Array(1...count) }

    mutating func first(from index: Int, _ reasons: [DropReason?]) -> Int {
        var at = index
        while at < onward.count, reasons[at] != nil {
            let next = onward[at]
            if next < onward.count, reasons[next] != nil { onward[at] = onward[next] }
            at = next
        }
        return at
    }
}

private func markNear(
    _ paragraphs: [Paragraph], _ scan: ScannedText, _ text: Span<UInt8>, _ reasons: inout [DropReason?]
) {
    let words = scan.words.span
    var trigrams = 0
    for index in paragraphs.indices where reasons[index] == nil { trigrams += paragraphs[index].words.count }
    guard trigrams >= 2 * nearRepeatWordsMin, mayRepeat(paragraphs, words, trigrams, reasons) else { return }
    // Where each trigram was said first.
    var seen = HashTable(capacity: trigrams)
    var said = SaidWords()
    for index in paragraphs.indices where reasons[index] == nil {
        let range = paragraphs[index].words
        guard range.count >= 3 else { continue }
        let last = range.upperBound - 2
        if range.count >= nearRepeatWordsMin {
            let needed = trigramsNeeded(range)
            var contained = 0
            for word in range.lowerBound..<last where seen.value(trigram(words, word)) != nil { contained += 1 }
            if contained >= needed, !isTable(paragraphs[index], scan, text),
                range.count >= unionWordsMin
                    ? said.hold(index, paragraphs, words, reasons)
                    : isWithinOne(words, range, needed, seen, paragraphs, before: index)
            {
                reasons[index] = .nearRepeat
                continue
            }
        }
        for word in range.lowerBound..<last { _ = seen.insert(trigram(words, word), word) }
    }
}

/// Of a paragraph's trigrams, so many must have been said for a repeat.
private func trigramsNeeded(_ words: Range<Int>) -> Int { ((words.count - 2) * containmentTenthsMin + 9) / 10 }

/// Whether a paragraph may be made of what was said above it. Most texts have none such, which a bitmap tells in a fraction of the time: in it one trigram may pass
/// for another, and for said above what only the paragraph itself says twice, so that it errs to one side alone.
private func mayRepeat(
    _ paragraphs: [Paragraph], _ words: Span<UInt64>, _ trigrams: Int, _ reasons: [DropReason?]
) -> Bool {
    var size = 16
    while size * 8 < trigrams { size *= 2 }
    var said = [UInt64](repeating: 0, count: size)
    for index in paragraphs.indices where reasons[index] == nil {
        let range = paragraphs[index].words
        guard range.count >= 3 else { continue }
        var contained = 0
        for word in range.lowerBound..<(range.upperBound - 2) {
            let hash = trigram(words, word)
            let place = Int(truncatingIfNeeded: hash >> 32) & (size - 1)
            let bit: UInt64 = 1 << (hash >> 26 & 63)
            if said[place] & bit != 0 { contained += 1 }
            said[place] |= bit
        }
        if range.count >= nearRepeatWordsMin, contained >= trigramsNeeded(range) { return true }
    }
    return false
}

/// Whether one earlier paragraph said enough of the trigrams first, and all the words in their order.
private func isWithinOne(
    _ words: Span<UInt64>, _ range: Range<Int>, _ needed: Int, _ seen: HashTable, _ paragraphs: [Paragraph],
    before index: Int
) -> Bool {
    // Fewer than `unionWordsMin` places.
    var places: [(paragraph: Int, word: Int)] = []
    for word in range.lowerBound..<(range.upperBound - 2) {
        guard let place = seen.value(trigram(words, word)) else { continue }
        places.append((paragraph(of: place, paragraphs, before: index), place))
    }
    for (paragraph, place) in places where places.count(where: { $0.paragraph == paragraph }) >= needed {
        // The other trigrams may come from anywhere in a paragraph of any length: what is near is looked at.
        let whole = paragraphs[paragraph].words
        var next = range.lowerBound
        var at = max(whole.lowerBound, place - 2 * unionWordsMin)
        let end = min(whole.upperBound, place + 4 * unionWordsMin)
        while at < end, next < range.upperBound {
            if words[at] == words[next] { next += 1 }
            at += 1
        }
        return next == range.upperBound
    }
    return false
}

/// The paragraph that holds a word. Paragraphs are ascending by their words.
private func paragraph(of word: Int, _ paragraphs: [Paragraph], before end: Int) -> Int {
    var low = 0
    var high = end
    while low < high {
        let middle = (low + high) / 2
        if paragraphs[middle].words.upperBound <= word { low = middle + 1 } else { high = middle }
    }
    return low
}

/// The words of the kept paragraphs so far, gathered only when something asks.
private struct SaidWords {
    private var table: HashTable?
    /// Paragraphs before this one are in it.
    private var end = 0

    /// Whether all words of paragraph `index` are in those above it.
    mutating func hold(
        _ index: Int, _ paragraphs: [Paragraph], _ words: Span<UInt64>, _ reasons: [DropReason?]
    ) -> Bool {
        // Taken out, so that inserting copies nothing.
        var table = self.table ?? HashTable(capacity: words.count)
        self.table = nil
        defer { self.table = table }
        for above in end..<index where reasons[above] == nil {
            for word in paragraphs[above].words { _ = table.insert(spread(words[word]), above) }
        }
        end = index
        for word in paragraphs[index].words where table.value(spread(words[word])) == nil { return false }
        return true
    }

    private func spread(_ word: UInt64) -> UInt64 { (word ^ word >> 32) &* 0x9E37_79B9_7F4A_7C15 }
}

/// Whether a quarter of a paragraph's characters are digits, of any script.
private func isTable(_ paragraph: Paragraph, _ scan: ScannedText, _ text: Span<UInt8>) -> Bool {
    var digits = 0
    for line in paragraph.lines {
        var at = scan.lines[line].start
        while at < scan.lines[line].end {
            let scalar = decodeScalar(text, at)
            if (0x30...0x39).contains(foldedScalar(scalar.value)) { digits += 1 }
            at += scalar.length
        }
    }
    return digits * 4 >= paragraph.scalars
}

@inline(__always)
private func trigram(_ words: Span<UInt64>, _ at: Int) -> UInt64 {
    let mixed = words[at] &* 3 &+ (words[at &+ 1] ^ (words[at &+ 1] >> 31)) &* 5 &+ words[at &+ 2] &* 7
    let spread = (mixed ^ mixed >> 32) &* 0x9E37_79B9_7F4A_7C15
    return spread
}

/// Hashes and the first value given for each: open addressing, at most half full, never grown.
private struct HashTable {
    /// A key is never 0: its lowest bit is set.
    private var entries: [(key: UInt64, value: Int)]
    private let mask: Int

    init(capacity: Int) {
        var size = 64
        while size < capacity * 2 { size *= 2 }
        entries = [(key: UInt64, value: Int)](repeating: (0, 0), count: size)
        mask = size - 1
    }

    func value(_ hash: UInt64) -> Int? {
        let key = hash | 1
        var at = Int(truncatingIfNeeded: hash >> 20) & mask
        while entries[at].key != 0 {
            if entries[at].key == key { return entries[at].value }
            at = (at &+ 1) & mask
        }
        return nil
    }

    /// The value that was given with this hash first.
    mutating func insert(_ hash: UInt64, _ value: Int) -> Int {
        let key = hash | 1
        var at = Int(truncatingIfNeeded: hash >> 20) & mask
        while entries[at].key != 0 {
            if entries[at].key == key { return entries[at].value }
            at = (at &+ 1) & mask
        }
        entries[at] = (key, value)
        return value
    }
}
