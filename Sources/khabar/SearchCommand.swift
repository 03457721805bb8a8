import ArgumentParser
import KhabarClient
import KhabarCommand
import KhabarFormats

struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Finds articles.",
        discussion: """
            Words are ranked and any may match; +word must, -word must not; "a phrase", "words nearby"~3; (a OR b) AND c; begin*, mispelled~, weighty^2; \
            title:word, body:word, lang:ur, source:x, tag:x, id:x, date:2015-10-01..2015-10-31, date:today, date:7d.
            Articles that tell one story in one text are one hit, with the number of the others beside it.
            With --queries, each line of FILE is QID<TAB>QUERY, and --run takes a TREC run: qid Q0 id rank score khabar. Copies are not left out then, and white \
            space in an article's id is written as in a URL, %20. Queries that are wrong are told by file and line, all of them, and no run is written.
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

    @Option(help: "What comes first.")
    var sort: SortOption = .score

    @Option(
        help: ArgumentHelp(
            "Let an article of this age score half, of twice this age a quarter, down to a sixteenth: 6h, 7d, 4w.",
            valueName: "age"))
    var halfLife: AgeOption?

    @Option(
        name: .customLong("facet"),
        help: ArgumentHelp(
            "Also count all matching articles by language, source, tag, day or month; may be given several times. FIELD:N shows N values, 10 without.",
            valueName: "field[:n]"))
    var facets: [FacetOption] = []

    @Flag(help: "In JSON, also give the snippet as HTML: escaped, its matches in <mark>.")
    var html = false

    @Flag(help: "Say how each score came about.")
    var explain = false

    @Flag(help: "Also give the cursor of the next page, for --after: nothing that arrives meanwhile moves the pages.")
    var pages = false

    @Option(help: ArgumentHelp("Show the page behind this cursor of the same query.", valueName: "cursor"))
    var after: String?

    @Option(help: ArgumentHelp("Run the queries of this file.", valueName: "file"))
    var queries: String?

    @Option(help: ArgumentHelp("Where the TREC run goes.", valueName: "file"))
    var run: String?

    @Argument(help: "What to search for.")
    var query: [String] = []

    func validate() throws {
        try ResultLimit.check(limit)
        guard (0...100_000).contains(offset) else { throw ValidationError("--offset must be 0 to 100000.") }
        guard after == nil || offset == 0 else { throw ValidationError("--after and --offset exclude each other.") }
        if let after, SearchCursor(after) == nil { throw ValidationError("--after takes a cursor that --pages gave.") }
        if let wrong = facets.first(where: { !(1...FacetRequest.limitMax ~= $0.request.limit) }) {
            throw ValidationError(
                "--facet \(wrong.request.field.rawValue): so many values are shown, 1 to \(FacetRequest.limitMax).")
        }
        guard facets.count <= FacetRequest.countMax else {
            throw ValidationError("--facet may be given \(FacetRequest.countMax) times.")
        }
        guard (queries == nil) == (run == nil) else { throw ValidationError("--queries and --run go together.") }
        guard queries == nil || query.isEmpty else {
            throw ValidationError("Give a query, or --queries, not both.")
        }
        guard queries != nil || !query.isEmpty else { throw ValidationError("What is to be searched for?") }
        if queries != nil { try refuseWhatNoRunHas() }
    }

    static let notBesideQueries: Set = ["sort", "facet", "offset", "after", "pages", "explain", "html", "format"]

    private func refuseWhatNoRunHas() throws {
        let given = [
            ("--sort", sort != .score), ("--facet", !facets.isEmpty), ("--offset", offset != 0),
            ("--after", after != nil), ("--pages", pages), ("--explain", explain), ("--html", html),
            ("--format", format != .text),
        ]
        if let (name, _) = given.first(where: \.1) {
            throw ValidationError("\(name) has no place beside --queries: a TREC run holds ranks and scores.")
        }
    }

    func run() async throws {
        if let queries, let run {
            // Copies are never collapsed: judgements are about single articles.
            let wanted = SearchQuery(
                "", limit: limit, layers: layers.layers, snippets: false, collapseCopies: false,
                halfLife: halfLife?.duration)
            try await TrecRun(queries: queries, run: run, wanted: wanted).write(server)
            return
        }
        let wanted = SearchQuery(
            query.joined(separator: " "), limit: limit, offset: offset, layers: layers.layers,
            collapseCopies: !noCollapse, explain: explain, order: sort.order, halfLife: halfLife?.duration,
            facets: facets.map(\.request),
            paged: pages, after: after.flatMap(SearchCursor.init), corrects: true)
        let results = try await server.withClient { (client) throws(KhabarError) in try await client.search(wanted) }
        switch format {
        case .json: try writeResult(results.json(html: html))
        case .text: try writeText(results)
        }
    }

    private func writeText(_ results: SearchResults) throws {
        let total = results.totalIsExact ? "\(results.total)" : "at least \(results.total)"
        try writeResult("\(total) found in \(twoDecimals(results.took / .milliseconds(1))) ms")
        if let correction = results.correction {
            try writeResult("Did you mean: \(terminalText(correction, bold: false))")
        }
        for (index, hit) in results.hits.enumerated() {
            try writeResult("")
            try HitText(hit).write(number: after == nil ? offset + index + 1 : nil)
        }
        for facet in results.facets { try writeText(facet) }
        if let next = results.next { try writeResult("\nNext page: --after \(next)") }
    }

    private func writeText(_ facet: Facet) throws {
        let others = facet.valueCount - facet.values.count
        try writeResult("\nBy \(facet.field.rawValue)\(others > 0 ? ", \(others) more values" : ""):")
        let width = facet.values.map { "\($0.count)".count }.max() ?? 0
        for value in facet.values {
            let padding = String(repeating: " ", count: width - "\(value.count)".count)
            try writeResult("   \(padding)\(value.count)  \(terminalText(value.value, bold: false))")
        }
    }
}

/// A hit as people read it.
struct HitText {
    let hit: SearchHit

    init(_ hit: SearchHit) { self.hit = hit }

    func write(number: Int?) throws {
        let isTerminal = StandardOutput.takesEscapes
        let title = terminalText(hit.title ?? "(untitled)", bold: false)
        let mark = number.map { "\($0)." } ?? "•"
        try writeResult(isTerminal ? "\(mark) \u{1B}[1m\(title)\u{1B}[22m" : "\(mark) \(title)")
        let facts = [
            hit.id, hit.language, hit.published?.text, hit.source,
            "score \(twoDecimals(hit.score))",
            hit.copies == 0 ? nil : "\(hit.copies) more \(hit.copies == 1 ? "copy" : "copies")",
        ]
        try writeResult(
            "   " + facts.compactMap { $0 }.map { terminalText($0, bold: false) }.joined(separator: " · "))
        if !hit.snippet.isEmpty {
            try writeResult("   " + terminalText(hit.snippet, highlights: hit.highlights, bold: isTerminal))
        }
        for line in (hit.explanation ?? "").split(separator: "\n") {
            let indent = line.prefix { $0 == " " }
            try writeResult("   | \(indent)\(terminalText(String(line.dropFirst(indent.count)), bold: false))")
        }
    }
}

enum SortOption: String, ExpressibleByArgument, CaseIterable {
    case score, newest, oldest

    var order: SearchQuery.Order { SearchQuery.Order(name: rawValue)! }
}

/// `6h`, `7d`, `4w`.
struct AgeOption: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        guard let duration = Duration(age: argument) else { return nil }
        self.duration = duration
    }
}

/// `source`, or `source:20`.
struct FacetOption: ExpressibleByArgument {
    let request: FacetRequest

    init?(argument: String) {
        guard let request = FacetRequest(text: argument) else { return nil }
        self.request = request
    }

    static var allValueStrings: [String] { FacetField.allCases.map(\.rawValue) }
}

enum LayerOption: String, ExpressibleByArgument, CaseIterable {
    case exact, stem, alias, name

    var layers: SearchQuery.Layers { SearchQuery.Layers(name: rawValue)! }
}
