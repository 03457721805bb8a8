internal import KhabarText

/// Terms that are spelled like another but for a few letters.
enum FuzzyTerms {
    /// A term's score against that of the word as written, by the number of edits.
    static let factors: [Float] = [1, 0.7, 0.45]
    /// The nearest, then the most frequent.
    static let countMax = 64

    /// How many letters of a word of so many may be others, when the query does not say: one of three, two of six.
    static func edits(letters: Int) -> Int { letters < 3 ? 0 : letters < 6 ? 1 : 2 }
}

/// A term near another, in a snapshot.
struct FuzzyTerm {
    var term: [UInt8]
    var edits: Int
    /// By segment.
    var entries: [TermEntry?]

    var articleCount: Int { entries.reduce(0) { $0 + Int($1?.articleCount ?? 0) } }
}

extension Snapshot {
    /// The exact terms at most `edits` from `term`, itself excluded: the nearest first, then the most frequent, then by their bytes.
    ///
    /// All terms that begin in the same script are looked at, one after the other; what they share at their beginning is compared once.
    ///
    /// - Parameter isCancelled: asked every few thousand terms; what it cuts off is missing.
    func fuzzyTerms(
        _ term: [UInt8], edits: Int?, atMost: Int = FuzzyTerms.countMax, isCancelled: () -> Bool = { false }
    ) -> [FuzzyTerm] {
        let letters = letters(of: term.span)
        let edits = min(edits ?? FuzzyTerms.edits(letters: letters.count), letters.count - 1)
        guard edits > 0 else { return [] }
        var found: [[UInt8]: FuzzyTerm] = [:]
        for (number, view) in views.enumerated() {
            var automaton = EditDistance(to: letters, atMost: edits)
            var steps = 0
            view.segment.dictionary(of: .exact).forEach(likeThe: term[0]) { other, entry in
                steps += 1
                if steps % 4_096 == 0 && isCancelled() { return false }
                guard let distance = automaton.distance(other.span), distance > 0 else { return true }
                found[
                    other,
                    default: FuzzyTerm(
                        term: other, edits: distance, entries: [TermEntry?](repeating: nil, count: views.count))
                ].entries[number] = entry
                return true
            }
        }
        let sorted = found.values.sorted { one, other in
            if one.edits != other.edits { return one.edits < other.edits }
            let counts = (one.articleCount, other.articleCount)
            return counts.0 != counts.1 ? counts.0 > counts.1 : one.term.lexicographicallyPrecedes(other.term)
        }
        return Array(sorted.prefix(atMost))
    }
}

extension TermDictionary {
    /// Hands over the terms, until `body` says false, whose first byte is of the script that `first` belongs to.
    fileprivate func forEach(likeThe first: UInt8, _ body: ([UInt8], TermEntry) -> Bool) {
        let range: ClosedRange<UInt8> =
            switch first {
            case 0..<0x80: 0...0x7F
            case 0xD8...0xDB: 0xD8...0xDB
            default: first...first
            }
        forEach(between: range, body)
    }
}
