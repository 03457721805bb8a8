package import ArgumentParser
package import KhabarClient

/// How a command shows a server who it is, and keeps others from listening: options of each that asks one.
package struct AccessOptions: ParsableArguments {
    @Option(
        name: .customLong("key-file"),
        help: ArgumentHelp(
            "Holds the key that the server knows this program by; `khabar key` makes one.", valueName: "file"))
    package var keyFile: String?

    @Flag(help: "Encrypt the connection (TLS), and check the server's certificate.")
    package var tls = false

    @Option(
        name: .customLong("tls-ca"),
        help: ArgumentHelp(
            "Certificates (PEM) to trust in place of the system's: of authorities, or of a server that signed its own. Turns --tls on.",
            valueName: "file"))
    package var authorities: String?

    @Option(
        name: .customLong("tls-name"),
        help: ArgumentHelp(
            "What the server's certificate is for, where that is not the host by which it is called. Turns --tls on.",
            valueName: "host"))
    package var serverName: String?

    @Flag(help: "Send the key without TLS to other machines, too: the network keeps strangers out.")
    package var keyInClear = false

    package init() {}

    package var isGiven: Bool { keyFile != nil || tls || authorities != nil || serverName != nil || keyInClear }

    /// Reads the files, and refuses what would give the key away.
    package func access(to servers: [Address]) throws(CommandFailure) -> KhabarClient.Access {
        let access = try files()
        if let server = servers.first(where: { !access.isKeptSecret(from: $0) }) {
            throw CommandFailure(
                .usage,
                "--key-file: the key would cross the network to \(server) in the clear. Add --tls, or --key-in-clear if the network keeps strangers out."
            )
        }
        return access
    }

    package func access(to server: Address) throws(CommandFailure) -> KhabarClient.Access { try access(to: [server]) }

    private func files() throws(CommandFailure) -> KhabarClient.Access {
        var access = KhabarClient.Access()
        access.sendsKeyInClear = keyInClear
        access.key = try keyFile.map(Self.key)
        guard tls || authorities != nil || serverName != nil else { return access }
        let trusted = try authorities.map(readFile)
        do throws(KhabarError) {
            access.tls = try KhabarClient.TLS(trusting: trusted, serverName: serverName)
        } catch {
            throw CommandFailure(.failure, "--tls-ca, --tls-name: \(error.message)")
        }
        return access
    }

    /// The file's first line.
    private static func key(_ path: String) throws(CommandFailure) -> String {
        let line = try readFile(path).prefix { $0 != 0x0A && $0 != 0x0D }
        let blanks: Set<UInt8> = [0x20, 0x09]
        let trimmed = line.drop(while: blanks.contains).reversed().drop(while: blanks.contains).reversed()
        guard let key = String(validating: trimmed, as: UTF8.self), !key.isEmpty else {
            throw CommandFailure(.failure, "\(path): a key is wanted in its first line")
        }
        return key
    }
}
