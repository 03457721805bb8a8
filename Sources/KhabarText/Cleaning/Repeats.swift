/// A shorter line may say the same twice with right: a table's label, a refrain, an answer in a dialogue.
private let exactRepeatWordsMin = 4
private let nearRepeatWordsMin = 8
/// Of the later paragraph's word trigrams, this share in tenths already said makes it a repeat.
private let containmentTenthsMin = 8

/// Marks paragraphs that repeat earlier ones, by their folded words. Only entries that are nil are looked at and set.
///
/// Exact: the same fingerprint as an earlier paragraph, with at least four words, or shorter but beside another repeat in the
/// same order as there (a page's second copy with its subheadings). Near: containment (Broder, "On the resemblance and
/// containment of documents", 1997) of word trigrams in all that came before is at least 0.8, with at least eight words.
func markRepeats(_ paragraphs: [Paragraph], words: Span<UInt64>, reasons: inout [DropReason?]) {
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
    markNear(paragraphs, words, &reasons)
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

private func markNear(_ paragraphs: [Paragraph], _ words: Span<UInt64>, _ reasons: inout [DropReason?]) {
    var trigrams = 0
    for index in paragraphs.indices where reasons[index] == nil { trigrams += paragraphs[index].words.count }
    guard trigrams >= 2 * nearRepeatWordsMin else { return }
    var seen = HashTable(capacity: trigrams)
    for index in paragraphs.indices where reasons[index] == nil {
        let range = paragraphs[index].words
        guard range.count >= 3 else { continue }
        if range.count >= nearRepeatWordsMin {
            var contained = 0
            for word in range.lowerBound..<(range.upperBound - 2) {
                if seen.contains(trigram(words, word)) { contained += 1 }
            }
            if contained * 10 >= (range.count - 2) * containmentTenthsMin {
                reasons[index] = .nearRepeat
                continue
            }
        }
        for word in range.lowerBound..<(range.upperBound - 2) { _ = seen.insert(trigram(words, word), 0) }
    }
}

@inline(__always)
private func trigram(_ words: Span<UInt64>, _ at: Int) -> UInt64 {
    let mixed = words[at] &* 3 &+ (words[at &+ 1] ^ (words[at &+ 1] >> 31)) &* 5 &+ words[at &+ 2] &* 7
    let spread = (mixed ^ mixed >> 32) &* 0x9E37_79B9_7F4A_7C15
    return spread
}

/// Hashes and the first value given for each: open addressing, at most half full, never grown.
private struct HashTable {
    private var keys: [UInt64]
    private var values: [Int32]
    private let mask: Int

    init(capacity: Int) {
        var size = 64
        while size < capacity * 2 { size *= 2 }
        keys = [UInt64](repeating: 0, count: size)
        values = [Int32](repeating: 0, count: size)
        mask = size - 1
    }

    func contains(_ hash: UInt64) -> Bool {
        let key = hash | 1
        var at = Int(truncatingIfNeeded: hash >> 20) & mask
        while keys[at] != 0 {
            if keys[at] == key { return true }
            at = (at &+ 1) & mask
        }
        return false
    }

    /// The value that was given with this hash first.
    mutating func insert(_ hash: UInt64, _ value: Int) -> Int {
        let key = hash | 1
        var at = Int(truncatingIfNeeded: hash >> 20) & mask
        while keys[at] != 0 {
            if keys[at] == key { return Int(values[at]) }
            at = (at &+ 1) & mask
        }
        keys[at] = key
        values[at] = Int32(truncatingIfNeeded: value)
        return value
    }
}
