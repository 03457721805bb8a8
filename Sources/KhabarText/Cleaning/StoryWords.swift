/// Words by which a line that a phrase fits is told to be the story's after all, from the sections `page-word`, `reporting` and `final` of the phrase
/// files.
///
/// Phrases that begin a line, or stand in it, also begin sentences: `Our app…`, `The views expressed…`. What reports is the story's, and so is a
/// sentence in which nothing but the phrase itself speaks of the page or to its reader.
struct StoryWords: Sendable {
    /// What a line says besides the phrase.
    struct Rest: Sendable {
        /// The phrase says enough.
        var isSure: Bool
        /// A word speaks of the page: `click`, `newsletter`, `reserved`.
        var namesPage: Bool
        /// Somebody says, tells, warns.
        var reports: Bool
    }

    private var pageWords = WordSet()
    private var reportingWords = WordSet()
    /// With these sentences end in Hindi and Urdu, whether a mark follows or not.
    private var finalWords = WordSet()
    private var section = ""

    /// Whether a section is one of these, which hold words and no phrases.
    mutating func begin(_ name: String) -> Bool {
        section = name
        return ["page-word", "reporting", "final"].contains(name)
    }

    mutating func insert(_ line: Substring) {
        for word in wordHashes(String(line)) {
            switch section {
            case "page-word": pageWords.insert(word)
            case "reporting": reportingWords.insert(word)
            default: finalWords.insert(word)
            }
        }
    }

    func rest(_ words: Span<UInt64>, besides phrase: [UInt64], _ other: [UInt64], isSure: Bool) -> Rest {
        var rest = Rest(isSure: isSure, namesPage: false, reports: false)
        for at in 0..<words.count {
            if reportingWords.contains(words[at]) { rest.reports = true }
            if !rest.namesPage, pageWords.contains(words[at]), !phrase.contains(words[at]) {
                rest.namesPage = !other.contains(words[at])
            }
        }
        return rest
    }

    func reports(_ words: Span<UInt64>) -> Bool {
        for at in 0..<words.count where reportingWords.contains(words[at]) { return true }
        return false
    }

    func areFinal(_ words: Span<UInt64>) -> Bool { words.count > 0 && finalWords.contains(words[words.count - 1]) }
}

private struct WordSet: Sendable {
    private var words: Set<UInt64> = []
    private var filter = HashFilter()

    mutating func insert(_ word: UInt64) {
        words.insert(word)
        filter.insert(word)
    }

    func contains(_ word: UInt64) -> Bool { filter.mayContain(word) && words.contains(word) }
}
