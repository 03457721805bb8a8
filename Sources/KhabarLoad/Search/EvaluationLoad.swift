package import KhabarIndex
internal import KhabarServer
package import Logging

/// Searches a data folder in this process, on one thread, one after the other: what the engine takes, without a wire and without waking anybody.
///
/// The figures compare with those of an engine that runs as a library.
package struct EvaluationLoad: Sendable {
    package var data: String
    package var layers: SearchLayers = .name
    package var limit = 10
    /// Whether each hit's snippet is cut too.
    package var cutsSnippets = false
    /// Counted rounds over all queries. One more comes first: it brings code and postings into the caches, and compares with a search that skips nothing.
    package var rounds = 3
    /// Plenty for any index that fits the machine.
    static let memoryLimitBytes = 1 << 40

    package init(data: String) { self.data = data }

    /// By kind of query: the time from the query's text to its hits, and how many hits there were in the first counted round.
    ///
    /// `differing` is the number of queries whose hits or scores are others when every matching article is looked at: not 0 would be a mistake of the engine.
    package struct Figures: Codable, Sendable, Equatable {
        package var took: LatencySummary
        package var hits: Int
        package var total: Int
        package var differing: Int
    }

    package func run(_ queries: [LoadQuery], logger: Logger) throws -> [String: Figures] {
        // A server makes its folder; figures of an empty index would look like any others.
        guard Engine.hasData(data) else { throw InputError(data, "no data folder of a server") }
        let engine = try Engine.open(data: data, memoryLimitBytes: Self.memoryLimitBytes, logger: logger)
        defer { engine.close() }
        let snapshot = engine.snapshot
        var figures: [String: Figures] = [:]
        for kind in GeneratedQuery.Kind.allCases {
            let texts = queries.filter { $0.kind == kind }.map(\.text)
            if !texts.isEmpty { figures[kind.rawValue] = try measure(texts, snapshot) }
        }
        return figures
    }

    private func measure(_ texts: [String], _ snapshot: Snapshot) throws -> Figures {
        let clock = ContinuousClock()
        var took: [Duration] = []
        took.reserveCapacity(texts.count * rounds)
        var (hits, total, differing) = (0, 0, 0)
        for round in 0...rounds {
            for text in texts {
                let start = clock.now
                let request = SearchRequest(try parseQuery(text), layers: layers, limit: limit)
                let outcome = try snapshot.search(request)
                if cutsSnippets { try cutSnippets(request, outcome, snapshot) }
                let duration = clock.now - start
                if round == 0, try snapshot.search(request.lookingAtAll).hits != outcome.hits { differing += 1 }
                if round > 0 { took.append(duration) }
                if round == 1 {
                    hits += outcome.hits.count
                    total += outcome.total
                }
            }
        }
        return Figures(took: LatencySummary(took), hits: hits, total: total, differing: differing)
    }
}

extension EvaluationLoad {
    private func cutSnippets(_ request: SearchRequest, _ outcome: KhabarIndex.SearchOutcome, _ snapshot: Snapshot)
        throws
    {
        let maker = try SnippetMaker(request, outcome)
        for hit in outcome.hits {
            _ = try maker.snippet(of: hit.place.article, in: snapshot.views[hit.place.view].segment)
        }
    }
}

extension SearchRequest {
    /// The same, but nothing may be skipped, since everything that matches is counted.
    fileprivate var lookingAtAll: SearchRequest {
        var request = self
        request.facets = [FacetRequest(.language, limit: 1)]
        return request
    }
}

extension LatencySummary {
    /// Of at least one duration, to the nanosecond.
    init(_ durations: [Duration]) {
        let sorted = durations.map { $0 / .microseconds(1) }.sorted()
        func value(_ share: Double) -> Double { sorted[min(Int(share * Double(sorted.count)), sorted.count - 1)] }
        self.init(
            count: sorted.count, mean: sorted.reduce(0, +) / Double(sorted.count), p50: value(0.5), p90: value(0.9),
            p99: value(0.99), p999: value(0.999), max: sorted[sorted.count - 1])
    }
}
