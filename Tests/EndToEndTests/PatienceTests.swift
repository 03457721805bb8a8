import KhabarClient
import KhabarIngest
import KhabarProtocol
import TestSupport
import Testing

/// Deadlines and cancellation.
@Suite struct PatienceTests {
    private let folder = TemporaryFolder()

    @Test func timeThatIsOverFailsTheCallAndNothingElse() async throws {
        try await withServer { (_, client) async throws in
            try await client.ping()
            let error = await #expect(throws: KhabarError.self) {
                try await client.search(SearchQuery("flood"), timeout: .zero)
            }
            #expect(error?.code == .deadlineExceeded)
            #expect(error?.applied == .no)
            #expect(try await client.search(SearchQuery("flood")).total == 0)
        }
    }

    /// The server itself gives up: the peer sends a deadline with its request and goes on listening.
    @Test func theServerKeepsTheDeadline() async throws {
        print("patience seed 17")
        var random = SplitMix64(seed: 17)
        let words = (0..<250).map { "word\($0)" }
        let lines = (0..<300).map { number in
            let text = (0..<200).map { _ in words[Int(random.next() % 250)] }.joined(separator: " ")
            return #"{"id":"article-\#(number)","text":"\#(text)"}"#
        }
        let input = folder.write("words.jsonl", lines.joined(separator: "\n"))
        try await withServer { (server, client) async throws in
            let (end, _) = try await ingest(
                [input], into: server.port, deadLetters: folder.file("dead.jsonl"), settings: try .test())
            try #require(end == .finished)
            let query = words.map { "(\($0) -nothing)" }.prefix(100).joined(separator: " OR ")
            let slow = try await client.search(SearchQuery(query, limit: 1_000, snippets: false))
            #expect(slow.total == 300)
            // Otherwise the deadline below proves nothing.
            try #require(slow.took > .milliseconds(2))

            let peer = try RawPeer(port: server.port)
            _ = try await peer.shakeHands(Hello(roles: .search, name: "peer", codecs: [], analyserVersion: 0))
            let search = Search(query: query, limit: 1_000, offset: 0, layers: .name, options: [])
            try peer.say(RawPeer.frame(.search(search), id: 1, deadlineMilliseconds: 1))
            guard case .error(let error) = await peer.answer() else {
                Issue.record("the search was not given up")
                return
            }
            #expect(error.code == .deadlineExceeded)
            // With time enough, the same connection gets its answer.
            try peer.say(RawPeer.frame(.search(search), id: 2, deadlineMilliseconds: 60_000))
            guard case .searchResult(let result) = await peer.answer() else {
                Issue.record("no answer")
                return
            }
            #expect(result.total == 300)
        }
    }

    @Test func cancelledCallsDisturbNobody() async throws {
        try await withServer { (_, client) async throws in
            try await client.ping()
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let call = Task { try await client.search(SearchQuery("flood \(number)")) }
                        if number % 2 == 0 { call.cancel() }
                        do {
                            let results = try await call.value
                            #expect(results.total == 0)
                        } catch {
                            #expect(number % 2 == 0)
                            #expect((error as? KhabarError)?.code == .cancelled)
                        }
                    }
                }
            }
            #expect(try await client.search(SearchQuery("flood")).total == 0)
        }
    }

    @Test func callsAfterTheServersEndFailWithAReason() async throws {
        let server = try await RunningServer()
        let client = server.client { $0.connectPatience = .zero }
        try await client.ping()
        try await server.stop()
        let error = await #expect(throws: KhabarError.self) { try await client.search(SearchQuery("flood")) }
        #expect(error?.code == .unreachable)
        #expect(error?.retry == .elsewhere)
        #expect(error?.message.contains("127.0.0.1:\(server.port)") == true)
        // It comes back on the same port, and so does the client.
        let again = try await RunningServer(port: server.port)
        #expect(try await client.search(SearchQuery("flood")).total == 0)
        await client.close()
        try await again.stop()
    }
}
