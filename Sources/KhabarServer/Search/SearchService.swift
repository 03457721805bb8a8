import func Glibc.time
import KhabarIndex
import KhabarProtocol
import KhabarText

/// One search of a snapshot: parsed when it is made; looked up, evaluated and rendered later.
struct SearchService {
    private let search: Search
    private let snapshot: Snapshot
    private let request: SearchRequest
    private let now: Int64
    /// nil where looking terms up may take long itself.
    private let prepared: PreparedSearch?
    private let isExpanded: Bool
    /// What parsing and looking up took.
    private let preparation: Duration
    /// Where a snapshot that is read page by page is kept.
    private let shelf: SnapshotShelf?
    /// For a page of an earlier snapshot: the current one. What was retracted since is not shown, what was replaced as it is now.
    private let current: Snapshot?

    /// Where articles are now: a snapshot, and a place in it for each of some ids; nil for those that are not there.
    typealias Located = (snapshot: Snapshot, places: [ArticlePlace?])

    /// What comes of a search.
    enum Step: Sendable {
        case answered(Message)
        /// The articles under these ids must be looked for first, which may wait for the writer; what is found goes in.
        case lookUp([String], @Sendable (Located) -> Message)
    }

    /// More than this many postings may take longer than other connections of an event loop should wait: about a millisecond.
    static let cheapCost = 100_000
    /// To show so many hits takes about another; with snippets, for which texts are inflated and cut, so many.
    static let cheapHits = 500
    static let cheapSnippets = 20
    /// Hits before a page that are sorted on the event loop.
    static let cheapOffset = 2_000
    /// More words than this, each with all that is like it, are looked up elsewhere.
    static let quickWords = 32

    /// - Parameters:
    ///   - snapshot: the current one; a search that continues an earlier one takes that one's off the shelf instead.
    ///   - now: seconds since 1970, which dates like `today` count from.
    /// - Throws: what the client is to be told.
    init(
        _ search: Search, _ snapshot: Snapshot, shelf: SnapshotShelf? = nil, now: Int64 = Self.now
    ) throws(ErrorMessage) {
        let start = ContinuousClock.now
        self.search = search
        self.shelf = shelf
        var page = (snapshot: snapshot, offset: Int(search.offset), now: now)
        if !search.after.isEmpty { page = try Self.page(search, shelf) }
        self.snapshot = page.snapshot
        current = page.snapshot.serial == snapshot.serial ? nil : snapshot
        self.now = page.now
        let query: QueryNode
        do throws(QuerySyntaxError) {
            query = try parseQuery(search.query, now: page.now)
        } catch {
            throw ErrorMessage(error)
        }
        request = SearchRequest(
            query, layers: SearchLayers(search.layers), offset: page.offset, limit: Int(search.limit),
            collapsesCopies: search.options.contains(.collapseCopies), order: SearchOrder(search.order),
            recency: search.halfLifeSeconds == 0
                ? nil : Recency(halfLife: Int64(search.halfLifeSeconds), now: page.now),
            facets: search.facets.map(KhabarIndex.FacetRequest.init))
        isExpanded = query.isExpanded
        prepared = isExpanded || query.words.count > Self.quickWords ? nil : page.snapshot.prepare(request)
        preparation = ContinuousClock.now - start
    }

    /// Whether names and other spellings may be looked up for it.
    var mayLookUpNames: Bool { search.layers == .name && (prepared?.mayBeWidened ?? !isExpanded) }

    static var now: Int64 { Int64(time(nil)) }

    private static func page(
        _ search: Search, _ shelf: SnapshotShelf?
    ) throws(ErrorMessage) -> (snapshot: Snapshot, offset: Int, now: Int64) {
        guard let cursor = PageCursor(search.after), cursor.search == PageCursor.hash(search),
            cursor.offset <= Limits.offsetMax
        else {
            throw .expired(
                "the next page is not one of this search: its query, layers, order, half-life and copies must be the same"
            )
        }
        guard let snapshot = shelf?.snapshot(cursor.snapshot) else {
            throw .expired("the next page was not asked for in time; search again from the beginning")
        }
        return (snapshot, cursor.offset, cursor.now)
    }

    /// The answer, unless it may take longer than the event loop's other connections should wait.
    func quickAnswer(_ flag: CancellationFlag) -> Message? {
        guard let prepared, current == nil, isCheap(prepared), !search.options.contains(.explain) else { return nil }
        let start = ContinuousClock.now
        guard let outcome = try? prepared.runUnwidened(isCancelled: { flag.isCancelled }) else {
            return flag.isCancelled ? flag.answer : nil
        }
        if outcome.total == 0, search.options.contains(.correct) { return nil }
        if search.options.contains(.snippets), recordBytes(outcome) > RequestService.quickTextBytes { return nil }
        return answer(outcome, start, shown(outcome.hits)) { flag.isCancelled }
    }

    private func isCheap(_ prepared: PreparedSearch) -> Bool {
        let cost = prepared.cost
        let shownMax = search.options.contains(.snippets) ? Self.cheapSnippets : Self.cheapHits
        // Each hit has a posting. Those before the page are sorted, too; of tags all postings are counted.
        return cost <= Self.cheapCost && min(cost, request.limit) <= shownMax
            && min(cost, request.offset) <= Self.cheapOffset && !request.facets.contains { $0.field == .tag }
    }

    /// Of all hits' articles, which are inflated for their snippets.
    private func recordBytes(_ outcome: KhabarIndex.SearchOutcome) -> Int {
        outcome.hits.reduce(0) { bytes, hit in
            bytes + snapshot.views[hit.place.view].segment.recordBytes(hit.place.article)
        }
    }

    /// Searches. Looks nothing up that may wait for the writer.
    func answer(_ flag: CancellationFlag) -> Step {
        let start = ContinuousClock.now
        do throws(SearchCancelled) {
            let prepared = prepared ?? snapshot.prepare(request) { flag.isCancelled }
            let outcome = try prepared.run { flag.isCancelled }
            let moved = moved(outcome.hits)
            if moved.isEmpty { return .answered(answer(outcome, start, shown(outcome.hits)) { flag.isCancelled }) }
            return .lookUp(moved) { found in
                answer(outcome, start, shown(outcome.hits, found)) { flag.isCancelled }
            }
        } catch {
            return .answered(flag.answer)
        }
    }

    private func answer(
        _ outcome: SearchOutcome, _ start: ContinuousClock.Instant, _ shown: [ShownHit], _ isCancelled: () -> Bool
    ) -> Message {
        let clock = ContinuousClock()
        let evaluated = clock.now
        snapshot.prefetch(outcome.hits)
        let explanations = search.options.contains(.explain) ? Explanations(snapshot, request, outcome) : nil
        let maker = search.options.contains(.snippets) ? try? SnippetMaker(request, outcome) : nil
        var result = SearchResult(
            total: UInt64(outcome.total), totalIsExact: outcome.totalIsExact,
            tookMicroseconds: microseconds(preparation + (evaluated - start)), renderMicroseconds: 0,
            hits: shown.map { shown in
                var answer = KhabarProtocol.Hit(shown.hit, shown.snapshot, maker)
                if let explanations, !isCancelled() { answer.explanation = explanations.text(of: shown.found) }
                return answer
            },
            facets: outcome.facets.map(FacetCounts.init), next: next(outcome))
        if outcome.total == 0, search.options.contains(.correct) {
            result.correction = snapshot.correction(of: search.query, request.query, isCancelled: isCancelled)
        }
        result.renderMicroseconds = microseconds(clock.now - evaluated)
        return .searchResult(result)
    }

    /// A hit with its place as it was found, and as it is now with the snapshot that it is a place of.
    private typealias ShownHit = (found: KhabarIndex.Hit, hit: KhabarIndex.Hit, snapshot: Snapshot)

    /// The ids of those hits that are no longer where the page's snapshot has them: retracted, replaced, or merged into another segment.
    private func moved(_ hits: [KhabarIndex.Hit]) -> [String] {
        hits.filter(isMoved).map { snapshot.views[$0.place.view].segment.id($0.place.article) }
    }

    private func isMoved(_ hit: KhabarIndex.Hit) -> Bool {
        guard let current else { return false }
        let place = current.place(snapshot.views[hit.place.view].number, hit.place.article)
        return place.map { !current.views[$0.view].isLive($0.article) } ?? true
    }

    /// - Parameter found: where those that have moved are now.
    private func shown(_ hits: [KhabarIndex.Hit], _ found: Located = (Snapshot(), [])) -> [ShownHit] {
        var next = found.places.makeIterator()
        return hits.compactMap { hit in
            guard isMoved(hit) else { return (hit, hit, snapshot) }
            guard let place = next.next().flatMap(\.self) else { return nil }
            return (hit, KhabarIndex.Hit(place: place, score: hit.score), found.snapshot)
        }
    }

    /// Where the next page begins, if there may be one.
    private func next(_ outcome: SearchOutcome) -> [UInt8] {
        let offset = request.offset + outcome.hits.count
        guard search.options.contains(.page), let shelf, request.limit > 0, outcome.hits.count == request.limit,
            offset <= Limits.offsetMax
        else { return [] }
        return PageCursor(snapshot: shelf.keep(snapshot), search: PageCursor.hash(search), now: now, offset: offset)
            .bytes
    }
}
