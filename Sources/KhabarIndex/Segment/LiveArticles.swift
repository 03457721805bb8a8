/// Which articles of a segment still count: one bit each.
package struct LiveArticles: Sendable, Equatable {
    private var words: [UInt64]
    package let articleCount: Int
    package private(set) var count: Int

    package init(all articleCount: Int) {
        self.articleCount = articleCount
        count = articleCount
        words = [UInt64](repeating: .max, count: (articleCount + 63) / 64)
    }

    @inline(__always) package func contains(_ article: DocID) -> Bool {
        words[Int(article &>> 6)] &>> UInt64(article & 63) & 1 == 1
    }

    /// Returns whether it was live before.
    @discardableResult
    package mutating func remove(_ article: DocID) -> Bool {
        precondition(article < articleCount)
        guard contains(article) else { return false }
        words[Int(article >> 6)] &= ~(1 << UInt64(article & 63))
        count -= 1
        return true
    }
}
