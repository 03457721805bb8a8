import ArgumentParser
import FoundationEssentials
import KhabarClient
import KhabarCommand
import KhabarLoad

struct RunOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server to put under load.", valueName: "host:port"))
    var server = ServerAddress(Address(host: "127.0.0.1", port: 7440))

    @OptionGroup var access: AccessOptions

    @Option(
        help: ArgumentHelp("What everything random follows from: the same seed gives the same run.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(
        name: .customLong("server-pid"),
        help: ArgumentHelp(
            "The server's process on this machine, to measure its CPU time and memory.", valueName: "pid"))
    var serverProcess: Int32?

    @Option(
        help: ArgumentHelp(
            "What must hold, such as 'search.p99<5ms' or 'ingest.articlesPerSecond>1000'. Any number of times.",
            valueName: "requirement"))
    var require: [String] = []

    @Option(help: ArgumentHelp("Write the report to this file too, as JSON.", valueName: "file"))
    var report: String?

    @Option(help: "What the report on standard output is.")
    var format: ReportFormat = .text
}

enum ReportFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

/// One object, indented, on standard output.
func printJSON(_ figures: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    print(String(decoding: try encoder.encode(figures), as: UTF8.self))
}

struct NumberOptions: ParsableArguments {
    static let countDefault = 10_000
    static let unlimited = Int(CorpusGenerator.articlesMax)

    @Option(help: ArgumentHelp("How many generated articles (10,000), or lines of --corpus (all).", valueName: "n"))
    var articles: Int?

    @Option(help: ArgumentHelp("The number of the first generated article.", valueName: "n"))
    var first: UInt64 = 0

    func validate() throws {
        guard articles.map({ (1...Self.unlimited).contains($0) }) ?? true else {
            throw ValidationError("--articles must be at least 1.")
        }
        guard first < CorpusGenerator.articlesMax / 2 else { throw ValidationError("--first is too large.") }
    }

    var numbers: Range<UInt64> {
        first..<min(first + UInt64(articles ?? Self.countDefault), CorpusGenerator.articlesMax)
    }
}

struct CorpusOptions: ParsableArguments {
    @OptionGroup var numbers: NumberOptions

    @Option(help: ArgumentHelp("Ship the articles of this file (.jsonl, .jsonl.gz) instead.", valueName: "file"))
    var corpus: String?

    func origin(seed: UInt64) -> ArticleOrigin {
        if let corpus { return .file(path: corpus, articles: numbers.articles) }
        return .generated(CorpusGenerator(seed: seed), numbers.numbers)
    }
}

struct IngestOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Articles in a batch, such as 500, or its raw text, such as 64K or 8M.", valueName: "size"))
    var batch: BatchSize = .articles(200)

    @Option(help: ArgumentHelp("Connections that ship, each a producer of its own.", valueName: "n"))
    var workers = 1

    @Option(help: ArgumentHelp("Batches that may be under way at once, over all workers.", valueName: "n"))
    var batchesInFlight = 4

    @Option(help: ArgumentHelp("How long a batch that could not be delivered is sent again.", valueName: "time"))
    var retryFor = TimeSpan(retryForDefault)

    @Option(help: "How articles arrive.")
    var ingestArrival: ArrivalPattern = .constant

    @Option(
        help: ArgumentHelp(
            "How many of the acknowledged articles are looked up afterwards: a number, all, or none.", valueName: "n"))
    var verify: Verification = .sample(1_000)

    func validate() throws {
        guard (1...Limits.connectionsMax).contains(workers) else {
            throw ValidationError("--workers must be 1 to \(Limits.connectionsMax).")
        }
        guard (workers...Limits.inFlightMax).contains(batchesInFlight) else {
            throw ValidationError("--batches-in-flight must be --workers (\(workers)) to \(Limits.inFlightMax).")
        }
    }
}

struct SearchOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Queries to ask, instead of generated ones: lines of or|and|phrase, a tab, words.", valueName: "file"))
    var queries: String?

    @Option(help: ArgumentHelp("Kinds of queries, of or, and, phrase.", valueName: "kinds"))
    var kinds: QueryKinds = QueryKinds()

    @Option(help: ArgumentHelp("How long searches are due.", valueName: "time"))
    var duration = TimeSpan(.seconds(10))

    @Option(help: ArgumentHelp("Searches due before this are not counted.", valueName: "time"))
    var warmUp = TimeSpan(.zero)

    @Option(help: "How searches arrive.")
    var arrival: ArrivalPattern = .poisson

    @Option(help: ArgumentHelp("Connections that search.", valueName: "n"))
    var connections = 4

    @Option(
        help: ArgumentHelp(
            "Searches under way at once; those that are due and find no place wait, and their latency counts.",
            valueName: "n"))
    var inFlight = 256

    @Option(help: ArgumentHelp("How long after --duration late searches are still sent.", valueName: "time"))
    var patience = TimeSpan(.seconds(5))

    @Option(help: ArgumentHelp("How long a search may take once it is sent.", valueName: "time"))
    var timeout = TimeSpan(.seconds(10))

    @Option(help: ArgumentHelp("Hits wanted.", valueName: "n"))
    var limit = 10

    @Option(help: "How loosely words match.")
    var layers: LayersOption = .name

    @Flag(inversion: .prefixedNo, help: "Ask for snippets.")
    var snippets = true

    func validate() throws {
        guard (1...Limits.connectionsMax).contains(connections) else {
            throw ValidationError("--connections must be 1 to \(Limits.connectionsMax).")
        }
        guard (1...Limits.inFlightMax).contains(inFlight) else {
            throw ValidationError("--in-flight must be 1 to \(Limits.inFlightMax).")
        }
        try ResultLimit.check(limit)
        guard duration.duration > warmUp.duration else {
            throw ValidationError("--duration must be longer than --warm-up.")
        }
    }
}
