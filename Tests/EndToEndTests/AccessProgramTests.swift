import Foundation
import Glibc
import TestSupport
import Testing

/// Keys and TLS as users have them: by the commands alone.
@Suite(.enabled(if: Program.areBuilt, "the executables are not beside the tests"))
struct AccessProgramTests {
    private let folder = TemporaryFolder()

    /// Makes a key, and gives the line for the server.
    private func makeKey(_ roles: String, _ name: String) async throws -> String {
        let made = try await Program.khabar.run(
            ["key", "--roles", roles, "--secret", "\(name).key", name], in: folder)
        try #require(made.status == 0 && made.lines.count == 1, "\(made.errors)")
        return made.output
    }

    /// The way from nothing to a server that strangers may reach.
    @Test func keysAndCertificatesFromStartToEnd() async throws {
        let (crawler, reader) = (try await makeKey("ingest", "crawler"), try await makeKey("search", "reader"))
        let keys = folder.write("keys", crawler + reader)
        let server = try Program.server.start(
            [
                "--listen", "127.0.0.1:0", "--keys", keys, "--tls-certificate", Certificates.file("self.pem"),
                "--tls-key", Certificates.file("self.key"), "--log-level", "notice",
            ], in: folder)
        let address = try await server.address()
        let common = ["--server", address, "--tls-ca", Certificates.file("self.pem")]
        func search(_ arguments: [String]) async throws -> Program.Result {
            try await Program.khabar.run(["search", "White House"] + arguments, in: folder)
        }

        let shipped = try await Program.ingest.run(common + ["--key-file", "crawler.key", Seeds.folder], in: folder)
        #expect(shipped.status == 0, "\(shipped.errors)")
        // Everything from the environment, as in a container.
        let found = try await Program.khabar.run(
            ["search", "White House"], in: folder,
            environment: [
                "KHABAR_SERVER": address, "KHABAR_TLS_CA": Certificates.file("self.pem"),
                "KHABAR_KEY_FILE": "reader.key",
            ])
        #expect(found.status == 0 && found.output.contains(Seeds.ids[4]), "\(found.errors)")

        let wrong = try await Program.ingest.run(common + ["--key-file", "reader.key", Seeds.folder], in: folder)
        #expect(
            wrong.status == 5 && wrong.errors.contains("this key (reader) is for other requests"), "\(wrong.errors)")
        let none = try await search(common)
        #expect(none.status == 1 && none.errors.contains("asks for a key"), "\(none.errors)")
        let clear = try await search(["--server", address, "--key-file", "reader.key"])
        #expect(clear.status == 3 && clear.errors.contains("speaks TLS"), "\(clear.errors)")
        let untrusted = try await search(["--server", address, "--tls", "--key-file", "reader.key", "--timeout", "2"])
        #expect(untrusted.status == 3 && untrusted.errors.contains("authority"), "\(untrusted.errors)")

        // A file that cannot be read changes nothing; one that can, whom it names.
        folder.write("keys", "nonsense")
        server.signal(SIGHUP)
        #expect(await eventually { server.errors.contains("line 1: roles, digest and name are wanted") })
        #expect(try await search(common + ["--key-file", "reader.key"]).status == 0)
        folder.write("keys", crawler)
        server.signal(SIGHUP)
        #expect(await eventually { server.errors.contains("Keys and certificate: read again") })
        let withdrawn = try await search(common + ["--key-file", "reader.key"])
        #expect(withdrawn.status == 1 && withdrawn.errors.contains("not one that this server knows"))

        server.signal(SIGTERM)
        #expect(await server.end().status == 0)
    }

    @Test func aKeyFileIsItsOwnersAlone() async throws {
        let line = try await makeKey("search,admin", "desk")
        #expect(line.hasPrefix("search,admin ") && line.hasSuffix(" desk\n"))
        let secret = try #require(folder.read("desk.key"))
        #expect(!line.contains(secret.dropFirst("khabar_".count).prefix(16)))
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("desk.key"))
        #expect((attributes[.posixPermissions] as? Int) == 0o600)
        // A key that is somebody's is not written over.
        let again = try await Program.khabar.run(
            ["key", "--roles", "search", "--secret", "desk.key", "desk"], in: folder)
        #expect(again.status == 1 && again.output.isEmpty)
        #expect(folder.read("desk.key") == secret)
        for arguments in [["--roles", "reader", "x"], ["--roles", "search", " "], ["--roles", "search", "a\nb"]] {
            let refused = try await Program.khabar.run(["key", "--secret", "other.key"] + arguments, in: folder)
            #expect(refused.status == 2)
        }
        #expect(folder.read("other.key") == nil)
    }

    @Test func faultyFilesAreNamed() async throws {
        let keys = folder.write("keys", "search abc desk")
        let (certificate, privateKey) = (Certificates.file("self.pem"), Certificates.file("self.key"))
        let faults: [([String], Int32, String)] = [
            (["--keys", keys], 1, "--keys \(keys): line 1: the digest"),
            (["--keys", folder.file("none")], 1, "none can't be read"),
            (["--tls-certificate", certificate], 2, "make sense together"),
            (["--tls-certificate", certificate, "--tls-key", Certificates.file("server.key")], 1, "does not belong"),
            (["--tls-certificate", keys, "--tls-key", privateKey], 1, "holds none in PEM"),
            (["--listen", "0.0.0.0:0", "--tls-certificate", certificate, "--tls-key", privateKey], 2, "--keys"),
        ]
        for (arguments, status, text) in faults {
            let result = try await Program.server.run(["--listen", "127.0.0.1:0"] + arguments, in: folder)
            #expect(result.status == status && result.errors.contains(text), "\(arguments): \(result.errors)")
        }
        let key = folder.write("key", " khabar_1 \r\n")
        for (program, arguments) in [
            (Program.khabar, ["stats"]), (.ingest, [Seeds.folder]), (.load, ["search", "--duration", "1s"]),
        ] {
            let refused = try await program.run(
                arguments + ["--server", "192.0.2.1:7440", "--key-file", key], in: folder)
            #expect(refused.status == 2 && refused.errors.contains("--tls, or --key-in-clear"), "\(refused.errors)")
        }
        let client = try await Program.khabar.run(["stats", "--key-file", folder.write("empty", "\n")], in: folder)
        #expect(client.status == 1 && client.errors.contains("a key is wanted"))
    }
}
