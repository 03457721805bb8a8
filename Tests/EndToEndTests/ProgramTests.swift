import Foundation
import Glibc
import KhabarClient
import KhabarText
import TestSupport
import Testing

@Suite(.enabled(if: Program.areBuilt, "the executables are not beside the tests"))
struct ProgramTests {
    private let folder = TemporaryFolder()

    /// Runs `body` beside a server process, which ends with 0 when asked to.
    private func withServer(
        _ arguments: [String] = [], _ body: (String) async throws -> Void
    ) async throws {
        let server = try Program.server.start(["--listen", "127.0.0.1:0"] + arguments, in: folder)
        let address = try await server.address()
        try await body(address)
        server.signal(SIGTERM)
        let result = await server.end()
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.lines == ["khabar-server ready \(address)"])
    }

    private func ingestSeeds(_ address: String) async throws {
        let result = try await Program.ingest.run(["--server", address, Seeds.folder], in: folder)
        try #require(result.status == 0, "\(result.errors)")
        #expect(result.output.isEmpty)
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func aServerWithoutAFolderSaysSo() async throws {
        let server = try Program.server.start(["--listen", "127.0.0.1:0"], in: folder)
        _ = try await server.address()
        server.signal(SIGINT)
        let result = await server.end()
        #expect(result.status == 0)
        #expect(result.errors.contains("memory only"))
    }

    @Test func aServerThatCannotStartSaysWhy() async throws {
        let file = folder.write("file", "no folder")
        #expect(try await Program.server.run(["--listen", "nonsense"], in: folder).status == 2)
        #expect(try await Program.server.run(["--listen", "0.0.0.0:0"], in: folder).status == 2)
        let result = try await Program.server.run(["--listen", "127.0.0.1:0", "--data", file], in: folder)
        #expect(result.status == 1)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains(file))
        try await withServer(["--data", folder.file("data")]) { address in
            let taken = try await Program.server.run(["--listen", address], in: folder)
            #expect(taken.status == 1)
            #expect(!taken.errors.isEmpty)
            let locked = try await Program.server.run(
                ["--listen", "127.0.0.1:0", "--data", folder.file("data")], in: folder)
            #expect(locked.status == 1)
            #expect(locked.errors.contains(folder.file("data")))
        }
    }

    @Test func ingestEndsAsTheContractSays() async throws {
        // A port that was free a moment ago.
        let gone = try await RunningServer()
        try await gone.stop()
        let nobody = "127.0.0.1:\(gone.port)"
        let unreachable = try await Program.ingest.run(
            ["--server", nobody, "--retry-for", "200ms", Seeds.folder], in: folder)
        #expect(unreachable.status == 3)
        #expect(unreachable.errors.contains(nobody))
        for arguments in [[], ["--shard", "3/2", Seeds.folder], ["--lanes", "0", Seeds.folder], ["--nonsense", "x"]] {
            #expect(try await Program.ingest.run(arguments, in: folder).status == 2, "\(arguments)")
        }
        let lines = #"{"id":"good","text":"a story"}"# + "\n{broken\n" + #"{"id":"empty","text":""}"# + "\n"
        let mixed = folder.write("mixed.jsonl", lines)
        try await withServer { address in
            let rejected = try await Program.ingest.run(["--server", address, mixed], in: folder)
            #expect(rejected.status == 4)
            let letters = try #require(folder.read("khabar-dead-letters.jsonl")).split(separator: "\n")
                .map { try object(String($0)) }
            #expect(letters.map { $0["line"] as? Int } == [2, 3])
            #expect(letters.map { $0["file"] as? String } == [mixed, mixed])
            #expect(letters.last?["id"] as? String == "empty")
            #expect(letters.allSatisfy { ($0["reason"] as? String)?.isEmpty == false })
            let missing = try await Program.ingest.run(
                ["--server", address, folder.file("missing.txt"), Seeds.folder], in: folder)
            #expect(missing.status == 1)
            #expect(missing.errors.contains(folder.file("missing.txt")))
            let scraped = try await Program.khabar.run(
                ["stats", "--server", address, "--format", "prometheus"], in: folder)
            #expect(
                scraped.lines.contains("khabar_articles 6")
                    && scraped.lines.last?.hasPrefix("khabar_info{version=") == true)
            #expect(
                scraped.lines.allSatisfy {
                    $0.wholeMatch(of: /khabar_[a-z0-9_]+(\{version="[^"]+"\})? [0-9.e+-]+/) != nil
                })
            let stats = try await Program.khabar.run(["stats", "--server", address, "--format", "json"], in: folder)
            #expect(try object(stats.output)["articles"] as? Int == 6)
        }
    }

    @Test func aDataFolderIsEvaluatedWithoutAServer() async throws {
        let data = folder.file("data")
        try await withServer(["--data", data]) { try await ingestSeeds($0) }
        let queries = folder.write("evaluated.tsv", "or\tWhite House\nand\tروسيا سوريا\nphrase\tWhite House\n")
        let arguments = ["evaluate", "--data", data, "--queries", queries, "--rounds", "1", "--snippets"]
        let result = try await Program.load.run(arguments + ["--format", "json"], in: folder)
        #expect(result.status == 0, "\(result.errors)")
        let figures = try object(result.output)
        #expect(Set(figures.keys) == ["or", "and", "phrase"])
        let phrase = try #require(figures["phrase"] as? [String: Any])
        #expect((phrase["hits"] as? Int).map { $0 > 0 } == true && phrase["differing"] as? Int == 0)
    }

    @Test func searchAnswersAsTheContractSays() async throws {
        try await withServer { address in
            try await ingestSeeds(address)
            let result = try await Program.khabar.run(
                ["search", "--server", address, "--format", "json", "وزارة الدفاع الروسية"], in: folder)
            #expect(result.status == 0)
            let answer = try object(result.output)
            let hits = try #require(answer["hits"] as? [[String: Any]])
            #expect(answer["total"] as? Int == hits.count)
            #expect((answer["tookMicroseconds"] as? Int).map { $0 >= 0 } == true)
            let first = try #require(hits.first)
            for key in ["id", "score", "title", "language", "published", "source", "snippet", "copies"] {
                #expect(first[key] != nil, "\(key)")
            }
            #expect(first["id"] as? String == Seeds.ids[1])
            #expect(first["language"] as? String == "ar")
            #expect(first["published"] is NSNull)
            #expect((first["score"] as? Double).map { $0 > 0 } == true)
            #expect((first["snippet"] as? String)?.contains("الدفاع") == true)

            let limited = try await Program.khabar.run(
                ["search", "--server", address, "--format", "json", "--limit", "0", "روسيا"], in: folder)
            #expect((try object(limited.output)["hits"] as? [Any])?.isEmpty == true)
            let text = try await Program.khabar.run(["search", "--server", address, "White House"], in: folder)
            #expect(text.output.contains(Seeds.ids[4]))
            let bad = try await Program.khabar.run(["search", "--server", address, "flo~7"], in: folder)
            #expect(bad.status == 1)
            #expect(bad.errors.contains("byte 3"))
            #expect(try await Program.khabar.run(["search", "--server", address], in: folder).status == 2)
            for (age, status) in [
                ("7d", 0), ("4w", 0), ("1000000h", 0), ("7", 2), ("+7d", 2), ("0d", 2), ("9999999w", 2),
            ] {
                let aged = try await Program.khabar.run(
                    ["search", "--server", address, "--half-life", age, "White House"], in: folder)
                #expect(aged.status == Int32(status), "\(age): \(aged.errors)")
            }
        }
    }

    @Test func getPrintsWhatIngestPrinted() async throws {
        try await withServer { address in
            try await ingestSeeds(address)
            let printed = try await Program.ingest.run(["--print", Seeds.folder], in: folder)
            #expect(printed.status == 0)
            #expect(printed.lines.count == 5)
            for (id, line) in zip(Seeds.ids, printed.lines) {
                let got = try await Program.khabar.run(
                    ["get", "--server", address, "--format", "json", id], in: folder)
                #expect(got.status == 0)
                #expect(got.output == line + "\n")
            }
            let deleted = try await Program.khabar.run(["delete", "--server", address, Seeds.ids[0]], in: folder)
            #expect(deleted.status == 0)
            #expect(deleted.output == "1 deleted\n")
            #expect(try await Program.khabar.run(["get", "--server", address, Seeds.ids[0]], in: folder).status == 1)
        }
    }

    @Test func aFileOfQueriesMakesATrecRun() async throws {
        try await withServer { address in
            try await ingestSeeds(address)
            let queries = folder.write("queries.tsv", "q1\tوزارة الدفاع\nq2\tnothingatall\nq3\tWhite House\n")
            let run = try await Program.khabar.run(
                ["search", "--server", address, "--queries", queries, "--run", folder.file("run")], in: folder)
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.output.isEmpty)
            let rows = try #require(folder.read("run")).split(separator: "\n").map { $0.split(separator: " ") }
            #expect(rows.allSatisfy { $0.count == 6 && $0[1] == "Q0" && $0[5] == "khabar" && Double($0[4]) != nil })
            #expect(Set(rows.map { $0[0] }) == ["q1", "q3"])
            #expect(rows.first { $0[0] == "q3" }?[2] == Substring(Seeds.ids[4]))
            for query in ["q1", "q3"] {
                let own = rows.filter { $0[0] == query }
                #expect(own.map { Int($0[3]) } == (1...own.count).map { $0 })
                let scores = own.compactMap { Double($0[4]) }
                #expect(scores == scores.sorted(by: >))
            }
        }
    }

    /// More queries than are asked at once, rows in their order, ids of one column; and no part of a run in a whole one's place.
    @Test func aTrecRunIsWholeOrNotThere() async throws {
        try await withServer { address in
            let articles = (0..<30).map {
                #"{"id":"number \#($0) %20x","text":"story of word\#($0)x and others"}"# + "\n"
            }
            let input = folder.write("articles.jsonl", articles.joined())
            try #require(try await Program.ingest.run(["--server", address, input], in: folder).status == 0)
            func search(_ queries: String, _ options: [String] = []) async throws -> Program.Result {
                let path = folder.write("queries.tsv", queries)
                return try await Program.khabar.run(
                    ["search", "--server", address, "--queries", path, "--run", folder.file("run")] + options,
                    in: folder)
            }
            let asked = (0..<150).map { "q\($0)\tword\($0 % 30)x\n" }.joined()
            let done = try await search(asked, ["--layers", "exact", "--half-life", "7d", "--no-collapse"])
            #expect(done.status == 0, "\(done.errors)")
            let run = try #require(folder.read("run"))
            let rows = run.split(separator: "\n").map { $0.split(separator: " ", omittingEmptySubsequences: false) }
            #expect(
                rows.map { $0.prefix(4).joined(separator: " ") }
                    == (0..<150).map {
                        "q\($0) Q0 number%20\($0 % 30)%20%20x 1"
                    })
            #expect(rows.allSatisfy { $0.count == 6 })
            // The last query can't be parsed.
            #expect(try await search(asked + "bad\tflo~7\n").status == 1)
            #expect(try await search("two words\tstory\n").status == 1)
            #expect(folder.read("run") == run && folder.read("run.new") == nil)
            for option in [
                ["--sort", "newest"], ["--facet", "day"], ["--offset", "1"], ["--pages"], ["--explain"], ["--html"],
                ["--format", "json"],
            ] {
                let refused = try await search(asked, option)
                #expect(refused.status == 2 && refused.errors.contains(option[0]), "\(option)")
            }
        }
    }

    @Test func theServerMayComeFromTheEnvironment() async throws {
        try await withServer { address in
            let environment = ["KHABAR_SERVER": address]
            let ingested = try await Program.ingest.run([Seeds.folder], in: folder, environment: environment)
            #expect(ingested.status == 0)
            let found = try await Program.khabar.run(["search", "White House"], in: folder, environment: environment)
            #expect(found.output.contains(Seeds.ids[4]))
            // What the command line says counts.
            let nobody = try await Program.khabar.run(
                ["stats", "--server", address], in: folder, environment: ["KHABAR_SERVER": "127.0.0.1:1"])
            #expect(nobody.status == 0)
        }
        let gone = try await Program.khabar.run(
            ["stats"], in: folder, environment: ["KHABAR_SERVER": "127.0.0.1:1", "KHABAR_TIMEOUT": "1"])
        #expect(gone.status == 3)
    }

    /// kill -9 between what was acknowledged and what was not yet sent; the worker reads from a pipe all the while.
    @Test func aKilledServerComesBackWithEverything() async throws {
        func lines(_ numbers: Range<Int>) -> String {
            numbers.map { #"{"id":"article-\#($0)","text":"story of word\#($0)x and others"}"# + "\n" }.joined()
        }
        let data = ["--data", folder.file("data")]
        let server = try Program.server.start(["--listen", "127.0.0.1:0"] + data, in: folder)
        let address = try await server.address()
        let client = KhabarClient(server: try #require(Address(address)))
        let worker = try Program.ingest.start(["--server", address, "-"], in: folder)
        try worker.write(lines(0..<100))
        #expect(try await eventually { () async throws in try await client.count("articles") == 100 })
        server.signal(SIGKILL)
        #expect(await server.end().status == SIGKILL)
        try worker.write(lines(100..<200))
        let again = try Program.server.start(["--listen", address] + data, in: folder)
        #expect(try await again.address() == address)
        #expect(try await eventually { () async throws in try await client.count("articles") == 200 })
        // A worker that is asked to stop delivers what it has, and says that there may be more.
        worker.signal(SIGTERM)
        let result = await worker.end()
        #expect(result.status == 6, "\(result.errors)")
        #expect(result.errors.contains("interrupted: 1 input was not read to the end"))
        for number in 0..<200 {
            let found = try await client.search(SearchQuery("word\(number)x", layers: .exact))
            #expect(found.hits.map(\.id) == ["article-\(number)"])
        }
        await client.close()
        again.signal(SIGTERM)
        #expect(await again.end().status == 0)
    }
}
