import ArgumentParser
import KhabarCommand
import KhabarLoad

struct GenerateRun: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate", abstract: "Writes generated articles, and queries that they answer, to files.",
        discussion: "The same seed gives the same bytes.")

    @Option(help: ArgumentHelp("How many articles.", valueName: "n"))
    var articles: UInt64 = 1_000

    @Option(help: ArgumentHelp("Decides every word.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Where the articles go, as JSON Lines.", valueName: "file"))
    var output: String

    @Option(help: ArgumentHelp("Where queries go, as KIND<TAB>WORD WORD …; none without it.", valueName: "file"))
    var queriesOutput: String?

    @Option(help: ArgumentHelp("How many queries of each kind: or, and, phrase.", valueName: "n"))
    var queries: Int = 1_000

    private static let articlesAtOnce: UInt64 = 256

    func validate() throws {
        guard (1...CorpusGenerator.articlesMax).contains(articles) else {
            throw ValidationError("--articles must be 1 to \(CorpusGenerator.articlesMax).")
        }
        guard (1...10_000_000).contains(queries) else { throw ValidationError("--queries must be 1 to 10000000.") }
    }

    func run() throws {
        let corpus = CorpusGenerator(seed: seed)
        try OutputFile.write(output) { (file) throws(CommandFailure) in
            for start in stride(from: 0, to: articles, by: Int(Self.articlesAtOnce)) {
                var lines: [UInt8] = []
                corpus.appendJSONLines(start..<min(start + Self.articlesAtOnce, articles), to: &lines)
                try file.write(lines)
            }
        }
        guard let queriesOutput else { return }
        var generator = QueryGenerator(corpus: corpus, articles: 0..<articles, seed: seed)
        try OutputFile.write(queriesOutput) { (file) throws(CommandFailure) in
            var lines: [UInt8] = []
            for kind in [GeneratedQuery.Kind.or, .and, .phrase] {
                for _ in 0..<queries { generator.next(kind).appendLine(to: &lines) }
            }
            try file.write(lines)
        }
    }
}
