/// Brings British spelling to American (`analysis-spelling-en.txt`), so that both have one stem.
struct EnglishSpelling: Sendable {
    static let shared = EnglishSpelling(PackageResources.analysis_spelling_en_txt)

    private struct Rule {
        var british: [UInt8]
        var american: [UInt8]
        /// What may follow; nil: anything.
        var endings: Set<[UInt8]>?
        /// What comes before.
        var roots: Set<[UInt8]>
    }

    private let rules: [Rule]
    /// The British spellings of the rules, one behind the other, and where each ends: looked for in every term, in vain in nearly all, with no rule being touched.
    private let spellings: [UInt8]
    private let ends: [Int]

    init(_ resource: [UInt8]) {
        rules = resourceLines(resource).map { line in
            let columns = line.split(separator: "|").map { resourceFields($0).map { Array($0.utf8) } }
            precondition(columns.count == 3 && columns[0].count == 2, "a line of spellings: \(line)")
            let isOpen = columns[1] == [[UInt8(ascii: "*")]]
            let endings = columns[1].map { $0 == [UInt8(ascii: "-")] ? [] : $0 }
            return Rule(
                british: columns[0][0], american: columns[0][1], endings: isOpen ? nil : Set(endings),
                roots: Set(columns[2]))
        }
        spellings = rules.flatMap(\.british)
        var end = 0
        ends = rules.map { rule in
            end += rule.british.count
            return end
        }
    }

    /// A folded term in American spelling; nil where it is that already.
    func american(_ term: Span<UInt8>) -> [UInt8]? {
        let spellings = spellings.span
        var begin = 0
        for rule in ends.indices {
            let end = ends[rule]
            var start = 2
            while start + end - begin <= term.count {
                if hasSpelling(spellings, begin..<end, term, at: start), let word = apply(rules[rule], term, at: start)
                {
                    return word
                }
                start += 1
            }
            begin = end
        }
        return nil
    }

    @inline(__always)
    private func hasSpelling(_ spellings: Span<UInt8>, _ range: Range<Int>, _ term: Span<UInt8>, at start: Int) -> Bool
    {
        for place in range where spellings[place] != term[start + place - range.lowerBound] { return false }
        return true
    }

    private func apply(_ rule: Rule, _ term: Span<UInt8>, at start: Int) -> [UInt8]? {
        let ending = bytes(term, start + rule.british.count..<term.count)
        if let endings = rule.endings, !endings.contains(ending) { return nil }
        let root = bytes(term, 0..<start)
        return rule.roots.contains(root) ? root + rule.american + ending : nil
    }

    private func bytes(_ term: Span<UInt8>, _ range: Range<Int>) -> [UInt8] { range.map { term[$0] } }
}
