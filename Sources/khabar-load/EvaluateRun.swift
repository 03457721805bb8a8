import ArgumentParser
import KhabarCommand
import KhabarLoad
import Logging

struct EvaluateRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Times searches of a data folder in this process, without a server.",
        discussion: """
            One thread, one search after the other, so that the figures compare with those of a library. Each query is also compared with itself where \
            nothing is skipped: with --rounds 1 that is a test of the index.
            """)

    @Option(help: ArgumentHelp("The data folder of a server that is not running.", valueName: "dir"))
    var data: String

    @Option(
        help: ArgumentHelp("Queries to ask: lines of or|and|phrase, a tab, words.", valueName: "file"))
    var queries: String

    @Option(help: "How loosely words match.")
    var layers: LayersOption = .name

    @Option(help: ArgumentHelp("Hits wanted.", valueName: "n"))
    var limit = 10

    @Flag(help: "Cut each hit's snippet, too.")
    var snippets = false

    @Option(help: ArgumentHelp("Counted rounds over all queries; one more comes first.", valueName: "n"))
    var rounds = 3

    @Option(help: "What standard output is.")
    var format: ReportFormat = .text

    @OptionGroup(title: "Logging") var log: LogOptions

    func validate() throws {
        try ResultLimit.check(limit)
        guard (1...1_000).contains(rounds) else { throw ValidationError("--rounds must be 1 to 1000.") }
    }

    func run() throws {
        log.bootstrap()
        var load = EvaluationLoad(data: data)
        load.layers = layers.searched
        load.limit = limit
        load.rounds = rounds
        load.cutsSnippets = snippets
        let figures: [String: EvaluationLoad.Figures]
        let bytes = try readFile(queries)
        do {
            figures = try load.run(
                try LoadQuery.read(bytes, path: queries), logger: Logger(label: "khabar-load"))
        } catch {
            throw CommandFailure(.failure, "\(error)")
        }
        switch format {
        case .json: try printJSON(figures)
        case .text:
            print(row(["µs", "p50", "mean", "p90", "p99", "max", "hits", "differing"]))
            for (kind, figure) in figures.sorted(by: { $0.key < $1.key }) {
                let took = figure.took
                let times = [took.p50, took.mean, took.p90, took.p99, took.max].map { fixed($0, 1) }
                print(row([kind] + times + ["\(figure.hits)", "\(figure.differing)"]))
            }
        }
        try check(figures)
    }

    /// - Throws: when a query found something else than the same query where nothing is skipped.
    private func check(_ figures: [String: EvaluationLoad.Figures]) throws {
        let differing = figures.values.reduce(0) { $0 + $1.differing }
        guard differing > 0 else { return }
        throw CommandFailure(
            .failure,
            "\(differing) queries find something else when no article is skipped: please report this, with the data folder if you can"
        )
    }

    private func row(_ cells: [String]) -> String {
        cells.enumerated().map { place, cell in
            let padding = String(repeating: " ", count: max(0, (place == 0 ? 8 : 10) - cell.count))
            return place == 0 ? cell + padding : padding + cell
        }.joined()
    }
}
