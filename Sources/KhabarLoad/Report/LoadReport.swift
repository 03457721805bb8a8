internal import FoundationEssentials

/// Everything that a run has to say.
package struct LoadReport: Codable, Sendable, Equatable {
    package enum Mode: String, Codable, Sendable {
        case ingest, search, mixed

        package var ingests: Bool { self != .search }
        package var searches: Bool { self != .ingest }
    }

    /// The server under test.
    package struct Server: Codable, Sendable, Equatable {
        package var address: String
        package var name: String
        package var id: String
        /// What it tells of itself after the run, figures only.
        package var statistics: [String: Double]
        /// How much that has changed during the run.
        package var change: [String: Double]

        package init(
            address: String, name: String, id: String, before: [String: Double] = [:], after: [String: Double] = [:]
        ) {
            self.address = address
            self.name = name
            self.id = id
            statistics = after
            change = after.reduce(into: [:]) { change, figure in
                change[figure.key] = figure.value - (before[figure.key] ?? 0)
            }
        }
    }

    /// What the run cost, checks left out.
    package struct Usage: Codable, Sendable, Equatable {
        /// Of this process, which includes making the articles or reading them.
        package var clientCPUSeconds = 0.0
        package var clientPeakResidentBytes = 0
        /// Nil when the server's process is not known.
        package var serverCPUSeconds: Double?
        package var serverPeakResidentBytes: Int?

        package init() {}
    }

    /// Of this format; grows when a field changes its meaning.
    package var format = 1
    package var tool: String
    package var mode: Mode
    /// When the run started.
    package var date: String
    package var machine: MachineFacts
    package var seed: UInt64
    /// What was asked for, by option.
    package var settings: [String: String]
    package var server: Server
    package var ingest: IngestReport?
    package var search: SearchReport?
    package var oracle: OracleReport?
    package var usage = Usage()
    package var requirements: [RequirementOutcome] = []
    /// The oracle found what was acknowledged, and every requirement holds.
    package var passed = true

    package init(
        tool: String, mode: Mode, date: String, machine: MachineFacts, seed: UInt64, settings: [String: String],
        server: Server
    ) {
        self.tool = tool
        self.mode = mode
        self.date = date
        self.machine = machine
        self.seed = seed
        self.settings = settings
        self.server = server
    }

    /// Judges the run.
    package mutating func judge(_ requirements: [Requirement]) {
        let metrics = Dictionary(uniqueKeysWithValues: metrics.map { ($0.name, $0.value) })
        self.requirements = requirements.map { $0.outcome(metrics[$0.metric].flatMap { $0 }) }
        passed = oracle?.holds != false && self.requirements.allSatisfy(\.holds)
    }

    /// One object, indented, with a line feed at its end.
    package func json() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(self)) + [0x0A]
        } catch {
            preconditionFailure("a report holds a number that is not finite: \(error)")
        }
    }

    package init(json: [UInt8]) throws {
        self = try JSONDecoder().decode(LoadReport.self, from: Data(json))
    }
}
