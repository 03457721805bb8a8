internal import KhabarText

extension Snapshot {
    /// The query with each word that is nowhere in the index replaced by the nearest that is; nil when there is none to replace, or nothing near.
    ///
    /// - Parameters:
    ///   - text: what `query` was parsed from.
    package func correction(
        of text: String, _ query: QueryNode, isCancelled: () -> Bool = { false }
    ) -> String? {
        var looks = 0
        let bytes = Array(text.utf8)
        var corrected: [UInt8] = []
        var copied = 0
        for words in query.words where words.form == .whole {
            for term in analyze(query: words.text) where isUnknown(term) {
                // Words of phrases and of compounds are found again in what was typed: ranges are those of the whole.
                let start = words.range.lowerBound
                looks += 1
                if looks > Self.correctedWordsMax || isCancelled() { return nil }
                guard let place = range(of: term, in: bytes, from: max(start, copied), to: words.range.upperBound),
                    let near = fuzzyTerms(term.exact, edits: nil, atMost: 1, isCancelled: isCancelled).first
                else { continue }
                corrected += bytes[copied..<place.lowerBound]
                corrected += surfaceForm(near.term).utf8
                copied = place.upperBound
            }
        }
        guard copied > 0 else { return nil }
        let query = String(decoding: corrected + bytes[copied...], as: UTF8.self)
        return finds(query, isCancelled) ? query : nil
    }

    /// Whoever takes up a suggestion must find something: each word may be in the index, and no article have all that is asked for.
    private func finds(_ query: String, _ isCancelled: () -> Bool) -> Bool {
        guard let node = try? parseQuery(query) else { return false }
        let outcome = try? search(SearchRequest(node, layers: .stem, limit: 1), isCancelled: isCancelled)
        return (outcome?.total ?? 0) > 0
    }

    /// A text with more words that are nowhere is no slip of the finger. Each costs a walk through the dictionaries.
    private static var correctedWordsMax: Int { 8 }

    private func isUnknown(_ term: QueryTerm) -> Bool {
        let keys =
            [(Layer.exact, term.exact)] + term.stems.filter { $0.0 != .none }.map { (.stem, [$0.0.rawValue] + $0.1) }
        return !views.contains { view in
            keys.contains { view.segment.dictionary(of: $0.0).find($0.1) != nil }
        }
    }

    /// Where a term's word stands between two places of the query.
    private func range(of term: QueryTerm, in bytes: [UInt8], from start: Int, to end: Int) -> Range<Int>? {
        guard start < end else { return nil }
        var tokens = Tokens()
        tokenize(Array(bytes[start..<end]).span, into: &tokens)
        for index in 0..<tokens.count where tokens.term(index) == term.exact {
            return (start + Int(tokens.starts[index]))..<(start + Int(tokens.ends[index]))
        }
        return nil
    }
}
