import KhabarProtocol
import NIOCore
import Testing

@testable import KhabarClient

@Suite(.timeLimit(.minutes(1))) struct ClientTests {
    private func client(
        _ server: FakeServer, _ change: (inout KhabarClient.Configuration) -> Void = { _ in }
    ) -> KhabarClient {
        var configuration = KhabarClient.Configuration()
        configuration.reconnectDelay = .milliseconds(1)
        configuration.requestTimeout = nil
        change(&configuration)
        return KhabarClient(server: Address(host: "127.0.0.1", port: server.port), configuration: configuration)
    }

    private let result = SearchResult(
        total: 2, totalIsExact: false, tookMicroseconds: 5, renderMicroseconds: 6,
        hits: [
            Hit(
                id: "1", score: 2.5, title: "t", language: "ur", published: WireDate(seconds: 9, hasTime: true),
                snippet: "پانی", highlights: [0..<8], copies: 3)
        ])

    @Test(arguments: [KhabarClient.Configuration.Compression.always, .never])
    func aSearchGoesThereAndBack(_ compression: KhabarClient.Configuration.Compression) async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = client(server) { $0.compression = compression }
        var long = result
        long.hits[0].snippet += String(repeating: " دریا", count: 4_000)
        let results = Task { try await client.search(SearchQuery("پانی", limit: 3, layers: .stem, explain: true)) }
        let asked = try #require(await events.nextRequest())
        #expect(
            asked.request
                == .search(
                    Search(
                        query: "پانی", limit: 3, offset: 0, layers: .stem,
                        options: [.snippets, .collapseCopies, .explain])))
        asked.connection.answer(asked.id, .searchResult(long))
        let answer = try await results.value
        #expect(
            answer.total == 2 && !answer.totalIsExact && answer.took == .microseconds(5)
                && answer.rendering == .microseconds(6))
        #expect(answer.hits[0].snippet == long.hits[0].snippet && answer.hits[0].highlights == [0..<8])
        #expect(answer.hits[0].published?.seconds == 9 && answer.hits[0].copies == 3)
        await client.close()
        #expect(await events.next { $0 == .close(.drained) } != nil)
    }

    @Test func everyCallIsRecorded() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let (records, continuation) = AsyncStream.makeStream(of: CallRecord.self)
        let client = client(server) { configuration in
            configuration.onCall = { continuation.yield($0) }
        }
        let got = Task { try await client.get("1") }
        let asked = try #require(await events.nextRequest())
        asked.connection.answer(asked.id, .articleResult(ArticleResult(article: nil)))
        #expect(try await got.value == nil)
        let searched = Task { try await client.search(SearchQuery("(")) }
        let refused = try #require(await events.nextRequest())
        refused.connection.answer(
            refused.id,
            .error(ErrorMessage(code: .badRequest, retry: .never, applied: .no, scope: .request, text: "no")))
        await #expect(throws: KhabarError.self) { try await searched.value }
        await client.close()
        await #expect(throws: KhabarError.self) { try await client.ping() }
        continuation.finish()
        var seen: [String] = []
        for await record in records {
            #expect(record.duration > .zero)
            seen.append("\(record.operation) \(record.error?.code.rawValue ?? "ok")")
        }
        #expect(seen == ["get ok", "search badRequest", "ping closed"])
    }

    @Test func snippetsAreMarkedAndEscaped() {
        var hit = result.hits[0]
        hit.snippet = "a <b> & پانی \"x\""
        hit.highlights = [2..<5, 8..<16]
        let marked = SearchHit(hit)
        #expect(marked.markedSnippet() == "a <mark>&lt;b&gt;</mark> &amp; <mark>پانی</mark> &quot;x&quot;")
        #expect(marked.markedSnippet(open: "[", close: "]", escapesHTML: false) == "a [<b>] & [پانی] \"x\"")
    }

    @Test func callsArePipelinedAndAnsweredInAnyOrder() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = client(server)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask { try await client.get("\(number)")?.id == "\(number)" }
            }
            var asked: [(FakeServer.Connection, UInt64, String)] = []
            while asked.count < 200 {
                let next = try #require(await events.nextRequest())
                guard case .get(let get) = next.request else { continue }
                asked.append((next.connection, next.id, get.id))
            }
            for (connection, id, name) in asked.reversed() {
                let article = WireArticle(id: name, language: "en")
                connection.answer(id, .articleResult(ArticleResult(article: article)))
            }
            for try await matched in group { #expect(matched) }
        }
        await client.close()
    }

    @Test func theOtherCalls() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = client(server)
        let information = try await client.ping()
        #expect(information.name == "fake" && information.epoch == 9)
        #expect(information.id == "00000000-0000-0001-0000-000000000002")

        let missing = Task { try await client.get("x") }
        var asked = try #require(await events.nextRequest())
        asked.connection.answer(asked.id, .articleResult(ArticleResult(article: nil)))
        #expect(try await missing.value == nil)

        let stats = Task { try await client.stats() }
        asked = try #require(await events.nextRequest())
        let entry = StatsResult.Entry(name: "articles", value: .count(7))
        asked.connection.answer(asked.id, .statsResult(StatsResult(entries: [entry])))
        #expect(try await stats.value.first?.value == .count(7))

        let deleted = Task { try await client.delete((0..<1_500).map(String.init), version: 4) }
        for expected in [1_024, 476] {
            asked = try #require(await events.nextRequest())
            guard case .delete(let delete) = asked.request else { continue }
            #expect(delete.ids.count == expected && delete.version == 4)
            asked.connection.answer(asked.id, .deleted(Deleted(count: 10)))
        }
        #expect(try await deleted.value == 20)
        await client.close()
    }

    @Test func theServersErrorsAreTyped() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = client(server)
        let results = Task { try await client.search(SearchQuery("\"")) }
        let asked = try #require(await events.nextRequest())
        let refusal = ErrorMessage(
            code: .overloaded, retry: .later, applied: .no, scope: .request, retryAfterMilliseconds: 40, text: "busy")
        asked.connection.answer(asked.id, .error(refusal))
        await #expect(
            throws: KhabarError(.overloaded, "busy", retry: .later, retryAfter: .milliseconds(40))
        ) { try await results.value }
        await client.close()
    }

    @Test func badArgumentsAreNotSent() async throws {
        let client = KhabarClient(server: Address(host: "127.0.0.1", port: 1))
        await #expect { try await client.search(SearchQuery("x", limit: 1_001)) } throws: {
            ($0 as? KhabarError)?.code == .invalidArgument
        }
        await #expect { try await client.get(String(repeating: "x", count: 1_025)) } throws: {
            ($0 as? KhabarError)?.code == .invalidArgument
        }
    }

    @Test func aDeadlineReachesTheServer() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = client(server)
        try await client.ping()
        await #expect { try await client.search(SearchQuery("x"), timeout: .milliseconds(400)) } throws: {
            ($0 as? KhabarError)?.code == .deadlineExceeded
        }
        let first = try #require(await events.next { _ in true })
        guard case .perform(_, let id, let deadline) = first.action else {
            Issue.record("\(first.action)")
            return
        }
        #expect(try #require(deadline).nanoseconds <= 400_000_000)
        #expect(await events.next { $0 == .cancel(id: id) } != nil)
        first.connection.answer(id, .searchResult(result))
        try await client.ping()
        await client.close()
    }

    @Test func cancellingATaskReachesTheServer() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = client(server)
        let search = Task { try await client.search(SearchQuery("x")) }
        let asked = try #require(await events.nextRequest())
        search.cancel()
        await #expect { try await search.value } throws: { ($0 as? KhabarError)?.code == .cancelled }
        #expect(await events.next { $0 == .cancel(id: asked.id) } != nil)
        asked.connection.answer(asked.id, .searchResult(result))
        try await client.ping()
        await client.close()
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
        let client = KhabarClient(server: Address(host: "127.0.0.1", port: 1))
        let search = Task {
            unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
            return try await client.search(SearchQuery("x"))
        }
        await #expect { try await search.value } throws: { ($0 as? KhabarError) == .notSent }
    }

    @Test func strangersAreNamed() async throws {
        for (bytes, code) in [
            (Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), KhabarError.Code.notKhabar),
            ([0, 1, 2], .notKhabar), (Preface(lowest: 7, highest: 9).bytes, .incompatibleVersion),
        ] {
            var script = FakeServer.Script()
            script.garbage = bytes
            let server = try await FakeServer(script)
            let client = client(server)
            await #expect { try await client.stats() } throws: {
                ($0 as? KhabarError)?.code == code && ($0 as? KhabarError)?.retry == .never
            }
            await client.close()
        }
    }

    @Test func garbageInMidstreamEndsTheConnectionAndTheNextCallGetsANewOne() async throws {
        var script = FakeServer.Script()
        script.garbageAfterRequest = [UInt8](repeating: 0xAA, count: 99)
        let server = try await FakeServer(script)
        let client = client(server)
        for _ in 0..<2 {
            await #expect { try await client.delete(["x"]) } throws: {
                ($0 as? KhabarError)?.code == .protocolViolation && ($0 as? KhabarError)?.applied == .unknown
            }
        }
        await client.close()
    }

    @Test func itConnectsAgainAfterALoss() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = client(server)
        let lost = Task { try await client.get("a") }
        let first = try #require(await events.nextRequest())
        first.connection.cut()
        await #expect { try await lost.value } throws: {
            ($0 as? KhabarError)?.code == .connectionLost && ($0 as? KhabarError)?.applied == .no
                && ($0 as? KhabarError)?.retry == .elsewhere
        }
        let found = Task { try await client.get("a") }
        let second = try #require(await events.nextRequest())
        second.connection.answer(second.id, .articleResult(ArticleResult(article: nil)))
        #expect(try await found.value == nil)
        await client.close()
    }

    @Test func noServerIsSaidWithItsAddress() async throws {
        let server = try await FakeServer()
        try await server.stop()
        let client = client(server) { $0.connectPatience = .zero }
        await #expect { try await client.stats() } throws: {
            let error = $0 as? KhabarError
            return error?.code == .unreachable && error?.message.contains("127.0.0.1:\(server.port)") == true
        }
        await client.close()
    }

    @Test func aNameWithSeveralAddressesIsTriedThrough() async throws {
        // localhost is often ::1 first, where nobody listens.
        let server = try await FakeServer()
        let client = KhabarClient(server: Address(host: "localhost", port: server.port))
        #expect(try await client.ping().name == "fake")
        await client.close()
    }

    @Test func aPortThatIsNoneIsAnError() async throws {
        for port in [0, -1, 65_536, .max] {
            var configuration = KhabarClient.Configuration()
            configuration.connectPatience = .zero
            let client = KhabarClient(server: Address(host: "::1", port: port), configuration: configuration)
            await #expect { try await client.stats() } throws: { ($0 as? KhabarError)?.code == .unreachable }
            await client.close()
        }
    }

    @Test func itWaitsForAServerThatComesLater() async throws {
        let first = try await FakeServer()
        try await first.stop()
        let client = client(first) { $0.connectPatience = .seconds(50) }
        let ping = Task { try await client.ping() }
        var script = FakeServer.Script()
        script.port = first.port
        let second = try await FakeServer(script)
        #expect(try await ping.value.name == "fake")
        #expect(second.port == first.port)
        await client.close()
    }

    @Test func aRefusedHandshakeIsTyped() async throws {
        let server = try await FakeServer()
        let client = client(server) {
            $0.roles = .ingest
            $0.analyserVersion = 8
        }
        await #expect { try await client.ping() } throws: {
            ($0 as? KhabarError)?.code == .analyserMismatch && ($0 as? KhabarError)?.retry == .never
        }
        await client.close()
    }

    @Test func whatALeavingServerHandsBackIsSentAgain() async throws {
        let server = try await FakeServer { script in
            script.configure = { $0.requestsInFlightMax = 1 }
        }
        var events = server.events.makeAsyncIterator()
        let client = client(server)
        let first = Task { try await client.get("a") }
        let one = try #require(await events.nextRequest())
        // Waits in the client for the only slot.
        let second = Task { try await client.get("b") }
        one.connection.goAway()
        let two = try #require(await events.nextRequest())
        #expect(two.request == .get(Get(id: "b")))
        two.connection.answer(two.id, .articleResult(ArticleResult(article: nil)))
        one.connection.answer(one.id, .articleResult(ArticleResult(article: nil)))
        #expect(try await first.value == nil)
        #expect(try await second.value == nil)
        await client.close()
    }

    @Test func closingWaitsForAnswersAndRefusesNewCalls() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = client(server)
        let last = Task { try await client.get("a") }
        let asked = try #require(await events.nextRequest())
        let closing = Task.immediate { await client.close() }
        await #expect(throws: KhabarError.closed) { try await client.get("b") }
        asked.connection.answer(asked.id, .articleResult(ArticleResult(article: nil)))
        #expect(try await last.value == nil)
        await closing.value
    }

    @Test func addressesAreRead() {
        #expect(Address("127.0.0.1:7440") == Address(host: "127.0.0.1", port: 7_440))
        #expect(Address("[::1]:7440")?.description == "[::1]:7440")
        #expect(Address("example.org:1")?.description == "example.org:1")
        for text in ["", "host", "host:", ":1", "host:65536", "host:x", "::1:7440", "[]:1"] {
            #expect(Address(text) == nil, "\(text)")
        }
        for host in ["localhost", "::1", "127.0.0.1", "127.255.3.4"] {
            #expect(Address(host: host, port: 1).isLoopback, "\(host)")
        }
        for host in [
            "127.example.org", "127.0.0.1.example.org", "127.0.0", "127.0.0.256", "128.0.0.1", "::", "0.0.0.0",
        ] {
            #expect(!Address(host: host, port: 1).isLoopback, "\(host)")
        }
    }

    @Test func pausesGrowAndAreJittered() {
        let configuration = KhabarClient.Configuration()
        #expect(configuration.delay(afterFailures: 0, jitter: 1) == .zero)
        #expect(configuration.delay(afterFailures: 1, jitter: 1) == .milliseconds(50))
        #expect(configuration.delay(afterFailures: 1, jitter: 0) == .milliseconds(25))
        #expect(configuration.delay(afterFailures: 3, jitter: 1) == .milliseconds(200))
        #expect(configuration.delay(afterFailures: .max, jitter: 1) == .seconds(5))
    }

    @Test func aServerMayAskForALongerPauseButNotForAnEndlessOne() {
        let configuration = KhabarClient.Configuration()
        func delay(_ asked: Duration?) -> Duration {
            let error = KhabarError(.overloaded, "busy", retry: .later, retryAfter: asked)
            return configuration.delay(after: error, failures: 3, jitter: 1)
        }
        #expect(delay(nil) == .milliseconds(200))
        #expect(delay(.milliseconds(1)) == .milliseconds(200))
        #expect(delay(.seconds(3)) == .seconds(3))
        #expect(delay(.milliseconds(Int64(UInt32.max))) == .seconds(40))
    }
}

extension FakeServer {
    convenience init(_ change: (inout Script) -> Void) async throws {
        var script = Script()
        change(&script)
        try await self.init(script)
    }
}
