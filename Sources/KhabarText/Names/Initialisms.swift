/// Names made of Latin letters, as each of the four languages writes them: CBI; सीबीआई, सी.बी.आई or सी बी आई; سی بی آئی; سي بي آي.
///
/// In news they are names like others, and no list can hold them all: two of five Urdu articles have one, 5,060 of them 907 different ones. Their
/// rule is simple: Hindi, Urdu and Arabic write what the letters are called in English (`names-letters.txt`), Hindi mostly in one word, the others in as many
/// as there are letters. Latin words are read so where they look like it: in capitals, or without a vowel. Of other short ones only the spellings in one word
/// are looked for, which costs nothing where there are none.
package enum Initialisms {
    /// Fewer letters are a letter, more a word.
    static let lettersMin = 2
    static let lettersMax = 8
    /// Latin words that are longer are words, and those that don't look like an initialism already when they are this long.
    static let latinLettersMax = 6
    static let plainLettersMax = 3
    /// An Arabic run may stand for so many (b or p, g or j), and letters may be written in so many ways.
    private static let readingsMax = 8
    private static let spellingsMax = 4

    /// A run of a query's terms that is an initialism.
    package struct Run {
        package var range: Range<Int>
        /// Without the words at either end that may not belong to it.
        package var core: Range<Int>
        /// As Latin letters, in lower case.
        var readings: [[UInt8]]
        /// Whether it may well be an ordinary word.
        var isPerhapsAWord = false
    }

    /// The initialisms among a query's terms, in their order, each as long as it can be. Terms that follow each other are taken for neighbours.
    package static func runs(in terms: [QueryTerm]) -> [Run] {
        var runs: [Run] = []
        var start = 0
        while start < terms.count {
            let run = run(in: terms, from: start)
            if let run { runs.append(run) }
            start = run?.range.upperBound ?? start + 1
        }
        return runs
    }

    /// What they may be written as besides.
    static func expansions(of terms: [QueryTerm]) -> [AliasExpansion] {
        runs(in: terms).compactMap { run in
            var forms: [AliasForm] = []
            for letters in run.readings { addForms(of: letters, inOneWordOnly: run.isPerhapsAWord, to: &forms) }
            let own = [run.range, run.core].map { terms[$0].map(\.exact) }
            forms.removeAll { own.contains($0.terms) }
            guard !forms.isEmpty else { return nil }
            return AliasExpansion(terms: run.range, forms: forms, factor: Aliases.factor / Float(run.range.count))
        }
    }

    /// Whether a folded term is an initialism and no name: it says nothing of how it sounds.
    static func isUnpronounceable(_ term: [UInt8]) -> Bool {
        switch scriptOfTerm(term.span) {
        case .latin: !term.contains(where: isVowel)
        case .devanagari: LetterNames.hindi.lettersWritten(in: term).count > lettersMin
        case .arabic, .digits, .other: false
        }
    }

    /// The same of a query's term: CBI in capitals does not sound like कभी (ever). Longer ones may be names that somebody shouts, or said as words: NATO, नाटो.
    package static func isUnpronounceable(_ term: QueryTerm) -> Bool {
        term.script == .latin && term.isCapitals && term.exact.count <= plainLettersMax
    }

    // MARK: Reading

    /// The longest run that begins at `start`.
    private static func run(in terms: [QueryTerm], from start: Int) -> Run? {
        let first = terms[start]
        let single = start..<start + 1
        switch first.script {
        case .latin:
            return latin(first).map { letters, isPerhapsAWord in
                Run(range: single, core: single, readings: [letters], isPerhapsAWord: isPerhapsAWord)
            }
        case .devanagari:
            let letters = LetterNames.hindi.lettersWritten(in: first.exact)
            if letters.count >= lettersMin { return Run(range: single, core: single, readings: [letters]) }
            return spelled(terms, from: start, [.hindi])
        case .arabic: return spelled(terms, from: start, [.urdu, .arabic])
        case .digits, .other: return nil
        }
    }

    private static func latin(_ term: QueryTerm) -> (letters: [UInt8], isPerhapsAWord: Bool)? {
        let letters = term.exact
        guard lettersMin...latinLettersMax ~= letters.count, letters.allSatisfy(isLetter) else { return nil }
        let looksLikeIt = term.isCapitals || !letters.contains(where: isVowel)
        guard looksLikeIt || letters.count <= plainLettersMax && !term.isStopWord else { return nil }
        return (letters, !looksLikeIt)
    }

    /// A run of words each of which is a letter's name, in one of the languages.
    private static func spelled(_ terms: [QueryTerm], from start: Int, _ languages: [LetterNames]) -> Run? {
        var longest: Run?
        for names in languages {
            guard let run = spelled(terms, from: start, names) else { continue }
            if longest?.range == run.range {
                longest!.readings += run.readings.filter { !longest!.readings.contains($0) }
            } else if longest.map({ $0.range.count < run.range.count }) ?? true {
                longest = run
            }
        }
        return longest
    }

    private static func spelled(_ terms: [QueryTerm], from start: Int, _ names: LetterNames) -> Run? {
        var end = start
        while end < terms.count, end - start < lettersMax, !names.letters(terms[end].exact).isEmpty { end += 1 }
        var core = start..<end
        while let first = core.first, names.isWord(terms[first].exact) { core.removeFirst() }
        while let last = core.last, names.isWord(terms[last].exact) { core.removeLast() }
        // Two words of which one is a frequent one stand beside each other by chance.
        let ranges = (end - start == lettersMin ? [core] : [start..<end, core]).filter { $0.count >= lettersMin }
        guard let range = ranges.first else { return nil }
        var readings: [[UInt8]] = []
        for range in ranges {
            for reading in combinations(terms[range].map { names.letters($0.exact) }, atMost: readingsMax)
            where !readings.contains(reading) {
                readings.append(reading)
            }
        }
        return Run(range: range, core: core, readings: readings)
    }

    // MARK: Writing

    private static func addForms(of letters: [UInt8], inOneWordOnly: Bool, to forms: inout [AliasForm]) {
        func add(_ reading: Reading, _ terms: [[UInt8]]) {
            let form = AliasForm(reading: reading, terms: terms, stems: terms, widens: true, isFound: true)
            if !forms.contains(where: form.isSame) { forms.append(form) }
        }
        // As written and not by their stems, which initialisms don't have.
        if !KhabarText.isStopWord(letters.span, reading: .english) { add(.none, [letters]) }
        for names in spellings(of: letters, .hindi) { add(.none, [names.flatMap(\.self)]) }
        guard !inOneWordOnly else { return }
        for language in [LetterNames.hindi, .urdu, .arabic] {
            for names in spellings(of: letters, language) { add(language.reading, names) }
        }
    }

    private static func spellings(of letters: [UInt8], _ names: LetterNames) -> [[[UInt8]]] {
        combinations(letters.map(names.names), atMost: spellingsMax)
    }

    /// One of each, in all ways, those with the first ones first; no more than `limit`.
    private static func combinations<Choice>(_ choices: [[Choice]], atMost limit: Int) -> [[Choice]] {
        choices.reduce([[]]) { begun, choices in
            Array(choices.lazy.flatMap { choice in begun.lazy.map { $0 + [choice] } }.prefix(limit))
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte }

    private static func isVowel(_ byte: UInt8) -> Bool { "aeiouy".utf8.contains(byte) }
}
