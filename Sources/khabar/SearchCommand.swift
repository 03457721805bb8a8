import ArgumentParser
import KhabarClient
import KhabarCommand
import KhabarText

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Finds articles.",
        discussion: """
            Words are ranked and any may match; +word must, -word must not; "a phrase"; (a OR b) AND c; title:word, lang:ur, source:x, tag:x, \
            date:2015-10-01..2015-10-31.
            Articles that tell one story in one text are one hit, with the number of the others beside it.
            With --queries, each line of FILE is QID<TAB>QUERY, and --run takes a TREC run: qid Q0 id rank score khabar.
            """)

    @OptionGroup var server: ServerOptions

    @Option(help: "At most so many articles, up to 1000.")
    var limit: Int = 10

    @Option(help: "Leave out so many of the best first.")
    var offset: Int = 0

    @Option(help: "How results are written.")
    var format: OutputFormat = .text

    @Option(help: "How loosely words match; each layer holds those before it.")
    var layers: LayerOption = .name

    @Flag(help: "Show every copy of a story, not only the fullest.")
    var noCollapse = false

    @Option(help: ArgumentHelp("Run the queries of this file.", valueName: "file"))
    var queries: String?

    @Option(help: ArgumentHelp("Where the TREC run goes.", valueName: "file"))
    var run: String?

    @Argument(help: "What to search for.")
    var query: [String] = []

    func validate() throws {
        guard (0...1_000).contains(limit) else { throw ValidationError("--limit must be 0 to 1000.") }
        guard (0...100_000).contains(offset) else { throw ValidationError("--offset must be 0 to 100000.") }
        guard (queries == nil) == (run == nil) else { throw ValidationError("--queries and --run go together.") }
        guard queries == nil || query.isEmpty else {
            throw ValidationError("Give a query, or --queries, not both.")
        }
        guard queries != nil || !query.isEmpty else { throw ValidationError("What is to be searched for?") }
    }

    func run() async throws {
        if let queries, let run {
            try await TrecRun(queries: queries, run: run, limit: limit, layers: layers.layers).write(server)
            return
        }
        let wanted = SearchQuery(
            query.joined(separator: " "), limit: limit, offset: offset, layers: layers.layers,
            collapseCopies: !noCollapse)
        let results = try await server.withClient { (client) throws(KhabarError) in try await client.search(wanted) }
        switch format {
        case .json: try writeResult(Self.json(results))
        case .text: try writeText(results)
        }
    }

    static func json(_ results: SearchResults) -> String {
        let hits = results.hits.map { hit in
            JSONText.object([
                ("id", JSONText.string(hit.id)), ("score", "\(hit.score)"), ("title", JSONText.string(hit.title)),
                ("language", JSONText.string(hit.language)), ("published", JSONText.string(published(hit))),
                ("source", JSONText.string(hit.source)), ("url", JSONText.string(hit.url)),
                ("snippet", JSONText.string(hit.snippet)),
                ("highlights", JSONText.array(hit.highlights.map { "[\($0.lowerBound),\($0.upperBound)]" })),
                ("copies", "\(hit.copies)"),
            ])
        }
        return JSONText.object([
            ("total", "\(results.total)"), ("totalIsExact", "\(results.totalIsExact)"),
            ("tookMicroseconds", "\(results.tookMicroseconds)"),
            ("renderMicroseconds", "\(results.renderMicroseconds)"), ("hits", JSONText.array(hits)),
        ])
    }

    static func published(_ hit: SearchHit) -> String? {
        hit.published.map { PublicationDate(seconds: $0.seconds, hasTime: $0.hasTime).text }
    }

    private func writeText(_ results: SearchResults) throws {
        let isTerminal = StandardOutput.isTerminal
        let total = results.totalIsExact ? "\(results.total)" : "at least \(results.total)"
        let milliseconds = Double(results.tookMicroseconds / 10) / 100
        try writeResult("\(total) found in \(milliseconds) ms")
        for (index, hit) in results.hits.enumerated() {
            let title = terminalText(hit.title ?? "(untitled)", bold: false)
            let number = "\(offset + index + 1)."
            try writeResult("")
            try writeResult(isTerminal ? "\(number) \u{1B}[1m\(title)\u{1B}[22m" : "\(number) \(title)")
            let facts = [
                hit.id, hit.language, Self.published(hit), hit.source, "score \(Double(Int(hit.score * 100)) / 100)",
                hit.copies == 0 ? nil : "\(hit.copies) more \(hit.copies == 1 ? "copy" : "copies")",
            ]
            try writeResult(
                "   " + facts.compactMap { $0 }.map { terminalText($0, bold: false) }.joined(separator: " · "))
            if !hit.snippet.isEmpty {
                try writeResult("   " + terminalText(hit.snippet, highlights: hit.highlights, bold: isTerminal))
            }
        }
    }
}

enum LayerOption: String, ExpressibleByArgument, CaseIterable {
    case exact, stem, alias, name

    var layers: SearchQuery.Layers {
        switch self {
        case .exact: .exact
        case .stem: .stem
        case .alias: .alias
        case .name: .name
        }
    }
}
