import ArgumentParser
import KhabarCommand
import KhabarLoad

struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "khabar-load",
        abstract: "Puts a running Khabar server under load, measures it, and looks up what it acknowledged.",
        discussion: """
            Load is planned beforehand: a batch or a search is due at its time, whether those before it are done or not, \
            and its latency counts from then. Articles and queries are generated from a seed, or read from files.
            Every option may also come from the environment: --server-pid is KHABAR_SERVER_PID.
            Exit status: 0 passed, 1 an acknowledged article is not as it should be, or a requirement fails, or the run \
            failed, 2 usage, 3 no server.
            """,
        version: KhabarVersion.current,
        subcommands: [
            IngestRun.self, SearchRun.self, MixedRun.self, GenerateRun.self, EvaluateRun.self, StagesRun.self,
        ])
}

struct IngestRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest", abstract: "Ships articles as workers do, and looks up what was acknowledged.")

    @OptionGroup(title: "Run") var run: RunOptions
    @OptionGroup(title: "Corpus") var corpus: CorpusOptions
    @OptionGroup(title: "Ingest") var ingest: IngestOptions
    @Option(help: ArgumentHelp("Articles per second; 0 = as fast as the server's credit allows.", valueName: "n"))
    var rate: Rate = 0
    @OptionGroup(title: "Logging") var log: LogOptions

    func run() async throws {
        log.bootstrap()
        var parts = try RunParts(run, .ingest)
        try parts.addIngest(ingest, corpus, rate: rate, duration: nil)
        try await parts.carryOut()
    }
}

struct SearchRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Asks generated or given queries at planned times.",
        discussion: """
            Generated queries are made of the words of the generated articles: give the --seed, --first and --articles \
            with which the server was filled.
            """)

    @OptionGroup(title: "Run") var run: RunOptions
    @OptionGroup(title: "Corpus") var corpus: NumberOptions
    @OptionGroup(title: "Search") var search: SearchOptions
    @Option(help: ArgumentHelp("Searches per second.", valueName: "n"))
    var rate: Rate = 100
    @OptionGroup(title: "Logging") var log: LogOptions

    func validate() throws { try rate.validate("--rate") }

    func run() async throws {
        log.bootstrap()
        var parts = try RunParts(run, .search)
        try parts.addSearch(search, articles: corpus.numbers, rate: rate)
        try await parts.carryOut()
    }
}

struct MixedRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mixed", abstract: "Ships articles and searches at the same time.",
        discussion: """
            Generated queries are made of the articles before --first, which the server should hold already; of those that \
            are being shipped when --first is 0. Without --articles as many are shipped as are due within --duration.
            """)

    @OptionGroup(title: "Run") var run: RunOptions
    @OptionGroup(title: "Corpus") var corpus: CorpusOptions
    @OptionGroup(title: "Ingest") var ingest: IngestOptions
    @OptionGroup(title: "Search") var search: SearchOptions
    @Option(help: ArgumentHelp("Articles per second; 0 = as fast as the server's credit allows.", valueName: "n"))
    var ingestRate: Rate = 100
    @Option(help: ArgumentHelp("Searches per second.", valueName: "n"))
    var searchRate: Rate = 100
    @OptionGroup(title: "Logging") var log: LogOptions

    func validate() throws { try searchRate.validate("--search-rate") }

    func run() async throws {
        log.bootstrap()
        var parts = try RunParts(run, .mixed)
        let bounded = corpus.numbers.articles == nil && ingestRate.perSecond > 0
        let duration = bounded ? search.duration.duration : nil
        var corpus = corpus
        if bounded, corpus.corpus == nil { corpus.numbers.articles = NumberOptions.unlimited }
        try parts.addIngest(ingest, corpus, rate: ingestRate, duration: duration)
        let first = corpus.numbers.first
        let due = UInt64((ingestRate.perSecond * (search.duration.duration / .seconds(1))).rounded(.up))
        let shipped = bounded ? first..<first + max(1, due) : corpus.numbers.numbers
        try parts.addSearch(search, articles: first > 0 ? 0..<first : shipped, rate: searchRate)
        try await parts.carryOut()
    }
}
