internal import KhabarText

/// Numbers the terms of a query, for snippets: words that count wherever they stand, and phrases.
struct QueryMarks {
    private var query = SnippetQuery(words: 0)
    private var terms = MarkedTerms()
    private let stemmer = Stemmer()
    private let usesStems: Bool
    private var next = 0

    static func marks(of query: QueryNode, layers: SearchLayers) -> (SnippetQuery, MarkedTerms) {
        var marks = QueryMarks(usesStems: layers.usesStems)
        marks.add(query)
        return (marks.query, marks.terms)
    }

    private init(usesStems: Bool) { self.usesStems = usesStems }

    private mutating func add(_ node: QueryNode) {
        switch node {
        case .filter: break
        case .list(let clauses):
            for clause in clauses where clause.occurrence != .mustNot { add(clause.node) }
        case .word(let text):
            for term in analyze(query: text.text.utf8.span, stemmer: usesStems ? stemmer : nil) {
                guard let bit = bit(for: term) else { return }
                query.words |= bit
                for (reading, stem) in term.stems where reading != .none { terms.add(stem: stem, as: reading, bit) }
            }
        case .phrase(let text):
            let terms = analyze(query: text.text.utf8.span, stemmer: nil)
            var parts: [SnippetQuery.PhrasePart] = []
            for term in terms {
                guard let bit = bit(for: term) else { return }
                parts.append(
                    SnippetQuery.PhrasePart(
                        term: bit.trailingZeroBitCount, offset: Int(term.position - terms[0].position)))
            }
            if !parts.isEmpty { query.phrases.append(parts) }
        }
    }

    /// Snippets tell 64 terms apart; a query with more shows the first.
    private mutating func bit(for term: QueryTerm) -> UInt64? {
        guard next < SnippetLimits.termsMax else { return nil }
        defer { next += 1 }
        let bit: UInt64 = 1 << UInt64(next)
        terms.add(exact: term.exact, bit)
        return bit
    }
}
