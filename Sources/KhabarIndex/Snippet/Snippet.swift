/// The piece of an article that shows best why it was found.
package struct Snippet: Equatable, Sendable {
    package var text: String
    /// What matched: ranges of bytes in `text`'s UTF-8, ascending, apart from each other, on cluster boundaries.
    package var highlights: [Range<Int>]

    package init(text: String, highlights: [Range<Int>]) {
        self.text = text
        self.highlights = highlights
    }
}

/// The text that a snippet is cut from: tokenise this one, so that offsets and positions refer to it.
package func snippetText(paragraphs: [String]) -> String { paragraphs.joined(separator: " ") }

/// Cuts the best piece out of a text.
///
/// Best is: most of the query's phrases, then most of its different terms, then most matches, then the earliest. The
/// piece ends between words, has an ellipsis where text was cut off, and never splits a grapheme cluster. Without
/// matches it is the beginning; a text that is short enough is taken whole.
/// - Parameters:
///   - matches: the tokens of `text` that match any term of the query.
///   - clustersMax: of the snippet, ellipses included; at least 3.
package func snippet(
    text: String, matches: [TokenMatch], of query: SnippetQuery, clustersMax: Int = SnippetLimits.clustersMax
) -> Snippet {
    precondition(clustersMax >= 3, "no room for a cluster between two ellipses")
    let found = query.occurrences(in: matches)
    let piece: Range<Int>
    if isShort(text, clustersMax: clustersMax) {
        piece = 0..<text.utf8.count
    } else {
        let window = bestWindow(found, in: text.utf8.span, clustersMax: clustersMax - 2)
        piece = cut(text, around: window, clustersMax: clustersMax - 2)
    }
    return written(text, piece, highlights: found.tokens.map { $0.range })
}

private func isShort(_ text: String, clustersMax: Int) -> Bool {
    guard text.utf8.count <= SnippetLimits.bytesMax else { return false }
    return text.index(text.startIndex, offsetBy: clustersMax + 1, limitedBy: text.endIndex) == nil
}

/// The piece with ellipses where something is missing, and the highlights that lie in it.
private func written(_ text: String, _ piece: Range<Int>, highlights: [Range<Int>]) -> Snippet {
    let (lower, upper) = (text.utf8Index(piece.lowerBound), text.utf8Index(piece.upperBound))
    let before = text[..<lower].contains { !$0.isWhitespace } ? "…" : ""
    let after = text[upper...].contains { !$0.isWhitespace } ? "…" : ""
    let shift = before.utf8.count - piece.lowerBound
    var shown: [Range<Int>] = []
    for highlight in highlights.sorted(by: { $0.lowerBound < $1.lowerBound }) where highlight.overlaps(piece) {
        let whole = text.clusters(around: highlight).clamped(to: piece)
        let range = (whole.lowerBound + shift)..<(whole.upperBound + shift)
        if let last = shown.last, range.lowerBound < last.upperBound {
            shown[shown.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        } else {
            shown.append(range)
        }
    }
    return Snippet(text: before + text[lower..<upper] + after, highlights: shown)
}
