internal import KhabarText

/// Where a query and the articles put their spaces differently: प्रधान मंत्री and प्रधानमंत्री, عبد الله and عبدالله, کیلی فورنیا and کیلیفورنیا, health care and healthcare.
///
/// Which words exist, the index knows; no list of them is needed. Words that are typed apart are looked up in one too, by spelling; a word in two only where
/// spelling finds too little, since that is a phrase to be looked for. Measured in docs/ranking.md.
enum WordSpacing {
    /// The score of the word in one against that of the two as written.
    static let joinedFactor: Float = 0.9
    /// The score of the two words together against the mean of what each would score.
    static let splitFactor: Float = 0.9
    /// Single letters are words too seldom, but in Latin script (`e mail`), and half a word never.
    static let lettersMin = 2
    /// A word that more articles have is seldom missed in those that have it in two, and each place to cut it costs a look into the dictionary.
    static let articlesMax = 64
    /// A word is looked for as so many pairs, of the commonest words.
    static let splitsMax = 2
    /// All words of a query together: each pair is a phrase to be looked for.
    static let querySplitsMax = 16

    /// Two words that follow each other as one; nil where nobody writes them so, and where the analyser would take them apart again.
    ///
    /// - Parameter typed: both as they were typed, without what stood between.
    static func joined(_ left: QueryTerm, _ right: QueryTerm, typed: String, stemmer: Stemmer?) -> QueryTerm? {
        guard
            isWord(left) && (left.script == right.script && isWord(right) || right.script == .digits)
                || left.script == .digits && isWord(right)
        else { return nil }
        let terms = analyze(query: typed.utf8.span, stemmer: stemmer)
        return terms.count == 1 && !mayBeStopWord(terms[0].exact, terms[0].script) ? terms[0] : nil
    }

    private static func isWord(_ term: QueryTerm) -> Bool {
        plausibleReadings(of: term.script) != [.none] && !mayBeStopWord(term.exact, term.script)
            && (term.script == .latin || letterStarts(of: term.exact.span).count >= lettersMin)
    }

    private static func mayBeStopWord(_ term: [UInt8], _ script: Script) -> Bool {
        plausibleReadings(of: script).contains { isStopWord(term.span, reading: $0) }
    }

    /// The bytes before which a term may be cut in two: so that words remain, or between its letters and its digits (F16, F-16).
    static func cuts(of term: QueryTerm) -> [Int] {
        guard plausibleReadings(of: term.script) != [.none] else { return [] }
        let starts = letterStarts(of: term.exact.span)
        return starts.indices.dropFirst().filter { number in
            min(number, starts.count - number) >= lettersMin || number == 1 && term.script == .latin
                || isDigit(term.exact[starts[number]]) != isDigit(term.exact[starts[number - 1]])
        }.map { starts[$0] }
    }

    /// Digits of all scripts are folded to these.
    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    /// Stop words with which compounds of English begin or end: on-line, by-election, lock-down.
    private static let particles = Set(
        ["by", "down", "in", "off", "on", "out", "over", "under", "up"].map { Array($0.utf8) })

    /// A term as two, each as it would be written alone; nil when one of them is no word of its own.
    static func pair(of term: QueryTerm, cutAt cut: Int) -> [[UInt8]]? {
        var pair: [[UInt8]] = []
        var particles = 0
        for half in [term.exact[..<cut], term.exact[cut...]] {
            let terms = analyze(query: Array(half).span, stemmer: nil)
            guard terms.count == 1 else { return nil }
            if mayBeStopWord(terms[0].exact, terms[0].script) {
                guard Self.particles.contains(terms[0].exact) else { return nil }
                particles += 1
            }
            pair.append(terms[0].exact)
        }
        return particles < 2 ? pair : nil
    }
}
