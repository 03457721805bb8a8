internal import KhabarText

/// How the scores of one search's hits came about, term by term and layer by layer, as lines of text.
package final class Explanations {
    private let snapshot: Snapshot
    private let plan: QueryPlan
    /// Hits of the first stage, which that stage's plan explains.
    private let spelled: (places: Set<ArticlePlace>, plan: QueryPlan)?
    private let recency: Recency?
    private let ranked: [ArticlePlace: ArticlePlace]
    /// The scores of open-ended words by segment: looked through once for all hits.
    private var expansions: [ExpansionKey: ExpansionIterator] = [:]

    fileprivate struct ExpansionKey: Hashable {
        var prefix: [UInt8]
        var field: Words.Field
        var weight: Float
        var view: Int
    }

    package init(_ snapshot: Snapshot, _ request: SearchRequest, _ outcome: SearchOutcome) {
        self.snapshot = snapshot
        plan = outcome.plan
        spelled = outcome.spelled.map { count, plan in (Set(outcome.hits.prefix(max(0, count)).map(\.place)), plan) }
        recency = request.recency
        ranked = outcome.ranked
    }

    package func text(of hit: Hit) -> String {
        var plan = plan
        var stage: [String] = []
        if let spelled {
            if spelled.places.contains(hit.place) {
                plan = spelled.plan
            } else {
                stage = ["behind all that matches by spelling, and scored below it"]
            }
        }
        if let copy = ranked[hit.place] {
            stage.append(
                "ranked by its copy \(snapshot.views[copy.view].segment.id(copy.article)), as this is the fullest")
        }
        let lines = Explainer(snapshot, ranked[hit.place] ?? hit.place, self).lines(plan, depth: 0)
        return (lines + ageLine(hit.place) + stage).joined(separator: "\n")
    }

    private func ageLine(_ place: ArticlePlace) -> [String] {
        guard let recency else { return [] }
        let published = snapshot.views[place.view].segment.published(place.article)?.seconds
        let factor = recency.factor(published: published)
        return ["times \(decimals(factor)) for \(published == nil ? "having no date" : "its age")"]
    }

    fileprivate func score(_ expansion: PlannedExpansion, _ place: ArticlePlace) -> Int32? {
        let key = ExpansionKey(
            prefix: expansion.prefix, field: expansion.field, weight: expansion.weight, view: place.view)
        let iterator =
            expansions[key]
            ?? ExpansionIterator(
                expansion, snapshot.views[place.view].segment, number: place.view, scoring: snapshot.scoring,
                isCancelled: { false })
        expansions[key] = iterator
        return iterator.score(of: place.article)
    }
}

/// Walks a plan for one article.
private struct Explainer {
    let snapshot: Snapshot
    let place: ArticlePlace
    let evaluation: Evaluation
    let explanations: Explanations

    init(_ snapshot: Snapshot, _ place: ArticlePlace, _ explanations: Explanations) {
        self.snapshot = snapshot
        self.place = place
        self.explanations = explanations
        evaluation = Evaluation(snapshot.views[place.view], number: place.view, scoring: snapshot.scoring)
    }

    private var segment: Segment { snapshot.views[place.view].segment }
    private var article: DocID { place.article }

    func lines(_ plan: QueryPlan, depth: Int) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        let score = score(plan)
        let head = indent + (score.map(points) ?? "no match")
        switch plan {
        case .none: return ["\(head): nothing is asked for"]
        case .all: return ["\(head): any article"]
        case .filter(let filter): return ["\(indent)\(score == nil ? "fails" : "passes") \(filter)"]
        case .word(let word): return ["\(head): the best of"] + terms(word, indent + "  ")
        case .expansion(let expansion):
            return [
                "\(head): \(text(expansion.prefix))*, \(expansion.entries[place.view].count) terms here, weight \(points(expansion.weight))"
            ]
        case .phrase(let phrase): return ["\(head): \(text(phrase))"]
        case .boolean(let must, let should, let mustNot):
            let parts = [("must", must), ("may", should), ("must not", mustNot)]
            return ["\(head): the sum of"]
                + parts.flatMap { name, plans in
                    plans.flatMap { plan in
                        var lines = self.lines(plan, depth: depth + 1)
                        lines[0] = "\(indent)  \(name) \(lines[0].drop { $0 == " " })"
                        return lines
                    }
                }
        }
    }

    /// nil where the article does not match; as the evaluators have it.
    private func score(_ plan: QueryPlan) -> Int32? {
        switch plan {
        case .expansion(let expansion): return explanations.score(expansion, place)
        case .boolean(let must, let should, let mustNot):
            let required = must.map(score)
            let wanted = should.compactMap(score)
            let needsWanted = !should.isEmpty && must.allSatisfy(\.isFilter)
            guard required.allSatisfy({ $0 != nil }), mustNot.allSatisfy({ score($0) == nil }),
                !needsWanted || !wanted.isEmpty
            else { return nil }
            return (required.compactMap { $0 } + wanted).reduce(0, +)
        case .all, .none, .word, .phrase, .filter:
            let iterator = evaluation.iterator(plan.raised)
            iterator.advance(to: article)
            return iterator.article == article ? iterator.score() : nil
        }
    }

    /// One line for each term that the article has.
    private func terms(_ word: PlannedWord, _ indent: String) -> [String] {
        let norms = snapshot.scoring.norms
        let terms = word.raised.terms
        let lines = terms.enumerated().compactMap { index, term -> String? in
            guard let entry = term.entries[place.view] else { return nil }
            var cursor = ScoredCursor(segment, entry, weight: term.weight, scoring: snapshot.scoring)
            cursor.cursor.advance(to: article)
            guard cursor.cursor.article == article else { return nil }
            let code = cursor.cursor.code()
            let place = code & 1 == 1 ? "in the title" : "from lead level \(PostingCode.level(code)) of 7"
            return """
                \(indent)\(points(cursor.score(norms))): \(index < word.terms.count ? "" : "similar ")\(name(term, of: word)), weight \(points(term.weight)) \
                (in \(term.articleCount) of \(snapshot.countedArticles) articles), \
                \(PostingCode.frequency(code)) times in about \(LengthCode.decode(segment.lengthCode(article))) words, \(place)
                """
        }
        return lines.isEmpty ? ["\(indent)none of \(terms.count) terms"] : lines
    }

    private func name(_ term: PlannedTerm, of word: PlannedWord) -> String {
        switch term.layer {
        case .exact where term.term == word.written: "exact \(text(term.term))"
        case .exact: "\(text(term.term)) for \(text(word.written))"
        case .stem: "stem \(text(Array(term.term.dropFirst())))"
        case .keyword: text(term.term)
        }
    }

    private func text(_ phrase: PlannedPhrase) -> String {
        let words = phrase.terms.map(text).joined(separator: " ")
        return "the phrase \"\(words)\"\(phrase.slop > 0 ? "~\(phrase.slop)" : ""), weight \(points(phrase.weight))"
    }

    private func text(_ term: [UInt8]) -> String { String(decoding: term, as: UTF8.self) }
    private func points(_ score: Int32) -> String { points(Float(score)) }

    private func points(_ score: Float) -> String { decimals(Double(score) / Double(Scoring.scale)) }
}

/// With three decimals.
private func decimals(_ number: Double) -> String {
    let thousandths = Int((number * 1_000).rounded())
    let decimals = String(thousandths % 1_000)
    return "\(thousandths / 1_000).\(String(repeating: "0", count: 3 - decimals.count))\(decimals)"
}
