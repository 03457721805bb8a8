/// What the generator knows of a language: sounds to make words of, the real words that hold sentences together, and how
/// sentences end.
package struct CorpusLanguage: Sendable {
    /// ISO 639.
    package let code: String
    /// A word is one to four times onset, vowel, coda; repeated entries are more frequent.
    let onsets: [String]
    let vowels: [String]
    let codas: [String]
    /// Put before or behind a word to make another of it, as grammar does.
    let prefixes: [String]
    let suffixes: [String]
    /// The most frequent words, the first first.
    let functionWords: [String]
    let fullStop: String
    let questionMark: String
    let comma: String
    let quotes: (open: String, close: String)
    /// 0 to 9 in the script's own digits.
    let digits: [String]
    /// Sixteen syllables of letters that no other word has: the alphabet of the articles' own phrases.
    let ownSyllables: [String]
    /// Half of the articles have less text, in bytes of UTF-8.
    let medianBytes: Double

    package static let all: [CorpusLanguage] = [.hindi, .arabic, .urdu, .english]
}

func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

/// Every onset with every vowel.
func syllables(_ onsets: String, _ vowels: [String]) -> [String] {
    words(onsets).flatMap { onset in vowels.map { onset + $0 } }
}
