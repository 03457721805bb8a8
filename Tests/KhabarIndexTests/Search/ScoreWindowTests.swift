import TestSupport
import Testing

@testable import KhabarIndex

/// Scores added up list by list are the sums, and a word's best, that one gets article by article.
@Suite struct ScoreWindowTests {
    @Test(arguments: 0..<60 as Range<UInt64>) func windowsSumUpWords(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let table = ScoreTable(width: 1_024)
        let words = 1 + Int(random.next() % 4)
        var expected: [Int: (score: Int32, words: Int)] = [:]
        for _ in 0..<words {
            let density = 1 + random.next() % 40
            var articles: [DocID] = []
            var scores: [Int32] = []
            for place in 0..<1_024 where random.next() % density == 0 {
                articles.append(DocID(5_000 + place))
                scores.append(Int32(random.next() % 1_000))
                let known = expected[place] ?? (0, 0)
                expected[place] = (known.score + scores.last!, known.words + 1)
            }
            unsafe articles.withUnsafeBufferPointer { articles in
                unsafe scores.withUnsafeBufferPointer { scores in
                    guard let places = articles.baseAddress, let scores = scores.baseAddress else { return }
                    unsafe table.add(0..<articles.count, places, scores, from: 5_000)
                }
            }
        }
        let wanted = random.next() % 2 == 0 ? words : nil
        let limit = random.next() % 3 == 0 ? Int32.min : Int32(random.next() % 1_500)
        var found: [Int: Int32] = [:]
        var passedOver = false
        for group in 0..<1_024 / ScoreTable.groupWidth {
            let some = table.takeAll(group, with: wanted, atLeast: limit) { place, score in found[place] = score }
            passedOver = passedOver || some
        }
        let matching = expected.filter { wanted == nil || $0.value.words == wanted }
        for (place, score) in found { #expect(matching[place]?.score == score, "seed \(seed), place \(place)") }
        for (place, sum) in matching where sum.score >= limit {
            #expect(found[place] != nil, "seed \(seed), place \(place)")
        }
        #expect(passedOver == (found.count < matching.count), "seed \(seed)")
        for group in 0..<1_024 / ScoreTable.groupWidth {
            _ = table.takeAll(group, with: nil, atLeast: .min) { place, _ in
                Issue.record("\(place) is still there, seed \(seed)")
            }
        }
    }

    @Test func ofSeveralListsTheBestCounts() {
        var best = BestScores(width: 64)
        let articles: [DocID] = [3, 4, 9]
        for (count, scores): (Int, [Int32]) in [(3, [5, 1, 7]), (2, [2, 8])] {
            unsafe articles.withUnsafeBufferPointer { articles in
                unsafe scores.withUnsafeBufferPointer { scores in
                    unsafe best.raise(0..<count, articles.baseAddress!, scores.baseAddress!, from: 1)
                }
            }
        }
        var taken: [Int: Int32] = [:]
        best.takeAll { taken[$0] = $1 }
        #expect(taken == [2: 5, 3: 8, 8: 7])
        best.takeAll { place, _ in Issue.record("\(place) is still there") }
    }

    /// Ranges of any length, also of less than are compared at once, and of more.
    @Test(arguments: [Int32.min, 0, 1, 500, 2_000]) func candidatesAreThoseThatScoreEnough(limit: Int32) {
        var random = SplitMix64(seed: 9)
        let articles = (0..<128).map { DocID($0 * 3) }
        let scores = (0..<128).map { _ in Int32(random.next() % 1_000) }
        for range in [0..<128, 0..<1, 5..<12, 7..<8, 120..<128, 3..<3] {
            var candidates = Candidates()
            let isAnyLeftOut = unsafe articles.withUnsafeBufferPointer { articles in
                unsafe scores.withUnsafeBufferPointer { scores in
                    unsafe candidates.add(range, articles.baseAddress!, scores.baseAddress!, atLeast: limit)
                }
            }
            let expected = range.filter { scores[$0] >= limit }
            #expect((0..<candidates.count).map { candidates[$0].article } == expected.map { articles[$0] })
            #expect((0..<candidates.count).map { candidates[$0].score } == expected.map { scores[$0] })
            #expect(isAnyLeftOut == (expected.count < range.count))
        }
    }
}
