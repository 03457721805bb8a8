import ArgumentParser
import KhabarClient
import KhabarCommand
import KhabarFollowing
import KhabarServer
import Logging
import ServiceLifecycle
import UnixSignals

struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "khabar-server",
        abstract: "Holds the index of news articles, takes segments from khabar-ingest and answers searches.",
        discussion: """
            Once it serves, the first line on standard output is: khabar-server ready HOST:PORT
            Every option may also come from the environment: --data is KHABAR_DATA.
            SIGTERM and SIGINT let requests under way finish, then end the server. SIGHUP makes it read the files of --keys, \
            --tls-certificate, --tls-key and --aliases again: clients whose keys are gone are cut off, the others notice nothing. Where it was given none of these, SIGHUP ends it.
            Exit status: 0 stopped as asked, 1 failed (the reason is on standard error), 2 usage.
            """,
        version: KhabarVersion.current)

    @Option(help: ArgumentHelp("Where to listen; port 0 is any free one.", valueName: "host:port"))
    var listen = AddressOption(Address(host: "127.0.0.1", port: 7440))

    @Option(
        help: ArgumentHelp("The folder that keeps the articles. Without it they are in memory only.", valueName: "dir"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "What the index and the segments on their way may take, such as 512M or 8G.", valueName: "size"))
    var memory: ByteSize = ByteSize(bytes: 4 << 30)

    @Option(help: ArgumentHelp("How many seconds requests under way may take when the server stops.", valueName: "s"))
    var drainTimeout: Int = 10

    @Option(
        help: ArgumentHelp(
            "Other names for things, beside those that Khabar knows: a line for each, English | Hindi | Urdu | Arabic, with commas between the names of a language.",
            valueName: "file"))
    var aliases: String?

    @Option(
        help: ArgumentHelp(
            "Keep a copy of what the server at this address has, and answer searches from it. Needs --data. The options --key-file, --tls, --tls-ca, --tls-name and --key-in-clear are for the connection to that server.",
            valueName: "host:port"))
    var follow: AddressOption?

    @Flag(
        help:
            "Acknowledge articles and retractions once a server that follows this one has them on its disk, too. While none does, workers wait."
    )
    var waitForFollower = false

    @OptionGroup var access: ServerAccessOptions

    @OptionGroup var accessToLeader: AccessOptions

    @OptionGroup var log: LogOptions

    func validate() throws {
        try validateFollowing()
        guard (0...3_600).contains(drainTimeout) else { throw ValidationError("--drain-timeout must be 0 to 3600.") }
        guard memory.bytes >= 256 << 20 else {
            throw ValidationError("--memory must be at least 256M: segments on their way may take half of that.")
        }
        guard access.isSafeForStrangers || listen.address.isLoopback else {
            throw ValidationError(
                "\(listen.address.host) can be reached from other machines: give --keys, --tls-certificate and --tls-key, or add --trust-network if the network keeps strangers out."
            )
        }
    }

    /// Options for the connection to the leader.
    static let besideFollow: Set<String> = ["key-file", "tls", "tls-ca", "tls-name", "key-in-clear"]

    private func validateFollowing() throws {
        if waitForFollower && data == nil {
            throw ValidationError(
                "--wait-for-follower needs --data: nobody can follow a server that keeps all in memory.")
        }
        if follow == nil {
            guard !accessToLeader.isGiven else {
                throw ValidationError(
                    "--key-file, --tls, --tls-ca, --tls-name and --key-in-clear are for the connection to the server that --follow names. To encrypt connections to this one: --tls-certificate and --tls-key; to ask for keys: --keys."
                )
            }
        } else if data == nil {
            throw ValidationError("--follow needs --data, the folder that keeps the copy.")
        } else if follow?.address.port == 0 {
            throw ValidationError("--follow must be HOST:PORT of a server.")
        }
    }

    func run() async throws {
        log.bootstrap()
        // First of all: until then it would end the process.
        let hangups = hasFiles ? await UnixSignalsSequence(trapping: .sighup) : nil
        let logger = Logger(label: "khabar-server")
        var configuration = KhabarServer.Configuration()
        configuration.host = listen.address.host
        configuration.port = listen.address.port
        configuration.dataPath = data
        configuration.memoryLimitBytes = memory.bytes
        configuration.drainTimeout = .seconds(drainTimeout)
        configuration.version = KhabarVersion.current
        configuration.access = try access.read()
        configuration.aliases = try aliases.map(readAliases)
        configuration.waitsForFollower = waitForFollower
        if let leader = follow?.address {
            let access = try accessToLeader.access(to: leader)
            let name = "khabar-server \(configuration.version)"
            configuration.following = { Follower($0, leader, access: access, name: name, logger: logger) }
        }
        if data == nil {
            logger.warning("No --data: articles are in memory only and are gone when the server stops")
        }
        let server = KhabarServer(configuration, logger: logger) { host, port in
            try? StandardOutput.write("khabar-server ready \(Address(host: host, port: port))\n")
        }
        do {
            var services: [any Service] = [server]
            if let hangups {
                services.append(Rereading(hangups: hangups, parts: rereadParts(server), logger: logger))
            }
            try await ServiceGroup(
                services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
            ).run()
        } catch {
            throw CommandFailure(.failure, "\(error)")
        }
    }
}

extension ServerCommand {
    private var hasFiles: Bool { access.hasFiles || aliases != nil }

    /// What is read again on SIGHUP.
    private func rereadParts(_ server: KhabarServer) -> [Rereading.Part] {
        var parts: [Rereading.Part] = []
        if access.hasFiles {
            parts.append(
                Rereading.Part(name: "Keys and certificate") { () throws(CommandFailure) in
                    server.use(try access.read())
                })
        }
        if let aliases {
            parts.append(
                Rereading.Part(name: "Aliases") { () throws(CommandFailure) in server.use(try readAliases(aliases)) })
        }
        return parts
    }
}

/// A number of bytes, with K, M, G or T for powers of 1,024.
struct ByteSize: ExpressibleByArgument {
    let bytes: Int

    init(bytes: Int) { self.bytes = bytes }

    init?(argument: String) {
        let units: [Character: Int] = ["K": 10, "M": 20, "G": 30, "T": 40]
        let unit = argument.last.flatMap { units[Character($0.uppercased())] }
        let digits = unit == nil ? argument[...] : argument.dropLast()
        guard let number = Int(digits), number >= 0, number <= Int.max >> (unit ?? 0) else { return nil }
        bytes = number << (unit ?? 0)
    }

    var defaultValueDescription: String { "\(bytes >> 30)G" }
}
