internal import KhabarProtocol

extension KhabarClient {
    /// How a text being typed may go on: completions of its last word that stand together with the words before it, then titles.
    ///
    /// - Parameters:
    ///   - text: what was typed so far, at most 1 KiB, in any script.
    ///   - limit: of each kind, at most 50.
    public func suggest(
        _ text: String, limit: Int = 8, timeout: Duration? = nil
    ) async throws(KhabarError) -> [Suggestion] {
        guard text.utf8.count <= Limits.suggestBytesMax else {
            throw .invalid("a text to complete has at most \(Limits.suggestBytesMax) bytes, not \(text.utf8.count)")
        }
        guard 0...Limits.suggestionsMax ~= limit else {
            throw .invalid("limit is 0 to \(Limits.suggestionsMax), not \(limit)")
        }
        let request = Request.suggest(Suggest(text: text, limit: UInt32(limit)))
        guard case .suggestResult(let result) = try await ask(request, timeout) else { unexpected() }
        return result.suggestions.map(Suggestion.init)
    }

    /// The articles most related to one, in whatever language they are: the same event, what led to it and what came of it.
    ///
    /// - Throws: `badRequest` when there is no such article.
    public func related(
        to id: String, limit: Int = 10, snippets: Bool = false, timeout: Duration? = nil
    ) async throws(KhabarError) -> SearchResults {
        try check([id])
        guard 0...Limits.hitsMax ~= limit else { throw .invalid("limit is 0 to \(Limits.hitsMax), not \(limit)") }
        let request = Request.related(Related(id: id, limit: UInt32(limit), options: snippets ? .snippets : []))
        guard case .searchResult(let result) = try await ask(request, timeout) else { unexpected() }
        return SearchResults(result)
    }

    /// All pages of a search, one after the other; none repeats or misses what was there when the first was asked for, whatever arrives meanwhile. An article that is retracted
    /// meanwhile is left out, one that is replaced is shown as it is now.
    ///
    /// The pages have `query.limit` hits each, less those that were retracted, and end behind hit 100,000. Of a search that finds nothing there is one page, without hits. A program that takes more than two minutes over a page gets the error `expired`.
    public func pages(of query: SearchQuery) -> SearchPages {
        var first = query
        first.paged = true
        return SearchPages(client: self, first: first)
    }

    /// A standing query: each new article that matches, as it becomes searchable, without an end.
    ///
    /// It survives the loss of the connection and restarts of a server with a data folder: what came in between is delivered then, and nothing twice. (One that keeps everything in memory is another server
    /// after a restart: `expired`.) Keep the last batch's
    /// `position` to go on in another process.
    ///
    /// - Parameters:
    ///   - query: in the query language.
    ///   - position: behind which to begin; nil: from now on.
    ///   - limit: articles in one batch at the most, 1 to 1,000.
    ///   - onInterruption: called with the reason when nothing can be watched for the time being, because the server is lost or too busy, once for each such time; with nil when it is watched again.
    public func watch(
        _ query: String, from position: WatchPosition? = nil, layers: SearchQuery.Layers = .name,
        snippets: Bool = true, limit: Int = 100, onInterruption: @escaping @Sendable (KhabarError?) -> Void = { _ in }
    ) -> WatchedArticles {
        WatchedArticles(
            client: self, query: query, position: position, layers: layers, snippets: snippets, limit: limit,
            onInterruption: onInterruption)
    }
}

/// The pages of a search; see `KhabarClient.pages(of:)`.
public struct SearchPages: AsyncSequence, Sendable {
    let client: KhabarClient
    let first: SearchQuery

    public func makeAsyncIterator() -> Iterator { Iterator(client: client, next: first) }

    public struct Iterator: AsyncIteratorProtocol {
        let client: KhabarClient
        var next: SearchQuery?

        public mutating func next() async throws(KhabarError) -> SearchResults? {
            guard var query = next else { return nil }
            let isFirst = query.after == nil
            let results = try await client.search(query)
            query.offset = 0
            query.after = results.next
            next = results.next == nil ? nil : query
            // The last page may be empty, where the one before it could not tell. The first is given even so: it says how many there are, and what may have been meant; and one
            // whose articles were all retracted is followed by others.
            return results.hits.isEmpty && next == nil && !isFirst ? nil : results
        }
    }
}

/// New articles that match, some at a time.
public struct WatchBatch: Sendable {
    /// In the order in which they became searchable; never empty.
    public let hits: [SearchHit]
    /// Behind them: keep it to go on from here.
    public let position: WatchPosition
}

/// What a standing query finds; see `KhabarClient.watch(_:from:layers:snippets:limit:onInterruption:)`.
public struct WatchedArticles: AsyncSequence, Sendable {
    let client: KhabarClient
    let query: String
    let position: WatchPosition?
    let layers: SearchQuery.Layers
    let snippets: Bool
    let limit: Int
    let onInterruption: @Sendable (KhabarError?) -> Void

    public func makeAsyncIterator() -> Iterator { Iterator(watched: self, position: position) }

    public struct Iterator: AsyncIteratorProtocol {
        private let watched: WatchedArticles
        /// Behind which the next batch begins; nil until the server has said where now is.
        public private(set) var position: WatchPosition?
        /// Of the next batch, see `KhabarClient.watch(_:from:layers:snippets:limit:onInterruption:)`.
        public var limit: Int

        init(watched: WatchedArticles, position: WatchPosition?) {
            self.watched = watched
            self.position = position
            limit = watched.limit
        }

        /// Longer than a server takes to answer with nothing.
        private static let timeout: Duration = .seconds(40)

        /// The next batch, once there is one. Waits through losses of the connection; nil when the task is cancelled.
        public mutating func next() async throws(KhabarError) -> WatchBatch? {
            var failures = 0
            while true {
                do throws(KhabarError) {
                    let result = try await ask(timeout: Self.timeout)
                    if failures > 0 { watched.onInterruption(nil) }
                    failures = 0
                    position = WatchPosition(bytes: result.position)
                    if !result.hits.isEmpty {
                        return WatchBatch(hits: result.hits.map(SearchHit.init), position: position!)
                    }
                } catch {
                    if error.code == .cancelled || Task.isCancelled { return nil }
                    guard error.retry != .never else { throw error }
                    if failures == 0 { watched.onInterruption(error) }
                    failures += 1
                    let pause = watched.client.configuration.delay(
                        after: error, failures: failures, jitter: .random(in: 0...1))
                    do { try await Task.sleep(for: pause) } catch { return nil }
                }
            }
        }

        /// Makes sure that the server is there and the position known, so that nothing is missed from here on. Takes no longer than the configuration's `requestTimeout`;
        /// `next` waits as long as it takes.
        public mutating func begin() async throws(KhabarError) {
            guard position == nil else {
                try await watched.client.ping()
                return
            }
            position = WatchPosition(bytes: try await ask(timeout: nil).position)
        }

        /// - Parameter timeout: nil: the configuration's.
        private func ask(timeout: Duration?) async throws(KhabarError) -> WatchResult {
            guard watched.query.utf8.count <= Limits.queryBytesMax else {
                throw .invalid("a query has at most \(Limits.queryBytesMax) bytes, not \(watched.query.utf8.count)")
            }
            guard 1...Limits.hitsMax ~= limit else { throw .invalid("limit is 1 to \(Limits.hitsMax), not \(limit)") }
            let watch = Watch(
                query: watched.query, limit: UInt32(limit), layers: .init(watched.layers),
                options: watched.snippets ? .snippets : [], after: position?.bytes ?? [])
            guard case .watchResult(let result) = try await watched.client.ask(.watch(watch), timeout) else {
                watched.client.unexpected()
            }
            return result
        }
    }
}
