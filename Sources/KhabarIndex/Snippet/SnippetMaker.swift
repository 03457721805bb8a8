internal import KhabarText

/// Cuts the snippets of one search's hits.
package final class SnippetMaker {
    private let query: SnippetQuery
    private var terms: MarkedTerms
    private var reader: TextReader
    private var tokens = Tokens()
    private var matches: [TokenMatch] = []

    package init(_ query: QueryNode, layers: SearchLayers) throws(SegmentError) {
        reader = try TextReader()
        (self.query, terms) = QueryMarks.marks(of: query, layers: layers)
    }

    /// The best piece of the article's summary, body and captions. Damage throws and concerns this article alone.
    package func snippet(of article: DocID, in segment: Segment) throws(SegmentError) -> Snippet {
        try segment.readText(of: article, &reader)
        let language = segment.language(article)
        if let snippet = snippet(of: reader.text, language) { return snippet }
        // Not UTF-8: as it is shown elsewhere, with what is no scalar replaced.
        let repaired = [UInt8](String(decoding: reader.text, as: UTF8.self).utf8)
        return snippet(of: repaired, language) ?? Snippet(text: "", highlights: [])
    }

    private func snippet(of text: [UInt8], _ language: String) -> Snippet? {
        var found = Occurrences(tokens: [], runs: [])
        var start = 0
        tokens.removeAll()
        repeat {
            let end = endOfPiece(text, from: start)
            let position = tokens.nextPosition
            tokens.removeAll()
            tokens.nextPosition = position
            tokenize(text.span.extracting(start..<end), into: &tokens)
            matches.removeAll(keepingCapacity: true)
            terms.appendMatches(tokens, articleLanguage: language, offset: start, to: &matches)
            found = query.occurrences(in: matches)
            start = end
        } while found.tokens.isEmpty && start < text.count
        return KhabarIndex.snippet(text: text, showing: found)
    }

    /// Behind a space, so that no word is split, unless there is none for long.
    private func endOfPiece(_ text: [UInt8], from start: Int) -> Int {
        guard text.count - start > SnippetLimits.pieceBytesMax else { return text.count }
        let end = start + SnippetLimits.pieceBytesMax
        return text[start..<end].lastIndex(of: UInt8(ascii: " ")).map { $0 + 1 } ?? end
    }
}
