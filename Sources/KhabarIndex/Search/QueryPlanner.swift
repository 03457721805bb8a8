internal import KhabarText

/// Makes a plan of a parsed query: analyses its words and looks their terms up.
struct QueryPlanner {
    /// A stem's score against that of the word as written.
    static let stemFactor: Float = 0.95

    private let snapshot: Snapshot
    private let layers: SearchLayers
    /// nil where stems are not asked for.
    private let stemmer: Stemmer?
    /// nil for a plan of what matches by spelling.
    private let widening: Widening?
    /// Whether what it plans is to be left out: nothing wider than what was typed.
    private let excludes: Bool
    private let isCancelled: () -> Bool
    /// What boosts are divided by, so that none is above 1 and scores keep their bound.
    private let greatestBoost: Float

    /// A plan of `query`.
    ///
    /// - Parameters:
    ///   - reach: how much of what words may be besides they match, as far as the layers say so.
    ///   - isCancelled: if it says so, the plan lacks what was still to be looked for.
    static func plan(
        _ query: QueryNode, _ snapshot: Snapshot, layers: SearchLayers, reach: WideningReach = .spelling,
        isCancelled: () -> Bool = { false }
    ) -> QueryPlan {
        withoutActuallyEscaping(isCancelled) { isCancelled in
            QueryPlanner(
                snapshot, layers: layers, reach: reach, greatestBoost: query.greatestBoost, isCancelled: isCancelled
            ).plan(query)
        }
    }

    private init(
        _ snapshot: Snapshot, layers: SearchLayers, reach: WideningReach, excludes: Bool = false, greatestBoost: Float,
        isCancelled: @escaping () -> Bool
    ) {
        self.excludes = excludes
        self.isCancelled = isCancelled
        self.greatestBoost = greatestBoost
        self.snapshot = snapshot
        self.layers = layers
        stemmer = layers.usesStems ? Stemmer() : nil
        widening = Widening(snapshot, layers: layers, reach: reach)
    }

    private func plan(_ node: QueryNode) -> QueryPlan {
        switch node {
        case .word(let words): conjunction(of: words)
        case .phrase(let words): phrase(words)
        case .filter(let filter, _): .filter(filter)
        case .list(let clauses): list(clauses)
        }
    }

    private func list(_ clauses: [Clause]) -> QueryPlan {
        guard !clauses.isEmpty else { return .none }
        var must: [QueryPlan] = []
        var should: [QueryPlan] = []
        var mustNot: [QueryPlan] = []
        for clause in clauses {
            switch clause.occurrence {
            case .must: must.append(plan(clause.node))
            // Never widened: a widened search finds all that one by spelling finds, and more.
            case .mustNot:
                let planner = QueryPlanner(
                    snapshot, layers: layers, reach: .spelling, excludes: true, greatestBoost: greatestBoost,
                    isCancelled: isCancelled)
                mustNot.append(planner.plan(clause.node))
            case .should: break
            }
        }
        let wanted = clauses.filter { $0.occurrence == .should }.map { analysed($0.node) }
        let contentCount = wanted.reduce(must.count(where: \.scores)) { $0 + $1.contentCount }
        let keepsStopWords = contentCount == 0
        let all = wanted.flatMap(\.words)
        let gain = widening?.gain(all.map(\.term))
        let initialisms = spelledInitialisms(in: all)
        let joined = joined(all)
        var next = 0
        for part in wanted {
            switch part {
            case .other(let node): should.append(plan(node))
            case .words(let words):
                for (term, typed) in words {
                    let number = next
                    next += 1
                    if let initialism = initialisms.first(where: { $0.contains(number) }) {
                        guard number == initialism.lowerBound else { continue }
                        should += plans(ofInitialism: all[initialism], gained: gain?.terms[number] ?? [])
                    } else if keepsStopWords || !term.isStopWord {
                        let gained = gain?.terms[number] ?? []
                        should.append(
                            .word(
                                word(term, typed, joined: joined[number], gained: gained, findsNear: contentCount > 1)))
                    }
                }
            }
        }
        for (run, phrase) in gain?.phrases ?? [] where typedAlike(all[run]) {
            should.append(.phrase(typed(phrase, as: all[run.lowerBound].typed, for: all[run].map(\.term))))
        }
        // Signs alone (`… -- !`) ask for nothing.
        if must.isEmpty && should.isEmpty && mustNot.isEmpty { return .none }
        if should.isEmpty && !wanted.isEmpty && must.isEmpty { return .none }
        return .boolean(must: must, should: should, mustNot: mustNot)
    }

    /// A word of a ranked list, analysed, and how it was typed.
    private typealias WantedWord = (term: QueryTerm, typed: Words)

    /// A part of a ranked list.
    private enum Wanted {
        case words([WantedWord])
        case other(QueryNode)

        var words: [WantedWord] {
            switch self {
            case .words(let words): words
            case .other: []
            }
        }

        /// How much a plain ranked query has to go by here: what is not a stop word.
        var contentCount: Int {
            switch self {
            case .words(let words): words.count { !$0.term.isStopWord }
            case .other: 1
            }
        }
    }

    private func analysed(_ node: QueryNode) -> Wanted {
        guard case .word(let words) = node, words.form == .whole else { return .other(node) }
        let terms = terms(words)
        // One word to whoever typed it, which neither of its parts is.
        if areTogether(terms), excludes || !terms.contains(where: \.isStopWord) { return .other(node) }
        return .words(terms.map { ($0, words) })
    }

    /// How else a word is spelled, at which factor, not weighed yet.
    private typealias Spelling = (term: PlannedTerm, factor: Float)

    /// What each word may be in one with its neighbours. Not where words are left out: that would leave out more than was typed.
    private func joined(_ words: [WantedWord]) -> [[Spelling]] {
        var joined = [[Spelling]](repeating: [], count: words.count)
        guard layers.usesStems, !excludes else { return joined }
        for number in words.indices.dropFirst() where areNeighbours(words[number - 1], words[number]) {
            let (left, right) = (words[number - 1], words[number])
            guard
                let word = WordSpacing.joined(
                    left.term, right.term, typed: typed(left) + typed(right), stemmer: stemmer)
            else { continue }
            // The word in one may have the stem of one half (آل سعود: السعود, سعود), which says nothing of the other.
            let own = keys(of: left.term) + keys(of: right.term)
            for key in keys(of: word) where !own.contains(where: { $0 == key }) {
                let term = planned(key.layer, key.term, factor: 1)
                guard term.articleCount > 0 else { continue }
                let factor = WordSpacing.joinedFactor * (key.layer == .stem ? Self.stemFactor : 1)
                joined[number - 1].append((term, factor))
                joined[number].append((term, factor))
            }
        }
        return joined
    }

    /// A term's places in the dictionaries.
    private func keys(of term: QueryTerm) -> [(layer: Layer, term: [UInt8])] {
        [(.exact, term.exact)] + stems(of: term).map { (.stem, $0) }
    }

    /// Whether two words of a list stand next to each other in what was typed, with nothing but a space between, or what stands inside a word (`e-mail`).
    private func areNeighbours(_ left: WantedWord, _ right: WantedWord) -> Bool {
        if left.typed == right.typed { return left.term.end <= right.term.start }
        return left.typed.field == right.typed.field && left.typed.boost == right.typed.boost
            && left.typed.range.upperBound + 1 == right.typed.range.lowerBound
            && left.term.end == left.typed.text.utf8.count && right.term.start == 0
    }

    private func typed(_ word: WantedWord) -> String {
        String(decoding: Array(word.typed.text.utf8)[word.term.start..<word.term.end], as: UTF8.self)
    }

    /// Initialisms spelled in several words, which mean something together and nothing each: سی بی آئی.
    private func spelledInitialisms(in words: [WantedWord]) -> [Range<Int>] {
        guard words.count > 1 else { return [] }
        return Initialisms.runs(in: words.map(\.term)).map(\.core).filter { $0.count > 1 && typedAlike(words[$0]) }
    }

    /// Whether words are asked for in the same field with the same weight, so that they may be one thing.
    private func typedAlike(_ words: ArraySlice<WantedWord>) -> Bool {
        words.allSatisfy { $0.typed.field == words.first!.typed.field && $0.typed.boost == words.first!.typed.boost }
    }

    /// A phrase that is another name for terms, where these are asked for, with their weight.
    private func typed(_ phrase: PlannedPhrase, as words: Words, for terms: [QueryTerm]) -> PlannedPhrase {
        var phrase = phrase
        phrase.field = words.field
        phrase.weight *= share(words) * terms.reduce(0) { $0 + LengthShare.of($1.exact) } / Float(terms.count)
        return phrase
    }

    /// - Parameter gained: by each of its words.
    private func plans(ofInitialism words: ArraySlice<WantedWord>, gained: [PlannedTerm]) -> [QueryPlan] {
        let (terms, typed) = (words.map(\.term.exact), words.first!.typed)
        // As long as it is in one word.
        let share = share(typed) * LengthShare.of(letters: terms.count)
        let phrase = phrase(
            terms, shares: terms.map { _ in share }, offsets: (0..<UInt32(terms.count)).map(\.self), typed.field,
            slop: 0)
        // Together they gain what each has a part of.
        var together = gained
        for index in together.indices { together[index].weight *= Float(terms.count) }
        let written = Array(terms.joined(separator: [UInt8(ascii: " ")]))
        return gained.isEmpty
            ? [.phrase(phrase)] : [.phrase(phrase), .word(word(written, together, share, typed.field))]
    }

    /// Whether terms are several because the script or its compounds make them so, and not by a sign between them: وزیراعظم, 水火.
    private func areTogether(_ terms: [QueryTerm]) -> Bool {
        terms.count > 1 && zip(terms, terms.dropFirst()).allSatisfy { $0.end == $1.start }
    }

    /// All words of a text that was typed as one (`e-mail`), or what they may be called together.
    private func conjunction(of words: Words) -> QueryPlan {
        let terms = terms(words)
        guard !terms.isEmpty else { return .none }
        if excludes, words.form == .whole, areTogether(terms) { return phrase(words) }
        let gain = words.form == .whole ? widening?.gain(terms) : nil
        let wanted: [WantedWord] = terms.map { ($0, words) }
        if words.form == .whole, spelledInitialisms(in: wanted) == [terms.indices] {
            return any(
                of: plans(ofInitialism: wanted[...], gained: gain?.terms[0] ?? []),
                gain?.phrases(of: terms.indices), words, terms)
        }
        let planned = terms.indices.map { index in
            let term = terms[index]
            switch words.form {
            case .prefix where index == terms.count - 1: return prefix(term.exact, words)
            case .fuzzy(let edits): return fuzzy(term, words, edits)
            case .whole, .prefix:
                let word = QueryPlan.word(word(term, words, gained: gain?.terms[index] ?? []))
                return terms.count == 1 ? word : any(of: [word], gain?.phrases(of: index..<index + 1), words, [term])
            }
        }
        let all = planned.count == 1 ? planned[0] : .boolean(must: planned, should: [], mustNot: [])
        return any(of: [all], gain?.phrases(of: terms.indices), words, terms)
    }

    /// - Parameter phrases: other names for `terms`, the words' own.
    private func any(
        of plans: [QueryPlan], _ phrases: [PlannedPhrase]?, _ words: Words, _ terms: [QueryTerm]
    ) -> QueryPlan {
        let all = plans + (phrases ?? []).map { .phrase(typed($0, as: words, for: terms)) }
        return all.count == 1 ? all[0] : .boolean(must: [], should: all, mustNot: [])
    }

    private func word(
        _ term: QueryTerm, _ words: Words, joined: [Spelling] = [], gained: [PlannedTerm], findsNear: Bool = false
    ) -> PlannedWord {
        let stems = stems(of: term)
        let exact = planned(.exact, term.exact, factor: 1)
        // A stem may be rarer than the word where another reading of it has it: دنيا is a frequent Urdu word and read as Arabic the stem of few.
        let own = [exact] + noRarer(stems.map { (planned(.stem, $0, factor: 1), Self.stemFactor) }, than: [exact])
        let near = findsNear && !term.isStopWord ? noRarer(similar(stems), than: own) : []
        return word(
            term.exact, own + noRarer(joined, than: own) + gained, near: near, share(words, term), words.field)
    }

    /// With their readings' letters, as the dictionary has them.
    private func stems(of term: QueryTerm) -> [[UInt8]] {
        term.stems.filter { $0.0 != .none }.map { [$0.0.rawValue] + $0.1 }
    }

    private func word(
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
    private func share(_ words: Words) -> Float { words.boost / greatestBoost }
    private func share(_ words: Words, _ term: QueryTerm) -> Float { share(words) * LengthShare.of(term.exact) }

    /// The word, and what is spelled nearly like it.
    private func fuzzy(_ term: QueryTerm, _ words: Words, _ edits: Int?) -> QueryPlan {
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

    private func prefix(_ prefix: [UInt8], _ words: Words) -> QueryPlan {
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
    private func similar(_ stems: [[UInt8]]) -> [Spelling] {
        stems.flatMap(snapshot.similarStems).map { neighbour in
            (
                PlannedTerm(layer: .stem, term: neighbour.term, entries: neighbour.entries, weight: 0),
                SimilarStems.weightFactor(neighbour.similarity)
            )
        }
    }

    /// Other spellings of a word, weighed. None weighs more than what the word itself finds: a rare misspelling of a common word is not rare.
    private func noRarer(_ spellings: [Spelling], than own: [PlannedTerm]) -> [PlannedTerm] {
        let commonest = own.map(\.articleCount).max() ?? 0
        return spellings.map { spelling, factor in
            var term = spelling
            term.weight = Scoring.weight(
                articles: max(term.articleCount, commonest), of: snapshot.countedArticles, factor: factor)
            return term
        }
    }

    private func terms(_ words: Words) -> [QueryTerm] {
        analyze(query: words.text.utf8.span, stemmer: stemmer)
    }

    private func planned(_ layer: Layer, _ term: [UInt8], factor: Float) -> PlannedTerm {
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

    private func phrase(_ words: Words) -> QueryPlan {
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

    private func phrase(
        _ terms: [[UInt8]], shares: [Float], offsets: [UInt32], _ field: Words.Field, slop: UInt32
    ) -> PlannedPhrase {
        let parts = terms.map { planned(.exact, $0, factor: 1) }
        return PlannedPhrase(
            terms: terms, parts: parts.map(\.entries), offsets: offsets,
            weight: zip(parts, shares).reduce(0) { $0 + $1.0.weight * $1.1 }, field: field, slop: slop)
    }
}

extension QueryPlan {
    /// Whether the plan ranks articles and not only selects them.
    fileprivate var scores: Bool {
        switch self {
        case .all, .none, .filter: false
        case .word, .phrase, .expansion: true
        case .boolean(let must, let should, _): must.contains(where: \.scores) || should.contains(where: \.scores)
        }
    }
}
