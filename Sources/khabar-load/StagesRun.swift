import ArgumentParser
import KhabarCommand
import KhabarLoad

struct StagesRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stages",
        abstract: "Times what a worker does with articles, stage by stage, without a server.",
        discussion: "One thread. Of several rounds the quickest of each stage counts.")

    @Argument(help: ArgumentHelp("Articles, as JSON Lines, plain or gzip.", valueName: "file"))
    var corpus: String

    @Option(help: ArgumentHelp("Rounds over the articles.", valueName: "n"))
    var rounds = 3

    @Option(help: ArgumentHelp("Text to read of the file.", valueName: "bytes"))
    var textBytes = 64 << 20

    @Option(
        help: ArgumentHelp(
            "Fail when cleaning, identification and analysis take more together.", valueName: "ms per MB"))
    var requireAnalysisBelow: Double?

    @Option(help: "What standard output is.")
    var format: ReportFormat = .text

    func validate() throws {
        guard (1...100).contains(rounds) else { throw ValidationError("--rounds must be 1 to 100.") }
        guard textBytes > 0 else { throw ValidationError("--text-bytes must be positive.") }
    }

    func run() throws {
        var load = StageLoad(corpus: corpus)
        load.rounds = rounds
        load.textBytesMax = textBytes
        let figures: StageLoad.Figures
        do { figures = try load.run() } catch { throw CommandFailure(.failure, "\(error)") }
        switch format {
        case .json: try printJSON(figures)
        case .text:
            print("\(figures.articles) articles, \(figures.textBytes / 1_000_000) MB of text; CPU milliseconds per MB")
            for (stage, took) in [
                ("clean", figures.clean), ("identify", figures.identify), ("tokenise", figures.tokenise),
                ("stem", figures.stem), ("analysis in all", figures.analysis), ("prepare", figures.prepare),
                ("build a segment", figures.build),
            ] {
                let number = fixed(took, 2)
                print(stage + String(repeating: " ", count: max(1, 24 - stage.count - number.count)) + number)
            }
        }
        if let most = requireAnalysisBelow, figures.analysis >= most {
            throw CommandFailure(
                .failure, "analysis takes \(fixed(figures.analysis, 2)) ms per MB, \(fixed(most, 2)) allowed")
        }
    }
}
