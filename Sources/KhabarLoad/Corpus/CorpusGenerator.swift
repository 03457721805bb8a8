/// Makes articles in four languages that have the statistics of news, but no sense: word frequencies by Zipf's law with a tail of
/// words seen once, log-normal lengths, articles that keep to their topic, sentences with the punctuation of their script.
///
/// Article n depends on the seed and n alone, so any number of workers can each make their part, and an oracle needs
/// no copy of what was sent.
package struct CorpusGenerator: Sendable {
    /// Articles have numbers below this.
    package static let articlesMax = CorpusShape.articlesMax

    package let seed: UInt64
    let vocabularies: [Vocabulary]

    package init(seed: UInt64, languages: [CorpusLanguage] = CorpusLanguage.all) {
        precondition(!languages.isEmpty)
        self.seed = seed
        vocabularies = languages.enumerated().map { number, language in
            Vocabulary(language, seed: seed &+ UInt64(number) &* 0x9E37_79B9)
        }
    }

    /// Article `number` of the corpus, `number` being below 2³⁶.
    package func article(_ number: UInt64) -> GeneratedArticle {
        precondition(number < CorpusShape.articlesMax)
        var random = SplitMix64.stream(number, ofSeed: seed)
        let vocabulary = vocabularies[random.below(vocabularies.count)]
        var writer = ArticleWriter(vocabulary: vocabulary, random: random)
        let title = writer.title()
        let ownPhrase = ownPhrase(number, vocabulary.language)
        let text = writer.text(with: ownPhrase)
        random = writer.random
        let code = vocabulary.language.code
        let source = "\(code)-\(random.below(CorpusShape.sourcesPerLanguage) + 1).example"
        return GeneratedArticle(
            id: "generated-\(seed)-\(number)", url: "https://\(source)/\(number)", language: code, title: title,
            text: text, published: CorpusShape.publishedFrom + random.below(CorpusShape.publishedSeconds),
            source: source, tags: (0..<random.below(3)).map { "tag-\($0)-\(random.below(20))" }, ownPhrase: ownPhrase)
    }

    /// Articles as JSON Lines.
    package func appendJSONLines(_ numbers: Range<UInt64>, to lines: inout [UInt8]) {
        for number in numbers { article(number).appendJSONLine(to: &lines) }
    }

    /// Three words that spell the number, scattered first so that neighbours don't share two of them.
    private func ownPhrase(_ number: UInt64, _ language: CorpusLanguage) -> String {
        let scattered = (number &* 0x9_E377_9B97) & (CorpusShape.articlesMax - 1)  // odd, so no two fall together
        var words = ["", "", ""]
        for syllable in 0..<9 {
            let digit = Int((scattered >> UInt64(syllable * 4)) & 15)
            words[syllable / 3] += language.ownSyllables[digit]
        }
        return words.joined(separator: " ")
    }
}
