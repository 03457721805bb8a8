internal import KhabarText

/// Cuts the snippets of one search's hits.
package final class SnippetMaker {
    private let query: SnippetQuery
    private let termCount: Int
    private var terms: MarkedTerms
    private var reader: TextReader
    private var tokens = Tokens()
    private var matches: [TokenMatch] = []

    /// - Parameter outcome: of the request; it knows what the query's words stood for.
    package init(_ request: SearchRequest, _ outcome: SearchOutcome) throws(SegmentError) {
        reader = try TextReader()
        (query, terms) = QueryMarks.marks(of: request, outcome)
        termCount = query.termCount
    }

    /// The best piece of the article's summary, body and captions, as far as they must be read. Damage throws and concerns this article alone.
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

    /// Reads the text piece by piece until it is clear what to show: all that the query asks for stands together, or enough was read for something to be
    /// found.
    private func wellFormedSnippet(of text: [UInt8], _ articleLanguage: String) -> Snippet? {
        var clusters = Clusters(text)
        matches.removeAll(keepingCapacity: true)
        tokens.removeAll()
        var read = 0
        while true {
            let end = endOfPiece(text, from: read)
            let next = tokens.nextPosition
            tokens.removeAll()
            tokens.nextPosition = next
            tokenize(text.span.extracting(read..<end), into: &tokens)
            terms.appendMatches(tokens, articleLanguage: articleLanguage, offset: read, to: &matches)
            read = end
            let isLast = read == text.count
            if matches.isEmpty && !isLast { continue }
            let found = query.occurrences(in: matches)
            let isEnough = read >= SnippetLimits.pieceBytes && !found.tokens.isEmpty
            let piece = bestPiece(&clusters, showing: found, clustersMax: SnippetLimits.clustersMax)
            // What is shown must have been read, so that all that matches in it is marked.
            let showsAll = piece.phrases == query.phrases.count && piece.terms == termCount
            if isLast || (isEnough || showsAll) && piece.range.upperBound <= read {
                return written(&clusters, piece.range, of: found)
            }
        }
    }

    /// Behind a space, so that no word is split, unless there is none for long; never inside of a scalar. Further pieces are as long as what was read
    /// before, so that looking at all of it again with each costs twice as much and no more.
    private func endOfPiece(_ text: [UInt8], from start: Int) -> Int {
        let length = start == 0 ? SnippetLimits.firstPieceBytes : max(SnippetLimits.pieceBytes, start)
        guard text.count - start > length else { return text.count }
        var end = start + length
        if let space = text[start..<end].lastIndex(where: { $0 <= UInt8(ascii: " ") }) { return space + 1 }
        while end > start + 1, text[end] & 0xC0 == 0x80 { end -= 1 }
        return end
    }
}
