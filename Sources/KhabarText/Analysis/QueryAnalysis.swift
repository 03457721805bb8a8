/// A token of a query, with everything that it may match.
package struct QueryTerm: Sendable, Equatable {
    /// The folded term.
    package var exact: [UInt8]
    package var script: Script
    /// Its stem in every plausible reading of its script: Arabic script has two. None when they were not asked for.
    package var stems: [(Reading, [UInt8])]
    /// Its byte range in the query, and its position in words from 0.
    package var start: Int
    package var end: Int
    package var position: UInt32

    /// Whether it is a stop word in every plausible reading.
    package var isStopWord: Bool {
        plausibleReadings(of: script).allSatisfy { KhabarText.isStopWord(exact.span, reading: $0) }
    }

    package static func == (a: QueryTerm, b: QueryTerm) -> Bool {
        a.exact == b.exact && a.script == b.script && a.stems.elementsEqual(b.stems) { $0 == $1 }
            && a.start == b.start && a.end == b.end && a.position == b.position
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
        return QueryTerm(
            exact: term, script: tokens.scripts[k], stems: stems, start: Int(tokens.starts[k]),
            end: Int(tokens.ends[k]), position: tokens.positions[k])
    }
}

/// The tokens of a piece of query text.
package func analyze(query word: String) -> [QueryTerm] {
    analyze(query: [UInt8](word.utf8).span, stemmer: Stemmer())
}

/// One line of `khabar analyze`.
package struct AnalyzedToken: Sendable, Equatable {
    /// As written.
    package var text: String
    package var term: String
    /// `exact` or `stem`.
    package var layer: String
    /// Byte range in the text.
    package var start: Int
    package var end: Int
}

/// Every token of a text, in each layer: its exact term, then its stem, or its stems where no language is given and the script has several readings.
///
/// A reading without a stemmer gives no stem.
package func analyze(text: String, language: String?) -> [AnalyzedToken] {
    let bytes = [UInt8](text.utf8)
    var tokens = Tokens()
    tokenize(bytes.span, into: &tokens)
    let stemmer = Stemmer()
    var analyzed: [AnalyzedToken] = []
    for k in 0..<tokens.count {
        let (start, end) = (Int(tokens.starts[k]), Int(tokens.ends[k]))
        let written = String(decoding: bytes[start..<end], as: UTF8.self)
        func add(_ term: [UInt8], _ layer: String) {
            let token = AnalyzedToken(
                text: written, term: String(decoding: term, as: UTF8.self), layer: layer, start: start, end: end)
            if analyzed.last != token { analyzed.append(token) }
        }
        let term = tokens.term(k)
        add(term, "exact")
        let script = tokens.scripts[k]
        for reading in language.map({ [reading(of: script, articleLanguage: $0)] }) ?? plausibleReadings(of: script)
        where reading != .none {
            var stem: [UInt8] = []
            stemmer.stem(term.span, as: reading, into: &stem)
            add(stem, "stem")
        }
    }
    return analyzed
}
