import ArgumentParser
import KhabarCommand
import KhabarFormats
import KhabarText

struct AnalyzeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "analyze",
        abstract: "Shows how a text is cut into terms, and what they match; needs no server.",
        discussion: """
            Layers: exact, the word folded; stem, its stem; alias, other names for the same thing; name, the classes of the consonants by which a \
            name is found in other scripts.
            In JSON each line is an object: text, term, layer, and the byte offsets start and end.
            """)

    @Option(help: "ISO 639 code of the text's language; without it, every reading of its script.")
    var language: String?

    @Option(help: "Layers to show; each holds those before it.")
    var layers: LayerOption = .name

    @Option(help: "How terms are written; text on a terminal, else JSON Lines.")
    var format: OutputFormat?

    @Option(
        help: ArgumentHelp(
            "Aliases of your own, as the server's --aliases; says which line cannot be used.", valueName: "file"))
    var aliases: String?

    @Argument(help: "The text.")
    var text: [String]

    func run() throws {
        let tokens = analyze(
            text: text.joined(separator: " "), language: language, layers: layers.analysed,
            aliases: try aliases.map(readAliases) ?? .shared)
        switch format ?? (StandardOutput.isTerminal ? .text : .json) {
        case .json:
            for token in tokens { try writeResult(Self.json(token)) }
        case .text:
            var shown: Range<Int>?
            for token in tokens {
                let range = token.start..<token.end
                if shown != range {
                    try writeResult("\(terminalText(token.text, bold: false))  bytes \(token.start) to \(token.end)")
                    shown = range
                }
                let layer = token.layer.rawValue
                let padding = String(repeating: " ", count: 7 - layer.count)
                try writeResult("    \(layer)\(padding)\(terminalText(token.term, bold: false))")
            }
        }
    }

    private static func json(_ token: AnalyzedToken) -> String {
        JSONText.object([
            ("text", JSONText.string(token.text)), ("term", JSONText.string(token.term)),
            ("layer", JSONText.string(token.layer.rawValue)), ("start", "\(token.start)"), ("end", "\(token.end)"),
        ])
    }
}

extension LayerOption {
    fileprivate var analysed: AnalysisLayer {
        switch self {
        case .exact: .exact
        case .stem: .stem
        case .alias: .alias
        case .name: .name
        }
    }
}
