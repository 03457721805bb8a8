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
/// same order as there (a page's second copy with its subheadings). Near: containment (Broder, "On the resemblance and
/// containment of documents", 1997) of word trigrams in one earlier paragraph is at least 0.8, with at least eight words; a
/// paragraph of thirty words may also be put together from several. Tables are left alone: their rows are made of each other.
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
    var order = Array(paragraphs.indices)
    for _ in 0..<2 {
        var previous = -1
        for index in order {
            if reasons[index] != nil && reasons[index] != .exactRepeat { continue }
            if previous >= 0, twin[index] >= 0, reasons[index] == nil, reasons[previous] == .exactRepeat,
                areNeighbours(twin[index], twin[previous], reasons)
            {
                reasons[index] = .exactRepeat
            }
            previous = index
        }
        order.reverse()
    }
}

/// Whether nothing that was kept stands between two paragraphs.
private func areNeighbours(_ one: Int, _ other: Int, _ reasons: [DropReason?]) -> Bool {
    guard one >= 0, other >= 0, one != other else { return false }
    for index in (min(one, other) + 1)..<max(one, other) where reasons[index] == nil { return false }
    return true
}

private func markNear(
    _ paragraphs: [Paragraph], _ scan: ScannedText, _ text: Span<UInt8>, _ reasons: inout [DropReason?]
) {
    let words = scan.words.span
    var trigrams = 0
    for index in paragraphs.indices where reasons[index] == nil { trigrams += paragraphs[index].words.count }
    guard trigrams >= 2 * nearRepeatWordsMin else { return }
    var seen = HashTable(capacity: trigrams)
    for index in paragraphs.indices where reasons[index] == nil {
        let range = paragraphs[index].words
        guard range.count >= 3 else { continue }
        let last = range.upperBound - 2
        if range.count >= nearRepeatWordsMin {
            let needed = ((range.count - 2) * containmentTenthsMin + 9) / 10
            var contained = 0
            for word in range.lowerBound..<last where seen.value(trigram(words, word)) != nil { contained += 1 }
            if contained >= needed, !isTable(paragraphs[index], scan, text),
                range.count >= unionWordsMin || mostFromOne(words, range.lowerBound..<last, seen) >= needed
            {
                reasons[index] = .nearRepeat
                continue
            }
        }
        for word in range.lowerBound..<last { _ = seen.insert(trigram(words, word), index) }
    }
}

/// How many of the trigrams were first said in the same earlier paragraph, at most.
private func mostFromOne(_ words: Span<UInt64>, _ range: Range<Int>, _ seen: HashTable) -> Int {
    var sources: [Int] = []
    for word in range { if let source = seen.value(trigram(words, word)) { sources.append(source) } }
    sources.sort()
    var most = 0
    var run = 0
    for index in sources.indices {
        run = index > 0 && sources[index] == sources[index - 1] ? run + 1 : 1
        most = max(most, run)
    }
    return most
}

/// Whether a quarter of a paragraph's characters are digits.
private func isTable(_ paragraph: Paragraph, _ scan: ScannedText, _ text: Span<UInt8>) -> Bool {
    var digits = 0
    for line in paragraph.lines {
        for offset in scan.lines[line].start..<scan.lines[line].end where text[offset] >= 0x30 && text[offset] <= 0x39 {
            digits += 1
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
