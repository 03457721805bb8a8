import KhabarText
import TestSupport
import Testing

@testable import KhabarIndex

/// Searches that may skip find what searches that look at every article find, where forms of a word are frequent in one stretch of articles and rare in the next:
/// there lists become idle and wake again. The last form of each word is rare everywhere.
@Suite struct SkippingTests {
    private static let words = [
        ["talk", "talks", "talking", "talked"], ["attack", "attacks", "attacked", "attacking"],
        ["report", "reports", "reporting"], ["bomb", "bombs", "bombing"], ["city"],
    ]
    private static let stretch = 500

    @Test(arguments: 0..<3 as Range<UInt64>) func listsThatSleepInAStretchLoseNothingOfTheNext(seed: UInt64) throws {
        var random = SplitMix64(seed: seed &+ 700)
        let snapshot = try OracleTests.snapshot(Self.articles(20_000, &random), segments: 1)
        for _ in 0..<300 {
            let signs = [["+", "+"], ["+", "+", "+"], ["+", "+", ""], ["", ""]].randomElement(using: &random)!
            let query = zip(signs, Self.words.shuffled(using: &random)).map { $0 + $1.randomElement(using: &random)! }
                .joined(separator: " ")
            var request = SearchRequest(try parseQuery(query), layers: .stem, limit: 1 + Int(random.next() % 20))
            let outcome = try snapshot.search(request)
            request.facets = [FacetRequest(.language, limit: 1)]
            #expect(
                try snapshot.search(request).hits == outcome.hits, "seed \(seed): \(query), \(request.limit)")
        }
    }

    private static func articles(_ count: Int, _ random: inout SplitMix64) -> [Article] {
        let forms = words.joined()
        let rare = words.map { $0[$0.count - 1] }
        var (shares, repeats, padding): ([Int], Int, Int) = ([], 1, 0)
        return (0..<count).map { number in
            if number % stretch == 0 {
                shares = forms.map { rare.contains($0) ? 1 : [0, 50, 200, 600].randomElement(using: &random)! }
                repeats = 1 + Int(random.next() % 6)
                padding = [5, 20, 60].randomElement(using: &random)!
            }
            var text: [String] = []
            for (form, share) in zip(forms, shares) where Int(random.next() % 1_000) < share {
                text += Array(repeating: form, count: 1 + Int(random.next() % UInt64(repeats)))
            }
            text += Array(repeating: "news", count: padding + Int(random.next() % 5))
            return Article(
                id: "article-\(number)", language: "en", title: nil,
                body: [text.shuffled(using: &random).joined(separator: " ")])
        }
    }
}
