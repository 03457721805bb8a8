import KhabarIndex
import KhabarText
import TestSupport
import Testing

@testable import KhabarIngest
@testable import KhabarServer

/// A worker's bulk batches against what a server takes at once.
@Suite struct BatchSizeTests {
    /// One that is larger would be built in vain, and again in halves. The smaller a batch, the more of it are its terms: if a twentieth fits, the whole does.
    @Test(arguments: [("en", 12), ("en", 100), ("en", 800), ("ar", 100), ("hi", 100)])
    func theSegmentOfAFullBatchIsTaken(language: String, words: Int) {
        print("batch size seed 5")
        var random = SplitMix64(seed: 5)
        let letters: [Unicode.Scalar] =
            switch language {
            case "ar": Array("ابتثجحدرسشصطعفقكلمنهوي".unicodeScalars)
            case "hi": Array("कखगचजटडतदनपबमरलवसह".unicodeScalars)
            default: Array("abcdefghiklmnoprstuvwy".unicodeScalars)
            }
        let vocabulary = (0..<40_000).map { _ in
            String(
                String.UnicodeScalarView(
                    (0..<Int.random(in: 3...9, using: &random)).map { _ in letters.randomElement(using: &random)! }))
        }
        /// About as often as words are in texts: half of them are of the first few hundred.
        func word() -> String {
            let share = Double.random(in: 0..<1, using: &random)
            return vocabulary[Int(share * share * share * share * Double(vocabulary.count))]
        }
        let work = SegmentWork()
        var prepared: [PreparedArticle] = []
        var stored = 0
        while stored < Limits.batchBytes / 20 {
            let number = prepared.count
            let article = Article(
                id: "https://news.example/\(language)/2026/11/30/story-\(number).html", language: language,
                title: (0..<8).map { _ in word() }.joined(separator: " "),
                body: [(0..<words).map { _ in word() }.joined(separator: " ")],
                url: "https://news.example/\(language)/2026/11/30/story-\(number).html", source: "news.example",
                version: 1)
            prepared.append(work.prepare(article))
            stored += work.storedBytes(of: prepared[number])
        }
        let share = Double(work.bytes(of: work.build(prepared))) / Double(stored)
        #expect(share * Double(Limits.batchBytes) < Double(KhabarServer.segmentBytesMax), "\(share)")
    }
}
