/// A search of a run.
package struct LoadQuery: Sendable, Equatable {
    package var kind: GeneratedQuery.Kind
    /// In Khabar's query language.
    package var text: String

    package init(kind: GeneratedQuery.Kind, text: String) {
        self.kind = kind
        self.text = text
    }

    /// The words as a query of the kind. A word that would mean something else to the parser is quoted; nil when none is
    /// left.
    package init?(kind: GeneratedQuery.Kind, words: [String]) {
        let plain = words.flatMap { $0.split(whereSeparator: quotationMarks.contains).map(String.init) }
        guard !plain.isEmpty else { return nil }
        self.kind = kind
        switch kind {
        case .phrase: text = "\"" + plain.joined(separator: " ") + "\""
        case .or: text = plain.map(quotedIfNeeded).joined(separator: " ")
        case .and: text = plain.map { "+" + quotedIfNeeded($0) }.joined(separator: " ")
        }
    }

    /// Reads lines of a kind, a tab, and words with spaces between them.
    package static func read(_ lines: [UInt8], path: String) throws(InputError) -> [LoadQuery] {
        var queries: [LoadQuery] = []
        for (number, bytes) in lines.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let line = String(decoding: bytes.last == 0x0D ? bytes.dropLast() : bytes, as: UTF8.self)
            if line.isEmpty { continue }
            guard let tab = line.firstIndex(of: "\t"), let kind = GeneratedQuery.Kind(rawValue: String(line[..<tab]))
            else { throw InputError(path, line: number + 1, "must be or, and or phrase, a tab, and words") }
            let words = line[line.index(after: tab)...].split(separator: " ").map(String.init)
            // Words of nothing but quotation marks ask for nothing.
            if let query = LoadQuery(kind: kind, words: words) { queries.append(query) }
        }
        guard !queries.isEmpty else { throw InputError(path, "holds no query") }
        return queries
    }

    /// Queries of each kind in turn, from the articles of these numbers.
    package static func generated(
        _ count: Int, corpus: CorpusGenerator, articles: Range<UInt64>, kinds: [GeneratedQuery.Kind], seed: UInt64
    ) -> [LoadQuery] {
        precondition(!kinds.isEmpty)
        var generator = QueryGenerator(corpus: corpus, articles: articles, seed: seed)
        return (0..<count).map { number in
            let query = generator.next(kinds[number % kinds.count])
            return LoadQuery(kind: query.kind, text: query.text)
        }
    }

    /// The same queries in another order, which is the seed's.
    package static func shuffled(_ queries: [LoadQuery], seed: UInt64) -> [LoadQuery] {
        var random = SplitMix64(seed: seed)
        return queries.shuffled(using: &random)
    }
}

private func quotedIfNeeded(_ word: String) -> String {
    let isOperator = word == "AND" || word == "OR" || word == "NOT"
    let hasMeaning = word.contains { ":()*~".contains($0) } || word.hasPrefix("+") || word.hasPrefix("-")
    return isOperator || hasMeaning ? "\"\(word)\"" : word
}
