internal import KhabarText

/// Where an article came from.
struct Origin: Sendable {
    var file: Int
    var line: UInt64
    var block: UInt64
}

/// Articles that a lane gathers for one segment.
struct Batch<Prepared: Sendable>: Sendable {
    private(set) var articles: [(prepared: Prepared, entry: OfferEntry, origin: Origin)] = []
    private(set) var storedBytes = 0
    /// Arrival of the oldest article.
    private(set) var firstArrival: Duration?

    var isEmpty: Bool { articles.isEmpty }
    func isFull(bytes: Int) -> Bool { storedBytes >= bytes || articles.count >= Limits.batchArticlesMax }

    mutating func add(
        _ prepared: Prepared, _ entry: OfferEntry, storedBytes: Int, from origin: Origin, arrival: Duration
    ) {
        articles.append((prepared, entry, origin))
        self.storedBytes += storedBytes
        firstArrival = min(firstArrival ?? arrival, arrival)
    }

    /// Leaves one article per id: the highest version, and of equals the last. Returns the origins of the others.
    mutating func removeSuperseded() -> [Origin] {
        var winners: [ExactString: Int] = [:]
        var lost = [Bool](repeating: false, count: articles.count)
        for index in articles.indices {
            let entry = articles[index].entry
            let id = ExactString(entry.id)
            guard let rival = winners[id] else {
                winners[id] = index
                continue
            }
            let wins = entry.version >= articles[rival].entry.version
            lost[wins ? rival : index] = true
            if wins { winners[id] = index }
        }
        guard winners.count < articles.count else { return [] }
        let superseded = articles.indices.filter { lost[$0] }.map { articles[$0].origin }
        articles = articles.indices.filter { !lost[$0] }.map { articles[$0] }
        return superseded
    }

    /// Leaves the articles that the server wants. Returns the origins of the others.
    mutating func keep(_ wanted: [Bool]) -> [Origin] {
        guard wanted.contains(false) else { return [] }
        let unwanted = articles.indices.filter { !wanted[$0] }.map { articles[$0].origin }
        articles = articles.indices.filter { wanted[$0] }.map { articles[$0] }
        return unwanted
    }
}

/// How many of the given articles lie in which block.
func countByBlock(_ origins: some Sequence<Origin>) -> [UInt64: Int] {
    var counts: [UInt64: Int] = [:]
    for origin in origins { counts[origin.block, default: 0] += 1 }
    return counts
}
