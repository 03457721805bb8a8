import Testing

@testable import KhabarIndex

/// What an article scores for all parts of a query stays a score, however many parts there are.
@Suite struct ScoreSumTests {
    /// Articles 0 and 1, with one score.
    private final class Stub: ArticleIterator {
        private let points: Int32

        init(_ points: Int32) { self.points = points }

        override func advance(to target: DocID) { article = target < 2 ? max(article, target) : PostingsCursor.end }
        override func score() -> Int32 { points }
    }

    @Test(
        arguments: [
            ([1, 2, 3], 6), ([.max, 1], .max), ([.max, .max, .max], .max), ([.max - 1, 1], .max),
            ([1 << 30, 1 << 30], .max), ([(1 << 30) - 1, 1 << 30], .max), ([0, 0], 0),
        ] as [([Int32], Int32)]) func sumsEndAtTheGreatestScore(_ points: [Int32], _ sum: Int32)
    {
        for points in [points, points.reversed()] {
            #expect(ConjunctionIterator(points.map(Stub.init)).score() == sum)
            #expect(DisjunctionIterator(points.map(Stub.init)).score() == sum)
            let rest = DisjunctionIterator(points.dropFirst().map(Stub.init))
            #expect(RefinedIterator(Stub(points[0]), excluding: EmptyIterator(), preferring: rest).score() == sum)
        }
    }
}
