import ArgumentParser
import KhabarClient
import KhabarCommand

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
            try writeResult(JSONText.object(statistics.map { ($0.name, Self.json($0.value)) }))
        case .text:
            let width = statistics.map(\.name.count).max() ?? 0
            for statistic in statistics {
                let padding = String(repeating: " ", count: width - statistic.name.count)
                try writeResult("\(statistic.name)\(padding)  \(Self.text(statistic.value))")
            }
        case .prometheus:
            for line in prometheusLines(statistics) { try writeResult(line) }
        }
    }

    private static func json(_ value: Statistic.Value) -> String {
        switch value {
        case .count(let count): "\(count)"
        case .real(let real): "\(real)"
        case .text(let text): JSONText.string(text)
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

/// Prometheus' text exposition format, version 0.0.4: a line a figure; figures that are text are labels of `khabar_info`.
func prometheusLines(_ statistics: [Statistic]) -> [String] {
    var lines: [String] = []
    var labels: [String] = []
    for statistic in statistics {
        let name = prometheusName(statistic.name)
        switch statistic.value {
        case .count(let count): lines.append("khabar_\(name) \(count)")
        case .real(let real): lines.append("khabar_\(name) \(real)")
        case .text(let text): labels.append("\(name)=\"\(prometheusLabel(text))\"")
        }
    }
    if !labels.isEmpty { lines.append("khabar_info{\(labels.joined(separator: ","))} 1") }
    return lines
}

/// `disk.logBytes` becomes `disk_log_bytes`; what no name may have becomes a low line.
private func prometheusName(_ name: String) -> String {
    var result = ""
    for byte in name.utf8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): result += "_" + String(UnicodeScalar(byte | 0x20))
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            result.unicodeScalars.append(UnicodeScalar(byte))
        default: result += "_"
        }
    }
    return result
}

private func prometheusLabel(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\\": result += #"\\"#
        case "\"": result += #"\""#
        case "\n": result += #"\n"#
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
