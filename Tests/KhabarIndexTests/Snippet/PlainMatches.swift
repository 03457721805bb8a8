import KhabarIndex

/// The words of a text between its spaces and punctuation, matched as written against the query's terms.
func plainMatches(_ text: String, _ terms: [String]) -> [TokenMatch] {
    var matches: [TokenMatch] = []
    var position = 0
    var word = ""
    var start = 0
    var offset = 0
    func end() {
        guard !word.isEmpty else { return }
        var bits: UInt64 = 0
        for (number, term) in terms.enumerated() where term == word { bits |= 1 << UInt64(number) }
        if bits != 0 { matches.append(TokenMatch(range: start..<offset, position: position, terms: bits)) }
        position += 1
        word = ""
    }
    for scalar in text.unicodeScalars {
        if scalar.properties.isWhitespace || ".,،۔।!?؟".unicodeScalars.contains(scalar) {
            end()
        } else {
            if word.isEmpty { start = offset }
            word.unicodeScalars.append(scalar)
        }
        offset += UTF8.width(scalar)
    }
    end()
    return matches
}

func plainSnippet(
    _ paragraphs: [String], words: [String] = [], phrase: [String] = [], clustersMax: Int = SnippetLimits.clustersMax
) -> Snippet {
    let text = paragraphs.joined(separator: " ")
    let parts = phrase.indices.map { SnippetQuery.PhrasePart(term: words.count + $0, offset: $0) }
    let query = SnippetQuery(words: (1 << UInt64(words.count)) - 1, phrases: phrase.isEmpty ? [] : [parts])
    let matches = plainMatches(text, words + phrase)
    return snippet(text: Array(text.utf8), matches: matches, of: query, clustersMax: clustersMax)!
}

extension Snippet {
    /// The highlighted pieces.
    var shown: [String] { highlights.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) } }
}
