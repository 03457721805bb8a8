/// The best articles with some words, all of them or any, skipping what can't be among the best.
///
/// Between block boundaries each word's score is bounded. Required words are led by the rarest, and by those that are about as frequent; if none is required,
/// words are ordered by their bounds, and those that together stay below the threshold lead to no candidate of their own (block-max MaxScore: Turtle and Flood
/// 1995; Ding and Suel 2011; windows as in Chakrabarti, Chaudhuri and Ganti, "Interval-based pruning for top-k processing over compressed lists", 2011). The
/// postings of leading words are added up list by list, see `ScoreWindow`; the other words are looked up for those articles that they may still lift over the
/// threshold.
struct RankedWords: ~Copyable {
    private var cursors: CursorList
    private let view: SegmentView
    private let viewNumber: Int
    private let scoring: Scoring
    private let condition: Condition
    private let words: Scratch<WordCursors>
    private let requiredCount: Int
    /// How many of the required words lead together: an article must have them all.
    private let requiredLeaders: Int
    /// Bounds of this stretch, by cursor, and by word the greatest of its cursors'. A cursor that is idle in this stretch has `idle`.
    private let cursorBounds: Scratch<Int32>
    private let bounds: Scratch<Int32>
    /// The words as they are asked: the required from the rarest on, then the others from the greatest bound on.
    private let sequence: Scratch<Int>
    /// By place in `sequence`: what the words from there on can add together; one more at the end, which is 0.
    private let sums: Scratch<Int32>
    private var window = ScoreWindow()
    private var candidates = Candidates()

    /// nil when a required word is not in the segment.
    init?(
        _ planned: RankedWordsPlan, condition: Condition, _ view: SegmentView, number: Int, scoring: Scoring
    ) {
        self.view = view
        viewNumber = number
        self.scoring = scoring
        self.condition = condition
        let all = planned.required + planned.optional
        var cursors = CursorList(capacity: all.reduce(0) { $0 + $1.terms.count + $1.near.count })
        var found: [WordCursors] = []
        for (index, word) in all.enumerated() {
            let start = cursors.count
            let near = cursors.append(word, view.segment, number: number, scoring: scoring)
            let postings = cursors.postings(start..<cursors.count)
            if postings > 0 {
                found.append(WordCursors(first: start, near: near, end: cursors.count, postings: postings))
            } else if index < planned.required.count {
                return nil
            }
        }
        let requiredCount = planned.required.count
        self.requiredCount = requiredCount
        var sequence = Array(found.indices)
        sequence[..<requiredCount].sort { found[$0].postings < found[$1].postings }
        requiredLeaders = Self.leaders(
            sequence[..<requiredCount].map { found[$0].postings }, articles: view.segment.articleCount)
        words = Scratch(found)
        cursorBounds = Scratch(repeating: 0, count: cursors.count)
        self.cursors = cursors
        bounds = Scratch(repeating: 0, count: found.count)
        self.sequence = Scratch(sequence)
        sums = Scratch(repeating: 0, count: found.count + 1)
    }

    /// How many of the rarest of some required words lead.
    ///
    /// Next to each other postings are scored faster than a word is looked up in an article; but for a few postings a window is not worth opening.
    ///
    /// - Parameter postings: of each word, ascending.
    static func leaders(_ postings: [Int], articles: Int) -> Int {
        guard let rarest = postings.first else { return 0 }
        guard rarest >= articles / Int(ScoreWindow.width) * windowPostings else { return 1 }
        return min(postings.count { $0 <= rarest * seekCost }, leadersMax)
    }

    /// Of the rarest word in a window.
    private static let windowPostings = 16
    /// So many postings in a row cost no more than one look-up.
    private static let seekCost = 4
    /// Few enough for a window to count them in a byte.
    private static let leadersMax = 16

    /// Runs to the end, or until `isCancelled` says so.
    mutating func collect(into sink: inout some HitSink, isCancelled: () -> Bool) {
        var start: DocID = 0
        while let stretch = openStretch(from: start, threshold: sink.mayPrune ? sink.threshold : 0) {
            if isCancelled() { return }
            if stretch.hasIdle || stretch.leaders < (requiredCount > 0 ? 1 : words.count) { sink.skipped() }
            if stretch.leaders > 0 { scan(stretch, into: &sink) }
            guard stretch.last < PostingsCursor.end - 1 else { return }
            start = stretch.last + 1
        }
    }

    /// A stretch of articles in which no bound changes.
    private struct Stretch {
        /// Whether articles that match may go unseen because of cursors that are idle.
        var hasIdle: Bool
        var first: DocID
        var last: DocID
        /// How many words of `sequence` lead to candidates.
        var leaders: Int
    }

    /// The next stretch; nil at the end.
    private mutating func openStretch(from start: DocID, threshold: Int32) -> Stretch? {
        var first = start
        if requiredCount > 0 {
            for index in words[sequence[0]].cursors { cursorBounds[index] = 0 }
            first = firstArticle(of: words[sequence[0]], from: start)
            if first == PostingsCursor.end { return nil }
        }
        var last = PostingsCursor.end - 1
        var isAtEnd = true
        for word in 0..<words.count {
            var most: Int32 = 0
            var hasEnded = true
            for index in words[word].cursors {
                cursorBounds[index] = Self.idle
                if cursors[index].cursor.article == PostingsCursor.end { continue }
                hasEnded = false
                let bound = cursors[index].bound(from: max(first, cursors[index].cursor.article), scoring)
                cursorBounds[index] = bound.maximum
                most = max(most, bound.maximum)
                last = min(last, bound.last)
            }
            bounds[word] = most
            if hasEnded && word < requiredCount { return nil }
            isAtEnd = isAtEnd && hasEnded
        }
        if isAtEnd { return nil }
        sortOptional()
        var sum: Int32 = 0
        var leaders = words.count
        for place in stride(from: words.count - 1, through: 0, by: -1) {
            sum += bounds[sequence[place]]
            sums[place] = sum
            // Below, not at: an article at the threshold may still enter by its id.
            if sum < threshold { leaders = place }
        }
        let hasIdle = idleCursors(slack: sums[0] &- threshold)
        return Stretch(
            hasIdle: hasIdle, first: first, last: last,
            leaders: requiredCount > 0 ? (leaders > 0 ? requiredLeaders : 0) : leaders)
    }

    /// Below every bound.
    private static let idle: Int32 = -1

    /// Finds cursors that can't matter: where even with all that the other words may add, an article whose best for the word comes from there stays below the
    /// threshold.
    ///
    /// - Parameter slack: by how much all bounds together are above the threshold.
    private func idleCursors(slack: Int32) -> Bool {
        var isAny = false
        for word in 0..<words.count {
            let least = bounds[word] &- slack
            for index in words[word].cursors where cursorBounds[index] < least && cursorBounds[index] >= 0 {
                cursorBounds[index] = Self.idle
                isAny = true
            }
        }
        return isAny
    }

    /// The only cursor of a word that is not idle; nil if there are several.
    private func onlyCursor(of word: WordCursors) -> Int? {
        var only: Int?
        for index in word.cursors where cursorBounds[index] >= 0 {
            if only != nil { return nil }
            only = index
        }
        return only
    }

    /// Orders the optional words by their bounds. Insertion sort: few words, nearly in order from stretch to stretch.
    private func sortOptional() {
        for place in stride(from: requiredCount + 1, to: words.count, by: 1) {
            let moving = sequence[place]
            var hole = place
            while hole > requiredCount && bounds[sequence[hole - 1]] < bounds[moving] {
                sequence[hole] = sequence[hole - 1]
                hole -= 1
            }
            sequence[hole] = moving
        }
    }

    /// Moves a word's cursors that are not idle to `start`; returns the first article that one of them has from there on.
    private mutating func firstArticle(of word: WordCursors, from start: DocID) -> DocID {
        var first = PostingsCursor.end
        for index in word.cursors where cursorBounds[index] >= 0 {
            cursors[index].cursor.advance(to: start)
            first = min(first, cursors[index].cursor.article)
        }
        return first
    }

    private mutating func scan(_ stretch: Stretch, into sink: inout some HitSink) {
        if stretch.leaders == 1, let only = onlyCursor(of: words[sequence[0]]) {
            return scan(list: only, stretch, into: &sink)
        }
        var start = stretch.first
        while true {
            let first = firstCandidate(stretch, from: start)
            if first > stretch.last { return }
            let last = min(stretch.last, first &+ ScoreWindow.width &- 1)
            window.open(first...last)
            for place in 0..<stretch.leaders {
                let word = words[sequence[place]]
                window.beginWord(hasSeveralLists: onlyCursor(of: word) == nil)
                for index in word.cursors where cursorBounds[index] >= 0 {
                    cursors[index].cursor.advance(to: first)
                    window.add(
                        &cursors[index], through: last, scoring.norms, isNear: condition.needsWord && index >= word.near
                    )
                }
                window.endWord()
            }
            let wanted = requiredCount > 0 ? stretch.leaders : nil
            var group: Int? = 0
            while let from = group {
                let taken = window.take(
                    from: from, with: wanted, atLeast: limit(stretch, sink), into: &candidates)
                if taken.refused { sink.skipped() }
                considerCandidates(stretch, into: &sink, isNear: nil)
                group = taken.next
            }
            guard last < stretch.last else { return }
            start = last + 1
        }
    }

    /// The first article from `start` on that may have what leads: any of the words, or all that are required.
    private mutating func firstCandidate(_ stretch: Stretch, from start: DocID) -> DocID {
        if requiredCount == 0 {
            var first = PostingsCursor.end
            for place in 0..<stretch.leaders {
                first = min(first, firstArticle(of: words[sequence[place]], from: start))
            }
            return first
        }
        var first = start
        for place in 0..<stretch.leaders {
            first = firstArticle(of: words[sequence[place]], from: first)
            // No further: of a list that is idle here there may be articles in the next stretch, for which the other words must not have been passed.
            if first > stretch.last { break }
        }
        return first
    }

    /// The same where one list leads.
    private mutating func scan(
        list index: Int, _ stretch: Stretch, into sink: inout some HitSink
    ) {
        let isNear = condition.needsWord && index >= words[sequence[0]].near
        cursors[index].cursor.advance(to: stretch.first)
        while cursors[index].cursor.article <= stretch.last {
            let limit = limit(stretch, sink)
            var refused = false
            unsafe cursors[index].drainBlock(through: stretch.last, scoring.norms) { range, articles, scores in
                refused = unsafe candidates.add(range, articles, scores, atLeast: limit)
            }
            if refused { sink.skipped() }
            considerCandidates(stretch, into: &sink, isNear: isNear)
        }
    }

    /// What leading words must score, so that the others may lift an article over the threshold.
    private func limit(_ stretch: Stretch, _ sink: some HitSink) -> Int32 {
        sink.mayPrune ? sink.threshold &- sums[stretch.leaders] : .min
    }

    /// - Parameter isNear: whether what is only near to a word has led to them; nil where the window knows.
    private mutating func considerCandidates(
        _ stretch: Stretch, into sink: inout some HitSink, isNear: Bool?
    ) {
        for index in 0..<candidates.count {
            let (article, score) = candidates[index]
            consider(
                article, score, isNear: isNear ?? window.isNear(article), stretch.leaders, into: &sink)
        }
        candidates.removeAll()
    }

    /// Looks the other words up, as long as they may lift the article over the threshold.
    @inline(__always)
    private mutating func consider(
        _ candidate: DocID, _ led: Int32, isNear: Bool, _ leaders: Int, into sink: inout some HitSink
    ) {
        var score = led
        let threshold = sink.mayPrune ? sink.threshold : 0
        if leaders < words.count {
            for place in leaders..<words.count {
                if score &+ sums[place] < threshold { return sink.skipped() }
                let best = bestScore(of: words[sequence[place]], at: candidate)
                if best >= 0 { score += best } else if place < requiredCount { return }
            }
        }
        guard view.isLive(candidate), condition.holds(candidate, isNear: isNear) else { return }
        sink.take(Hit(place: ArticlePlace(view: viewNumber, article: candidate), score: score))
    }

    /// A word's best score in an article, -1 where it isn't there. Articles are asked for in ascending order.
    @inline(__always)
    private mutating func bestScore(of word: WordCursors, at candidate: DocID) -> Int32 {
        var best: Int32 = -1
        for index in word.cursors where cursorBounds[index] > best {
            cursors[index].cursor.advance(to: candidate)
            if cursors[index].cursor.article == candidate { best = max(best, cursors[index].score(scoring.norms)) }
        }
        return best
    }
}

/// Which cursors are a word's: it scores by the best of them.
struct WordCursors: BitwiseCopyable {
    var first: Int
    /// From here on they are over what is only near to the word.
    var near: Int
    var end: Int
    /// Of all their lists.
    var postings: Int

    var cursors: Range<Int> { first..<end }
}

/// Words as a plan has them, and what else it asks of an article that has them.
struct RankedWordsPlan {
    /// All of these, or else any of the others.
    var required: [PlannedWord] = []
    var optional: [PlannedWord] = []
    /// What selects without a score.
    var filters: [QueryPlan] = []
    var excluded: [QueryPlan] = []
}

/// What is asked of an article besides its words. Articles come in ascending order.
struct Condition {
    var filters: [ArticleIterator] = []
    var excluded: [ArticleIterator] = []
    /// The articles with any of the words, where what is only near to them may lead to others; nil where it can't.
    var words: ArticleIterator?

    @inline(__always) var needsWord: Bool { words != nil }

    /// - Parameter isNear: whether the article may have only what is near to the words.
    @inline(__always) func holds(_ article: DocID, isNear: Bool) -> Bool {
        if isNear, let words, !words.contains(article) { return false }
        return filters.allSatisfy { $0.contains(article) } && !excluded.contains { $0.contains(article) }
    }
}
