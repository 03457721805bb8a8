internal import KhabarProtocol

/// How a text being typed may go on.
public struct Suggestion: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// The text with its last word completed.
        case words
        /// The title of this article.
        case title(id: String)
    }

    public let kind: Kind
    public let text: String
    /// Articles that have the words; for a title, the article and its copies.
    public let count: Int

    init(_ suggestion: SuggestResult.Suggestion) {
        kind = suggestion.id.map { .title(id: $0) } ?? .words
        text = suggestion.text
        count = Int(clamping: suggestion.count)
    }
}
