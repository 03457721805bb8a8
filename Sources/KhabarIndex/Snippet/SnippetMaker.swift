internal import KhabarText

/// Cuts the snippets of one search's hits.
package final class SnippetMaker {
    private let query: SnippetQuery
    private var terms: MarkedTerms
    private var reader: TextReader
    private var tokens = Tokens()
    private var matches: [TokenMatch] = []

    /// - Parameter outcome: of the request; it knows what the query's words stood for.
    package init(_ request: SearchRequest, _ outcome: SearchOutcome) throws(SegmentError) {
        reader = try TextReader()
        (query, terms) = QueryMarks.marks(of: request, outcome)
    }

    /// The best piece of the article's summary, body and captions. Damage throws and concerns this article alone.
    package func snippet(of article: DocID, in segment: Segment) throws(SegmentError) -> Snippet {
        try segment.readText(of: article, &reader)
        return snippet(of: reader.text, articleLanguage: segment.language(article))
    }

    /// What in the text is not UTF-8 is replaced, as it is wherever else the text is shown.
    func snippet(of text: [UInt8], articleLanguage: String) -> Snippet {
        if let snippet = wellFormedSnippet(of: text, articleLanguage) { return snippet }
        let repaired = [UInt8](String(decoding: text, as: UTF8.self).utf8)
        return wellFormedSnippet(of: repaired, articleLanguage) ?? Snippet(text: "", highlights: [])
    }

    private func wellFormedSnippet(of text: [UInt8], _ articleLanguage: String) -> Snippet? {
        var found = Occurrences(tokens: [], runs: [])
        var start = 0
        repeat {
            let end = endOfPiece(text, from: start)
            tokens.removeAll()
            tokenize(text.span.extracting(start..<end), into: &tokens)
            matches.removeAll(keepingCapacity: true)
            terms.appendMatches(tokens, articleLanguage: articleLanguage, offset: start, to: &matches)
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
