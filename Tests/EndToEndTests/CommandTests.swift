import Foundation
import Glibc
import KhabarClient
import TestSupport
import Testing

/// `khabar` as people and scripts call it: what it says when something is wrong, and how it ends.
@Suite(.enabled(if: Program.areBuilt, "the executables are not beside the tests"))
struct CommandTests {
    private let folder = TemporaryFolder()

    private func khabar(
        _ arguments: [String], environment: [String: String] = [:]
    ) async throws -> Program.Result {
        try await Program.khabar.run(arguments, in: folder, environment: environment)
    }

    /// Nobody listens; or somebody does who never says a word. All commands call that the same, with little time and with enough.
    @Test(arguments: [["search", "x"], ["stats"], ["watch", "x"], ["watch", "--from", "00", "x"]])
    func aServerThatIsNotThereIsTold(command: [String]) async throws {
        let gone = try await RunningServer()
        try await gone.stop()
        let silent = try SilentListener()
        for (port, reason) in [(gone.port, ": "), (silent.port, " in the time for the request")] {
            let address = "127.0.0.1:\(port)"
            let result = try await khabar(command + ["--server", address, "--timeout", "1"])
            #expect(result.status == 3, "\(result.errors)")
            #expect(result.errors.contains("can't connect to \(address)\(reason)"), "\(result.errors)")
        }
    }

    /// What a query may begin with is not taken for options, nor for a call for help.
    @Test(arguments: ["-gas", "-hamas", "-\"a phrase\""]) func aWordThatBeginsWithADashGoesBehindTwo(word: String)
        async throws
    {
        try await withServer { (server, _) async throws in
            let address = ["--server", "127.0.0.1:\(server.port)"]
            let refused = try await khabar(["search"] + address + [word, "oil"])
            #expect(refused.status == 2 && refused.output.isEmpty)
            #expect(
                refused.errors.contains("'\(word)' is no option of khabar search") && refused.errors.contains(" -- "))
            #expect(try await khabar(["search"] + address + ["--", word, "oil"]).status == 0)
        }
    }

    /// One setting for all commands: what one takes, none of them refuses.
    @Test func theLimitOfTheEnvironmentIsGoodForAllCommands() async throws {
        let articles = (0..<60).map { #"{"id":"\#($0)","title":"Flood number \#($0)","text":"A flood."}"# + "\n" }
            .joined()
        let input = folder.write("articles.jsonl", articles)
        try await withServer { (server, _) async throws in
            let address = "127.0.0.1:\(server.port)"
            try #require(try await Program.ingest.run(["--server", address, input], in: folder).status == 0)
            let commands = [["search", "flood"], ["suggest", "flood "], ["related", "7"]]
            for command in commands {
                for (limit, status) in [("51", 0), ("1000", 0), ("1001", 2), ("-1", 2)] {
                    let result = try await khabar(
                        command, environment: ["KHABAR_SERVER": address, "KHABAR_LIMIT": limit])
                    #expect(result.status == Int32(status), "\(command) \(limit): \(result.errors)")
                    if status == 2 { #expect(result.errors.contains("--limit must be 0 to 1000.")) }
                }
            }
            #expect(try await khabar(["suggest", "--server", address, "--limit", "1000", "flood "]).lines.count == 50)
        }
    }

    /// An article's version is its date where it was given none: a day stands for its last second. A page's position and what an article says of itself come back.
    @Test func articlesAreRetractedUpToADate() async throws {
        let input = folder.write(
            "articles.jsonl",
            #"{"id":"noon","text":"A flood.","date":"2015-10-31T12:00:00Z","source":"BBC","tags":["a"]}"# + "\n"
                + #"{"id":"next","text":"A flood.","date":"2015-11-01T00:00:00Z"}"# + "\n")
        try await withServer { (server, _) async throws in
            let address = ["--server", "127.0.0.1:\(server.port)"]
            try #require(try await Program.ingest.run(address + [input], in: folder).status == 0)
            let stored = try await khabar(["get", "noon", "--format", "json"] + address)
            #expect(stored.output.hasSuffix(#""source":"BBC","tags":["a"]}"# + "\n"))
            let text = try await khabar(["get", "noon"] + address)
            #expect(text.lines.contains("Version: 1446292800") && text.lines.contains("Source: BBC"))
            for (upTo, deleted) in [
                ("2015-10-31T11:00:00Z", 0), ("2015-10-31", 1), ("1446335999", 0), ("1446336000", 1),
            ] {
                let result = try await khabar(["delete", "noon", "next", "--up-to", upTo] + address)
                #expect(result.output == "\(deleted) deleted\n", "\(upTo): \(result.errors)")
            }
            #expect(try await khabar(["delete", "x", "--up-to", "someday"] + address).status == 2)
        }
    }

    /// What is set for all commands is no mistake of one that has no use for it.
    @Test func settingsOfOthersDoNotForbidAnything() async throws {
        let input = folder.write("articles.jsonl", #"{"id":"1","text":"A flood."}"# + "\n")
        let environment = ["KHABAR_FORMAT": "json", "KHABAR_CHECKPOINT": folder.file("c"), "KHABAR_SORT": "newest"]
        let printed = try await Program.ingest.run(["--print", input], in: folder, environment: environment)
        #expect(printed.status == 0 && printed.lines.count == 1, "\(printed.errors)")
        #expect(try await Program.ingest.run(["--print", "--format", "json", input], in: folder).status == 2)
        let queries = folder.write("queries.tsv", "q1\tflood\n")
        try await withServer { (server, _) async throws in
            let run = [
                "search", "--server", "127.0.0.1:\(server.port)", "--queries", queries, "--run", folder.file("run"),
            ]
            #expect(try await khabar(run, environment: environment).status == 0)
            #expect(try await khabar(run + ["--sort", "newest"]).status == 2)
        }
    }

    /// Errors say what is wrong, and with what.
    @Test func errorsNameTheirCause() async throws {
        try await withServer { (server, _) async throws in
            let address = "127.0.0.1:\(server.port)"
            let taken = try await Program.server.run(["--listen", address], in: folder)
            #expect(taken.status == 1)
            #expect(taken.errors.contains("Error: can't listen at \(address): Address already in use"))
            let facet = try await khabar(["search", "--server", address, "--facet", "tag:1001", "x"])
            #expect(facet.status == 2 && facet.errors.contains("--facet tag: so many values are shown, 1 to 1000."))
            let run = ["search", "--server", address, "--run", folder.file("run"), "--queries"]
            #expect(try await khabar(run + ["/dev/null"]).status == 0)
            let missing = try await khabar(run + [folder.file("none.tsv")])
            #expect(missing.status == 1 && missing.errors.contains("none.tsv can't be read: No such file or directory"))
        }
        let queries = folder.write("queries.tsv", "or\tflood\n")
        let nowhere = try await Program.load.run(
            ["evaluate", "--data", folder.file("nowhere"), "--queries", queries], in: folder)
        #expect(nowhere.status == 1 && nowhere.errors.contains("nowhere: no data folder of a server"))
        #expect(folder.read("nowhere/IDENTITY") == nil)
    }

    /// However little of a batch is asked for: what is left comes behind the position of the last.
    @Test func aWatchThatStopsInTheMiddleMissesNothing() async throws {
        let lines = (1...5).map { #"{"id":"o\#($0)","text":"Oil story number \#($0)."}"# + "\n" }.joined()
        let input = folder.write("articles.jsonl", lines)
        try await withServer { (server, client) async throws in
            let address = ["--server", "127.0.0.1:\(server.port)"]
            var iterator = client.watch("oil").makeAsyncIterator()
            try await iterator.begin()
            var position = try #require(iterator.position?.description)
            try #require(try await Program.ingest.run(address + [input], in: folder).status == 0)
            var ids: [String] = []
            for count in [2, 1, 2] {
                let watch = ["watch", "--format", "json", "--count", "\(count)", "--from", position, "oil"] + address
                let result = try await khabar(watch)
                #expect(result.lines.count == count, "\(result.errors)")
                for line in result.lines {
                    let hit = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
                    ids.append(try #require(hit["id"] as? String))
                    position = try #require(hit["position"] as? String)
                }
                #expect(result.errors.contains("goes on with --from \(position)"))
            }
            #expect(ids == ["o1", "o2", "o3", "o4", "o5"])
        }
    }

    /// All that is wrong in a file of queries is told at once, each with its place; and nothing is written that looks like a run.
    @Test func aFileOfQueriesIsToldWhatIsWrongWithIt() async throws {
        let queries = folder.write(
            "queries.tsv",
            "q1\tflood\nq2\tflo~7\n\nno tab\nq5\train\nq6\t\(String(repeating: "x", count: 20_000))\nq7\tسیلاب date:someday\nq1\tcarpet\nq9\t "
        )
        try await withServer { (server, _) async throws in
            let run = [
                "search", "--server", "127.0.0.1:\(server.port)", "--queries", queries, "--run", folder.file("run"),
            ]
            let result = try await khabar(run)
            #expect(result.status == 1 && result.output.isEmpty)
            let lines = result.errors.split(separator: "\n").map(String.init)
            try #require(lines.count == 7, "\(result.errors)")
            #expect(lines[0] == "\(queries):4: no tab: it is not QID<TAB>QUERY")
            #expect(lines[1] == "\(queries):8: q1 carpet: line 1 has this id too")
            #expect(lines[2].hasPrefix("\(queries):9: q9 ") && lines[2].hasSuffix(": there is no query"))
            #expect(
                lines[3].hasPrefix("\(queries):2: q2 flo~7: `~7` is too loose")
                    && lines[3].hasSuffix("(at byte 3 of the query)"))
            #expect(
                lines[4].hasPrefix("\(queries):6: q6 xxx") && lines[4].contains("x…: a query has at most 16384 bytes"))
            #expect(lines[5].hasPrefix("\(queries):7: ") && lines[5].contains("(at byte 16 of the query)"))
            #expect(lines[6] == "Error: 6 lines of \(queries) can't be asked; \(folder.file("run")) was not written")
            #expect(folder.read("run") == nil && folder.read("run.new") == nil)
        }
    }
}

/// A port where connections wait to be accepted, for ever.
private final class SilentListener {
    private let descriptor: Int32
    let port: Int

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(descriptor >= 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let result = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                let isBound = unsafe bind(descriptor, address, size) == 0 && listen(descriptor, 8) == 0
                return unsafe isBound && getsockname(descriptor, address, &size) == 0
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        try #require(result)
    }

    deinit { close(descriptor) }
}
