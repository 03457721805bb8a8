import Foundation
import Glibc
import KhabarClient
import TestSupport
import Testing

/// A disk that takes no more: a limit on the length of files stands for it, which holds for root too.
@Suite(.enabled(if: Program.areBuilt, "the executables are not beside the tests"))
struct FullDiskTests {
    private let folder = TemporaryFolder()

    @Test func aFullDiskRefusesIngestAndGoesOnSearching() async throws {
        print("full disk seed 23")
        var random = SplitMix64(seed: 23)
        let lines = (0..<200).map { number in
            let words = (0..<150).map { _ in String(random.next() >> 20, radix: 36) }.joined(separator: " ")
            return #"{"id":"article-\#(number)","text":"\#(words)"}"# + "\n"
        }
        let large = folder.write("large.jsonl", lines.joined())
        let data = ["--data", folder.file("data")]
        let server = try Program.server.start(["--listen", "127.0.0.1:0"] + data, in: folder, fileKibibytes: 128)
        let address = try await server.address()
        let client = KhabarClient(server: try #require(Address(address)))
        let ingest = ["--server", address, "--retry-for", "300ms"]
        let seeds = try await Program.ingest.run(ingest + [Seeds.folder], in: folder)
        try #require(seeds.status == 0, "\(seeds.errors)")

        let refused = try await Program.ingest.run(ingest + [large], in: folder)
        // The server was reached, and said why it takes nothing.
        #expect(refused.status == 5, "\(refused.errors)")
        #expect(refused.errors.contains("can't make anything durable"))
        #expect(refused.errors.contains("File too large"))
        #expect(folder.read("khabar-dead-letters.jsonl") == nil)
        #expect(try await client.count("articles") == 5)
        #expect(try await client.search(SearchQuery("White House")).hits.first?.id == Seeds.ids[4])
        #expect(try await client.get("article-0") == nil)
        // What fits is still taken.
        let small = folder.write("small.jsonl", #"{"id":"small","text":"a short story"}"#)
        #expect(try await Program.ingest.run(ingest + [small], in: folder).status == 0)
        server.signal(SIGTERM)
        let ended = await server.end()
        #expect(ended.status == 0)
        // Said once, however often the worker tried; and that something smaller was taken does not mean that it is over.
        #expect(ended.errors.split(separator: "The disk takes no more").count == 2, "\(ended.errors)")
        #expect(!ended.errors.contains("The disk takes articles again"))

        // With room again, everything is there and the rest is taken.
        let again = try Program.server.start(["--listen", address] + data, in: folder)
        _ = try await again.address()
        #expect(try await client.count("articles") == 6)
        let taken = try await Program.ingest.run(ingest + [large], in: folder)
        #expect(taken.status == 0, "\(taken.errors)")
        #expect(try await client.count("articles") == 206)
        await client.close()
        again.signal(SIGTERM)
        #expect(await again.end().status == 0)
    }
}
