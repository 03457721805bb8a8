import Glibc
import KhabarClient
import TestSupport
import Testing

/// A user's own aliases, by the commands alone.
@Suite(.enabled(if: Program.areBuilt, "the executables are not beside the tests"))
struct AliasProgramTests {
    private let folder = TemporaryFolder()

    /// What is not in any list of Khabar's is found by another name, in another script, as soon as the file says so.
    @Test func aliasesAreReadWhileTheServerRuns() async throws {
        let aliases = folder.write("aliases", "# our own\n")
        let server = try Program.server.start(["--listen", "127.0.0.1:0", "--aliases", aliases], in: folder)
        let address = try await server.address()
        let articles = """
            {"id":"ur","text":"آپریشن زلزال کی خبر پورے ملک میں سنی گئی اور لوگوں نے اس پر بات کی۔"}
            {"id":"hi","text":"यह लेख ऑपरेशन भूचाल के बारे में है और इसमें बहुत सी बातें हैं।"}

            """
        let shipped = try await Program.ingest.run(["--server", address, "-"], in: folder, input: articles)
        try #require(shipped.status == 0, "\(shipped.errors)")
        let client = KhabarClient(server: try #require(Address(address)))
        func found(_ query: String, _ layers: SearchQuery.Layers = .name) async throws -> [String] {
            try await client.search(SearchQuery(query, layers: layers)).hits.map(\.id)
        }
        #expect(try await found("quakestorm").isEmpty)
        #expect(try await found("\"آپریشن زلزال\"") == ["ur"])

        folder.write("aliases", "quakestorm | ऑपरेशन भूचाल | آپریشن زلزال\n")
        server.signal(SIGHUP)
        #expect(try await eventually { () async throws in try await !found("quakestorm").isEmpty })
        #expect(try await Set(found("quakestorm")) == ["ur", "hi"])
        #expect(try await found("quakestorm", .stem).isEmpty)
        // A phrase that somebody wants as it is finds nothing else.
        #expect(try await found("\"آپریشن زلزال\"") == ["ur"])
        #expect(try await Set(found("آپریشن زلزال")).isSuperset(of: ["ur", "hi"]))

        folder.write("aliases", "quakestorm | earthquake\n")
        server.signal(SIGHUP)
        #expect(await eventually { server.errors.contains("line 1: ‘earthquake’ is not in the script of its column") })
        #expect(try await Set(found("quakestorm")) == ["ur", "hi"])
        await client.close()
        server.signal(SIGTERM)
        #expect(await server.end().status == 0)
    }

    @Test func aFaultyFileIsNamedBeforeAnythingElse() async throws {
        let faulty = folder.write("faulty", "flood, deluge\nalone\n")
        for program in [
            try await Program.server.run(["--listen", "127.0.0.1:0", "--aliases", faulty], in: folder),
            try await Program.khabar.run(["analyze", "--aliases", faulty, "flood"], in: folder),
        ] {
            #expect(program.status == 1 && program.errors.contains("--aliases \(faulty): line 2:"), "\(program.errors)")
        }
        let good = folder.write("good", "flood, deluge\n")
        let shown = try await Program.khabar.run(
            ["analyze", "--aliases", good, "--format", "json", "deluge"], in: folder)
        #expect(
            shown.lines.contains { $0.contains("\"term\":\"flood\"") && $0.contains("\"alias\"") }, "\(shown.output)")
    }
}
