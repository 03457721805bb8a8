import KhabarLoad
import Testing

@Suite struct CorpusGeneratorTests {
    static let shared = CorpusGenerator(seed: 7)
    let corpus = shared

    /// The same bytes on every machine, today and tomorrow. A new value here means that runs made before and after can't
    /// be compared.
    @Test func theBytesAreThoseOfTheSeed() {
        var lines: [UInt8] = []
        corpus.appendJSONLines(0..<200, to: &lines)
        #expect(lines.count == 852_545)
        #expect(fnv1a(lines) == 15_502_731_125_787_824_255)
    }

    @Test func anArticleDependsOnItsNumberAlone() {
        let again = CorpusGenerator(seed: 7)
        #expect(again.article(5) == corpus.article(5))
        #expect(again.article(0) == corpus.article(0))
        #expect(corpus.article(0).text != corpus.article(1).text)
        #expect(CorpusGenerator(seed: 8).article(5).text != corpus.article(5).text)
    }

    @Test func everyPhraseStandsInItsArticleAlone() {
        let articles = (0..<400).map { corpus.article($0) }
        #expect(Set(articles.map { "\($0.language) \($0.ownPhrase)" }).count == articles.count)
        for article in articles {
            #expect(occurrences(of: article.ownPhrase, in: article.text) == 1)
        }
        let phrases = articles.prefix(10).map { $0.ownPhrase }
        for (number, phrase) in phrases.enumerated() {
            #expect(!articles.indices.contains { $0 != number && occurrences(of: phrase, in: articles[$0].text) > 0 })
        }
    }

    @Test func phrasesStayApartForAnyNumber() {
        // One language, so that its letters can't tell them apart.
        let urdu = CorpusGenerator(seed: 1, languages: [.all[2]])
        let numbers = [0, 1, 2, 4_095, 4_096, 1 << 24, (1 << 36) - 1] as [UInt64]
        #expect(Set(numbers.map { urdu.article($0).ownPhrase }).count == numbers.count)
    }

    @Test func textIsCleanUTF8() {
        for number in 0..<200 as Range<UInt64> {
            let article = corpus.article(number)
            let text = String(validating: article.title + [0x0A] + article.text, as: UTF8.self)
            #expect(text != nil)
            #expect(!article.text.contains { $0 < 0x20 && $0 != 0x0A || $0 == 0x22 || $0 == 0x5C || $0 == 0x7F })
            #expect(!article.title.contains { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0x7F })
            #expect(!article.title.isEmpty)
        }
    }

    @Test(arguments: ["hi": "।", "ur": "۔", "ar": ".", "en": "."])
    func sentencesEndAsTheirScriptDoes(_ language: String, _ fullStop: String) throws {
        let article = try #require((0..<100).lazy.map { corpus.article($0) }.first { $0.language == language })
        let text = String(decoding: article.text, as: UTF8.self)
        for paragraph in text.split(separator: "\n") {
            #expect(paragraph.hasSuffix(fullStop) || paragraph.hasSuffix("?") || paragraph.hasSuffix("؟"))
        }
        #expect(occurrences(of: article.ownPhrase + fullStop, in: article.text) == 1)
    }

    @Test func linesAreJSON() {
        let article = GeneratedArticle(
            id: "i", url: "u", language: "ur", title: Array("t".utf8), text: Array("a\nب".utf8), published: 951_827_696,
            source: "s", tags: ["x", "y"], ownPhrase: "p")
        var line: [UInt8] = []
        article.appendJSONLine(to: &line)
        let expected =
            #"{"id":"i","url":"u","title":"t","text":"a\nب","published":"2000-02-29T12:34:56Z","source":"s","#
            + #""language":"ur","tags":["x","y"]}"# + "\n"
        #expect(String(decoding: line, as: UTF8.self) == expected)
    }

    private func fnv1a(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}

/// How often a string's bytes stand in a text. (`String.ranges(of:)` compares characters, which takes minutes here.)
func occurrences(of string: String, in text: [UInt8]) -> Int {
    let sought = Array(string.utf8)
    let (first, end) = (sought[0], text.count - sought.count)
    let bytes = text.span
    var (count, index) = (0, 0)
    while index <= end {
        if bytes[index] == first, text[index..<(index + sought.count)].elementsEqual(sought) { count += 1 }
        index += 1
    }
    return count
}
