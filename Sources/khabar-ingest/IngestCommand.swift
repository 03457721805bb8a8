import ArgumentParser
import Glibc
import KhabarCommand
import KhabarIngest
import Logging

struct IngestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "khabar-ingest",
        abstract: "Cleans news articles and makes them searchable on a Khabar server.",
        discussion: """
            INPUT is a file or a folder: .txt (one article), .jsonl, .jsonl.gz (one article per line), .wet, .wet.gz (Common Crawl); \
            or - for JSON Lines on standard input.
            Every option may also come from the environment: --dead-letter is KHABAR_DEAD_LETTER.
            Exit status: 0 all delivered, 1 failed (or an input could not be read), 2 usage, 3 no server, 4 some articles were rejected, \
            5 the server takes nothing (its memory or its disk is full, or it is of another build), \
            6 told to stop (SIGTERM, SIGINT) before everything was read.
            """,
        version: KhabarVersion.current)

    @Option(help: ArgumentHelp("The server to deliver to.", valueName: "host:port"))
    var server: String = "127.0.0.1:7440"

    @OptionGroup var access: AccessOptions

    @Option(
        help: ArgumentHelp(
            "Take every Nth record of each file only; which is the first goes by I and by the file's path below INPUT.",
            valueName: "I/N"))
    var shard: Shard = .whole

    @Option(
        help: ArgumentHelp("Remember in this folder what was acknowledged, and go on from there.", valueName: "dir"))
    var checkpoint: String?

    @Option(help: ArgumentHelp("Where articles go that cannot be taken, with the reason.", valueName: "file"))
    var deadLetter: String = "khabar-dead-letters.jsonl"

    @Flag(help: "Write the cleaned articles to standard output as JSON Lines, in input order; needs no server.")
    var print = false

    @Option(help: ArgumentHelp("How long to try an unreachable server again, such as 30s, 10m, 2h.", valueName: "time"))
    var retryFor: Patience = Patience(retryForDefault)

    @Option(help: ArgumentHelp("How many articles are worked on at once (default: one per core).", valueName: "n"))
    var lanes: Int?

    @Option(help: "What the summary at the end is: text on standard error, or also one JSON object on standard output.")
    var format: SummaryFormat = .text

    @OptionGroup var log: LogOptions

    @Argument(help: ArgumentHelp("What to read.", valueName: "input"))
    var inputs: [String]

    func validate() throws {
        if let lanes, !(1...1_024).contains(lanes) { throw ValidationError("--lanes must be between 1 and 1024.") }
        if print, format == .json {
            throw ValidationError("--print writes articles to standard output; --format json has no place beside it.")
        }
        if print, checkpoint != nil {
            throw ValidationError("--print delivers nothing that --checkpoint could remember.")
        }
        if inputs.filter({ $0 == "-" }).count > 1 { throw ValidationError("Standard input can only be read once.") }
    }

    func run() async throws {
        log.bootstrap()
        let logger = Logger(label: "khabar-ingest")
        let listing = InputListing(inputs)
        if let first = listing.passedOver.first {
            let count = listing.passedOver.count
            logger.warning(
                "\(count == 1 ? "A file of another kind is" : "\(count) files of other kinds are") passed over: \(first)\(count == 1 ? "" : " and others")"
            )
        }
        if print { try await printArticles(listing, logger) } else { try await deliver(listing, logger) }
    }

    var laneCount: Int { lanes ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}

enum SummaryFormat: String, ExpressibleByArgument, CaseIterable { case text, json }

extension Shard: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }
}

/// `500ms`, `30s`, `10m`, `2h`; a bare number is seconds.
struct Patience: ExpressibleByArgument, CustomStringConvertible {
    let duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    init?(argument: String) {
        let units: [(String, Int)] = [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("", 1_000)]
        guard let (suffix, factor) = units.first(where: { argument.hasSuffix($0.0) }),
            let number = Int(argument.dropLast(suffix.count)), (0...1_000_000).contains(number)
        else { return nil }
        duration = .milliseconds(number * factor)
    }

    var description: String { "\(duration.components.seconds)s" }
    var defaultValueDescription: String { description }
}
