import KhabarIndex
import KhabarText

/// Finds in an article's text what a query matches, and cuts the snippet around it.
struct MatchMarker {
    private var words: UInt64 = 0
    private var phrases: [[SnippetQuery.PhrasePart]] = []
    /// Numbers of the query's terms, as bits, by exact term and by reading and stem.
    private var exact: [[UInt8]: UInt64] = [:]
    private var stems: [[UInt8]: UInt64] = [:]
    private var next = 0
    private let stemmer = Stemmer()

    init(_ query: QueryNode, layers: SearchLayers) {
        add(query, usesStems: layers.usesStems)
    }

    private mutating func add(_ node: QueryNode, usesStems: Bool) {
        switch node {
        case .filter: break
        case .list(let clauses):
            for clause in clauses where clause.occurrence != .mustNot { add(clause.node, usesStems: usesStems) }
        case .word(let text):
            for term in analyze(query: text.text.utf8.span, stemmer: stemmer) {
                guard let number = number(of: term) else { return }
                words |= 1 << UInt64(number)
                guard usesStems else { continue }
                for (reading, stem) in term.stems where reading != .none {
                    stems[[reading.rawValue] + stem, default: 0] |= 1 << UInt64(number)
                }
            }
        case .phrase(let text):
            let terms = analyze(query: text.text.utf8.span, stemmer: stemmer)
            let parts = terms.compactMap { term in
                number(of: term).map {
                    SnippetQuery.PhrasePart(term: $0, offset: Int(term.position - terms[0].position))
                }
            }
            if parts.count == terms.count && !parts.isEmpty { phrases.append(parts) }
        }
    }

    /// Snippets tell 64 terms apart; a query with more shows the first.
    private mutating func number(of term: QueryTerm) -> Int? {
        guard next < SnippetLimits.termsMax else { return nil }
        defer { next += 1 }
        exact[term.exact, default: 0] |= 1 << UInt64(next)
        return next
    }

    /// The best piece of the summary, body and captions.
    func snippet(of article: Article) -> Snippet {
        let text = snippetText(paragraphs: [article.summary].compactMap { $0 } + article.body + article.captions)
        var tokens = Tokens()
        tokenize(text.utf8.span, into: &tokens)
        var matches: [TokenMatch] = []
        var known: [[UInt8]: UInt64] = [:]
        for index in 0..<tokens.count {
            let term = tokens.term(index)
            let bits: UInt64
            if let found = known[term] {
                bits = found
            } else {
                bits = terms(matching: term, reading(of: tokens.scripts[index], articleLanguage: article.language))
                known[term] = bits
            }
            guard bits != 0 else { continue }
            matches.append(
                TokenMatch(
                    range: Int(tokens.starts[index])..<Int(tokens.ends[index]),
                    position: Int(tokens.positions[index]), terms: bits))
        }
        return KhabarIndex.snippet(
            text: text, matches: matches, of: SnippetQuery(words: words, phrases: phrases))
    }

    private func terms(matching term: [UInt8], _ reading: Reading) -> UInt64 {
        var bits = exact[term] ?? 0
        if !stems.isEmpty, reading != .none, !isStopWord(term.span, reading: reading) {
            var key = [reading.rawValue]
            stemmer.stem(term.span, as: reading, into: &key)
            bits |= stems[key] ?? 0
        }
        return bits
    }
}
