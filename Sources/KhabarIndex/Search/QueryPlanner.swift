internal import KhabarText

/// Makes a plan of a parsed query: analyses its words and looks their terms up.
struct QueryPlanner {
    /// A stem's score against that of the word as written.
    static let stemFactor: Float = 0.95
    /// That of a plural which is a stem of its own (وزير, وزراء).
    static let siblingFactor: Float = 0.8

    let snapshot: Snapshot
    private let layers: SearchLayers
    /// nil where stems are not asked for.
    let stemmer: Stemmer?
    /// nil for a plan of what matches by spelling.
    private let widening: Widening?
    /// nil where rare words lift nothing.
    let lifting: Widening?
    /// Whether what it plans is to be left out: nothing wider than what was typed.
    let excludes: Bool
    let isCancelled: () -> Bool
    /// What boosts are divided by, so that none is above 1 and scores keep their bound.
    let greatestBoost: Float

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
        lifting = reach == .lifted ? Widening(snapshot, layers: layers, reach: .all) : nil
    }

    private func plan(_ node: QueryNode) -> QueryPlan {
        switch node {
        case .word(let words) where words.form == .whole: Self.all(of: conjunction(of: [words]))
        case .word(let words): expanded(words)
        case .phrase(let words): phrase(words)
        case .filter(.everything, _): .all
        case .filter(let filter, _): .filter(filter)
        case .list(let clauses): list(clauses)
        }
    }

    private func list(_ clauses: [Clause]) -> QueryPlan {
        guard !clauses.isEmpty else { return .none }
        var required: [Words] = []
        var must: [QueryPlan] = []
        var should: [QueryPlan] = []
        var mustNot: [QueryPlan] = []
        for clause in clauses {
            switch (clause.occurrence, clause.node) {
            case (.must, .word(let words)) where words.form == .whole: required.append(words)
            case (.must, let node): must.append(plan(node))
            // Never widened: a widened search finds all that one by spelling finds, and more.
            case (.mustNot, let node):
                let planner = QueryPlanner(
                    snapshot, layers: layers, reach: .spelling, excludes: true, greatestBoost: greatestBoost,
                    isCancelled: isCancelled)
                mustNot.append(planner.plan(node))
            case (.should, _): break
            }
        }
        let wanted = clauses.filter { $0.occurrence == .should }.map { analysed($0.node) }
        let contentCount = wanted.reduce(required.count + must.count(where: \.scores)) { $0 + $1.contentCount }
        must = conjunction(of: required) + must
        let keepsStopWords = contentCount == 0
        let all = wanted.flatMap(\.words)
        let inOne = inOne(all)
        let gain = widening?.gain(all.map(\.term), inOne)
        let initialisms = spelledInitialisms(in: all)
        let joined = joined(all, inOne)
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

    /// Neighbours as one word, with the first one's number. Not where words are left out: that would leave out more than was typed.
    ///
    /// - Parameter areApart: whether words are neighbours whatever stands between them (`+health +care`).
    private func inOne(_ words: [WantedWord], areApart: Bool = false) -> [(first: Int, word: QueryTerm)] {
        guard layers.usesStems, !excludes else { return [] }
        return words.indices.dropLast().compactMap { first in
            let (left, right) = (words[first], words[first + 1])
            guard typedAlike([left, right]), areApart || areNeighbours(left, right) else { return nil }
            return WordSpacing.joined(left.term, right.term, typed: typed(left) + typed(right), stemmer: stemmer).map {
                (first, $0)
            }
        }
    }

    /// What each word may be in one with its neighbours.
    private func joined(_ words: [WantedWord], _ inOne: [(first: Int, word: QueryTerm)]) -> [[Spelling]] {
        var joined = [[Spelling]](repeating: [], count: words.count)
        for (first, word) in inOne {
            // The word in one may have the stem of one half (آل سعود: السعود, سعود), which says nothing of the other.
            let own = keys(of: words[first].term) + keys(of: words[first + 1].term)
            for key in keys(of: word) where !own.contains(where: { $0 == key }) {
                let term = planned(key.layer, key.term, factor: 1)
                guard term.articleCount > 0 else { continue }
                let factor = WordSpacing.joinedFactor * (key.layer == .stem ? Self.stemFactor : 1)
                joined[first].append((term, factor))
                joined[first + 1].append((term, factor))
            }
        }
        return joined
    }

    /// A term's places in the dictionaries.
    private func keys(of term: QueryTerm) -> [(layer: Layer, term: [UInt8])] {
        [(.exact, term.exact)] + stems(of: term).map { (.stem, $0) }
    }

    /// Whether two words of a list stand next to each other in what was typed, with nothing but space between, or what stands inside a word (`e-mail`).
    private func areNeighbours(_ left: WantedWord, _ right: WantedWord) -> Bool {
        if left.typed == right.typed { return left.term.end <= right.term.start }
        return right.typed.wordBefore == left.typed.range.lowerBound && left.term.end == left.typed.text.utf8.count
            && right.term.start == 0
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

    /// Words that must all be there, of each text all (`e-mail`). Runs of them may be one word, or have another name together.
    private func conjunction(of texts: [Words]) -> [QueryPlan] {
        var plans: [QueryPlan] = []
        var words: [WantedWord] = []
        for text in texts {
            let terms = terms(text)
            let wanted: [WantedWord] = terms.map { ($0, text) }
            if terms.isEmpty {
                plans.append(.none)
            } else if excludes, areTogether(terms) {
                plans.append(phrase(text))
            } else if spelledInitialisms(in: wanted) == [terms.indices] {
                plans.append(initialism(wanted))
            } else {
                words += wanted
            }
        }
        let inOne = inOne(words, areApart: true)
        let gain = widening?.gain(words.map(\.term), inOne)
        let joined = joined(words, inOne)
        let planned = words.indices.map { number in
            let (term, typed) = words[number]
            return QueryPlan.word(word(term, typed, joined: joined[number], gained: gain?.terms[number] ?? []))
        }
        let names = (gain?.phrases ?? []).filter { typedAlike(words[$0.words]) }.map { name in
            let run = words[name.words]
            return (words: name.words, phrase: typed(name.phrase, as: run.first!.typed, for: run.map(\.term)))
        }
        return plans + Self.conjunction(planned, names)
    }

    /// - Parameter names: phrases that do instead of runs of the words.
    private static func conjunction(
        _ words: [QueryPlan], _ names: [(words: Range<Int>, phrase: PlannedPhrase)]
    ) -> [QueryPlan] {
        let names = names.sorted { $0.words.lowerBound < $1.words.lowerBound }
        var plans: [QueryPlan] = []
        var next = 0
        while next < words.count {
            // As far as names reach over each other.
            var run = next..<next + 1
            for name in names where run.contains(name.words.lowerBound) {
                run = next..<max(run.upperBound, name.words.upperBound)
            }
            let named = names.filter { run.contains($0.words.lowerBound) }.map { name in
                let others = run.filter { !name.words.contains($0) }.map { words[$0] }
                return all(of: [.phrase(name.phrase)] + others)
            }
            plans.append(any(of: [all(of: Array(words[run]))] + named))
            next = run.upperBound
        }
        return plans
    }

    private static func all(of plans: [QueryPlan]) -> QueryPlan {
        plans.count == 1 ? plans[0] : .boolean(must: plans, should: [], mustNot: [])
    }

    private static func any(of plans: [QueryPlan]) -> QueryPlan {
        plans.count == 1 ? plans[0] : .boolean(must: [], should: plans, mustNot: [])
    }

    /// All words of a text whose words may go on, or be spelled otherwise.
    private func expanded(_ text: Words) -> QueryPlan {
        let terms = terms(text)
        if terms.isEmpty { return .none }
        return Self.all(
            of: terms.indices.map { index in
                switch text.form {
                case .prefix where index == terms.count - 1: prefix(terms[index].exact, text)
                case .fuzzy(let edits): fuzzy(terms[index], text, edits)
                case .whole, .prefix: .word(word(terms[index], text, gained: []))
                }
            })
    }

    /// An initialism that was typed as one, or what it may be called.
    private func initialism(_ words: [WantedWord]) -> QueryPlan {
        let terms = words.map(\.term)
        let gain = widening?.gain(terms)
        let names = gain?.phrases(of: terms.indices).map { QueryPlan.phrase(typed($0, as: words[0].typed, for: terms)) }
        return Self.any(of: plans(ofInitialism: words[...], gained: gain?.terms[0] ?? []) + (names ?? []))
    }
}
