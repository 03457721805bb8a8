internal import KhabarClient
internal import KhabarFormats
internal import Synchronization

/// A standing query as server-sent events (the HTML standard's `EventSource`): an event without a name for each new article.
///
/// The events' ids are positions, so that a browser that connects again goes on where it was. Articles that came at once share one: the last of them
/// has it, and who is cut off among them sees the first again, and misses none.
struct EventStream {
    let query: String
    let position: WatchPosition?
    let layers: SearchQuery.Layers

    /// Often enough for proxies that close what is silent, and for noticing that nobody listens any more.
    private static let heartbeat: Duration = .seconds(15)
    private static let batchMax = 100

    /// Runs until the task is cancelled, the peer is gone, or the server says that it can't go on.
    func run(_ client: KhabarClient, _ response: Response) async {
        let interruption = Interruption()
        let begun: WatchedArticles
        do throws(KhabarError) {
            begun = watch(client, from: try await begin(client), interruption)
        } catch {
            return await response.send(Answer(Refusal(error)))
        }
        response.begin(contentType: "text/event-stream")
        guard response.hasBody else { return await response.end() }
        await withTaskGroup { group in
            group.addTask {
                while !Task.isCancelled {
                    guard (try? await response.send(piece: interruption.comment)) != nil else { return }
                    try? await Task.sleep(for: Self.heartbeat)
                }
            }
            group.addTask {
                do {
                    try await Self.stream(begun, response)
                } catch let error as KhabarError {
                    try? await response.send(piece: Self.event(name: "error", data: Refusal(error).json))
                } catch {
                    // The peer is gone.
                }
            }
            await group.next()
            group.cancelAll()
        }
        await response.end()
    }

    /// Where it begins, so that whatever becomes searchable from here on is streamed.
    private func begin(_ client: KhabarClient) async throws(KhabarError) -> WatchPosition? {
        var articles = watch(client, from: position, Interruption()).makeAsyncIterator()
        try await articles.begin()
        return articles.position
    }

    private func watch(
        _ client: KhabarClient, from position: WatchPosition?, _ interruption: Interruption
    ) -> WatchedArticles {
        client.watch(query, from: position, layers: layers, limit: Self.batchMax) { interruption.set($0?.message) }
    }

    private static func stream(_ watched: WatchedArticles, _ response: Response) async throws {
        var articles = watched.makeAsyncIterator()
        // Without data, it is no event for whoever listens, but an id to go on from.
        if let position = articles.position { try await response.send(piece: "id: \(position)\n\n") }
        while true {
            let before = articles.position
            guard let batch = try await articles.next() else { return }
            var events = ""
            for (index, hit) in batch.hits.enumerated() {
                let isLast = index == batch.hits.count - 1
                let position = isLast ? batch.position : before ?? batch.position
                events += event(id: isLast ? position : nil, data: hit.json(position: position))
            }
            try await response.send(piece: events)
        }
    }

    /// - Parameter data: one line.
    private static func event(name: String? = nil, id: WatchPosition? = nil, data: String) -> String {
        var event = ""
        if let name { event += "event: \(name)\n" }
        if let id { event += "id: \(id)\n" }
        return event + "data: \(data)\n\n"
    }
}

/// Why nothing can be watched at the moment, for people who look at the stream.
private final class Interruption: Sendable {
    private let reason = Mutex<String?>(nil)

    func set(_ reason: String?) { self.reason.withLock { $0 = reason } }

    /// Comments of the stream are one line.
    var comment: String {
        let text = reason.withLock { $0 }.map { "waiting for the server: \($0)" } ?? "watching"
        return ": \(text.split(whereSeparator: \.isNewline).joined(separator: " "))\n\n"
    }
}
