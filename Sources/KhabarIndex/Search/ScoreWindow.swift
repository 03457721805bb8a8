/// Scores of a stretch of articles, added up list by list.
///
/// Where several lists lead to candidates, to find the next article of any of them costs a branch a list that nobody can foresee, for every article. List by list, a
/// posting costs what its score takes.
struct ScoreWindow: ~Copyable {
    /// In articles: both tables fit a processor's first cache.
    static let width: DocID = 1_024
    /// Articles whose presence lies in one number.
    private static let groupWidth = 64
    private static let groups = Int(width) / groupWidth

    private var base: DocID = 0
    private var usedGroups = 0
    private var target = Target.added

    /// What becomes of a list's scores.
    private enum Target {
        case added
        /// The best so far, before any other word.
        case raised
        /// The best so far of one word among others.
        case apart
    }

    private let sum = ScoreTable(width: Int(width), groups: groups)
    /// Of the word that is being added; empty until there is one of several lists that is not the first.
    private var word = ScoreTable(width: 0, groups: 0)

    /// Everything was taken from the window before.
    mutating func open(_ articles: ClosedRange<DocID>) {
        base = articles.lowerBound
        usedGroups = Int(articles.upperBound &- base) / Self.groupWidth + 1
    }

    /// What `add` adds until `endWord` is one word's: of the scores for one article the best counts.
    ///
    /// - Parameter isPlain: whether it is one list.
    mutating func beginWord(isFirst: Bool, isPlain: Bool) {
        target = isPlain ? .added : isFirst ? .raised : .apart
        if target == .apart && word.isEmpty { word = ScoreTable(width: Int(Self.width), groups: Self.groups) }
    }

    /// Adds the scores of a list's postings up to `last`, which is in the window.
    func add(_ cursor: inout ScoredCursor, through last: DocID, _ norms: Norms) {
        switch target {
        case .added: drain(&cursor, through: last, norms) { sum.add($1, at: $0) }
        case .raised: drain(&cursor, through: last, norms) { sum.raise($1, at: $0) }
        case .apart: drain(&cursor, through: last, norms) { word.raise($1, at: $0) }
        }
    }

    func endWord() {
        guard target == .apart else { return }
        for group in 0..<usedGroups { word.takeAll(group) { sum.add($1, at: $0) } }
    }

    @inline(__always)
    private func drain(
        _ cursor: inout ScoredCursor, through last: DocID, _ norms: Norms, _ body: (Int, Int32) -> Void
    ) {
        while cursor.cursor.article <= last {
            cursor.drainBlock(through: last, norms) { article, score in body(Int(article &- base), score) }
        }
    }

    /// Takes the articles from `group` on out, as long as there is room for those that score at least `limit`.
    ///
    /// - Returns: the group to go on with, nil at the end; whether there were articles that score less.
    @inline(__always)
    func take(
        from group: Int, atLeast limit: Int32, into candidates: inout Candidates
    ) -> (next: Int?, refused: Bool) {
        var refused = false
        var group = group
        while group < usedGroups {
            if candidates.count > Candidates.capacity - Self.groupWidth { return (group, refused) }
            sum.takeAll(group) { index, score in
                let article = base &+ DocID(truncatingIfNeeded: index)
                refused = !candidates.add(article, score, atLeast: limit) || refused
            }
            group += 1
        }
        return (nil, refused)
    }
}

/// A score for each of some places, and which have one.
private struct ScoreTable: ~Copyable {
    private let scores: Scratch<Int32>
    private let present: Scratch<UInt64>

    init(width: Int, groups: Int) {
        scores = Scratch(repeating: 0, count: width)
        present = Scratch(repeating: 0, count: groups)
    }

    var isEmpty: Bool { scores.count == 0 }

    @inline(__always) func add(_ score: Int32, at index: Int) {
        scores[index] &+= score
        present[index &>> 6] |= 1 &<< UInt64(index & 63)
    }

    @inline(__always) func raise(_ score: Int32, at index: Int) {
        scores[index] = max(scores[index], score)
        present[index &>> 6] |= 1 &<< UInt64(index & 63)
    }

    /// Takes the places of a group out, in their order.
    @inline(__always) func takeAll(_ group: Int, _ body: (Int, Int32) -> Void) {
        var left = present[group]
        if left == 0 { return }
        present[group] = 0
        repeat {
            let index = group &* 64 &+ left.trailingZeroBitCount
            left &= left &- 1
            body(index, scores[index])
            scores[index] = 0
        } while left != 0
    }
}

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

    mutating func removeAll() { count = 0 }
}
