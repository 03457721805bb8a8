import ArgumentParser
import KhabarClient
import KhabarCommand
import KhabarFormats
import KhabarText

struct GetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "get", abstract: "Shows a whole article.")

    @OptionGroup var server: ServerOptions

    @Option(help: "How it is written; json is a line as of khabar-ingest --print.")
    var format: OutputFormat = .text

    @Argument(help: "The article's id.")
    var id: String

    func run() async throws {
        let stored = try await server.withClient { (client) throws(KhabarError) in try await client.get(id) }
        guard let stored else { throw CommandFailure(.failure, "there is no article \(id)") }
        let article = Article(stored)
        switch format {
        case .json: try writeResult(String(decoding: article.json(), as: UTF8.self))
        case .text: try writeText(article)
        }
    }

    private func writeText(_ article: Article) throws {
        let facts: [(String, String?)] = [
            ("Id", article.id), ("Language", article.language), ("Published", article.published?.text),
            ("Page date", article.pageDate?.text), ("Dateline", article.dateline), ("Agency", article.agency),
            ("Source", article.source), ("URL", article.url),
            ("Hashtags", article.hashtags.isEmpty ? nil : article.hashtags.joined(separator: " ")),
            ("Tags", article.tags.isEmpty ? nil : article.tags.joined(separator: ", ")),
            ("Version", "\(article.version)"),
        ]
        if let title = article.title { try writeResult(terminalText(title, bold: false) + "\n") }
        for (name, value) in facts {
            guard let value else { continue }
            try writeResult("\(name): \(terminalText(value, bold: false))")
        }
        for paragraph in [article.summary].compactMap({ $0 }) + article.body {
            try writeResult("\n" + terminalText(paragraph, bold: false))
        }
    }
}

struct DeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Retracts articles.",
        discussion:
            "When it returns, the retraction is on the server's disk, and resending the article does not undo it.")

    @OptionGroup var server: ServerOptions

    @Option(
        help: ArgumentHelp(
            "Retract up to this version (of an article that was given none, its date), also of articles that come later; without it, whatever is there.",
            valueName: "version|date"))
    var upTo: VersionOption?

    @Option(help: "How the number of articles that are gone is written.")
    var format: OutputFormat = .text

    @Argument(help: "The articles' ids.")
    var ids: [String]

    func run() async throws {
        let count = try await server.withClient { (client) throws(KhabarError) in
            try await client.delete(ids, version: upTo?.version)
        }
        try writeResult(format == .json ? JSONText.object([("deleted", "\(count)")]) : "\(count) deleted")
    }
}

/// A whole number, or a date, whose seconds since 1970 are the version of an article that was given none; a day stands for its last second.
struct VersionOption: ExpressibleByArgument {
    let version: UInt64

    init?(argument: String) {
        if let number = UInt64(argument) {
            version = number
            return
        }
        guard let date = PublicationDate(reading: argument),
            let seconds = UInt64(exactly: date.hasTime ? date.seconds : date.seconds + 86_399)
        else { return nil }
        version = seconds
    }
}
