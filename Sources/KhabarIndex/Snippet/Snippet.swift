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

/// The best piece of a text, and how much of a query it shows; that of a short text, which is taken whole, is not counted.
///
/// Best is: most of the query's phrases, then most of its different terms, then most matches, then the earliest. The
/// piece ends between words and never splits a grapheme cluster. Without matches it is the beginning.
///
/// - Parameter clustersMax: of the snippet, ellipses included; at least 3.
func bestPiece(_ text: inout Clusters, showing found: Occurrences, clustersMax: Int) -> Window {
    precondition(clustersMax >= 3, "no room for a cluster between two ellipses")
    if isShort(&text, clustersMax: clustersMax) { return Window(range: 0..<text.count, phrases: 0, terms: 0) }
    var piece = bestWindow(found, in: text.text.span, clustersMax: clustersMax - 2)
    piece.range = cut(&text, around: piece.range, clustersMax: clustersMax - 2)
    return piece
}

private func isShort(_ text: inout Clusters, clustersMax: Int) -> Bool {
    guard text.count <= SnippetLimits.bytesMax else { return false }
    var end = 0
    for _ in 0..<clustersMax where end < text.count { end = text.end(end) }
    return end == text.count
}

/// The piece with ellipses where something is missing, and the highlights that lie in it; nil when the text is not UTF-8 where it was looked at.
func written(_ text: inout Clusters, _ piece: Range<Int>, of found: Occurrences) -> Snippet? {
    let before = hasContent(&text, 0..<piece.lowerBound) ? "…" : ""
    let after = hasContent(&text, piece.upperBound..<text.count) ? "…" : ""
    let shift = before.utf8.count - piece.lowerBound
    var shown: [Range<Int>] = []
    let highlights = found.tokens.map(\.range).sorted { $0.lowerBound < $1.lowerBound }
    for highlight in highlights where highlight.overlaps(piece) {
        let whole = text.around(highlight).clamped(to: piece)
        let range = (whole.lowerBound + shift)..<(whole.upperBound + shift)
        if let last = shown.last, range.lowerBound < last.upperBound {
            shown[shown.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        } else {
            shown.append(range)
        }
    }
    guard let middle = String(validating: text.text[piece], as: UTF8.self), !text.isIllFormed else { return nil }
    return Snippet(text: before + middle + after, highlights: shown)
}

private func hasContent(_ text: inout Clusters, _ range: Range<Int>) -> Bool {
    var place = range.lowerBound
    while place < range.upperBound {
        if !isWhitespace(text.text, at: place) { return true }
        place = text.end(place)
    }
    return false
}
