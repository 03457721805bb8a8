/// Scores of a stretch of articles, added up list by list.
///
/// Where several lists lead to candidates, to find the next article of any of them costs a branch a list that nobody can foresee, for every article. List by list, a
/// posting costs what its score takes.
struct ScoreWindow: ~Copyable {
    /// In articles: both tables fit a processor's first cache.
    static let width: DocID = 1_024

    private var base: DocID = 0
    private var usedGroups = 0
    /// Whether the word that is being added has several lists.
    private var hasSeveral = false

    private let sum = ScoreTable(width: Int(width))
    /// A bit for each article that was added by what is only near to a word.
    private let near = Scratch<UInt64>(repeating: 0, count: Int(width) / 64)
    private var hasNear = false
    /// Of the word that is being added; empty until there is one of several lists.
    private var word = BestScores(width: 0)

    /// Everything was taken from the window before.
    mutating func open(_ articles: ClosedRange<DocID>) {
        base = articles.lowerBound
        if hasNear {
            for index in 0..<near.count { near[index] = 0 }
            hasNear = false
        }
        usedGroups = Int(articles.upperBound &- base) / ScoreTable.groupWidth + 1
    }

    /// What `add` adds until `endWord` is one word's: of the scores for one article the best counts.
    mutating func beginWord(hasSeveralLists: Bool) {
        hasSeveral = hasSeveralLists
        if hasSeveral && word.isEmpty { word = BestScores(width: Int(Self.width)) }
    }

    /// Whether an article was added by what is only near to a word, and perhaps by a word besides.
    @inline(__always) func isNear(_ article: DocID) -> Bool {
        hasNear && near[Int(article &- base) >> 6] & (1 &<< UInt64((article &- base) & 63)) != 0
    }

    /// Adds the scores of a list's postings up to `last`, all of which are in the window.
    ///
    /// - Parameter isNear: whether `isNear` is to know them.
    mutating func add(_ cursor: inout ScoredCursor, through last: DocID, _ norms: Norms, isNear: Bool = false) {
        if isNear {
            hasNear = true
            unsafe Self.drain(&cursor, through: last, norms) { range, articles, scores in
                for index in range {
                    let place = unsafe articles[index] &- base
                    near[Int(place) >> 6] |= 1 &<< UInt64(place & 63)
                }
                if hasSeveral {
                    unsafe word.raise(range, articles, scores, from: base)
                } else {
                    unsafe sum.add(range, articles, scores, from: base)
                }
            }
        } else if hasSeveral {
            unsafe Self.drain(&cursor, through: last, norms) { unsafe word.raise($0, $1, $2, from: base) }
        } else {
            unsafe Self.drain(&cursor, through: last, norms) { unsafe sum.add($0, $1, $2, from: base) }
        }
    }

    mutating func endWord() {
        if hasSeveral { word.takeAll { sum.add($1, at: $0) } }
    }

    @inline(__always)
    private static func drain(
        _ cursor: inout ScoredCursor, through last: DocID, _ norms: Norms,
        _ body: (Range<Int>, UnsafePointer<DocID>, UnsafePointer<Int32>) -> Void
    ) {
        while cursor.cursor.article <= last { unsafe cursor.drainBlock(through: last, norms, body) }
    }

    /// Takes the articles from `group` on out, as long as there is room for those that score at least `limit`.
    ///
    /// - Parameter words: how many of the words an article must have; nil if one will do.
    /// - Returns: the group to go on with, nil at the end; whether there may have been articles that score less.
    @inline(__always)
    func take(
        from group: Int, with words: Int?, atLeast limit: Int32, into candidates: inout Candidates
    ) -> (next: Int?, refused: Bool) {
        var refused = false
        var group = group
        while group < usedGroups {
            if candidates.count > Candidates.capacity - ScoreTable.groupWidth { return (group, refused) }
            let passedOver = sum.takeAll(group, with: words, atLeast: limit) { index, score in
                let article = base &+ DocID(truncatingIfNeeded: index)
                refused = !candidates.add(article, score, atLeast: limit) || refused
            }
            refused = refused || passedOver
            group += 1
        }
        return (nil, refused)
    }
}
