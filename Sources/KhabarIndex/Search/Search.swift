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
    package let order: SearchOrder
    /// Whether older articles score less; never in an order by date.
    package let recency: Recency?
    /// What all matching articles are counted by besides.
    package var facets: [FacetRequest]

    package init(
        _ query: QueryNode, layers: SearchLayers = .name, offset: Int = 0, limit: Int = 10,
        collapsesCopies: Bool = false, order: SearchOrder = .score, recency: Recency? = nil,
        facets: [FacetRequest] = []
    ) {
        self.recency = order == .score ? recency : nil
        self.order = order
        self.facets = facets
        self.collapsesCopies = collapsesCopies
        self.query = query
        self.layers = layers
        self.offset = offset
        self.limit = limit
    }
}

/// What comes first.
package enum SearchOrder: Sendable, CaseIterable {
    case score
    /// By the date of publication; articles without one come last.
    case newest
    case oldest
}

package struct SearchOutcome: Sendable {
    package var hits: [Hit]
    package var total: Int
    package var totalIsExact: Bool
    /// As they were asked for.
    package var facets: [Facet] = []
    /// What was searched for, with all that the query's words were widened by: what snippets mark.
    var plan: QueryPlan
    /// Of a search in two stages: how many of the hits, from the first on, match by spelling, and the plan that they were scored by.
    var spelled: (count: Int, plan: QueryPlan)?
    /// For hits that are shown in place of a copy: the copy that was ranked, and whose score they have.
    var ranked: [ArticlePlace: ArticlePlace] = [:]
}

/// The search was given up because its caller said so.
package struct SearchCancelled: Error {}

extension Snapshot {
    /// Evaluates a query. `isCancelled` is asked every few thousand postings: for deadlines, and for callers that left.
    package func search(
        _ request: SearchRequest, isCancelled: () -> Bool = { false }
    ) throws(SearchCancelled) -> SearchOutcome {
        try prepare(request, isCancelled: isCancelled).run(isCancelled: isCancelled)
    }

    /// Analyses a query and looks its terms up; what `isCancelled` cuts off will not be found.
    package func prepare(_ request: SearchRequest, isCancelled: () -> Bool = { false }) -> PreparedSearch {
        PreparedSearch(
            snapshot: self, request: request,
            plan: QueryPlanner.plan(request.query, self, layers: request.layers, isCancelled: isCancelled))
    }
}

/// A query whose terms were found, so that it is known about how much work it is.
///
/// What matches by spelling, as written or by a stem, comes first; of several words a rare one lifts by its other names what the others find. Only when that is less than was asked for, the query is widened by aliases and names, and
/// what it then finds besides follows, with lower scores; in an order by date it stands among the rest.
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

    /// Whether every matching article must be looked at, whatever the best are.
    private var isExhaustive: Bool { request.order != .score || !request.facets.isEmpty }

    private var wanted: Int { request.offset + request.limit }

    /// Evaluates it. `isCancelled` is asked every few thousand postings: for deadlines, and for callers that left.
    package func run(isCancelled: () -> Bool = { false }) throws(SearchCancelled) -> SearchOutcome {
        let spelled = try evaluate(lifted(isCancelled), capacity: wanted, isCancelled: isCancelled)
        guard isShort(spelled) else { return page(spelled) }
        let widened = QueryPlanner.plan(
            request.query, snapshot, layers: request.layers, reach: request.order == .score ? .all : .otherNames,
            isCancelled: isCancelled)
        if request.order != .score { return page(try evaluate(widened, capacity: wanted, isCancelled: isCancelled)) }
        let all = try evaluate(widened, capacity: wanted + spelled.hits.count, isCancelled: isCancelled)
        return page(spelled.followed(by: all, snapshot))
    }

    /// The same, but nil when other names would have to be looked up: that may take longer than `cost` says.
    package func runUnwidened(isCancelled: () -> Bool = { false }) throws(SearchCancelled) -> SearchOutcome? {
        if isLifted { return nil }
        let spelled = try evaluate(plan, capacity: wanted, isCancelled: isCancelled)
        return isShort(spelled) ? nil : page(spelled)
    }

    /// Whether rare words lift by their other names what is found by spelling.
    private var isLifted: Bool { mayBeWidened && request.order == .score && request.limit > 0 && plan.hasRareWord }

    private func lifted(_ isCancelled: () -> Bool) -> QueryPlan {
        guard isLifted else { return plan }
        return QueryPlanner.plan(
            request.query, snapshot, layers: request.layers, reach: .lifted, isCancelled: isCancelled)
    }

    /// Whether it is widened when what matches by spelling is less than was asked for.
    package var mayBeWidened: Bool {
        request.layers.usesAliases && request.query.hasWords
    }

    /// Whether spelling finds too little. By date nothing can stand behind the rest, and of a list that is only counted nothing is shown: there it depends on the
    /// query alone, so that all pages are those of one list.
    private func isShort(_ outcome: SearchOutcome) -> Bool {
        guard mayBeWidened else { return false }
        let isRanked = request.order == .score && request.limit > 0
        return isRanked ? outcome.hits.count < wanted : outcome.total < Self.enough
    }

    /// A page of hits.
    private static let enough = 10

    private func page(_ outcome: SearchOutcome) -> SearchOutcome {
        var page = outcome
        page.hits.removeFirst(min(request.offset, page.hits.count))
        page.spelled?.count -= request.offset
        // Two stages may have found more than one was asked for.
        page.hits.removeLast(max(0, page.hits.count - request.limit))
        // Where age counts, the copy stays by whose age the story stands where it does.
        if request.collapsesCopies, request.recency == nil, request.order == .score {
            page.ranked = ShownCopy(snapshot, page.plan).choose(for: &page.hits)
        }
        return page
    }

    private func evaluate(
        _ plan: QueryPlan, capacity: Int, isCancelled: () -> Bool
    ) throws(SearchCancelled) -> SearchOutcome {
        if isExhaustive { return try evaluateAll(plan, capacity: capacity, isCancelled: isCancelled) }
        let outcome = try evaluate(plan, capacity: capacity, collapsesCopies: false, isCancelled: isCancelled)
        // Nearly always the best are different stories, and then they are the best of the stories too. To ask each candidate on the way for its
        // copies would cost most searches more than the few that must be done again.
        guard request.collapsesCopies, snapshot.hasCopies(among: outcome.hits) else { return outcome }
        return try evaluate(plan, capacity: capacity, collapsesCopies: true, isCancelled: isCancelled)
    }

    private func evaluate(
        _ plan: QueryPlan, capacity: Int, collapsesCopies: Bool, isCancelled: () -> Bool
    ) throws(SearchCancelled) -> SearchOutcome {
        let top = TopHits(
            snapshot, capacity: capacity, collapsesCopies: collapsesCopies, recency: request.recency)
        // Articles that were replaced are still in the dictionaries' counts.
        let replaced = snapshot.countedArticles - snapshot.articleCount
        var best = BestHits(top: top, total: HitCount(atLeast: max(0, plan.atLeast - replaced)))
        for (number, view) in snapshot.views.enumerated() {
            Evaluation(view, number: number, scoring: snapshot.scoring)
                .run(plan, into: &best, isCancelled: isCancelled)
            if isCancelled() { throw SearchCancelled() }
        }
        return SearchOutcome(
            hits: best.top.sorted(), total: best.total.total, totalIsExact: best.total.isExact, plan: plan)
    }
}

extension PreparedSearch {
    /// Looks at every article that matches: to order them by something else than their scores, and to count them.
    private func evaluateAll(
        _ plan: QueryPlan, capacity: Int, isCancelled: () -> Bool
    ) throws(SearchCancelled) -> SearchOutcome {
        var top = TopHits(
            snapshot, capacity: capacity, collapsesCopies: request.collapsesCopies, recency: request.recency)
        var facets = FacetCounter(snapshot, request.facets)
        var total = 0
        for (number, view) in snapshot.views.enumerated() {
            let segment = view.segment
            // Rows lie here and there: some at once are on their way from memory while those before are looked at.
            var waiting: [Hit] = []
            func look() {
                total += waiting.count
                facets.count(waiting, of: number)
                for hit in waiting {
                    if let rank = segment.rank(hit.place.article, by: request.order) {
                        top.insert(hit, rank: rank)
                    } else {
                        top.insert(hit)
                    }
                }
                waiting.removeAll(keepingCapacity: true)
            }
            snapshot.forEachMatch(plan, of: number, isCancelled: isCancelled) { article, score in
                segment.prefetchRow(article)
                waiting.append(Hit(place: ArticlePlace(view: number, article: article), score: score()))
                if waiting.count == Self.fetchedAtOnce { look() }
            }
            look()
            if isCancelled() { throw SearchCancelled() }
        }
        return SearchOutcome(
            hits: top.sorted(), total: total, totalIsExact: true, facets: facets.result(), plan: plan)
    }

    private static var fetchedAtOnce: Int { 32 }
}

extension Snapshot {
    /// Hands over every live article that matches, segment by segment, in no order that means anything.
    ///
    /// - Parameter isWanted: articles that are not are passed over without their scores.
    func forEachMatch(
        _ plan: QueryPlan, isCancelled: () -> Bool, where isWanted: (ArticlePlace) -> Bool = { _ in true },
        _ body: (Hit) -> Void
    ) throws(SearchCancelled) {
        for number in views.indices {
            forEachMatch(plan, of: number, isCancelled: isCancelled) { article, score in
                let place = ArticlePlace(view: number, article: article)
                if isWanted(place) { body(Hit(place: place, score: score())) }
            }
            if isCancelled() { throw SearchCancelled() }
        }
    }

    /// The same of one segment; what `isCancelled` cuts off is missing.
    fileprivate func forEachMatch(
        _ plan: QueryPlan, of number: Int, isCancelled: () -> Bool, _ body: (DocID, () -> Int32) -> Void
    ) {
        Evaluation(views[number], number: number, scoring: scoring).forEach(plan, isCancelled: isCancelled, body)
    }
}

extension Segment {
    /// What an article is ordered by, unless by its score: the higher, the sooner it comes.
    fileprivate func rank(_ article: DocID, by order: SearchOrder) -> Int64? {
        if order == .score { return nil }
        guard let date = published(article) else { return .min }
        return order == .newest ? date.seconds : -date.seconds
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
        outcome.spelled = hits.isEmpty ? nil : (hits.count, plan)
        return outcome
    }
}

extension QueryNode {
    /// Whether there is a word in it, outside of phrases.
    fileprivate var hasWords: Bool {
        switch self {
        case .word(let words): words.form == .whole
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
        case .word(let word): return (word.terms + word.near).reduce(0) { $0 + count($1.entries) }
        case .expansion(let expansion): return expansion.postings
        // Positions are read for each article that has all parts: at most the rarest's.
        case .phrase(let phrase):
            // Of a loose one each word's places are gone through, of another one the rarest word's.
            let words = phrase.slop > 0 ? phrase.parts.count : 1
            return Self.positionsFactor * words * (phrase.parts.map(count).min() ?? 0)
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
        case .word(let word) where word.field == .anywhere: return word.terms.map { count($0.entries) }.max() ?? 0
        case .boolean(let must, let should, let mustNot) where must.isEmpty && mustNot.isEmpty:
            return should.map(\.atLeast).max() ?? 0
        default: return 0
        }
    }
}
