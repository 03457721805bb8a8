/// So much of an article is looked at: a few hundred words decide.
private let sampleScalarsMax = 480
/// From any one paragraph, so that a foreign first one doesn't decide alone.
private let sampleParagraphScalarsMax = 240
/// Paragraphs with fewer letters are in the article's language.
private let paragraphLettersMin = 100

/// The article's main language: ISO 639 code or `und`. `hint` is what the source claims; it decides only what the text leaves open.
package func identifyLanguage(of article: Article, hint: String? = nil) -> String {
    var evidence = LanguageEvidence()
    var room = sampleScalarsMax
    // The title comes last: headlines have few function words, and kickers are often English.
    for paragraph in article.body where room > 0 {
        room -= evidence.add(paragraph.utf8.span, limit: min(room, sampleParagraphScalarsMax))
    }
    for line in [article.summary, article.title] where room > 0 {
        if let line { room -= evidence.add(line.utf8.span, limit: room) }
    }
    return evidence.verdict(hint: hint)
}

/// The language of a paragraph: its own where it is long enough to tell, else the article's.
package func identifyLanguage(ofParagraph text: Span<UInt8>, articleLanguage: String) -> String {
    var evidence = LanguageEvidence()
    _ = evidence.add(text, limit: sampleScalarsMax)
    guard evidence.letters >= paragraphLettersMin else { return articleLanguage }
    let language = evidence.verdict(hint: articleLanguage)
    return language == "und" ? articleLanguage : language
}

/// The language of a text: script shares first, then letters that few languages use, function words and endings.
package func identifyLanguage(of text: Span<UInt8>, hint: String? = nil) -> String {
    var evidence = LanguageEvidence()
    _ = evidence.add(text, limit: text.count)
    return evidence.verdict(hint: hint)
}

/// What texts say for each language, counted in one pass.
struct LanguageEvidence {
    private(set) var words = 0
    /// By script and 1; at 0 what is no letter.
    private var scripts: [Int]
    private var letterCounts: [Int]
    private var wordScores: [Double]

    init() {
        let data = LanguageData.shared
        scripts = [Int](repeating: 0, count: data.scripts.count + 1)
        letterCounts = [Int](repeating: 0, count: data.letterWeights.count)
        wordScores = [Double](repeating: 0, count: data.codes.count)
    }

    var letters: Int { scripts.dropFirst().reduce(0, +) }

    /// Reads up to `limit` scalars, and returns how many; what isn't UTF-8 is skipped.
    mutating func add(_ text: Span<UInt8>, limit: Int) -> Int {
        let data = LanguageData.shared
        let tables = (FoldTable.entries, data.scriptOf, data.letterOf)
        let (entries, scriptOf, letterOf) = (tables.0.span, tables.1.span, tables.2.span)
        // Taken out once: a mutable span is checked for sharing once, an array at every write.
        var scriptCounts = scripts
        var counts = letterCounts
        var scriptsSpan = scriptCounts.mutableSpan
        var countsSpan = counts.mutableSpan
        var word = wordSeed
        // The last four folded letters, the newest in the lowest 16 bits.
        var recent: UInt64 = 0
        var length = 0
        var at = 0
        var scalars = 0
        while at < text.count && scalars < limit {
            scalars &+= 1
            let read = decodeScalar(text, at)
            at &+= read.length
            guard read.isValid else { continue }
            let folded: UInt16
            if read.value < FoldTable.size {
                let scalar = Int(read.value)
                scriptsSpan[Int(scriptOf[scalar])] &+= 1
                countsSpan[Int(letterOf[scalar])] &+= 1
                folded = entries[scalar]
            } else {
                scriptsSpan[Int(data.scriptOfHigh(read.value))] &+= 1
                folded = FoldTable.fold(read.value)
            }
            if folded >= FoldTable.firstLetter {
                word = hashed(word, folded)
                recent = recent << 16 | UInt64(folded)
                length &+= 1
            } else if folded != FoldTable.ignored && length > 0 {
                count(word, recent, length, data)
                word = wordSeed
                length = 0
            }
        }
        if length > 0 { count(word, recent, length, data) }
        scripts = scriptCounts
        letterCounts = counts
        return scalars
    }

    private mutating func count(_ word: UInt64, _ recent: UInt64, _ length: Int, _ data: LanguageData) {
        words &+= 1
        let known = data.words.set(of: word)
        if known != 0 { return add(1, known) }
        // The longest ending counts.
        var size = min(4, length &- 1)
        while size >= 2 {
            var ending = wordSeed
            for letter in 0..<size {
                ending = hashed(ending, UInt16(truncatingIfNeeded: recent >> UInt64(16 &* (size &- 1 &- letter))))
            }
            let languages = data.endings.set(of: ending)
            if languages != 0 { return add(0.5, languages) }
            size &-= 1
        }
    }

    private mutating func add(_ score: Double, _ languages: UInt64) {
        var rest = languages
        while rest != 0 {
            wordScores[rest.trailingZeroBitCount] += score
            rest &= rest &- 1
        }
    }

    /// The best language of the main script, or `und`.
    func verdict(hint: String?) -> String {
        let data = LanguageData.shared
        var shares = Array(scripts.dropFirst())
        if let kana = data.scripts.firstIndex(of: "ja"), let han = data.scripts.firstIndex(of: "zh"),
            shares[kana] * 10 > shares[han]
        {
            shares[kana] += shares[han]
            shares[han] = 0
        }
        var main = 0
        for script in shares.indices where shares[script] > shares[main] { main = script }
        let hint = hint.map(mainSubtag)
        // A page in two scripts, a story with its tweets: what the source claims decides.
        if let hint, shares[main] * 100 < letters * 65, let claimed = script(of: hint, data),
            shares[claimed] * 4 >= letters
        {
            main = claimed
        } else if letters == 0 || shares[main] * 2 < letters {
            return "und"
        }
        let languages = data.languagesOfScript[main]
        guard !languages.isEmpty else { return data.scripts[main] }
        return best(languages, data.scripts[main], hint, data)
    }

    private func script(of code: String, _ data: LanguageData) -> Int? {
        guard let language = data.codes.firstIndex(of: code) else { return data.scripts.firstIndex(of: code) }
        return data.languagesOfScript.firstIndex { $0.contains(language) }
    }

    private func best(_ languages: [Int], _ script: String, _ hint: String?, _ data: LanguageData) -> String {
        var letterScores = [Double](repeating: 0, count: wordScores.count)
        for (letter, times) in letterCounts.enumerated() where letter > 0 && times > 0 {
            for (language, weight) in data.letterWeights[letter] { letterScores[language] += weight * Double(times) }
        }
        func score(_ language: Int) -> Double { wordScores[language] * 2 + letterScores[language] * 0.5 }
        var first = languages[0]
        for language in languages where score(language) > score(first) { first = language }
        let second = languages.filter { $0 != first }.map(score).max() ?? 0
        let top = score(first)
        let hinted = hint.flatMap { hint in languages.first { data.codes[$0] == hint } }
        if top <= 0 || top - second < 0.01 {
            // The text leaves it open.
            if let hinted, score(hinted) >= top { return data.codes[hinted] }
            guard top <= 0 else { return data.codes[first] }
            return fallback(script)
        }
        // Function words make up a third of any prose. With next to none, names and figures decide nothing.
        let isThin =
            wordScores[first] < max(2, Double(words) * 0.04) && letterScores[first] < max(2, Double(words) * 0.5)
        if isThin && (words >= 25 || script == "latin") {
            if let hinted { return data.codes[hinted] }
            if script == "latin" && data.codes[first] == "en" && letterScores[first] >= 0 { return "en" }
            return fallback(script)
        }
        return data.codes[first] == "hi-Latn" ? "und" : data.codes[first]
    }

    /// A few words without any sign: names and headlines.
    private func fallback(_ script: String) -> String {
        switch script {
        case "latin" where words < 25: "en"
        case "devanagari" where words < 25: "hi"
        default: "und"
        }
    }
}

/// `hi` of `hi-IN`.
private func mainSubtag(_ tag: String) -> String {
    String(tag.prefix { $0 != "-" && $0 != "_" }).lowercased()
}
