import KhabarAccess
import KhabarClient
import KhabarFollowing
import KhabarIngest
import KhabarProtocol
import KhabarServer
import TestSupport
import Testing

/// A server that follows another, over real sockets.
@Suite(.timeLimit(.minutes(5))) struct FollowingTests {
    private let folder = TemporaryFolder()

    private func add(_ lines: String, to server: RunningServer) async throws {
        try await EndToEndTests.add(lines, to: server, in: folder)
    }

    private func follower(
        of port: Int, data: String = "follower", key: AccessKey? = nil
    ) async throws -> RunningServer {
        var access = KhabarClient.Access()
        access.key = key?.secret
        let shown = access
        return try await RunningServer(data: folder.file(data)) { configuration in
            configuration.following = {
                Follower($0, Address(host: "127.0.0.1", port: port), access: shown, name: "test", logger: silence)
            }
        }
    }

    private func ids(_ query: String, at client: KhabarClient) async throws -> [String] {
        try await client.search(SearchQuery(query, layers: .stem)).hits.map(\.id).sorted()
    }

    private func failure(at client: KhabarClient) async throws -> String? {
        for statistic in try await client.stats() where statistic.name == "leader.failure" {
            if case .text(let text) = statistic.value { return text }
        }
        return nil
    }

    private static let floods = """
        {"id":"en","title":"Floods in Sindh","body":"Heavy floods hit the province of Sindh.","date":"2022-08-26"}
        {"id":"hi","title":"सिंध में बाढ़","body":"सिंध प्रांत में भारी बाढ़ आई है।","date":"2022-08-27"}
        {"id":"ur","title":"سندھ میں سیلاب","body":"سندھ میں شدید سیلاب آیا ہے۔","date":"2022-08-28"}
        {"id":"ar","title":"فيضانات في السند","body":"اجتاحت فيضانات إقليم السند في باكستان.","date":"2022-09-01"}
        """
    private static let query = "flood OR बाढ़ OR سیلاب OR فيضانات"

    @Test func whatTheLeaderHasIsFoundAndReadAtTheFollower() async throws {
        let leader = try await RunningServer(data: folder.file("leader"))
        try await add(Self.floods, to: leader)
        let follower = try await follower(of: leader.port)
        let (writer, reader) = (leader.client(), follower.client())
        // It is not ready before it has what was there.
        #expect(try await ids(Self.query, at: reader) == ["ar", "en", "hi", "ur"])
        let article = try #require(try await reader.get("ur"))
        let original = try #require(try await writer.get("ur"))
        #expect(article.body == original.body && article.title == original.title && article.body[0].contains("سیلاب"))
        // Then it comes to have what arrives, in another version too, and no longer what is retracted.
        try await add(#"{"id":"en","title":"All dry","body":"The river went back.","date":"2022-08-29"}"#, to: leader)
        try await writer.delete(["hi"])
        #expect(try await eventually { try await ids(Self.query, at: reader) == ["ar", "ur"] })
        #expect(try await ids("river", at: reader) == ["en"])
        let last = try await writer.count("lastSequence")
        #expect(try await reader.count("lastSequence") == last)
        #expect(try await reader.count("leader.lastSequence") == last)
        #expect(try await eventually { try await writer.count("followers.lastSequence") == last })
        #expect(try await writer.count("followers") == 1)
        await writer.close()
        await reader.close()
        try await follower.stop()
        try await leader.stop()
    }

    /// Only the leader takes anything.
    @Test func nothingIsWrittenAtAFollower() async throws {
        let leader = try await RunningServer(data: folder.file("leader"))
        try await add(Self.floods, to: leader)
        let follower = try await follower(of: leader.port)
        let reader = follower.client()
        let error = await #expect(throws: KhabarError.self) { try await reader.delete(["en"]) }
        #expect(error?.code == .readOnly && error?.applied == .no)
        let input = folder.write("more.jsonl", #"{"id":"more","text":"More of it all over the place."}"#)
        let (end, totals) = try await ingest(
            [input], into: follower.port, deadLetters: folder.file("dead.jsonl"), settings: try .test())
        #expect(end != .finished && totals.accepted == 0, "\(end)")
        #expect(try await reader.count("articles") == 4)
        await reader.close()
        try await follower.stop()
        try await leader.stop()
    }

    /// Both are killed by turns (stopped, which a store tells from a kill as little as we do) while articles arrive, and neither loses its place.
    @Test func whoeverWasAwayCatchesUp() async throws {
        var leader = try await RunningServer(data: folder.file("leader"))
        let port = leader.port
        var follower = try await follower(of: port)
        for round in 0..<6 {
            if round % 3 == 1 {
                try await follower.stop()
            } else if round % 3 == 2 {
                try await leader.stop()
                leader = try await RunningServer(data: folder.file("leader"), port: port)
            }
            try await add(
                (0..<30).map { #"{"id":"\#(round)-\#($0)","text":"Round \#(round), number \#($0)."}"# }.joined(
                    separator: "\n"), to: leader)
            if round % 3 == 1 { follower = try await self.follower(of: port) }
        }
        let reader = follower.client()
        #expect(try await eventually { try await reader.count("articles") == 180 })
        await reader.close()
        try await follower.stop()
        try await leader.stop()
    }

    /// A position is one of the data, wherever they are: whoever watched at the leader goes on at a follower, at once and without a gap, even when that is behind; and
    /// the other way round.
    @Test func aWatchGoesOnElsewhere() async throws {
        let leader = try await RunningServer(data: folder.file("leader"))
        let port = leader.port
        var follower = try await follower(of: port)
        let (first, second) = (leader.client(), follower.client())
        var watch = first.watch(Self.query, layers: .stem).makeAsyncIterator()
        try await watch.begin()
        try await add(Self.floods, to: leader)
        var ids: [String] = []
        while ids.count < 4, let batch = try await watch.next() { ids += batch.hits.map(\.id) }
        let position = try #require(watch.position)
        var other = second.watch(Self.query, from: position, layers: .stem).makeAsyncIterator()
        try await add(#"{"id":"later","text":"A later flood."}"#, to: leader)
        #expect(try await other.next()?.hits.map(\.id) == ["later"])
        await second.close()
        try await follower.stop()
        // Given by the leader when the follower was not there: it waits for what it stands behind.
        try await add(#"{"id":"latest","text":"The latest flood."}"#, to: leader)
        var there = first.watch(Self.query, from: other.position, layers: .stem).makeAsyncIterator()
        #expect(try await there.next()?.hits.map(\.id) == ["latest"])
        await first.close()
        try await leader.stop()
        follower = try await self.follower(of: port)
        let third = follower.client()
        let ahead = third.watch(Self.query, from: there.position, layers: .stem).makeAsyncIterator()
        let start = ahead
        let next = Task {
            var ahead = start
            return try await ahead.next()?.hits.map(\.id)
        }
        #expect(try await eventually { try await third.count("watches") == 1 })
        let again = try await RunningServer(data: folder.file("leader"), port: port)
        try await add(#"{"id":"last","text":"The last flood."}"#, to: again)
        #expect(try await next.value == ["last"])
        await third.close()
        try await follower.stop()
        try await again.stop()
    }

    /// Started without a leader it is a server like any other; what it takes then, the old leader never had, and it does not follow that one any more.
    @Test func aFollowerTakesOver() async throws {
        let leader = try await RunningServer(data: folder.file("leader"))
        try await add(Self.floods, to: leader)
        let follower = try await follower(of: leader.port)
        let reader = follower.client()
        var watch = reader.watch(Self.query, layers: .stem).makeAsyncIterator()
        try await watch.begin()
        await reader.close()
        try await follower.stop()
        let heir = try await RunningServer(data: folder.file("follower"))
        try await add(#"{"id":"new","text":"A flood after the change."}"#, to: heir)
        let client = heir.client()
        var again = client.watch(Self.query, from: watch.position, layers: .stem).makeAsyncIterator()
        #expect(try await again.next()?.hits.map(\.id) == ["new"])
        // The old leader has everything up to there, and follows.
        try await leader.stop()
        let old = try await self.follower(of: heir.port, data: "leader")
        let other = old.client()
        #expect(try await eventually { try await ids("change", at: other) == ["new"] })
        await other.close()
        try await old.stop()
        await client.close()
        try await heir.stop()
        // With an article of its own it could not: what it has is searched on, and nothing of the other's comes.
        let apart = try await RunningServer(data: folder.file("leader"))
        try await add(#"{"id":"apart","text":"A flood that only one has seen."}"#, to: apart)
        try await apart.stop()
        let back = try await RunningServer(data: folder.file("follower"))
        try await add(#"{"id":"elsewhere","text":"A flood elsewhere."}"#, to: back)
        let diverged = try await self.follower(of: back.port, data: "leader")
        let last = diverged.client()
        #expect(try await eventually { try await failure(at: last)?.contains("not known as this server's") == true })
        #expect(try await ids("flood", at: last).contains("apart"))
        #expect(try await ids("elsewhere", at: last).isEmpty)
        await last.close()
        try await diverged.stop()
        try await back.stop()
    }

    /// A server that waits for a follower acknowledges nothing that is on one disk alone: no segment, no retraction, nor that an article is there already.
    @Test func whatIsAcknowledgedIsOnTwoDisks() async throws {
        let leader = try await RunningServer(data: folder.file("leader")) { $0.waitsForFollower = true }
        let client = leader.client()
        let adding = Task { try await add(Self.floods, to: leader) }
        let held = "acknowledgementsHeld"
        #expect(try await eventually { try await client.count(held) == 1 })
        // It can be found meanwhile.
        #expect(try await client.count("articles") == 4)
        let offering = Task { try await add(Self.floods, to: leader) }
        let retracting = Task { try await client.delete(["hi"]) }
        #expect(try await eventually { try await client.count(held) == 3 })
        var follower = try await follower(of: leader.port)
        try await adding.value
        try await offering.value
        #expect(try await retracting.value == 1)
        try await follower.stop()
        // What another server has that followed is as good as what one has that follows.
        #expect(try await client.delete(["nobody"]) == 0)
        let late = Task { try await client.delete(["ur"]) }
        #expect(try await eventually { try await client.count(held) == 1 })
        follower = try await self.follower(of: leader.port)
        #expect(try await late.value == 1)
        try await follower.stop()
        // Whoever stops promises nothing more.
        let last = Task { try await client.delete(["ar"]) }
        #expect(try await eventually { try await client.count(held) == 1 })
        try await leader.stop()
        await #expect(throws: KhabarError.self) { try await last.value }
        await client.close()
    }

    /// Following is a role of its own: a reader's key does not take everything away, and a follower's neither searches nor writes.
    @Test func followersShowAKey() async throws {
        let (followerKey, readerKey) = (AccessKey(), AccessKey())
        let keys = try AccessKeys(
            file: Array(
                """
                \(AccessKeys.line(AccessGrant(roles: .follow, name: "copy"), followerKey.digest))
                \(AccessKeys.line(AccessGrant(roles: [.search, .admin], name: "reader"), readerKey.digest))
                """.utf8))
        let leader = try await RunningServer(data: folder.file("leader")) { $0.access = Access(keys: keys) }
        let follower = try await follower(of: leader.port, key: followerKey)
        let reader = follower.client()
        #expect(try await reader.count("articles") == 0)
        await reader.close()
        try await follower.stop()
        let wrong = leader.client { configuration in
            configuration.access.key = followerKey.secret
        }
        let error = await #expect(throws: KhabarError.self) { try await wrong.search(SearchQuery("x")) }
        #expect(error?.code == .forbidden)
        await wrong.close()
        try await leader.stop()
    }
}
