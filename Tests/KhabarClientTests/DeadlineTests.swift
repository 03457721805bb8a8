import KhabarProtocol
import Testing

@testable import KhabarClient

/// Time that is over, before and after the server was reached.
@Suite(.timeLimit(.minutes(1))) struct DeadlineTests {
    private func client(_ server: FakeServer, requestTimeout: Duration) -> KhabarClient {
        var configuration = KhabarClient.Configuration()
        configuration.requestTimeout = requestTimeout
        return KhabarClient(server: Address(host: "127.0.0.1", port: server.port), configuration: configuration)
    }

    /// Who accepts a connection and says nothing is no server that is slow.
    @Test func timeThatIsOverBeforeTheWelcomeMeansNoServer() async throws {
        var script = FakeServer.Script()
        script.garbage = []
        let server = try await FakeServer(script)
        let client = client(server, requestTimeout: .milliseconds(50))
        await #expect { try await client.stats() } throws: {
            ($0 as? KhabarError)?.code == .unreachable && ($0 as? KhabarError)?.retry == .elsewhere
        }
        for position in [nil, WatchPosition("00")] {
            await #expect {
                var watch = client.watch("x", from: position).makeAsyncIterator()
                try await watch.begin()
            } throws: {
                ($0 as? KhabarError)?.code == .unreachable
            }
        }
        await client.close()
    }

    @Test func aWatchBeginsWithinTheTimeForARequest() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = client(server, requestTimeout: .milliseconds(400))
        try await client.ping(timeout: .seconds(60))
        await #expect {
            var watch = client.watch("x").makeAsyncIterator()
            try await watch.begin()
        } throws: {
            ($0 as? KhabarError)?.code == .deadlineExceeded
        }
        let asked = try #require(await events.nextRequest())
        asked.connection.answer(asked.id, .watchResult(WatchResult(position: [1], hits: [])))
        await client.close()
    }
}
