import ArgumentParser
import KhabarClient
import KhabarCommand

struct KhabarCommandLine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "khabar",
        abstract: "Searches and manages the articles of a Khabar server.",
        discussion: """
            Every option may also come from the environment: --server is KHABAR_SERVER.
            Exit status: 0 ok, 1 failed, 2 usage, 3 the server could not be reached.
            """,
        version: KhabarVersion.current,
        subcommands: [
            SearchCommand.self, SuggestCommand.self, RelatedCommand.self, WatchCommand.self, GetCommand.self,
            DeleteCommand.self, StatsCommand.self, AnalyzeCommand.self, KeyCommand.self,
            BackupCommand.self, HTTPCommand.self,
        ])
}

/// Where the server is: an option of every subcommand that asks one.
struct ServerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The server to ask; or several with commas between them, of which others follow one: the first that can be reached.",
            valueName: "host:port"))
    var server: String = "127.0.0.1:7440"

    /// Nil where one of them is no address.
    var servers: [Address]? {
        let addresses = server.split(separator: ",", omittingEmptySubsequences: false).map { Address(String($0)) }
        return addresses.contains(nil) ? nil : addresses.compactMap(\.self)
    }

    @Option(help: ArgumentHelp("How many seconds to wait for each answer.", valueName: "s"))
    var timeout: Int = 30

    @OptionGroup var access: AccessOptions

    func validate() throws {
        guard servers != nil else { throw ValidationError("--server must be HOST:PORT, not '\(server)'.") }
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout must be 1 to 86400.") }
    }

    func client(connections: Int = 1) throws -> KhabarClient {
        var configuration = KhabarClient.Configuration()
        configuration.name = "khabar \(KhabarVersion.current)"
        configuration.connections = connections
        let servers = servers!
        configuration.access = try access.access(to: servers)
        configuration.requestTimeout = .seconds(timeout)
        // A server that can't be reached is to be told from one that is slow, also when there is little time.
        configuration.connectPatience = min(configuration.connectPatience, .seconds(timeout) / 2)
        return KhabarClient(servers: servers, configuration: configuration)
    }

    /// Calls `body` with a client, closes it, and turns what goes wrong into the contract's exit status.
    func withClient<Value>(_ body: (KhabarClient) async throws(KhabarError) -> Value) async throws -> Value {
        let client = try client()
        do throws(KhabarError) {
            let value = try await body(client)
            await client.close()
            return value
        } catch {
            await client.close()
            let status: CommandStatus =
                switch error.code {
                case .unreachable, .connectionLost, .notKhabar: .noServer
                default: .failure
                }
            throw CommandFailure(status, error.message)
        }
    }
}

enum OutputFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

/// Writes a line of results.
func writeResult(_ line: String) throws {
    do throws(OutputError) {
        try StandardOutput.write(line + "\n")
    } catch {
        throw CommandFailure(.failure, "standard output can't be written: \(error)")
    }
}
