internal import KhabarText

/// Numbers the terms of a query, for snippets: words that count wherever they stand, and phrases.
///
/// The query says which words there are, stop words that were not searched for included; the plan that was searched says what else each of them
/// matched by, and which phrases are other names for some of them.
struct QueryMarks {
    private var query = SnippetQuery(words: 0)
    private var terms = MarkedTerms()
    private let stemmer: Stemmer?
    private var next = 0
    /// The query's words by their exact terms.
    private var words: [[UInt8]: UInt64] = [:]
    /// The words of aliases: in several phrases they have one number, so that there are enough.
    private var aliasWords: [[UInt8]: UInt64] = [:]

    static func marks(of request: SearchRequest, _ outcome: SearchOutcome) -> (SnippetQuery, MarkedTerms) {
        var marks = QueryMarks(usesStems: request.layers.usesStems)
        marks.add(request.query)
        marks.add(outcome.plan)
        return (marks.query, marks.terms)
    }

    private init(usesStems: Bool) { stemmer = usesStems ? Stemmer() : nil }

    // MARK: The query

    private mutating func add(_ node: QueryNode) {
        switch node {
        case .filter: break
        case .list(let clauses):
            for clause in clauses where clause.occurrence != .mustNot { add(clause.node) }
        case .word(let text):
            for term in analyze(query: text.text.utf8.span, stemmer: stemmer) {
                guard let bit = bit(for: term.exact) else { return }
                query.words |= bit
                words[term.exact, default: 0] |= bit
                if text.form == .prefix { terms.add(prefix: term.exact, bit) }
                for (reading, stem) in term.stems + term.siblings where reading != .none {
                    terms.add(stem: stem, as: reading, bit)
                }
            }
        case .phrase(let text):
            let terms = analyze(query: text.text.utf8.span, stemmer: nil)
            let first = terms.first?.position ?? 0
            // Where the words of a loose phrase stand is not known, so they are shown wherever they do.
            guard text.slop == 0 else {
                for term in terms { query.words |= bit(for: term.exact) ?? 0 }
                return
            }
            addPhrase(terms.map { (bit(for: $0.exact), Int($0.position - first)) })
        }
    }

    /// Snippets tell 64 terms apart; a query with more shows the first.
    private mutating func bit(for exact: [UInt8]) -> UInt64? {
        guard next < SnippetLimits.termsMax else { return nil }
        defer { next += 1 }
        let bit: UInt64 = 1 << UInt64(next)
        terms.add(exact: exact, bit)
        return bit
    }

    private mutating func addPhrase(_ parts: [(bit: UInt64?, offset: Int)]) {
        let numbered = parts.compactMap { part in
            part.bit.map { SnippetQuery.PhrasePart(term: $0.trailingZeroBitCount, offset: part.offset) }
        }
        if numbered.count == parts.count, !numbered.isEmpty { query.phrases.append(numbered) }
    }

    // MARK: The plan

    private mutating func add(_ plan: QueryPlan) {
        switch plan {
        case .all, .none, .filter, .expansion: break
        case .word(let word):
            // An initialism has several.
            let bits = word.written.split(separator: UInt8(ascii: " ")).reduce(0) { $0 | (words[Array($1)] ?? 0) }
            guard bits != 0 else { return }
            for term in word.raised.terms { add(term, bits) }
        case .phrase(let phrase):
            guard phrase.isAlias else { return }
            addPhrase(zip(phrase.terms, phrase.offsets).map { (aliasBit(for: $0), Int($1)) })
        case .boolean(let must, let should, _):
            for part in must { add(part) }
            for part in should { add(part) }
        }
    }

    private mutating func add(_ term: PlannedTerm, _ bits: UInt64) {
        switch term.layer {
        case .exact: terms.add(exact: term.term, bits)
        case .stem:
            if let reading = term.term.first.flatMap(Reading.init) {
                terms.add(stem: Array(term.term.dropFirst()), as: reading, bits)
            }
        case .keyword: break
        }
    }

    private mutating func aliasBit(for term: [UInt8]) -> UInt64? {
        if let bit = aliasWords[term] { return bit }
        let bit = bit(for: term)
        aliasWords[term] = bit
        return bit
    }
}
