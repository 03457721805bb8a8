@testable import KhabarIndex

/// The snippet of a text of which all matches are known; nil when the text is not UTF-8 where it was looked at.
func snippet(
    text: [UInt8], matches: [TokenMatch], of query: SnippetQuery, clustersMax: Int = SnippetLimits.clustersMax
) -> Snippet? {
    var clusters = Clusters(text)
    let found = query.occurrences(in: matches)
    return written(&clusters, bestPiece(&clusters, showing: found, clustersMax: clustersMax).range, of: found)
}
