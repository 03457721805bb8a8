import KhabarProtocol
import Testing

@testable import KhabarClient

@Suite(.timeLimit(.minutes(1))) struct ConnectionsTests {
    /// Calls at once go to connections of their own, as many as there may be; calls one after the other share one.
    @Test func callsAreSpreadOverConnections() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        var configuration = KhabarClient.Configuration()
        configuration.connections = 2
        let client = KhabarClient(
            server: Address(host: "127.0.0.1", port: server.port), configuration: configuration)
        typealias Begun = (call: Task<StoredArticle?, any Error>, connection: FakeServer.Connection, id: UInt64)
        func begin() async throws -> Begun {
            let call = Task<StoredArticle?, any Error> { try await client.get("1") }
            guard let asked = await events.nextRequest() else { throw CancellationError() }
            return (call, asked.connection, asked.id)
        }
        func end(_ begun: Begun) async throws {
            begun.connection.answer(begun.id, .articleResult(ArticleResult(article: nil)))
            #expect(try await begun.call.value == nil)
        }
        let alone = try await begin()
        try await end(alone)
        let first = try await begin()
        let second = try await begin()
        let third = try await begin()
        let fourth = try await begin()
        #expect(first.connection.identity == alone.connection.identity)
        #expect(second.connection.identity != first.connection.identity)
        #expect(third.connection.identity == first.connection.identity)
        #expect(fourth.connection.identity == second.connection.identity)
        for begun in [first, second, third, fourth] { try await end(begun) }
        await client.close()
        // Both said good-bye.
        for _ in 0..<2 { #expect(await events.next { $0 == .close(.drained) } != nil) }
        await #expect(throws: KhabarError.self) { try await client.ping() }
    }

    @Test(arguments: [(-1, 1), (0, 1), (7, 7), (1_000_000, 64)])
    func theNumberOfConnectionsIsBounded(_ wanted: Int, _ made: Int) {
        var configuration = KhabarClient.Configuration()
        configuration.connections = wanted
        #expect(configuration.connectionCount == made)
    }
}
