internal import KhabarText

/// Where a query and the articles put their spaces differently: प्रधान मंत्री and प्रधानमंत्री, عبد الله and عبدالله, کیلی فورنیا and کیلیفورنیا, health care and healthcare.
///
/// Which words exist, the index knows; no list of them is needed. Words that are typed apart are looked up in one too, by spelling; a word in two only where
/// spelling finds too little, since that is a phrase to be looked for. Measured in docs/ranking.md.
enum WordSpacing {
    /// The score of the word in one against that of the two as written.
    static let joinedFactor: Float = 0.9
    /// The score of the two words against that of the one as written.
    static let splitFactor: Float = 0.9
    /// A single letter is a word too seldom.
    static let lettersMin = 2
    /// A word that more articles have is seldom missed in those that have it in two, and each place to cut it costs a look into the dictionary.
    static let articlesMax = 64
    /// A word is looked for as so many pairs, of the commonest words.
    static let splitsMax = 2

    /// Two words that follow each other as one; nil where nobody writes them so, and where the analyser would take them apart again.
    static func joined(_ left: QueryTerm, _ right: QueryTerm, stemmer: Stemmer?) -> QueryTerm? {
        guard left.script == right.script, plausibleReadings(of: left.script) != [.none], !left.isStopWord,
            !right.isStopWord
        else { return nil }
        let terms = analyze(query: (left.exact + right.exact).span, stemmer: stemmer)
        return terms.count == 1 ? terms[0] : nil
    }

    /// All ways to cut a term between two of its letters.
    static func pairs(of term: QueryTerm) -> [[[UInt8]]] {
        let readings = plausibleReadings(of: term.script)
        guard readings != [.none] else { return [] }
        let starts = letterStarts(of: term.exact.span)
        guard starts.count >= 2 * lettersMin else { return [] }
        return starts[lettersMin...(starts.count - lettersMin)].map { start in
            [Array(term.exact[..<start]), Array(term.exact[start...])]
        }
        .filter { pair in
            !pair.contains { half in readings.contains { isStopWord(half.span, reading: $0) } }
        }
    }
}
