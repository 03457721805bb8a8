import ArgumentParser
import KhabarClient
import KhabarCommand
import KhabarFormats

struct SuggestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suggest",
        abstract: "Completes what is being typed.",
        discussion: """
            First the text with its last word completed, by words that stand together with those before it; then titles that have all of the words.
            A space at the end says that the last word is whole.
            """)

    @OptionGroup var server: ServerOptions

    /// As many of each kind as a server gives: a list below what is being typed is no longer.
    private static let ofEachKindMax = 50

    @Option(help: "At most so many of each kind; never more than 50.")
    var limit: Int = 8

    @Option(help: "How suggestions are written.")
    var format: OutputFormat = .text

    @Argument(help: "What was typed so far.")
    var text: [String]

    func validate() throws {
        try ResultLimit.check(limit)
        guard !text.isEmpty else { throw ValidationError("What was typed so far?") }
    }

    func run() async throws {
        let suggestions = try await server.withClient { (client) throws(KhabarError) in
            try await client.suggest(text.joined(separator: " "), limit: min(limit, Self.ofEachKindMax))
        }
        switch format {
        case .json: try writeResult(suggestions.json())
        case .text:
            for suggestion in suggestions {
                let text = terminalText(suggestion.text, bold: false)
                switch suggestion.kind {
                case .words: try writeResult("\(text)  (\(suggestion.count))")
                case .title(let id): try writeResult("“\(text)”  \(terminalText(id, bold: false))")
                }
            }
        }
    }
}

struct RelatedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "related",
        abstract: "Finds the stories most related to an article, in all languages.",
        discussion: """
            They share its most telling words, names and numbers, by other names and in other scripts too; what was published at about its time comes first. \
            Copies of the article are left out.
            """)

    @OptionGroup var server: ServerOptions

    @Option(help: "At most so many articles, up to 1000.")
    var limit: Int = 10

    @Option(help: "How results are written.")
    var format: OutputFormat = .text

    @Argument(help: "The article's id.")
    var id: String

    func validate() throws {
        try ResultLimit.check(limit)
    }

    func run() async throws {
        let results = try await server.withClient { (client) throws(KhabarError) in
            try await client.related(to: id, limit: limit, snippets: true)
        }
        switch format {
        case .json: try writeResult(results.json())
        case .text:
            for (index, hit) in results.hits.enumerated() {
                if index > 0 { try writeResult("") }
                try HitText(hit).write(number: index + 1)
            }
        }
    }
}

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Shows each new article that matches, as it becomes searchable, until it is stopped.",
        discussion: """
            In JSON each line is an object: a hit as `khabar search` writes it, and a position. --from the position of the last line that was dealt with misses nothing, \
            also after the server was restarted. Articles that came at once have the position before them, the last of them that behind them: whoever is stopped \
            among them sees the first of them again.
            --timeout is for connecting and the first answer. After that a server that is lost is waited for, which is said on standard error.
            """)

    @OptionGroup var server: ServerOptions

    @Option(help: ArgumentHelp("Begin behind this position instead of now.", valueName: "position"))
    var from: String?

    @Option(help: ArgumentHelp("Stop after so many articles.", valueName: "n"))
    var count: Int?

    @Option(help: "How articles are written.")
    var format: OutputFormat = .text

    @Option(help: "How loosely words match; each layer holds those before it.")
    var layers: LayerOption = .name

    @Argument(help: "What to watch for, in the query language.")
    var query: [String]

    func validate() throws {
        guard !query.isEmpty else { throw ValidationError("What is to be watched for?") }
        if let from, WatchPosition(from) == nil { throw ValidationError("--from takes a position that watch gave.") }
        guard (count ?? 1) > 0 else { throw ValidationError("--count must be at least 1.") }
    }

    func run() async throws {
        try await server.withClient { (client) throws(KhabarError) in try await body(client) }
    }

    private func body(_ client: KhabarClient) async throws(KhabarError) {
        let watched = client.watch(
            query.joined(separator: " "), from: from.flatMap(WatchPosition.init), layers: layers.layers
        ) { reason in
            StandardError.writeLine(
                reason.map { "\($0.message); waiting for the server" } ?? "watching again")
        }
        var iterator = watched.makeAsyncIterator()
        try await iterator.begin()
        if let position = iterator.position { StandardError.writeLine("watching from \(position)") }
        var left = count ?? .max
        while left > 0 {
            iterator.limit = min(left, Self.batchMax)
            let before = iterator.position
            guard let batch = try await iterator.next() else { return }
            for (index, hit) in batch.hits.enumerated() {
                let isLast = index == batch.hits.count - 1
                guard write(hit, isLast ? batch.position : before ?? batch.position) else { return }
            }
            left -= batch.hits.count
        }
        if let position = iterator.position { StandardError.writeLine("goes on with --from \(position)") }
    }

    private static let batchMax = 100

    /// False when nobody reads any more.
    private func write(_ hit: SearchHit, _ position: WatchPosition) -> Bool {
        do {
            switch format {
            case .json: try writeResult(hit.json(position: position))
            case .text:
                try HitText(hit).write(number: nil)
                try writeResult("")
            }
            return true
        } catch {
            return false
        }
    }
}
