/// A term as letters: each with the marks on it, as one number. What a person calls one letter is one, and a vowel sign less is one edit.
func letters(of term: Span<UInt8>) -> [UInt64] {
    var letters: [UInt64] = []
    appendLetters(of: term, to: &letters)
    return letters
}

private func appendLetters(of term: Span<UInt8>, to letters: inout [UInt64]) {
    var at = 0
    while at < term.count {
        let scalar = scalar(in: term, &at)
        if !letters.isEmpty, isMark(scalar) {
            // Two marks and their letter fit; of more, only whether they are equal matters.
            let letter = letters[letters.count - 1]
            letters[letters.count - 1] =
                letter < 1 << 42 ? letter << 21 | UInt64(scalar) : letter &* 31 &+ UInt64(scalar)
        } else {
            letters.append(UInt64(scalar))
        }
    }
}

/// Where each letter of a term begins, its marks being part of it.
func letterStarts(of term: Span<UInt8>) -> [Int] {
    var starts: [Int] = []
    var at = 0
    while at < term.count {
        let start = at
        if !isMark(scalar(in: term, &at)) || starts.isEmpty { starts.append(start) }
    }
    return starts
}

/// The next scalar of well-formed UTF-8, which terms are.
@inline(__always)
private func scalar(in bytes: Span<UInt8>, _ at: inout Int) -> UInt32 {
    let first = UInt32(bytes[at])
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var scalar = length == 1 ? first : first & (0x7F >> UInt32(length))
    for index in 1..<max(length, 1) where at + index < bytes.count {
        scalar = scalar << 6 | UInt32(bytes[at + index]) & 0x3F
    }
    at += length
    return scalar
}

/// Marks that terms keep: combining ones of Latin, Arabic and the scripts of India, and joiners. A virama binds to its consonant.
private func isMark(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x300...0x36F, 0x610...0x61A, 0x64B...0x65F, 0x670, 0x6D6...0x6ED, 0x200C, 0x200D: true
    case 0x900...0x903, 0x93A...0x93C, 0x93E...0x94F, 0x951...0x957, 0x962, 0x963: true
    // The other scripts of India, at the same places of their blocks.
    case 0x980...0xDFF:
        switch scalar & 0x7F {
        case 0x01...0x03, 0x3C, 0x3E...0x4D, 0x57, 0x62, 0x63: true
        default: false
        }
    default: false
    }
}

/// Distances from one term to many others: letters put in, left out, replaced, or two neighbours that changed places, each counted once (Damerau, 1964, in the
/// form that edits no part twice: "optimal string alignment").
///
/// Rows of the table are kept from term to term, as far as the next term begins alike; terms in order so cost a row or two each.
struct EditDistance {
    private let wanted: [UInt64]
    private let limit: Int
    /// By letter of the last term, and one before: the distances of that beginning to all beginnings of `wanted`.
    private var rows: [[UInt8]]
    /// The last term's letters, as far as there are rows for them.
    private var known: [UInt64] = []
    private var current: [UInt64] = []

    init(to wanted: [UInt64], atMost limit: Int) {
        self.wanted = wanted
        self.limit = limit
        rows = [(0...wanted.count).map { UInt8(min($0, 255)) }]
    }

    /// How far the term is; nil when that is over the limit.
    mutating func distance(_ term: Span<UInt8>) -> Int? {
        current.removeAll(keepingCapacity: true)
        appendLetters(of: term, to: &current)
        var depth = 0
        while depth < min(known.count, current.count), known[depth] == current[depth] { depth += 1 }
        known.removeLast(known.count - depth)
        while depth < current.count {
            // No further letter brings it nearer.
            if depth > 0, rows[depth].allSatisfy({ $0 > limit }) { return nil }
            addRow(depth)
            known.append(current[depth])
            depth += 1
        }
        let distance = Int(rows[depth][wanted.count])
        return distance <= limit ? distance : nil
    }

    private mutating func addRow(_ depth: Int) {
        if rows.count == depth + 1 { rows.append([UInt8](repeating: 0, count: wanted.count + 1)) }
        let letter = current[depth]
        let before = rows[depth]
        var row = rows[depth + 1]
        rows[depth + 1] = []
        row[0] = UInt8(min(depth + 1, 255))
        for place in 0..<wanted.count {
            let same = wanted[place] == letter
            var best = min(before[place] &+ (same ? 0 : 1), min(before[place + 1], row[place]) &+ 1)
            if depth > 0, place > 0, letter == wanted[place - 1], current[depth - 1] == wanted[place] {
                best = min(best, rows[depth - 1][place - 1] &+ 1)
            }
            row[place + 1] = min(best, 200)
        }
        rows[depth + 1] = row
    }
}
