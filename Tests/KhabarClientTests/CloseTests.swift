import KhabarProtocol
import Testing

@testable import KhabarClient

/// How long closing takes.
@Suite(.timeLimit(.minutes(1))) struct CloseTests {
    private static let patience: Duration = .milliseconds(100)
    /// What it would take at least to find out otherwise.
    private static let keepAlive = Limits.idleTimeout

    private func client(port: Int, connectPatience: Duration = .seconds(5)) -> KhabarClient {
        var configuration = KhabarClient.Configuration()
        configuration.requestTimeout = nil
        configuration.connectPatience = connectPatience
        return KhabarClient(server: Address(host: "127.0.0.1", port: port), configuration: configuration)
    }

    private func code(_ task: Task<some Sendable, any Error>) async -> KhabarError.Code? {
        guard case .failure(let error) = await task.result else { return nil }
        return (error as? KhabarError)?.code
    }

    @Test func aServerThatFrozeIsGivenUp() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = client(port: server.port)
        let search = Task { try await client.search(SearchQuery("x")) }
        let asked = try #require(await events.nextRequest())
        asked.connection.stopReading()
        let start = ContinuousClock.now
        await client.close(patience: Self.patience)
        #expect(ContinuousClock.now - start < Self.keepAlive)
        #expect(await code(search) == .connectionLost)
        await #expect(throws: KhabarError.closed) { try await client.ping() }
        // The connection is cut, not kept for a peer that may never read.
        asked.connection.resumeReading()
        #expect(await events.next { $0 == .close(.disconnected) } != nil)
    }

    /// Neither is one that leaves, and freezes before it has answered all.
    @Test func aLeavingServerThatFrozeIsGivenUp() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = client(port: server.port)
        let search = Task { try await client.search(SearchQuery("x")) }
        let asked = try #require(await events.nextRequest())
        asked.connection.goAway()
        // Answered behind the go-away, or on a new connection: the client has heard that the first one ends.
        let next = Task { try await client.get("y") }
        let other = try #require(await events.nextRequest())
        other.connection.answer(other.id, .articleResult(ArticleResult(article: nil)))
        #expect(try await next.value == nil)
        asked.connection.stopReading()
        let start = ContinuousClock.now
        await client.close(patience: Self.patience)
        #expect(ContinuousClock.now - start < Self.keepAlive)
        #expect(await code(search) == .connectionLost)
    }

    @Test func whatWaitsForAServerThatDoesNotAnswerIsGivenUp() async throws {
        var script = FakeServer.Script()
        script.garbage = []
        let silent = try await FakeServer(script)
        let client = client(port: silent.port)
        let ping = Task.immediate { try await client.ping(timeout: nil) }
        await client.close(patience: Self.patience)
        #expect([.connectionLost, .unreachable].contains(await code(ping)))
        try await silent.stop()

        let missing = self.client(port: silent.port, connectPatience: .seconds(600))
        let call = Task.immediate { try await missing.ping(timeout: nil) }
        await missing.close(patience: Self.patience)
        #expect(await code(call) == .unreachable)
    }
}
