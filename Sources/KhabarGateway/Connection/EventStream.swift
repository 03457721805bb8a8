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

    /// Long enough for a server to say that it can't go on from a position, or make nothing of a query.
    private static let judgement: Duration = .milliseconds(250)

    /// Runs until the task is cancelled, the peer is gone, or the server says that it can't go on.
    ///
    /// A browser that connects again gives up for good at any status but 200. So with a position the stream begins even where the server is away for the moment, and is
    /// refused only where it would be refused again.
    func run(_ client: KhabarClient, _ response: Response) async {
        let interruption = Interruption()
        let start = StreamStart(response)
        var from = position
        if from == nil {
            do throws(KhabarError) {
                from = try await begin(client)
            } catch {
                return await response.send(Answer(Refusal(error)))
            }
            start.open()
        }
        guard response.hasBody else {
            start.open()
            return await response.end()
        }
        let watched = watch(client, from: from, interruption)
        await withTaskGroup { group in
            group.addTask {
                if position != nil { try? await Task.sleep(for: Self.judgement) }
                while !Task.isCancelled, start.open() {
                    guard (try? await response.send(piece: interruption.comment)) != nil else { return }
                    try? await Task.sleep(for: Self.heartbeat)
                }
            }
            group.addTask {
                do {
                    try await stream(watched, start, response)
                } catch let error as KhabarError {
                    let refusal = Refusal(error)
                    if start.refuse() { return await response.send(Answer(refusal)) }
                    // Without the id, with which a browser would ask again in vain.
                    try? await response.send(piece: "event: failed\nid:\ndata: \(refusal.json)\n\n")
                } catch {
                    // The peer is gone.
                }
            }
            await group.next()
            group.cancelAll()
        }
        if start.isOpen { await response.end() }
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

    private func stream(_ watched: WatchedArticles, _ start: StreamStart, _ response: Response) async throws {
        var articles = watched.makeAsyncIterator()
        // Without data, it is no event for whoever listens, but an id to go on from.
        if position == nil, let first = articles.position { try await response.send(piece: "id: \(first)\n\n") }
        while true {
            let before = articles.position
            guard let batch = try await articles.next() else { return }
            start.open()
            var events = ""
            for (index, hit) in batch.hits.enumerated() {
                let isLast = index == batch.hits.count - 1
                let position = isLast ? batch.position : before ?? batch.position
                events += Self.event(id: isLast ? position : nil, data: hit.json(position: position))
            }
            try await response.send(piece: events)
        }
    }

    /// - Parameter data: one line.
    private static func event(id: WatchPosition?, data: String) -> String {
        (id.map { "id: \($0)\n" } ?? "") + "data: \(data)\n\n"
    }
}

/// A stream's head, which is sent once, or never where the stream is refused.
private final class StreamStart: Sendable {
    private enum State { case waiting, open, refused }

    private let response: Response
    private let state = Mutex(State.waiting)

    init(_ response: Response) { self.response = response }

    var isOpen: Bool { state.withLock { $0 == .open } }

    /// Sends the head unless that was done; false when the stream is refused.
    @discardableResult func open() -> Bool {
        state.withLock { state in
            if state == .waiting {
                response.begin(contentType: "text/event-stream")
                state = .open
            }
            return state == .open
        }
    }

    /// False when the head is sent.
    func refuse() -> Bool {
        state.withLock { state in
            if state == .waiting { state = .refused }
            return state == .refused
        }
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
