/// A token of a query, with everything that it may match.
package struct QueryTerm: Sendable, Equatable {
    /// The folded term.
    package var exact: [UInt8]
    package var script: Script
    /// Its stem in every plausible reading of its script: Arabic script has two. None when they were not asked for.
    package var stems: [(Reading, [UInt8])]
    /// The stems of its irregular forms, or of the word whose form it is.
    package var siblings: [(Reading, [UInt8])] = []
    /// Its byte range in the query, and its position in words from 0.
    package var start: Int
    package var end: Int
    package var position: UInt32
    /// Whether it is written in Latin capitals alone.
    package var isCapitals = false

    /// Whether it is a stop word in every plausible reading.
    package var isStopWord: Bool {
        plausibleReadings(of: script).allSatisfy { KhabarText.isStopWord(exact.span, reading: $0) }
    }

    package static func == (a: QueryTerm, b: QueryTerm) -> Bool {
        a.exact == b.exact && a.script == b.script && a.stems.elementsEqual(b.stems) { $0 == $1 }
            && a.siblings.elementsEqual(b.siblings) { $0 == $1 }
            && a.start == b.start && a.end == b.end && a.position == b.position && a.isCapitals == b.isCapitals
    }
}

/// The tokens of a piece of query text, in order; without a stemmer, without stems.
package func analyze(query word: Span<UInt8>, stemmer: Stemmer?) -> [QueryTerm] {
    var tokens = Tokens()
    tokenize(word, into: &tokens)
    return (0..<tokens.count).map { k in
        let term = tokens.term(k)
        var stems: [(Reading, [UInt8])] = []
        if let stemmer {
            for reading in plausibleReadings(of: tokens.scripts[k]) {
                var stem: [UInt8] = []
                stemmer.stem(term.span, as: reading, into: &stem)
                stems.append((reading, stem))
            }
        }
        let range = Int(tokens.starts[k])..<Int(tokens.ends[k])
        let siblings = stems.flatMap { reading, stem in
            Stemmer.siblings(of: stem, as: reading).map { (reading, $0) }
        }
        return QueryTerm(
            exact: term, script: tokens.scripts[k], stems: stems, siblings: siblings, start: range.lowerBound,
            end: range.upperBound, position: tokens.positions[k], isCapitals: isCapitals(word, range))
    }
}

/// Points do not matter (U.N.).
private func isCapitals(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
    range.allSatisfy { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= text[$0] || text[$0] == UInt8(ascii: ".") }
}

/// The tokens of a piece of query text.
package func analyze(query word: String) -> [QueryTerm] {
    analyze(query: [UInt8](word.utf8).span, stemmer: Stemmer())
}
