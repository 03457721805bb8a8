import KhabarAccess
import KhabarClient
import KhabarIndex
import KhabarIngest
import KhabarProtocol
import KhabarServer
import KhabarText
import TestSupport
import Testing

@Suite struct AccessTests {
    private let folder = TemporaryFolder()
    private let key = (all: AccessKey(), search: AccessKey(), ingest: AccessKey(), unknown: AccessKey())

    private var lines: [String] {
        [
            AccessKeys.line(AccessGrant(roles: [.search, .ingest, .admin], name: "all"), key.all.digest),
            AccessKeys.line(AccessGrant(roles: .search, name: "reader"), key.search.digest),
            AccessKeys.line(AccessGrant(roles: .ingest, name: "crawler"), key.ingest.digest),
        ]
    }

    private func keys(_ lines: [String]) throws -> AccessKeys {
        try AccessKeys(file: Array(lines.joined(separator: "\n").utf8))
    }

    private func access(_ key: AccessKey?, tls: KhabarClient.TLS? = nil) -> KhabarClient.Access {
        var access = KhabarClient.Access()
        access.key = key?.secret
        access.tls = tls
        return access
    }

    private func tls(_ certificates: String = "authority.pem", name: String? = nil) throws -> KhabarClient.TLS {
        try KhabarClient.TLS(trusting: Certificates.bytes(certificates), serverName: name)
    }

    private func ship(_ articles: [Article], to server: RunningServer, _ access: KhabarClient.Access) async throws
        -> Int
    {
        let sink = ClientSink(server: Address(host: "127.0.0.1", port: server.port), access: access, version: "test")
        do {
            let builder = SegmentBuilder()
            for article in articles { builder.add(PreparedArticle(article)) }
            let acknowledged = try await sink.ship(builder.finish(), articles: articles.count, sequence: 1)
            await sink.close()
            return acknowledged.accepted
        } catch {
            await sink.close()
            throw error
        }
    }

    private func refusal(_ body: () async throws -> Void) async -> KhabarError? {
        do { try await body() } catch { return error as? KhabarError }
        return nil
    }

    private func code(_ body: () async throws -> Void) async -> KhabarError.Code? { await refusal(body)?.code }

    /// What each key may do, and what it may not.
    @Test func aKeyDoesWhatItIsFor() async throws {
        let keys = try keys(lines)
        try await withServer(configure: { $0.access = Access(keys: keys) }) { (server, _) async throws in
            #expect(try await ship(Seeds.articles(), to: server, access(key.ingest)) == 5)
            for stranger in [key.search, key.unknown, nil] {
                await #expect(throws: SinkError.self) { try await ship(Seeds.articles(), to: server, access(stranger)) }
            }
            let reader = server.client { $0.access = access(key.search) }
            #expect(try await reader.search(SearchQuery("White House")).hits.first?.id == Seeds.ids[4])
            #expect(try await reader.count("articles") == 5)
            #expect(await code { try await reader.delete([Seeds.ids[4]]) } == .forbidden)
            let crawler = server.client { $0.access = access(key.ingest) }
            #expect(await code { _ = try await crawler.search(SearchQuery("White House")) } == .forbidden)
            await crawler.close()
            // Who may add articles may not take others' away.
            let raw = try RawPeer(port: server.port)
            let hello = Hello(
                roles: .ingest, name: "crawler", codecs: [], analyserVersion: Analyzer.version,
                token: Array(key.ingest.secret.utf8))
            var encoder = FrameEncoder(payloadBytesMax: Limits.requestPayloadBytesMax)
            var bytes = Preface.current.bytes
            encoder.append(OutgoingFrame(.hello(hello)), to: &bytes)
            encoder.append(OutgoingFrame(.delete(Delete(ids: Seeds.ids)), correlationID: 1), to: &bytes)
            try raw.say(bytes)
            raw.sayNothingMore()
            _ = await raw.hear()
            for (stranger, text) in [(key.unknown, "not one that this server knows"), (nil, "asks for a key")] {
                let client = server.client { $0.access = access(stranger) }
                let refusal = await refusal { _ = try await client.search(SearchQuery("White House")) }
                #expect(refusal?.code == .unauthenticated && refusal?.retry == .never)
                #expect(refusal?.message.contains(text) == true, "\(refusal?.message ?? "it searched")")
                await client.close()
            }
            #expect(try await reader.count("articles") == 5)
            await reader.close()
            let all = server.client { $0.access = access(key.all) }
            #expect(try await all.delete([Seeds.ids[4]]) == 1)
            await all.close()
        }
    }

    /// A key is no key elsewhere: a server that asks for none takes whoever comes with one.
    @Test func aServerWithoutKeysTakesEverybody() async throws {
        try await withServer { (server, _) async throws in
            let client = server.client { $0.access = access(key.unknown) }
            #expect(try await client.count("articles") == 0)
            await client.close()
        }
    }

    @Test func withdrawnKeysAreCutOff() async throws {
        let (before, after) = (try keys(lines), try keys(Array(lines.dropFirst())))
        try await withServer(configure: { $0.access = Access(keys: before) }) { (server, _) async throws in
            let (all, reader) = (
                server.client { $0.access = access(key.all) }, server.client { $0.access = access(key.search) }
            )
            #expect(try await all.count("articles") == 0)
            #expect(try await reader.count("articles") == 0)
            server.server.use(Access(keys: after))
            // The go-away may cross a call, which is then made again on a connection that is refused.
            #expect(await eventually { await code { try await all.ping() } == .unauthenticated })
            #expect(try await reader.count("articles") == 0)
            await all.close()
            await reader.close()
        }
    }

    @Test func everythingWorksOverTLS() async throws {
        let identity = Certificates.identity("server")
        let secured = try Access(keys: try keys(lines), identity: identity)
        try await withServer(data: folder.file("data"), configure: { $0.access = secured }) {
            (server, _) async throws in
            #expect(
                try await ship(Seeds.articles(), to: server, access(key.ingest, tls: try tls(name: "localhost"))) == 5)
            // Long answers, many at once, by the name in the address and by another.
            for (host, name) in [("localhost", nil), ("127.0.0.1", "news.example")] {
                var configuration = KhabarClient.Configuration()
                configuration.access = access(key.search, tls: try tls(name: name))
                configuration.connections = 2
                let client = KhabarClient(server: Address(host: host, port: server.port), configuration: configuration)
                try await withThrowingDiscardingTaskGroup { group in
                    for number in 0..<64 {
                        group.addTask {
                            let article = try await client.get(Seeds.ids[number % 5])
                            #expect(article?.id == Seeds.ids[number % 5])
                        }
                    }
                }
                let found = try await client.search(SearchQuery("راشتراپتی OR राष्ट्रपति"))
                #expect(found.total > 0)
                await client.close()
            }
        }
    }

    /// A watch waits over TLS, and is answered when something comes.
    @Test func aWatchWaitsOverTLS() async throws {
        let secured = try Access(keys: try keys(lines), identity: Certificates.identity("self"))
        try await withServer(configure: { $0.access = secured }) { (server, _) async throws in
            let tls = try tls("self.pem")
            let client = server.client { $0.access = access(key.all, tls: tls) }
            let match = Task {
                for try await found in client.watch("White House") { return found.hits.map(\.id) }
                return []
            }
            #expect(try await eventually { try await client.count("watches") == 1 })
            #expect(try await ship(Seeds.articles(), to: server, access(key.ingest, tls: tls)) == 5)
            #expect(try await match.value.contains(Seeds.ids[4]))
            await client.close()
        }
    }

    @Test func otherCertificatesAreRefused() async throws {
        let secured = try Access(keys: try keys(lines), identity: Certificates.identity("server"))
        try await withServer(configure: { $0.access = secured }) { (server, _) async throws in
            let faults: [(KhabarClient.TLS?, String)] = [
                (try tls("self.pem"), "does not come from an authority that is trusted"),
                (try KhabarClient.TLS(), "does not come from an authority that is trusted"),
                (try tls(name: "elsewhere.example"), "for another name"), (try tls(), "for another name"),
                (nil, "speaks TLS"),
            ]
            for (tls, text) in faults {
                let client = server.client {
                    $0.access = access(key.all, tls: tls)
                    $0.connectPatience = .zero
                }
                let refusal = await refusal { try await client.ping() }
                #expect(refusal?.code == (tls == nil ? .notKhabar : .unreachable))
                #expect(refusal?.message.contains(text) == true, "\(text): \(refusal?.message ?? "it went through")")
                await client.close()
            }
            let named = server.client { $0.access = access(key.all, tls: try? tls(name: "news.example")) }
            try await named.ping()
            await named.close()
        }
        // And a server that speaks no TLS.
        try await withServer { (server, _) async throws in
            let client = server.client {
                $0.access = access(nil, tls: try? tls())
                $0.connectPatience = .zero
            }
            #expect(await code { try await client.ping() } == .unreachable)
            await client.close()
        }
    }

    /// Whoever speaks no TLS, or only begins to, is closed, and nobody else notices.
    @Test func strangersToTLSAreClosed() async throws {
        let secured = try Access(keys: try keys(lines), identity: Certificates.identity("server"))
        try await withServer(configure: { $0.access = secured }) { (server, _) async throws in
            for words in [Preface.current.bytes, Array("GET / HTTP/1.1\r\n\r\n".utf8), [0x16, 3, 1, 0, 4, 1, 0, 0, 0]] {
                let peer = try RawPeer(port: server.port)
                try peer.say(words)
                peer.sayNothingMore()
                #expect(await peer.hear().isClosed)
            }
            let client = server.client { $0.access = access(key.all, tls: try? tls(name: "localhost")) }
            try await client.ping()
            await client.close()
        }
    }

    @Test func aKeyDoesNotCrossTheNetworkInTheClear() async throws {
        let client = KhabarClient(
            server: Address(host: "198.51.100.1", port: 7440),
            configuration: {
                var configuration = KhabarClient.Configuration()
                configuration.access = access(key.all)
                return configuration
            }())
        #expect(await code { try await client.ping() } == .invalidArgument)
        await client.close()
    }

    @Test func certificatesThatCannotBeUsedAreRefused() throws {
        let (server, own) = (Certificates.identity("server"), Certificates.identity("self"))
        for identity in [
            (server.certificates, own.privateKey), ([], server.privateKey), (server.certificates, []),
            (server.privateKey, server.certificates), ([0xFF, 0x00], server.privateKey),
        ] {
            #expect(throws: AccessError.self) { try Access(keys: nil, identity: identity) }
        }
        #expect(throws: KhabarError.self) { try KhabarClient.TLS(trusting: Array("no certificate".utf8)) }
        for name in ["", "127.0.0.1", "::1"] {
            #expect(throws: KhabarError.self) { try KhabarClient.TLS(serverName: name) }
        }
    }

    /// Whoever writes a configuration into a log gives nothing away.
    @Test func keysAreNotPrinted() {
        var configuration = KhabarClient.Configuration()
        configuration.access = access(key.all)
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), "\(configuration.access)", dumped] {
            #expect(!text.contains(key.all.secret) && text.contains("a key"), "\(text)")
        }
    }
}
