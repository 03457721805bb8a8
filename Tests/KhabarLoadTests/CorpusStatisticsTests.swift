import KhabarLoad
import Testing

/// The seed is fixed, so these hold always or never.
@Suite struct CorpusStatisticsTests {
    static let articles = {
        let corpus = CorpusGenerator(seed: 3)
        return (0..<2_000).map { corpus.article($0) }
    }()

    @Test func languagesHaveTheirShare() {
        for language in CorpusLanguage.all {
            let count = Self.articles.count { $0.language == language.code }
            #expect((425...575).contains(count), "\(language.code)")
        }
    }

    @Test(arguments: [("hi", 3_000...4_400), ("ar", 2_700...4_000), ("ur", 2_400...3_500), ("en", 1_800...2_700)])
    func lengthsAreThoseOfNews(_ language: String, _ median: ClosedRange<Int>) {
        let lengths = Self.articles.filter { $0.language == language }.map { $0.text.count }.sorted()
        #expect(median.contains(lengths[lengths.count / 2]))
        // Log-normal: the longest tenth begins at a bit more than twice the median, e^(1.28 · 0.6).
        let tail = Double(lengths[lengths.count * 9 / 10]) / Double(lengths[lengths.count / 2])
        #expect((1.7...2.7).contains(tail), "\(tail)")
        #expect(lengths[0] >= 400 && lengths[lengths.count - 1] < 70_000)
    }

    @Test(arguments: ["hi", "ar", "ur", "en"])
    func wordsFollowZipfsLaw(_ language: String) {
        let marks = Set([0x20, 0x0A] + ".,?“”«»।۔؟،".unicodeScalars.map { $0.value })
        var counts: [[UInt32]: Int] = [:]
        var total = 0
        for article in Self.articles where article.language == language {
            let scalars = String(decoding: article.text, as: UTF8.self).unicodeScalars.map { $0.value }
            for word in scalars.split(whereSeparator: marks.contains) {
                counts[Array(word), default: 0] += 1
                total += 1
            }
        }
        let ranked = counts.values.sorted(by: >)
        // The most frequent word is a few in a hundred, and the tenth is about a third of it: (1 + 2.7) / (10 + 2.7).
        #expect((0.015...0.05).contains(Double(ranked[0]) / Double(total)))
        #expect((0.2...0.45).contains(Double(ranked[9]) / Double(ranked[0])))
        let once = Double(ranked.count { $0 == 1 }) / Double(ranked.count)
        #expect((0.2...0.6).contains(once), "\(once)")
        #expect(ranked.count > 15_000, "\(ranked.count)")
    }
}
