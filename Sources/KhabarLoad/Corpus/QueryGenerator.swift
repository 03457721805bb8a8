/// A query that at least one article of the corpus answers.
package struct GeneratedQuery: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// One to four words, any of which may match.
        case or
        /// Two or three words that must all match.
        case and
        /// Two or three words that stand next to each other.
        case phrase
    }

    package var kind: Kind
    package var words: [String]
    /// The number of an article that has the words.
    package var article: UInt64

    package init(kind: Kind, words: [String], article: UInt64) {
        self.kind = kind
        self.words = words
        self.article = article
    }

    /// In Khabar's query language.
    package var text: String {
        switch kind {
        case .or: words.joined(separator: " ")
        case .and: words.map { "+" + $0 }.joined(separator: " ")
        case .phrase: "\"" + words.joined(separator: " ") + "\""
        }
    }

    /// The kind, a tab, the words, a line feed: a line of a file of queries.
    package func appendLine(to lines: inout [UInt8]) {
        lines += "\(kind.rawValue)\t\(words.joined(separator: " "))\n".utf8
    }
}

/// Takes queries from the corpus's own articles, so that their words are as frequent as in the texts.
package struct QueryGenerator: Sendable {
    private let corpus: CorpusGenerator
    private let articles: Range<UInt64>
    private var random: SplitMix64

    /// - Parameter articles: the numbers of the articles that are searched; not empty, fewer than 2³¹.
    package init(corpus: CorpusGenerator, articles: Range<UInt64>, seed: UInt64) {
        precondition(!articles.isEmpty && articles.count <= 1 << 31)
        self.corpus = corpus
        self.articles = articles
        random = SplitMix64(seed: seed)
    }

    package mutating func next(_ kind: GeneratedQuery.Kind) -> GeneratedQuery {
        let number = articles.lowerBound + UInt64(random.below(articles.count))
        let sentences = Self.runs(corpus.article(number).text)
        let words =
            switch kind {
            case .or: (0..<(1 + random.below(4))).map { _ in word(sentences) }
            case .and: (0..<(2 + random.below(2))).map { _ in word(sentences) }
            case .phrase: phrase(sentences)
            }
        return GeneratedQuery(kind: kind, words: words, article: number)
    }

    private mutating func word(_ runs: [[String]]) -> String {
        let run = runs[random.below(runs.count)]
        return run[random.below(run.count)]
    }

    /// Every article has a run of three words at least: its own phrase.
    private mutating func phrase(_ runs: [[String]]) -> [String] {
        let long = runs.filter { $0.count >= 3 }
        let run = long[random.below(long.count)]
        let length = 2 + random.below(2)
        let start = random.below(run.count - length + 1)
        return Array(run[start..<(start + length)])
    }

    /// The words of a text between its punctuation.
    private static func runs(_ text: [UInt8]) -> [[String]] {
        var runs: [[String]] = [[]]
        var word = String.UnicodeScalarView()
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            let isMark = isPunctuation(scalar)
            if isMark || scalar == " " || scalar == "\n" {
                if !word.isEmpty { runs[runs.count - 1].append(String(word)) }
                word.removeAll()
                if isMark, runs[runs.count - 1].isEmpty == false { runs.append([]) }
            } else {
                word.append(scalar)
            }
        }
        return runs.filter { !$0.isEmpty }
    }

    private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case ".", ",", "?", "“", "”", "«", "»", "\u{964}", "\u{6D4}", "\u{61F}", "\u{60C}": true
        default: false
        }
    }
}
