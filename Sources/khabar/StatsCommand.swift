import ArgumentParser
import KhabarClient
import KhabarCommand
import KhabarFormats

struct StatsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stats", abstract: "Shows what the server holds and does.",
        discussion: """
            In the format prometheus, names are as its exposition format wants them, disk.logBytes is khabar_disk_log_bytes, and the version is a \
            label of khabar_info; for a collector that reads text files, or runs commands.
            """)

    @OptionGroup var server: ServerOptions

    @Option(help: "How it is written.")
    var format: StatsFormat = .text

    func run() async throws {
        let statistics = try await server.withClient { (client) throws(KhabarError) in try await client.stats() }
        switch format {
        case .json:
            try writeResult(statistics.json())
        case .text:
            let width = statistics.map(\.name.count).max() ?? 0
            for statistic in statistics {
                let padding = String(repeating: " ", count: width - statistic.name.count)
                try writeResult("\(statistic.name)\(padding)  \(Self.text(statistic.value))")
            }
        case .prometheus:
            for line in statistics.prometheusLines() { try writeResult(line) }
        }
    }

    private static func text(_ value: Statistic.Value) -> String {
        switch value {
        case .count(let count): "\(count)"
        case .real(let real): "\(real)"
        case .text(let text): terminalText(text, bold: false)
        }
    }
}

enum StatsFormat: String, ExpressibleByArgument, CaseIterable { case text, json, prometheus }
