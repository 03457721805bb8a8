internal import KhabarText

/// What a search asks of a snapshot.
package struct SearchRequest: Sendable {
    package var query: QueryNode
    package var layers: SearchLayers
    /// How many of the best hits to leave out, and how many to give after them.
    package var offset: Int
    package var limit: Int
    /// Of several articles that tell one story in one text only the best is a hit. Totals count them all.
    package var collapsesCopies: Bool

    package init(
        _ query: QueryNode, layers: SearchLayers = .name, offset: Int = 0, limit: Int = 10,
        collapsesCopies: Bool = false
    ) {
        self.collapsesCopies = collapsesCopies
        self.query = query
        self.layers = layers
        self.offset = offset
        self.limit = limit
    }
}

package struct SearchOutcome: Sendable {
    package var hits: [Hit]
    package var total: Int
    package var totalIsExact: Bool
    /// What was searched for, with all that the query's words were widened by: what snippets mark.
    var plan: QueryPlan
}

/// The search was given up because its caller said so.
package struct SearchCancelled: Error {}

extension Snapshot {
    /// Evaluates a query. `isCancelled` is asked every few thousand postings: for deadlines, and for callers that left.
    package func search(
        _ request: SearchRequest, isCancelled: () -> Bool = { false }
    ) throws(SearchCancelled) -> SearchOutcome {
        try prepare(request).run(isCancelled: isCancelled)
    }

    /// Analyses a query and looks its terms up.
    package func prepare(_ request: SearchRequest) -> PreparedSearch {
        PreparedSearch(
            snapshot: self, request: request, plan: QueryPlanner(self, layers: request.layers).plan(request.query))
    }
}

/// A query whose terms were found, so that it is known about how much work it is.
///
/// What matches by spelling, as written or by a stem, comes first. Only when that is less than was asked for, the query is widened by aliases and names, and
/// what it then finds besides follows, with lower scores.
package struct PreparedSearch: Sendable {
    private let snapshot: Snapshot
    private let request: SearchRequest
    private let plan: QueryPlan

    init(snapshot: Snapshot, request: SearchRequest, plan: QueryPlan) {
        self.snapshot = snapshot
        self.request = request
        self.plan = plan
    }

    /// At most so many postings, or articles where columns are scanned, are looked at before the query is widened.
    package var cost: Int { plan.cost(articles: snapshot.countedArticles) }

    private var wanted: Int { request.offset + request.limit }

    /// Evaluates it. `isCancelled` is asked every few thousand postings: for deadlines, and for callers that left.
    package func run(isCancelled: () -> Bool = { false }) throws(SearchCancelled) -> SearchOutcome {
        let spelled = try evaluate(plan, capacity: wanted, isCancelled: isCancelled)
        guard isShort(spelled) else { return page(spelled) }
        let widened = QueryPlanner(snapshot, layers: request.layers, widens: true).plan(request.query)
        let all = try evaluate(widened, capacity: wanted + spelled.hits.count, isCancelled: isCancelled)
        return page(spelled.followed(by: all, snapshot))
    }

    /// The same, but nil when the query would have to be widened: that may take longer than `cost` says.
    package func runUnwidened(isCancelled: () -> Bool = { false }) throws(SearchCancelled) -> SearchOutcome? {
        let spelled = try evaluate(plan, capacity: wanted, isCancelled: isCancelled)
        return isShort(spelled) ? nil : page(spelled)
    }

    /// Whether there may be more to find than what matches by spelling.
    private func isShort(_ outcome: SearchOutcome) -> Bool {
        request.layers.usesAliases && request.limit > 0 && outcome.hits.count < wanted && request.query.hasWords
    }

    private func page(_ outcome: SearchOutcome) -> SearchOutcome {
        var page = outcome
        page.hits.removeFirst(min(request.offset, page.hits.count))
        if request.collapsesCopies { ShownCopy(snapshot, page.plan).choose(for: &page.hits) }
        return page
    }

    private func evaluate(
        _ plan: QueryPlan, capacity: Int, isCancelled: () -> Bool
    ) throws(SearchCancelled) -> SearchOutcome {
        let outcome = try evaluate(plan, capacity: capacity, collapsesCopies: false, isCancelled: isCancelled)
        // Nearly always the best are different stories, and then they are the best of the stories too. To ask each candidate on the way for its
        // copies would cost most searches more than the few that must be done again.
        guard request.collapsesCopies, snapshot.hasCopies(among: outcome.hits) else { return outcome }
        return try evaluate(plan, capacity: capacity, collapsesCopies: true, isCancelled: isCancelled)
    }

    private func evaluate(
        _ plan: QueryPlan, capacity: Int, collapsesCopies: Bool, isCancelled: () -> Bool
    ) throws(SearchCancelled) -> SearchOutcome {
        var top = TopHits(snapshot, capacity: capacity, collapsesCopies: collapsesCopies)
        // Articles that were replaced are still in the dictionaries' counts.
        let replaced = snapshot.countedArticles - snapshot.articleCount
        var total = HitCount(atLeast: max(0, plan.atLeast - replaced))
        for (number, view) in snapshot.views.enumerated() {
            Evaluation(view, number: number, scoring: snapshot.scoring)
                .run(plan, into: &top, total: &total, isCancelled: isCancelled)
            if isCancelled() { throw SearchCancelled() }
        }
        return SearchOutcome(hits: top.sorted(), total: total.total, totalIsExact: total.isExact, plan: plan)
    }
}

extension SearchOutcome {
    /// All of these hits, which are all that match by spelling, and behind them what a widened search found besides. Its scores are
    /// pressed below theirs, in their order, so that whoever sorts by score keeps the order.
    fileprivate func followed(by widened: SearchOutcome, _ snapshot: Snapshot) -> SearchOutcome {
        let known = Set(hits.map(\.place))
        let stories = Set(hits.compactMap { snapshot.cluster($0.place) })
        var others = widened.hits.filter { hit in
            !known.contains(hit.place) && !(snapshot.cluster(hit.place).map(stories.contains) ?? false)
        }
        if let ceiling = hits.last?.score, let best = others.first?.score {
            let factor = min(1, Double(ceiling) / (Double(best) + 1))
            for index in others.indices { others[index].score = Int32(Double(others[index].score) * factor) }
        }
        var outcome = widened
        outcome.hits = hits + others
        return outcome
    }
}

extension QueryNode {
    /// Whether there is a word in it, outside of phrases.
    fileprivate var hasWords: Bool {
        switch self {
        case .word: true
        case .phrase, .filter: false
        case .list(let clauses): clauses.contains { $0.node.hasWords }
        }
    }
}

extension QueryPlan {
    fileprivate func cost(articles: Int) -> Int {
        func count(_ entries: [TermEntry?]) -> Int { entries.reduce(0) { $0 + Int($1?.articleCount ?? 0) } }
        switch self {
        case .none: return 0
        case .all, .filter: return articles
        case .word(let word): return word.terms.reduce(0) { $0 + count($1.entries) }
        // Positions are read for each article that has all parts: at most the rarest's.
        case .phrase(let phrase): return Self.positionsFactor * (phrase.parts.map(count).min() ?? 0)
        case .boolean(let must, let should, let mustNot):
            return (must + should + mustNot).reduce(0) { $0 + $1.cost(articles: articles) }
        }
    }

    /// Comparing positions costs about as much as scoring so many postings.
    private static var positionsFactor: Int { 8 }

    /// A number of matching articles that is known from the dictionary, replaced ones included.
    fileprivate var atLeast: Int {
        func count(_ entries: [TermEntry?]) -> Int { entries.reduce(0) { $0 + Int($1?.articleCount ?? 0) } }
        switch self {
        case .word(let word) where !word.titleOnly: return word.terms.map { count($0.entries) }.max() ?? 0
        case .boolean(let must, let should, let mustNot) where must.isEmpty && mustNot.isEmpty:
            return should.map(\.atLeast).max() ?? 0
        default: return 0
        }
    }
}

/// Evaluates a plan over one segment, by the fastest way that the plan's form allows.
struct Evaluation {
    /// More cursors than this are rare and go the general way.
    static let disjunctionCursorsMax = 256

    private let view: SegmentView
    private let number: Int
    private let scoring: Scoring

    init(_ view: SegmentView, number: Int, scoring: Scoring) {
        self.view = view
        self.number = number
        self.scoring = scoring
    }

    func run(_ plan: QueryPlan, into top: inout TopHits, total: inout HitCount, isCancelled: () -> Bool) {
        if let words = plan.disjunction, words.reduce(0, { $0 + $1.terms.count }) <= Self.disjunctionCursorsMax {
            var evaluator = RankedDisjunction(words, view, number: number, scoring: scoring)
            evaluator.collect(into: &top, total: &total, isCancelled: isCancelled)
        } else if let terms = plan.conjunction {
            let found = terms.map { (entry: $0.entries[number], weight: $0.weight) }
            guard var evaluator = RankedConjunction(found, phrase: nil, view, number: number, scoring: scoring)
            else { return }
            evaluator.collect(into: &top, total: &total, isCancelled: isCancelled)
        } else if case .phrase(let phrase) = plan.single {
            let found = phrase.parts.map { (entry: $0[number], weight: phrase.weight / Float(phrase.parts.count)) }
            guard var evaluator = RankedConjunction(found, phrase: phrase, view, number: number, scoring: scoring)
            else { return }
            evaluator.collect(into: &top, total: &total, isCancelled: isCancelled)
        } else {
            walk(iterator(plan), into: &top, total: &total, isCancelled: isCancelled)
        }
    }

    private func walk(
        _ iterator: ArticleIterator, into top: inout TopHits, total: inout HitCount, isCancelled: () -> Bool
    ) {
        var steps = 0
        while iterator.article != PostingsCursor.end {
            let article = iterator.article
            if view.isLive(article) {
                total.found()
                top.insert(Hit(place: ArticlePlace(view: number, article: article), score: iterator.score()))
            }
            steps += 1
            if steps % 1_024 == 0 && isCancelled() { return }
            iterator.advance(to: article + 1)
        }
    }

    func iterator(_ plan: QueryPlan) -> ArticleIterator {
        switch plan {
        case .none: EmptyIterator()
        case .all: ColumnIterator(articleCount: view.segment.articleCount) { _ in true }
        case .word(let word): WordIterator(word, view.segment, number: number, scoring: scoring)
        case .phrase(let phrase):
            PhraseIterator(phrase, view.segment, number: number, scoring: scoring) ?? EmptyIterator()
        case .filter(let filter): filterIterator(filter)
        case .boolean(let must, let should, let mustNot): boolean(must, should, mustNot)
        }
    }

    private func boolean(_ must: [QueryPlan], _ should: [QueryPlan], _ mustNot: [QueryPlan]) -> ArticleIterator {
        let excluded = DisjunctionIterator(mustNot.map(iterator))
        let wanted = DisjunctionIterator(should.map(iterator))
        // Filters beside words select among what the words find; filters and exclusions alone select among everything.
        let needsWanted = !should.isEmpty && must.allSatisfy(\.isFilter)
        var required = must.map(iterator)
        if needsWanted { required.append(wanted) }
        let base =
            required.isEmpty
            ? iterator(.all) : required.count == 1 ? required[0] : ConjunctionIterator(required)
        return RefinedIterator(
            base, excluding: excluded, preferring: needsWanted ? EmptyIterator() : wanted)
    }

    private func filterIterator(_ filter: Filter) -> ArticleIterator {
        switch filter {
        case .language(let values): keywords(.language, values)
        case .source(let values): keywords(.source, values)
        case .tag(let values): keywords(.tag, values)
        case .id(let values):
            identified(values)
        case .published(let range):
            ColumnIterator(articleCount: view.segment.articleCount) { article in
                view.segment.published(article).map { range.contains($0.seconds) } ?? false
            }
        }
    }

    private func keywords(_ keyword: Keyword, _ values: [String]) -> ArticleIterator {
        let dictionary = view.segment.dictionary(of: .keyword)
        var terms: [PlannedTerm] = []
        for value in values {
            let term = keyword.term(value)
            guard let entry = dictionary.find(term) else { continue }
            var entries = [TermEntry?](repeating: nil, count: number + 1)
            entries[number] = entry
            terms.append(PlannedTerm(layer: .keyword, term: term, entries: entries, weight: 0))
        }
        return WordIterator(
            PlannedWord(written: [], terms: terms, titleOnly: false), view.segment, number: number, scoring: scoring)
    }

    private func identified(_ ids: [String]) -> ArticleIterator {
        let hashes = Set(ids.map(idHash))
        let wanted = Set(ids.map(ExactString.init))
        return ColumnIterator(articleCount: view.segment.articleCount) { article in
            hashes.contains(view.segment.idHash(article)) && wanted.contains(ExactString(view.segment.id(article)))
        }
    }
}

extension QueryPlan {
    /// The plan itself, or the only thing in it.
    fileprivate var single: QueryPlan {
        if case .boolean(let must, let should, let mustNot) = self, mustNot.isEmpty, must.count + should.count == 1 {
            return (must + should)[0].single
        }
        return self
    }

    /// The words, if any may match and nothing else is asked.
    fileprivate var disjunction: [PlannedWord]? {
        switch single {
        case .word(let word): return word.titleOnly ? nil : [word]
        case .boolean(let must, let should, let mustNot) where must.isEmpty && mustNot.isEmpty:
            var words: [PlannedWord] = []
            for plan in should {
                guard case .word(let word) = plan, !word.titleOnly else { return nil }
                words.append(word)
            }
            return words
        default: return nil
        }
    }

    /// The terms, if all must match and each word is one term.
    fileprivate var conjunction: [PlannedTerm]? {
        guard case .boolean(let must, let should, let mustNot) = self, should.isEmpty, mustNot.isEmpty, !must.isEmpty
        else { return nil }
        var terms: [PlannedTerm] = []
        for plan in must {
            guard case .word(let word) = plan.single, word.terms.count == 1, !word.titleOnly else { return nil }
            terms.append(word.terms[0])
        }
        return terms
    }

    fileprivate var isFilter: Bool {
        switch self {
        case .all, .none, .filter: true
        case .word, .phrase: false
        case .boolean(let must, let should, _): (must + should).allSatisfy(\.isFilter)
        }
    }
}
