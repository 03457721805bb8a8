import KhabarClient
import KhabarIngest
import KhabarProtocol
import KhabarServer
import KhabarText
import TestSupport
import Testing

@Suite struct HostilePeerTests {
    private let folder = TemporaryFolder()

    /// Searches all the while that `body` runs; every search must succeed.
    private func whileSearching(
        _ server: RunningServer, _ body: () async throws -> Void
    ) async throws {
        let (end, totals) = try await ingest(
            [Seeds.folder], into: server.port, deadLetters: folder.file("dead.jsonl"), settings: try .test())
        try #require(end == .finished && totals.accepted + totals.unchanged == 5)
        let client = server.client()
        let searching = Task {
            var searches = 0
            while !Task.isCancelled || searches == 0 {
                let results = try await client.search(SearchQuery("وزارة الدفاع"), timeout: .seconds(10))
                guard results.hits.first?.id == Seeds.ids[1] else { throw KhabarErrorSeen() }
                searches += 1
                await Task.yield()
            }
            return searches
        }
        do { try await body() } catch {
            searching.cancel()
            throw error
        }
        searching.cancel()
        do {
            #expect(try await searching.value > 0)
        } catch let error as KhabarError where error.code == .cancelled {
            // The last one was under way.
        }
        #expect(try await client.count("articles") == 5)
        await client.close()
    }

    private struct KhabarErrorSeen: Error {}

    @Test func strangersAreToldAndClosed() async throws {
        try await withServer { (server, _) async throws in
            try await whileSearching(server) { () async throws in
                for line in ["GET / HTTP/1.1", "POST /_bulk HTTP/1.1", "PRI * HTTP/2.0"] {
                    let peer = try RawPeer(port: server.port)
                    try peer.say(line + "\r\nHost: x\r\n\r\n")
                    let received = await peer.hear()
                    expectClosed(received)
                    #expect(String(decoding: received.bytes, as: UTF8.self).hasPrefix("HTTP/1.1 400 "))
                }
                let tls = try RawPeer(port: server.port)
                try tls.say([0x16, 0x03, 0x01, 0x02, 0x00] + [UInt8](repeating: 1, count: 64))
                let alert = await tls.hear()
                expectClosed(alert)
                #expect(alert.bytes.first == 0x15)
            }
        }
    }

    @Test func garbageIsClosed() async throws {
        try await withServer { (server, _) async throws in
            try await whileSearching(server) { () async throws in
                for garbage in [[UInt8](repeating: 0, count: 100), Array("*1\r\n$4\r\nPING\r\n".utf8), [0x8B, 0x4C]] {
                    let peer = try RawPeer(port: server.port)
                    try peer.say(garbage)
                    #expect(await peer.hear() == RawPeer.Received(bytes: [], isClosed: true))
                }
                // Garbage behind a good preface, and behind a good handshake.
                let early = try RawPeer(port: server.port)
                try early.say(Preface.current.bytes + [UInt8](repeating: 7, count: 64))
                let refusal = await early.hear()
                expectClosed(refusal)
                #expect(isViolation(RawPeer.afterPreface(refusal.bytes).last))
                let late = try RawPeer(port: server.port)
                guard case .welcome = try await late.shakeHands(Self.searcher) else {
                    Issue.record("no welcome")
                    return
                }
                var frame = RawPeer.frame(.stats, id: 1)
                frame[frame.count - 1] ^= 1
                try late.say(frame)
                let farewell = await late.hear()
                expectClosed(farewell)
                #expect(isViolation(RawPeer.messages(farewell.bytes).last))
            }
        }
    }

    @Test func otherVersionsLearnWhichWouldDo() async throws {
        try await withServer { (server, _) async throws in
            let peer = try RawPeer(port: server.port)
            try peer.say(Preface(lowest: 7, highest: 9).bytes)
            #expect(await peer.hear() == RawPeer.Received(bytes: Preface.current.bytes, isClosed: true))
        }
    }

    /// The handshake's own time limit ends both: whoever says nothing, and whoever stops in the middle.
    @Test func silenceIsClosed() async throws {
        try await withServer { (server, _) async throws in
            try await whileSearching(server) { () async throws in
                let silent = try RawPeer(port: server.port)
                let halting = try RawPeer(port: server.port)
                try halting.say(Preface.current.bytes + RawPeer.frame(.hello(Self.searcher)).prefix(20))
                async let first = silent.hear()
                async let second = halting.hear()
                let (nothing, something) = await (first, second)
                #expect(nothing == RawPeer.Received(bytes: [], isClosed: true))
                expectClosed(something)
                guard case .error(let error) = RawPeer.afterPreface(something.bytes).last else {
                    Issue.record("it was not told why")
                    return
                }
                #expect(error.code == .handshakeTimeout)
            }
        }
    }

    /// Connections for ingest are few, as each has its share of the memory: one that breaks off must give its place
    /// back at once.
    @Test(arguments: [false, true]) func whoLeavesInTheMiddleLeavesNothingBehind(onlyHalf: Bool) async throws {
        try await withServer(configure: { $0.memoryLimitBytes = 256 << 20 }) { (server, _) async throws in
            try await whileSearching(server) { () async throws in
                for _ in 0..<5 {
                    let entered = try await eventually(within: .seconds(10)) { () async throws in
                        let peer = try RawPeer(port: server.port)
                        guard case .welcome = try await peer.shakeHands(Self.worker) else { return false }
                        let begin = SegmentBegin(
                            producerID: 1, epoch: 1, sequence: 1, indexBytes: 5_000, textBytes: 10, checksum: 0)
                        let part = RawPeer.frame(.segmentPart(SegmentPart(bytes: [1, 2, 3])), id: 1)
                        try peer.say(RawPeer.frame(.segmentBegin(begin), id: 1) + part + part.prefix(part.count / 2))
                        if onlyHalf {
                            // Still reads, for the answers that were due.
                            peer.sayNothingMore()
                            let isClosed = await peer.hear().isClosed
                            #expect(isClosed)
                        }
                        return true
                    }
                    try #require(entered, "the places for ingest are not given back")
                }
            }
        }
    }

    /// However many requests it sent at once, of those that are answered at once and of those that are not.
    @Test func aHalfClosedClientStillGetsItsAnswers() async throws {
        try await withServer { (server, _) async throws in
            for request in [.stats, .suggest(Suggest(text: "flo", limit: 3)), .get(Get(id: "x"))] as [Message] {
                let peer = try RawPeer(port: server.port)
                _ = try await peer.shakeHands(Self.searcher)
                try peer.say((1...200).flatMap { RawPeer.frame(request, id: $0) })
                peer.sayNothingMore()
                let received = await peer.hear()
                expectClosed(received)
                let answers = RawPeer.messages(received.bytes).count { message in
                    switch message {
                    case .statsResult, .suggestResult, .articleResult: true
                    default: false
                    }
                }
                #expect(answers == 200)
            }
        }
    }

    private static let searcher = Hello(roles: [.search, .admin], name: "peer", codecs: [], analyserVersion: 0)
    private static let worker = Hello(
        roles: .ingest, name: "peer", codecs: [], analyserVersion: Analyzer.version)

    /// Without printing all that came when it fails.
    private func expectClosed(_ received: RawPeer.Received) {
        let isClosed = received.isClosed
        #expect(isClosed)
    }

    private func isViolation(_ message: Message?) -> Bool {
        guard case .error(let error) = message else { return false }
        return error.code == .protocolViolation && error.scope == .connection
    }
}
