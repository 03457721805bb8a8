import ArgumentParser
import KhabarClient
import KhabarCommand
import KhabarGateway
import Logging
import ServiceLifecycle
import UnixSignals

struct HTTPCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "http",
        abstract: "Answers searches over HTTP, for browsers and for programs in any language, until it is stopped.",
        discussion: """
            For people: / to search, /read?id=… an article. For programs, in JSON as the other subcommands write it: \
            /search?q=…, /article?id=…, /related?id=…, /suggest?q=…, /stats, /health; /watch?q=… as server-sent events, /metrics for Prometheus. \
            Parameters are called as the options of the subcommands.
            It only reads. Whoever reaches it can search everything that its key can, so that further machines need --trust-network, \
            and the world a proxy in front of it that encrypts and asks who comes.
            Once it serves, the first line on standard output is: khabar http ready HOST:PORT
            SIGTERM and SIGINT let answers under way finish, then end it.
            """)

    @OptionGroup var server: ServerOptions

    @Option(help: ArgumentHelp("Where to listen; port 0 is any free one.", valueName: "host:port"))
    var listen = AddressOption(Address(host: "127.0.0.1", port: 7480))

    @Flag(help: "Listen where other machines can reach it: the network keeps strangers out.")
    var trustNetwork = false

    @Option(
        help: ArgumentHelp(
            "Let the scripts of this web site read answers, such as https://news.example; * for any. May be given several times.",
            valueName: "origin"))
    var allowOrigin: [String] = []

    @Option(help: ArgumentHelp("Connections at once; on further ones clients are told to come again.", valueName: "n"))
    var connections = 256

    @OptionGroup var log: LogOptions

    func validate() throws {
        guard listen.address.isLoopback || trustNetwork else {
            throw ValidationError(
                "\(listen.address.host) can be reached from other machines, and there are no keys over HTTP: add --trust-network if the network keeps strangers out."
            )
        }
        guard (1...65_536).contains(connections) else {
            throw ValidationError("--connections must be 1 to 65536.")
        }
        for origin in allowOrigin where !Self.isOrigin(origin) {
            throw ValidationError("--allow-origin takes a scheme and a host, https://news.example, not '\(origin)'.")
        }
    }

    /// A connection to the server carries 256 requests at once, of which each open watch is one.
    private static let clientsPerConnection = 64

    func run() async throws {
        log.bootstrap()
        var configuration = Gateway.Configuration()
        configuration.host = listen.address.host
        configuration.port = listen.address.port
        configuration.allowedOrigins = AllowedOrigins(allowOrigin)
        configuration.connectionsMax = connections
        let gateway = Gateway(
            configuration, client: try server.client(connections: connections / Self.clientsPerConnection + 1),
            logger: Logger(label: "khabar-http")
        ) { host, port in
            try? StandardOutput.write("khabar http ready \(Address(host: host, port: port))\n")
        }
        do {
            try await ServiceGroup(
                services: [gateway], gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "khabar-http")
            ).run()
        } catch {
            throw CommandFailure(.failure, "\(error)")
        }
    }

    /// As browsers send it: no path, and nothing that would end a header field.
    private static func isOrigin(_ text: String) -> Bool {
        if text == "*" { return true }
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "http" || parts[0] == "https" else { return false }
        return !parts[1].isEmpty && parts[1].utf8.allSatisfy { 0x21..<0x7F ~= $0 && $0 != UInt8(ascii: "/") }
    }
}
