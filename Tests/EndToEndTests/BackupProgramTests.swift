import Foundation
import Glibc
import KhabarClient
import TestSupport
import Testing

/// Backups as users make them: of a server that goes on.
@Suite(.enabled(if: Program.areBuilt, "the executables are not beside the tests"))
struct BackupProgramTests {
    private let folder = TemporaryFolder()

    /// Articles arrive and go, backups are made, the server is killed: each backup has all that was acknowledged before it, and is a server's data.
    @Test func backupsHaveWhatWasAcknowledged() async throws {
        func lines(_ numbers: Range<Int>) -> String {
            numbers.map { #"{"id":"article-\#($0)","text":"خبر story of word\#($0)x and others"}"# + "\n" }.joined()
        }
        let data = folder.file("data")
        let server = try Program.server.start(["--listen", "127.0.0.1:0", "--data", data], in: folder)
        let address = try await server.address()
        let client = KhabarClient(server: try #require(Address(address)))
        let worker = try Program.ingest.start(["--server", address, "-"], in: folder)
        for round in 1...4 {
            try worker.write(lines((round - 1) * 100..<round * 100))
            #expect(
                try await eventually { () async throws in
                    try await client.count("articles") == UInt64(round * 100 - round + 1)
                })
            try await client.delete(["article-\(round)"])
            // More comes while the backup is made.
            if round == 4 { try worker.write(lines(400..<600)) }
            let made = try await Program.khabar.run(
                ["backup", data, folder.file("backup-\(round)"), "--format", "json"], in: folder)
            #expect(made.status == 0, "\(made.errors)")
            let figures = try JSONSerialization.jsonObject(with: Data(made.output.utf8)) as? [String: Int]
            #expect((figures?["bytes"] ?? 0) > 1_000)
        }
        server.signal(SIGKILL)
        #expect(await server.end().status == SIGKILL)
        worker.signal(SIGKILL)
        _ = await worker.end()
        await client.close()

        let again = try await Program.khabar.run(["backup", data, folder.file("backup-1")], in: folder)
        #expect(again.status == 1 && again.errors.contains("holds something already"))
        for round in 1...4 {
            let restored = try Program.server.start(
                ["--listen", "127.0.0.1:0", "--data", folder.file("backup-\(round)")], in: folder)
            let client = KhabarClient(server: try #require(Address(try await restored.address())))
            for number in 0..<round * 100 {
                let isGone = 1...round ~= number
                #expect(
                    try await (client.get("article-\(number)") == nil) == isGone, "article \(number), round \(round)")
            }
            let found = try await client.search(SearchQuery("word\(round * 100 - 1)x", layers: .exact))
            #expect(found.hits.map(\.id) == ["article-\(round * 100 - 1)"])
            await client.close()
            restored.signal(SIGTERM)
            let end = await restored.end()
            #expect(end.status == 0 && !end.errors.contains("torn"), "\(end.errors)")
        }
    }
}
