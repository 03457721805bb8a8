import KhabarIndex
import KhabarProtocol
import KhabarText

/// One search of a snapshot: parsed and looked up when it is made, evaluated and rendered by `answer`.
struct SearchService {
    private let snapshot: Snapshot
    private let request: SearchRequest
    private let prepared: PreparedSearch
    private let wantsSnippets: Bool
    /// What parsing and looking up took.
    private let preparation: Duration

    /// More than this many postings may take longer than other connections of an event loop should wait: about a millisecond.
    static let cheapCost = 100_000

    private var isCheap: Bool { prepared.cost <= Self.cheapCost }

    init(_ search: Search, _ snapshot: Snapshot) throws(QuerySyntaxError) {
        let start = ContinuousClock.now
        self.snapshot = snapshot
        request = SearchRequest(
            try parseQuery(search.query), layers: SearchLayers(search.layers), offset: Int(search.offset),
            limit: Int(search.limit), collapsesCopies: search.options.contains(.collapseCopies))
        prepared = snapshot.prepare(request)
        wantsSnippets = search.options.contains(.snippets)
        preparation = ContinuousClock.now - start
    }

    /// The answer, unless it may take longer than the event loop's other connections should wait.
    func quickAnswer(isCancelled: () -> Bool) -> Message? {
        guard isCheap else { return nil }
        let start = ContinuousClock.now
        guard let outcome = try? prepared.runUnwidened(isCancelled: isCancelled) else {
            return isCancelled() ? cancelled : nil
        }
        return answer(outcome, start)
    }

    /// - Parameter isCancelled: the caller left, or its deadline passed.
    func answer(isCancelled: () -> Bool) -> Message {
        let start = ContinuousClock.now
        do throws(SearchCancelled) {
            return answer(try prepared.run(isCancelled: isCancelled), start)
        } catch {
            return cancelled
        }
    }

    private var cancelled: Message {
        .error(
            ErrorMessage(
                code: .deadlineExceeded, retry: .later, applied: .no, scope: .request,
                text: "the search was cancelled or ran out of time"))
    }

    private func answer(_ outcome: SearchOutcome, _ start: ContinuousClock.Instant) -> Message {
        let clock = ContinuousClock()
        let evaluated = clock.now
        let maker = wantsSnippets ? try? SnippetMaker(request, outcome) : nil
        let hits = outcome.hits.map { hit(for: $0, maker) }
        return .searchResult(
            SearchResult(
                total: UInt64(outcome.total), totalIsExact: outcome.totalIsExact,
                tookMicroseconds: microseconds(preparation + (evaluated - start)),
                renderMicroseconds: microseconds(clock.now - evaluated), hits: hits))
    }

    private func hit(for hit: KhabarIndex.Hit, _ maker: SnippetMaker?) -> KhabarProtocol.Hit {
        let segment = snapshot.views[hit.place.view].segment
        let article = hit.place.article
        var answer = KhabarProtocol.Hit(
            id: segment.id(article), score: hit.points, title: segment.title(article),
            language: segment.language(article), published: segment.published(article).map(WireDate.init),
            source: segment.source(article), url: segment.url(article),
            copies: UInt32(clamping: snapshot.copyCount(hit.place)))
        // An article whose text is damaged is still found; it only can't be shown.
        if let maker, let snippet = try? maker.snippet(of: article, in: segment) {
            answer.snippet = snippet.text
            answer.highlights = snippet.highlights.prefix(Limits.highlightsPerHitMax).map {
                UInt32($0.lowerBound)..<UInt32($0.upperBound)
            }
        }
        return answer
    }

    private func microseconds(_ duration: Duration) -> UInt32 {
        let (seconds, attoseconds) = duration.components
        return UInt32(clamping: max(0, seconds) * 1_000_000 + attoseconds / 1_000_000_000_000)
    }
}

extension SearchLayers {
    init(_ layers: Layers) {
        switch layers {
        case .exact: self = .exact
        case .stem: self = .stem
        case .alias: self = .alias
        case .name: self = .name
        }
    }
}

extension WireDate {
    init(_ date: PublicationDate) { self.init(seconds: date.seconds, hasTime: date.hasTime) }
}
