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
    /// Rounds over all queries, of which the first is not counted: it brings code and postings into the caches.
    package var rounds = 3
    /// Plenty for any index that fits the machine.
    static let memoryLimitBytes = 1 << 40

    package init(data: String) { self.data = data }

    /// By kind of query: the time from the query's text to its hits, and how many hits there were in the first counted round.
    package struct Figures: Codable, Sendable, Equatable {
        package var took: LatencySummary
        package var hits: Int
        package var total: Int
    }

    package func run(_ queries: [LoadQuery], logger: Logger) throws -> [String: Figures] {
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
        var (hits, total) = (0, 0)
        for round in 0...rounds {
            for text in texts {
                let start = clock.now
                let outcome = try snapshot.search(
                    SearchRequest(try parseQuery(text), layers: layers, offset: 0, limit: limit))
                let duration = clock.now - start
                if round > 0 { took.append(duration) }
                if round == 1 {
                    hits += outcome.hits.count
                    total += outcome.total
                }
            }
        }
        return Figures(took: LatencySummary(took), hits: hits, total: total)
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
