/// The best articles with any of some words, skipping what can't be among them.
///
/// Block-max MaxScore: between block boundaries, terms are ordered by how much they can add; those that together stay below the threshold
/// lead to no candidate of their own and are only looked up in the candidates of the others. (Turtle and Flood 1995; Ding and Suel 2011; windows as in
/// Chakrabarti, Chaudhuri and Ganti, "Interval-based pruning for top-k processing over compressed lists", 2011.)
struct RankedDisjunction: ~Copyable {
    private var cursors: CursorList
    private let words: Int
    /// Whether each word is one term here, so that no best must be kept.
    private let isPlain: Bool
    private let view: SegmentView
    private let viewNumber: Int
    private let scoring: Scoring
    /// Bounds of this window, by cursor, and the cursors in ascending order of them.
    private let bounds: Scratch<Int32>
    private let order: Scratch<Int>
    /// By place in `order`: what it and those before can add together.
    private let sums: Scratch<Int32>
    /// By word: its best score in the candidate, and which candidate that is.
    private let best: Scratch<Int32>

    init(
        _ planned: [PlannedWord], _ view: SegmentView, number: Int, scoring: Scoring
    ) {
        self.view = view
        viewNumber = number
        self.scoring = scoring
        words = planned.count
        let count = planned.reduce(0) { $0 + $1.terms.count }
        cursors = CursorList(capacity: count)
        for (word, plan) in planned.enumerated() {
            for term in plan.terms {
                guard let entry = term.entries[number] else { continue }
                cursors.append(
                    ScoredCursor(view.segment, entry, weight: term.weight, word: word, scoring: scoring))
            }
        }
        isPlain = planned.allSatisfy { $0.terms.count { $0.entries[number] != nil } <= 1 }
        bounds = Scratch(repeating: 0, count: cursors.count)
        order = Scratch(repeating: 0, count: cursors.count)
        for index in 0..<cursors.count { order[index] = index }
        sums = Scratch(repeating: 0, count: cursors.count)
        best = Scratch(repeating: 0, count: words)
    }

    /// Runs to the end, or until `isCancelled` says so.
    mutating func collect(into top: inout TopHits, total: inout HitCount, isCancelled: () -> Bool) {
        var start: DocID = 0
        while let window = openWindow(from: start, threshold: total.mayPrune ? top.threshold : 0) {
            if isCancelled() { return }
            if window.firstEssential > 0 { total.skipped() }
            if window.firstEssential < order.count { scan(window, into: &top, total: &total) }
            guard window.last < PostingsCursor.end - 1 else { return }
            start = window.last + 1
        }
    }

    private struct Window {
        var first: DocID
        var last: DocID
        /// Place in `order` from which on cursors lead to candidates.
        var firstEssential: Int
    }

    /// The next stretch of articles in which no cursor's bound changes; nil at the end.
    private mutating func openWindow(from start: DocID, threshold: Int32) -> Window? {
        var last = PostingsCursor.end - 1
        var isEmpty = true
        for index in 0..<cursors.count {
            if cursors[index].cursor.article == PostingsCursor.end {
                bounds[index] = 0
                continue
            }
            isEmpty = false
            let bound = cursors[index].bound(from: max(start, cursors[index].cursor.article), scoring)
            bounds[index] = bound.maximum
            last = min(last, bound.last)
        }
        if isEmpty { return nil }
        last = max(last, start)
        // Insertion sort: few cursors, nearly in order from window to window.
        for place in 1..<max(order.count, 1) where place < order.count {
            var hole = place
            let moving = order[place]
            while hole > 0 && bounds[order[hole - 1]] > bounds[moving] {
                order[hole] = order[hole - 1]
                hole -= 1
            }
            order[hole] = moving
        }
        var sum: Int32 = 0
        var firstEssential = 0
        for place in 0..<order.count {
            sum += bounds[order[place]]
            sums[place] = sum
            // Below, not at: an article at the threshold may still enter by its id.
            if sum < threshold { firstEssential = place + 1 }
        }
        return Window(first: start, last: last, firstEssential: firstEssential)
    }

    private mutating func scan(_ window: Window, into top: inout TopHits, total: inout HitCount) {
        for place in window.firstEssential..<order.count { cursors[order[place]].cursor.advance(to: window.first) }
        if order.count == 1 {
            scanOnly(order[0], through: window.last, into: &top, total: &total)
            return
        }
        let norms = scoring.norms
        while true {
            var candidate = PostingsCursor.end
            for place in window.firstEssential..<order.count {
                candidate = min(candidate, cursors[order[place]].cursor.article)
            }
            if candidate > window.last { return }
            var score: Int32 = 0
            if !isPlain { for word in 0..<words { best[word] = 0 } }
            for place in window.firstEssential..<order.count {
                let index = order[place]
                guard cursors[index].cursor.article == candidate else { continue }
                score += improve(index, norms)
                cursors[index].cursor.next()
            }
            var place = window.firstEssential - 1
            while place >= 0 {
                if score + sums[place] < top.threshold && total.mayPrune { break }
                let index = order[place]
                cursors[index].cursor.advance(to: candidate)
                if cursors[index].cursor.article == candidate { score += improve(index, norms) }
                place -= 1
            }
            take(candidate, score, into: &top, total: &total)
        }
    }

    /// The same for a query of one term.
    private mutating func scanOnly(
        _ index: Int, through last: DocID, into top: inout TopHits, total: inout HitCount
    ) {
        let norms = scoring.norms
        while cursors[index].cursor.article <= last {
            take(cursors[index].cursor.article, cursors[index].score(norms), into: &top, total: &total)
            cursors[index].cursor.next()
        }
    }

    @inline(__always)
    private func take(_ candidate: DocID, _ score: Int32, into top: inout TopHits, total: inout HitCount) {
        guard view.isLive(candidate) else { return }
        total.found()
        if score >= top.threshold {
            top.insert(Hit(place: ArticlePlace(view: viewNumber, article: candidate), score: score))
        }
    }

    /// Scores the cursor's posting and returns by how much its word's best score rises.
    @inline(__always)
    private mutating func improve(_ index: Int, _ norms: Norms) -> Int32 {
        let score = cursors[index].score(norms)
        if isPlain { return score }
        let word = cursors[index].word
        let before = best[word]
        guard score > before else { return 0 }
        best[word] = score
        return score - before
    }
}
