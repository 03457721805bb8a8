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

    /// Of several servers the first that can be reached is asked, and no other until it is lost; a standing query goes on elsewhere by itself.
    @Test func anotherServerIsAskedWhenOneIsLost() async throws {
        let nobody = try await FakeServer()
        let port = nobody.port
        try await nobody.stop()
        let servers = [try await FakeServer(), try await FakeServer()]
        var events = servers.map { $0.events.makeAsyncIterator() }
        let client = KhabarClient(
            servers: [Address(host: "127.0.0.1", port: port)]
                + servers.map { Address(host: "127.0.0.1", port: $0.port) })
        for _ in 0..<2 {
            let call = Task { try await client.get("1") }
            let asked = try #require(await events[0].nextRequest())
            asked.connection.answer(asked.id, .articleResult(ArticleResult(article: nil)))
            #expect(try await call.value == nil)
        }
        let watching = Task {
            var watch = client.watch("x", from: WatchPosition("0011")).makeAsyncIterator()
            return try await watch.next()?.position
        }
        let watched = try #require(await events[0].nextRequest())
        try await servers[0].stop()
        watched.connection.cut()
        let again = try #require(await events[1].nextRequest())
        again.connection.answer(
            again.id,
            .watchResult(WatchResult(position: [9], hits: [Hit(id: "1", score: 1, language: "en")])))
        #expect(try await watching.value == WatchPosition("09"))
        await client.close()
        try await servers[1].stop()
    }

    @Test func thatNoServerCanBeReachedIsSaidOfAll() async throws {
        var configuration = KhabarClient.Configuration()
        configuration.connectPatience = .zero
        let ports = [try await FakeServer(), try await FakeServer()]
        for server in ports { try await server.stop() }
        let addresses = ports.map { Address(host: "127.0.0.1", port: $0.port) }
        let client = KhabarClient(servers: addresses, configuration: configuration)
        let error = await #expect(throws: KhabarError.self) { try await client.ping() }
        #expect(error?.code == .unreachable)
        for address in addresses { #expect(error?.message.contains("\(address)") == true, "\(error?.message ?? "")") }
        await client.close()
    }

    @Test(arguments: [(-1, 1), (0, 1), (7, 7), (1_000_000, 64)])
    func theNumberOfConnectionsIsBounded(_ wanted: Int, _ made: Int) {
        var configuration = KhabarClient.Configuration()
        configuration.connections = wanted
        #expect(configuration.connectionCount == made)
    }
}
