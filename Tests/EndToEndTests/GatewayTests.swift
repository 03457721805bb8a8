import Foundation
import KhabarClient
import KhabarGateway
import KhabarIngest
import KhabarText
import ServiceLifecycle
import TestSupport
import Testing

/// A gateway in this process, in front of a server, on a real socket.
private final class RunningGateway: Sendable {
    private let running: RunningService

    init(serverPort: Int, configure: (inout Gateway.Configuration) -> Void = { _ in }) async throws {
        var configuration = Gateway.Configuration()
        configuration.port = 0
        configure(&configuration)
        let client = KhabarClient(server: Address(host: "127.0.0.1", port: serverPort))
        running = try await RunningService { onReady in
            Gateway(configuration, client: client, logger: silence, onReady: onReady)
        }
    }

    var port: Int { running.port }
    func stop() async throws { try await running.stop() }

    /// The answer to one request on a connection of its own.
    func get(_ target: String, method: String = "GET", headers: String = "") async throws -> Reply {
        let peer = try RawPeer(port: port)
        try peer.say("\(method) \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(headers)\r\n")
        let received = await peer.hear()
        #expect(received.isClosed)
        return try #require(Reply(received.bytes))
    }
}

/// A response as it came.
private struct Reply {
    var status = 0
    var head = ""
    var body = ""

    init?(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.range(of: "\r\n\r\n") else { return nil }
        head = text[..<end.lowerBound].lowercased()
        body = String(text[end.upperBound...])
        status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
    }

    func json() throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
    }

    func ids() throws -> [String] {
        try #require(try json()["hits"] as? [[String: Any]]).compactMap { $0["id"] as? String }
    }
}

private func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics)!
}

/// What browsers and programs get over HTTP, with text in all four languages.
@Suite(.timeLimit(.minutes(5))) struct GatewayTests {
    private let folder = TemporaryFolder()

    private func add(_ lines: String, to server: RunningServer) async throws {
        try await EndToEndTests.add(lines, to: server, in: folder)
    }

    private func withGateway(
        configure: (inout Gateway.Configuration) -> Void = { _ in },
        _ body: (RunningGateway, RunningServer) async throws -> Void
    ) async throws {
        try await withServer { (server, _) async throws in
            let gateway = try await RunningGateway(serverPort: server.port, configure: configure)
            do { try await body(gateway, server) } catch {
                try? await gateway.stop()
                throw error
            }
            try await gateway.stop()
        }
    }

    private static let floods = """
        {"id":"https://x.org/en?a=1&b=2","title":"Floods in Sindh","body":"Heavy floods hit the province of Sindh.\\nThousands left their homes near the river.","date":"2022-08-26","source":"wire","url":"https://x.org/en"}
        {"id":"hi","title":"सिंध में बाढ़","body":"सिंध प्रांत में भारी बाढ़ आई है।\\nहज़ारों लोग बेघर हो गए हैं।","date":"2022-08-27","source":"desk"}
        {"id":"ur","title":"سندھ میں سیلاب","body":"سندھ میں شدید سیلاب آیا ہے۔\\nہزاروں لوگ بے گھر ہو گئے ہیں۔","date":"2022-08-28","source":"desk"}
        {"id":"ar","title":"فيضانات في السند","body":"اجتاحت فيضانات إقليم السند في باكستان.\\nنزح الآلاف من منازلهم.","date":"2022-09-01","source":"wire"}
        """

    @Test(arguments: [
        ("floods", "https://x.org/en?a=1&b=2"), ("भारी बाढ़", "hi"), ("شدید سیلاب", "ur"), ("اجتاحت فيضانات", "ar"),
    ])
    func searchesInFourLanguages(query: String, id: String) async throws {
        try await withGateway { (gateway, server) async throws in
            try await add(Self.floods, to: server)
            let reply = try await gateway.get("/search?q=\(encoded(query))&html=true&facet=source")
            #expect(reply.status == 200)
            #expect(reply.head.contains("content-type: application/json"))
            #expect(try reply.ids().first == id)
            let hits = try #require(try reply.json()["hits"] as? [[String: Any]])
            #expect((hits[0]["html"] as? String)?.contains("<mark>") == true)
            // The same article whole, what is related to it, and both as a page.
            let article = try await gateway.get("/article?id=\(encoded(id))")
            #expect(try article.json()["title"] as? String == hits[0]["title"] as? String)
            let related = try await gateway.get("/related?id=\(encoded(id))")
            #expect(try related.ids().contains(id) == false)
            let page = try await gateway.get("/?q=\(encoded(query))")
            #expect(page.head.contains("content-security-policy: default-src 'none'"))
            #expect(page.body.contains("<a href=\"/read?id=\(percentEncodedForPage(id))\">"))
            let read = try await gateway.get("/read?id=\(encoded(id))")
            let title = try #require(hits[0]["title"] as? String)
            #expect(read.status == 200 && read.body.contains(title))
        }
    }

    private func percentEncodedForPage(_ id: String) -> String {
        id.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(CharacterSet(charactersIn: "-._~")))!
    }

    @Test func theOtherQuestions() async throws {
        try await withGateway { (gateway, server) async throws in
            try await add(Self.floods, to: server)
            let suggested = try await gateway.get("/suggest?q=\(encoded("سیل"))")
            #expect(suggested.body.contains("سیلاب"))
            #expect(try await gateway.get("/stats").json()["articles"] as? Int == 4)
            let metrics = try await gateway.get("/metrics")
            #expect(metrics.head.contains("text/plain; version=0.0.4") && metrics.body.contains("khabar_articles 4\n"))
            #expect(try await gateway.get("/health").json()["status"] as? String == "ok")
            #expect(try await gateway.get("/").body.contains("<form"))
            // Pages of results, one after the other.
            let first = try await gateway.get("/search?q=*&limit=3&pages=true&sort=oldest")
            let next = try #require(try first.json()["next"] as? String)
            let second = try await gateway.get("/search?q=*&limit=3&sort=oldest&after=\(next)")
            let ids = try first.ids() + second.ids()
            #expect(ids.count == 4 && Set(ids).count == 4)
        }
    }

    @Test func faultsAreToldInHTTPsTerms() async throws {
        try await withGateway { (gateway, _) async throws in
            let faulty = try await gateway.get("/search?q=date%3Asomeday")
            #expect(faulty.status == 400 && faulty.body.contains("\"code\":\"badRequest\""))
            #expect(try await gateway.get("/article?id=none").status == 404)
            #expect(try await gateway.get("/related?id=none").status == 404)
            let raw = try await gateway.get("/search?q=سیلاب")
            #expect(raw.status == 400 && raw.body.contains("percent-encoded"))
            let read = try await gateway.get("/read?id=none")
            #expect(
                read.status == 404 && read.head.contains("text/html") && read.body.contains("there is no article none"))
            #expect(try await gateway.get("/?q=date%3Asomeday").body.contains("role=\"alert\""))
            #expect(try await gateway.get("/nothing").status == 404)
            let head = try await gateway.get("/health", method: "HEAD")
            #expect(head.status == 200 && head.body.isEmpty && head.head.contains("content-length: 16"))
            let post = try await gateway.get("/search?q=x", method: "POST", headers: "Content-Length: 1000000\r\n")
            #expect(post.status == 405 && post.head.contains("allow: get, head"))
            #expect(try await gateway.get("/health", headers: "Content-Length: 5\r\n").status == 400)
            #expect(
                try await gateway.get("/search?q=\(String(repeating: "a", count: 60 << 10))").status == 414)
        }
    }

    @Test func withoutAServerItSaysSo() async throws {
        let server = try await RunningServer()
        let gateway = try await RunningGateway(serverPort: server.port)
        #expect(try await gateway.get("/health").status == 200)
        try await server.stop()
        let health = try await gateway.get("/health")
        #expect(health.status == 503 && health.head.contains("retry-after: 1"))
        try await gateway.stop()
    }

    /// Requests that come in pieces of a byte, or several at once, are answered one after the other; what is no HTTP is answered with 400.
    @Test func requestsMayComeInAnyPieces() async throws {
        try await withGateway { (gateway, _) async throws in
            let peer = try RawPeer(port: gateway.port)
            for byte in "GET /health HTTP/1.1\r\nHost: x\r\n\r\n".utf8 { try peer.say([byte]) }
            try peer.say(
                "GET /stats HTTP/1.1\r\nHost: x\r\n\r\nGET /nothing HTTP/1.1\r\nHost: x\r\n\r\nGET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            )
            let received = await peer.hear()
            let text = String(decoding: received.bytes, as: UTF8.self)
            #expect(received.isClosed)
            #expect(
                text.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) } == [
                    "200", "200", "404", "200",
                ])

            let other = try RawPeer(port: gateway.port)
            try other.say("KHBR\u{1}\u{2}\u{3} nothing of HTTP\r\n\r\n")
            let refused = await other.hear()
            #expect(refused.isClosed)
            #expect(String(decoding: refused.bytes, as: UTF8.self).hasPrefix("HTTP/1.1 400 "))
        }
    }

    /// Header fields without an end are cut off, not kept.
    @Test func endlessHeadersAreCutOff() async throws {
        try await withGateway { (gateway, _) async throws in
            let peer = try RawPeer(port: gateway.port)
            try peer.say("GET /health HTTP/1.1\r\nHost: x\r\n")
            let line = "X-Filler: " + String(repeating: "f", count: 1_000) + "\r\n"
            for _ in 0..<200 { guard (try? peer.say(line)) != nil else { break } }
            #expect(await peer.hear().isClosed)
            #expect(try await gateway.get("/health").status == 200)
        }
    }

    @Test func furtherConnectionsAreToldToComeAgain() async throws {
        try await withGateway(configure: { $0.connectionsMax = 1 }) { (gateway, _) async throws in
            let first = try RawPeer(port: gateway.port)
            try first.say("GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            let ok = await first.hear { String(decoding: $0, as: UTF8.self).contains("ok") }
            #expect(Reply(ok.bytes)?.status == 200)
            let second = try await gateway.get("/health")
            #expect(second.status == 503 && second.head.contains("retry-after: 1"))
            first.sayNothingMore()
            #expect(await first.hear().isClosed)
            #expect(try await eventually { () async throws in try await gateway.get("/health").status == 200 })
        }
    }

    /// A watch is cut and goes on after the last event, as browsers do it: nothing is missed, nothing comes twice.
    @Test func aWatchGoesOnWhereItWasCut() async throws {
        try await withGateway { (gateway, server) async throws in
            func watch(_ headers: String = "") throws -> RawPeer {
                let peer = try RawPeer(port: gateway.port)
                try peer.say("GET /watch?q=\(encoded("سیلاب")) HTTP/1.1\r\nHost: x\r\n\(headers)\r\n")
                return peer
            }
            func story(_ number: Int) -> String {
                #"{"id":"\#(number)","body":"سندھ میں شدید سیلاب آیا ہے، خبر نمبر \#(number) یہ ہے۔"}"# + "\n"
            }
            func ids(_ text: String) -> [String] {
                text.components(separatedBy: "\"id\":\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
            }
            /// What came until `end` did; the lines of chunks end in CR and LF, those of events in LF alone.
            func hear(_ peer: RawPeer, until end: String) async -> String {
                let received = await peer.hear { String(decoding: $0, as: UTF8.self).contains(end) }
                return String(decoding: received.bytes.filter { $0 != 0x0D }, as: UTF8.self)
            }
            let first = try watch()
            // It watches once its position is there.
            var text = await hear(first, until: "id: ")
            #expect(text.lowercased().contains("content-type: text/event-stream"))
            try await add(story(1), to: server)
            text += await hear(first, until: "}\n\n")
            #expect(ids(text) == ["1"])
            let last = try #require(text.components(separatedBy: "\nid: ").dropFirst().last)
            let position = last.prefix { $0 != "\n" }
            first.sayNothingMore()
            #expect(await first.hear().isClosed)
            try await add(story(2), to: server)

            let second = try watch("Last-Event-ID: \(position)\r\n")
            var rest = await hear(second, until: "\"id\":\"2\"")
            try await add(story(3), to: server)
            rest += await hear(second, until: "\"id\":\"3\"")
            #expect(ids(rest) == ["2", "3"])
            // A gateway that stops ends its watches.
            try await gateway.stop()
            #expect(await second.hear().isClosed)
        }
    }

    /// A browser asks again with the position that it has, whatever came in between: it gives up where that is of no use, and not where the server is only away.
    @Test func whoAsksAgainIsToldWhetherThatIsOfUse() async throws {
        let server = try await RunningServer()
        let gateway = try await RunningGateway(serverPort: server.port)
        func watch(_ query: String, _ position: String) throws -> RawPeer {
            let peer = try RawPeer(port: gateway.port)
            try peer.say("GET /watch?q=\(query)&from=\(position) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return peer
        }
        let first = try RawPeer(port: gateway.port)
        try first.say("GET /watch?q=x HTTP/1.1\r\nHost: x\r\n\r\n")
        // The chunk with its position, to the end.
        let text = String(
            decoding: await first.hear {
                let text = String(decoding: $0, as: UTF8.self)
                return text.contains("id: ") && text.hasSuffix("\n\n\r\n")
            }.bytes, as: UTF8.self)
        let position = String(
            try #require(text.components(separatedBy: "id: ").dropFirst().first).prefix { $0.isHexDigit })
        let other = String(repeating: "f", count: position.count)
        #expect(Reply(await (try watch("x", other)).hear().bytes)?.status == 410)
        #expect(Reply(await (try watch("date%3Asomeday", position)).hear().bytes)?.status == 400)
        try await server.stop()
        let again = await (try watch("x", position)).hear { String(decoding: $0, as: UTF8.self).contains(": wa") }
        #expect(Reply(again.bytes)?.status == 200)
        try await gateway.stop()
    }

    /// What is longer than a piece comes whole.
    @Test func longAnswersComeWhole() async throws {
        try await withGateway { (gateway, server) async throws in
            let paragraph = String(repeating: "The river rose again near the town of Sukkur. ", count: 20)
            let body = (0..<400).map { "\(paragraph) Paragraph \($0)." }.joined(separator: "\\n")
            try await add(#"{"id":"long","body":"\#(body)"}"# + "\n", to: server)
            let article = try await gateway.get("/article?id=long")
            #expect(article.body.utf8.count > 300_000)
            #expect((try article.json()["body"] as? [String])?.count == 400)
        }
    }

    /// Whoever goes away leaves no work behind: the server has nobody who watches any more.
    @Test func whoGoesAwayIsNotWorkedFor() async throws {
        try await withGateway { (gateway, server) async throws in
            let client = server.client()
            let peer = try RawPeer(port: gateway.port)
            try peer.say("GET /watch?q=x HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = await peer.hear { String(decoding: $0, as: UTF8.self).contains("\nid: ") }
            #expect(try await eventually { () async throws in try await client.count("watches") == 1 })
            peer.sayNothingMore()
            #expect(try await eventually { () async throws in try await client.count("watches") == 0 })
            await client.close()
        }
    }

    @Test(.enabled(if: Program.areBuilt, "the executables are not beside the tests"))
    func theCommandServesAndStops() async throws {
        try await withServer { (server, _) async throws in
            let open = try await Program.khabar.run(["http", "--listen", "0.0.0.0:0"], in: folder)
            #expect(open.status == 2 && open.errors.contains("add --trust-network"))
            let origin = try await Program.khabar.run(["http", "--allow-origin", "https://a/b"], in: folder)
            #expect(origin.status == 2 && origin.errors.contains("--allow-origin takes a scheme and a host"))
            let program = try Program.khabar.start(
                [
                    "http", "--server", "127.0.0.1:\(server.port)", "--listen", "127.0.0.1:0", "--allow-origin",
                    "https://news.example",
                ], in: folder)
            #expect(await eventually { program.output.contains("\n") })
            let port = try #require(
                program.output.split(separator: "\n").first?.split(separator: ":").last.flatMap { Int($0) })
            #expect(program.output.hasPrefix("khabar http ready 127.0.0.1:"))
            let peer = try RawPeer(port: port)
            try peer.say("GET /health HTTP/1.1\r\nHost: x\r\nOrigin: https://news.example\r\nConnection: close\r\n\r\n")
            let reply = try #require(Reply(await peer.hear().bytes))
            #expect(reply.status == 200 && reply.head.contains("access-control-allow-origin: https://news.example"))
            program.signal(SIGTERM)
            #expect(await program.end().status == 0)
        }
    }
}
