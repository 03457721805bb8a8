import ArgumentParser
import KhabarAccess
import KhabarCommand
import KhabarServer

/// Who may connect to the server, and how.
struct ServerAccessOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Ask every client for a key that is in this file, and let it do what the key is for. `khabar key` makes keys and the file's lines.",
            valueName: "file"))
    var keys: String?

    @Option(
        name: .customLong("tls-certificate"),
        help: ArgumentHelp(
            "Encrypt every connection (TLS) with this certificate (PEM), behind it those that signed it.",
            valueName: "file"))
    var certificates: String?

    @Option(
        name: .customLong("tls-key"),
        help: ArgumentHelp("The certificate's private key (PEM).", valueName: "file"))
    var privateKey: String?

    @Flag(
        help: """
            Listen on other addresses than this machine's own also without keys or without TLS: whoever reaches the port can then do \
            everything, or listen.
            """)
    var trustNetwork = false

    func validate() throws {
        guard (certificates == nil) == (privateKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key make sense together only.")
        }
    }

    /// Whether the port may be reached by whoever wants to, or the network is said to see to that.
    var isSafeForStrangers: Bool { trustNetwork || keys != nil && certificates != nil }

    var hasFiles: Bool { keys != nil || certificates != nil }

    /// Reads the files.
    func read() throws(CommandFailure) -> Access {
        let known = try keys.map(Self.keys)
        guard let certificates, let privateKey else { return Access(keys: known) }
        let identity = (certificates: try readFile(certificates), privateKey: try readFile(privateKey))
        do throws(AccessError) {
            return try Access(keys: known, identity: identity)
        } catch {
            throw CommandFailure(.failure, "--tls-certificate \(certificates), --tls-key \(privateKey): \(error)")
        }
    }

    private static func keys(_ path: String) throws(CommandFailure) -> AccessKeys {
        let file = try readFile(path)
        do throws(AccessKeysError) {
            return try AccessKeys(file: file)
        } catch {
            throw CommandFailure(.failure, "--keys \(path): \(error)")
        }
    }
}
