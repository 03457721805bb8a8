/// Articles that may be among the best, in ascending order, with what their leading words score.
struct Candidates: ~Copyable {
    static let capacity = 256
    private(set) var count = 0
    /// One more, which is written to in vain.
    private let articles = Scratch<DocID>(repeating: 0, count: capacity + 1)
    private let scores = Scratch<Int32>(repeating: 0, count: capacity + 1)

    subscript(index: Int) -> (article: DocID, score: Int32) { (articles[index], scores[index]) }

    /// Returns whether it scores enough. Written without a branch: which do, can't be foreseen.
    @inline(__always)
    mutating func add(_ article: DocID, _ score: Int32, atLeast limit: Int32) -> Bool {
        articles[count] = article
        scores[count] = score
        let isEnough = score >= limit
        count &+= isEnough ? 1 : 0
        return isEnough
    }

    /// Adds those of some postings that score enough; returns whether that left any out.
    @inline(__always)
    mutating func add(
        _ range: Range<Int>, _ added: UnsafePointer<DocID>, _ addedScores: UnsafePointer<Int32>, atLeast limit: Int32
    ) -> Bool {
        precondition(range.count <= Self.capacity - count)
        let (articles, scores) = unsafe (articles.address, scores.address)
        var end = count
        var index = range.lowerBound
        while index < range.upperBound {
            let stop = min(index &+ 8, range.upperBound)
            if stop &- index == 8, unsafe areEightBelow(limit, addedScores + index) {
                index = stop
                continue
            }
            while index < stop {
                unsafe articles[end] = added[index]
                unsafe scores[end] = addedScores[index]
                end &+= unsafe addedScores[index] >= limit ? 1 : 0
                index &+= 1
            }
        }
        let isAnyLeftOut = end &- count < range.count
        count = end
        return isAnyLeftOut
    }

    mutating func removeAll() { count = 0 }
}
