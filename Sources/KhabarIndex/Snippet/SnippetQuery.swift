/// A token of a text that matches a query.
package struct TokenMatch: Equatable, Sendable {
    /// In bytes of the text's UTF-8; not empty.
    package var range: Range<Int>
    /// Counted in words, as the tokeniser does.
    package var position: Int
    /// The query's terms that it matches, one bit each.
    package var terms: UInt64

    package init(range: Range<Int>, position: Int, terms: UInt64) {
        self.range = range
        self.position = position
        self.terms = terms
    }
}

/// What of a query is to be shown in a text. Its terms are numbered from 0 to 63, however they match (as written, by
/// their stem, by an alias): equal numbers are one term.
package struct SnippetQuery: Equatable, Sendable {
    /// The terms that count wherever they stand, one bit each. Others count in their phrase alone.
    package var words: UInt64
    package var phrases: [[PhrasePart]]

    /// How many terms there are, those of phrases included.
    var termCount: Int {
        phrases.joined().reduce(words) { $0 | bit($1.term) }.nonzeroBitCount
    }

    package struct PhrasePart: Equatable, Sendable {
        package var term: Int
        /// Its position in the phrase, the first part's being 0.
        package var offset: Int

        package init(term: Int, offset: Int) {
            self.term = term
            self.offset = offset
        }
    }

    package init(words: UInt64, phrases: [[PhrasePart]] = []) {
        self.words = words
        self.phrases = phrases
    }
}

/// Where a text answers a query.
struct Occurrences: Equatable {
    /// The tokens to show, in the order of the text, with the terms that count there.
    var tokens: [TokenMatch]
    var runs: [Run]

    /// A phrase's tokens from first to last, as indices of `tokens`, ordered by the last.
    struct Run: Equatable {
        var phrase: Int
        var first: Int
        var last: Int
    }
}

extension SnippetQuery {
    /// Leaves out what stands alone but was asked for in a phrase only.
    func occurrences(in matches: [TokenMatch]) -> Occurrences {
        let matches = matches.sorted { ($0.position, $0.range.lowerBound) < ($1.position, $1.range.lowerBound) }
        var shown = matches.map { $0.terms & words }
        var runs: [(phrase: Int, tokens: [Int])] = []
        for (number, phrase) in phrases.enumerated() {
            for first in matches.indices {
                guard let tokens = run(of: phrase, at: first, in: matches) else { continue }
                runs.append((number, tokens))
                for (part, token) in zip(phrase, tokens) { shown[token] |= bit(part.term) }
            }
        }
        let kept = matches.indices.filter { shown[$0] != 0 }
            .sorted { matches[$0].range.lowerBound < matches[$1].range.lowerBound }
        var place = [Int](repeating: 0, count: matches.count)
        for (index, match) in kept.enumerated() { place[match] = index }
        return Occurrences(
            tokens: kept.map { TokenMatch(range: matches[$0].range, position: matches[$0].position, terms: shown[$0]) },
            runs: runs.map { run in
                let places = run.tokens.map { place[$0] }
                return Occurrences.Run(phrase: run.phrase, first: places.min()!, last: places.max()!)
            }.sorted { $0.last < $1.last })
    }

    private func run(of phrase: [PhrasePart], at first: Int, in matches: [TokenMatch]) -> [Int]? {
        var tokens: [Int] = []
        var next = first
        for part in phrase {
            let position = matches[first].position + part.offset
            while next < matches.count,
                matches[next].position < position
                    || matches[next].position == position && matches[next].terms & bit(part.term) == 0
            {
                if tokens.isEmpty { return nil }
                next += 1
            }
            guard next < matches.count, matches[next].position == position else { return nil }
            tokens.append(next)
        }
        return tokens.isEmpty ? nil : tokens
    }

    private func bit(_ term: Int) -> UInt64 { term < SnippetLimits.termsMax ? 1 << UInt64(term) : 0 }
}
