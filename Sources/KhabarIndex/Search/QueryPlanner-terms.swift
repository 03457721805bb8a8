internal import KhabarText

/// The plans of single words, prefixes and phrases: their terms looked up in all segments, and weighed.
extension QueryPlanner {
    /// How else a word is spelled, at which factor, not weighed yet.
    typealias Spelling = (term: PlannedTerm, factor: Float)

    func word(
        _ term: QueryTerm, _ words: Words, joined: [Spelling] = [], gained: [PlannedTerm], findsNear: Bool = false
    ) -> PlannedWord {
        let stems = stems(of: term)
        let exact = planned(.exact, term.exact, factor: 1)
        // A stem may be rarer than the word where another reading of it has it: دنيا is a frequent Urdu word and read as Arabic the stem of few.
        let siblings = (excludes ? [] : Self.stems(term.siblings)).map {
            (planned(.stem, $0, factor: 1), Self.siblingFactor)
        }
        let own =
            [exact] + noRarer(stems.map { (planned(.stem, $0, factor: 1), Self.stemFactor) } + siblings, than: [exact])
        let spelled = own + noRarer(joined, than: own)
        let near = findsNear && !term.isStopWord ? noRarer(similar(stems), than: own) + lifting(term, spelled) : []
        return word(term.exact, spelled + gained, near: near, share(words, term), words.field)
    }

    /// The other names of a word that few articles have: Zelenskyy and ज़ेलेंस्की, where Zelensky was typed beside more frequent words.
    private func lifting(_ term: QueryTerm, _ spelled: [PlannedTerm]) -> [PlannedTerm] {
        guard let lifting, PlannedWord.isRare(spelled) else { return [] }
        return lifting.gain([term]).terms[0]
    }

    func stems(of term: QueryTerm) -> [[UInt8]] { Self.stems(term.stems) }

    /// With their readings' letters, as the dictionary has them.
    private static func stems(_ stems: [(Reading, [UInt8])]) -> [[UInt8]] {
        stems.filter { $0.0 != .none }.map { [$0.0.rawValue] + $0.1 }
    }

    func word(
        _ written: [UInt8], _ alternatives: [PlannedTerm], near: [PlannedTerm] = [], _ share: Float,
        _ field: Words.Field
    ) -> PlannedWord {
        func present(_ terms: [PlannedTerm]) -> [PlannedTerm] {
            var present = terms
            present.removeAll { term in !term.entries.contains { $0 != nil } }
            if share != 1 { for index in present.indices { present[index].weight *= share } }
            return present
        }
        return PlannedWord(written: written, terms: present(alternatives), near: present(near), field: field)
    }

    /// What scores are multiplied with for the boost that words were given, and for one word besides.
    func share(_ words: Words) -> Float { words.boost / greatestBoost }
    func share(_ words: Words, _ term: QueryTerm) -> Float { share(words) * LengthShare.of(term.exact) }

    /// The word, and what is spelled nearly like it.
    func fuzzy(_ term: QueryTerm, _ words: Words, _ edits: Int?) -> QueryPlan {
        let own = word(term, words, gained: []).terms
        let near = snapshot.fuzzyTerms(term.exact, edits: edits, isCancelled: isCancelled).map { near in
            (
                term: PlannedTerm(layer: .exact, term: near.term, entries: near.entries, weight: 0),
                factor: FuzzyTerms.factors[near.edits]
            )
        }
        let others = word(term.exact, noRarer(near, than: own), share(words, term), words.field).terms
        return .word(PlannedWord(written: term.exact, terms: own + others, field: words.field))
    }

    func prefix(_ prefix: [UInt8], _ words: Words) -> QueryPlan {
        let entries = snapshot.views.map { view in
            var entries: [TermEntry] = []
            view.segment.dictionary(of: .exact).forEach(from: prefix, atMost: .max, isCancelled: isCancelled) {
                entries.append($1)
            }
            return entries
        }
        var expansion = PlannedExpansion(prefix: prefix, entries: entries, weight: 0, field: words.field)
        expansion.weight =
            share(words) * LengthShare.of(prefix)
            * Scoring.weight(
                articles: min(expansion.postings, snapshot.countedArticles), of: snapshot.countedArticles, factor: 1)
        return .expansion(expansion)
    }

    /// Stems spelled much like these.
    func similar(_ stems: [[UInt8]]) -> [Spelling] {
        stems.flatMap(snapshot.similarStems).map { neighbour in
            (
                PlannedTerm(layer: .stem, term: neighbour.term, entries: neighbour.entries, weight: 0),
                SimilarStems.weightFactor(neighbour.similarity)
            )
        }
    }

    /// Other spellings of a word, weighed. None weighs more than what the word itself finds: a rare misspelling of a common word is not rare.
    func noRarer(_ spellings: [Spelling], than own: [PlannedTerm]) -> [PlannedTerm] {
        let commonest = own.map(\.articleCount).max() ?? 0
        return spellings.map { spelling, factor in
            var term = spelling
            term.weight = Scoring.weight(
                articles: max(term.articleCount, commonest), of: snapshot.countedArticles, factor: factor)
            return term
        }
    }

    func terms(_ words: Words) -> [QueryTerm] {
        analyze(query: words.text.utf8.span, stemmer: stemmer)
    }

    func planned(_ layer: Layer, _ term: [UInt8], factor: Float) -> PlannedTerm {
        let entries = snapshot.views.map { view in
            let entry = view.segment.dictionary(of: layer).find(term)
            if let entry { view.segment.prefetch(entry) }
            return entry
        }
        var planned = PlannedTerm(layer: layer, term: term, entries: entries, weight: 0)
        planned.weight = Scoring.weight(
            articles: planned.articleCount, of: snapshot.countedArticles, factor: factor)
        return planned
    }

    func phrase(_ words: Words) -> QueryPlan {
        let terms = self.terms(words)
        guard let first = terms.first else { return .none }
        if terms.count == 1 {
            var term = planned(.exact, first.exact, factor: 1)
            term.weight *= share(words, first)
            return .word(PlannedWord(written: first.exact, terms: [term], field: words.field))
        }
        return .phrase(
            phrase(
                terms.map(\.exact), shares: terms.map { share(words, $0) },
                offsets: terms.map { $0.position - first.position }, words.field,
                // The parser counts words between spaces; ideographs have none.
                slop: terms.count <= QueryLimits.loosePhraseWordsMax ? UInt32(words.slop) : 0))
    }

    func phrase(
        _ terms: [[UInt8]], shares: [Float], offsets: [UInt32], _ field: Words.Field, slop: UInt32
    ) -> PlannedPhrase {
        let parts = terms.map { planned(.exact, $0, factor: 1) }
        return PlannedPhrase(
            terms: terms, parts: parts.map(\.entries), offsets: offsets,
            weight: zip(parts, shares).reduce(0) { $0 + $1.0.weight * $1.1 }, field: field, slop: slop)
    }
}
