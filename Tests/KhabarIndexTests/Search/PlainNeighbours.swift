import KhabarText

@testable import KhabarIndex

/// Which words of a list may be one, by the definition of it (`WordSpacing`).
extension PlainSearch {
    /// By word: what it and the one before or behind it are in one.
    ///
    /// - Parameter areApart: whether it does not matter what stands between them.
    func joined(_ nodes: [QueryNode], areApart: Bool = false) -> [[QueryTerm]] {
        let words = nodes.flatMap { node in
            guard case .word(let words) = node, words.form == .whole else { return [] as [(QueryTerm, Words)] }
            return analyze(query: words.text).map { ($0, words) }
        }
        func letters(_ term: QueryTerm) -> Int { String(decoding: term.exact, as: UTF8.self).count }
        func isLong(_ term: QueryTerm) -> Bool { [.digits, .latin].contains(term.script) || letters(term) > 1 }
        func isStopWord(_ term: QueryTerm) -> Bool {
            [Reading.arabic, .english, .hindi, .urdu].contains { KhabarText.isStopWord(term.exact.span, reading: $0) }
        }
        func text(_ word: (QueryTerm, Words)) -> String {
            String(decoding: Array(word.1.text.utf8)[word.0.start..<word.0.end], as: UTF8.self)
        }
        var joined = [[QueryTerm]](repeating: [], count: words.count)
        for (index, (left, right)) in zip(words, words.dropFirst()).enumerated() {
            let isTyped =
                areApart || left.1.range == right.1.range
                || right.1.wordBefore == left.1.range.lowerBound
                    && left.0.end == left.1.text.utf8.count && right.0.start == 0
            let scripts = Set([left.0.script, right.0.script])
            guard isTyped, left.1.field == right.1.field, left.1.boost == right.1.boost,
                scripts.subtracting([.digits]).count == 1, !scripts.contains(.other),
                !isStopWord(left.0), !isStopWord(right.0),
                isLong(left.0), isLong(right.0)
            else { continue }
            let together = analyze(query: text(left) + text(right))
            guard together.count == 1, !isStopWord(together[0]) else { continue }
            var word = together[0]
            word.stems.removeAll { stem in
                (left.0.stems + right.0.stems).contains { $0.0 == stem.0 && $0.1 == stem.1 }
            }
            joined[index].append(word)
            joined[index + 1].append(word)
        }
        return joined
    }
}
