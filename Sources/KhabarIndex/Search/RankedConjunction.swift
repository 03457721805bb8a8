/// The best articles with all of some terms, and with the phrase that they make if they are one.
struct RankedConjunction: ~Copyable {
    private var cursors: CursorList
    private let view: SegmentView
    private let viewNumber: Int
    private let scoring: Scoring
    /// Of no parts where the terms make no phrase. Not an optional: what is in one is moved out and in again at each call.
    private var phrase: PhraseMatcher
    private let isPhrase: Bool
    private let phraseWeight: Float

    /// nil when a term is absent from the segment.
    init?(
        _ terms: [(entry: TermEntry?, weight: Float)], phrase: PlannedPhrase?, _ view: SegmentView, number: Int,
        scoring: Scoring
    ) {
        var found: [(entry: TermEntry, weight: Float, part: Int)] = []
        for (part, term) in terms.enumerated() {
            guard let entry = term.entry else { return nil }
            found.append((entry, term.weight, part))
        }
        // The rarest leads: the others are only asked about its articles.
        found.sort { $0.entry.articleCount < $1.entry.articleCount }
        self.view = view
        viewNumber = number
        self.scoring = scoring
        cursors = CursorList(capacity: found.count)
        for term in found {
            cursors.append(ScoredCursor(view.segment, term.entry, weight: term.weight, scoring: scoring))
        }
        isPhrase = phrase != nil
        let parts = phrase.map { phrase in found.map { (entry: $0.entry, offset: phrase.offsets[$0.part]) } }
        self.phrase = PhraseMatcher(
            view.segment, parts: parts ?? [], slop: phrase?.slop ?? 0, field: phrase?.field ?? .anywhere)
        phraseWeight = phrase?.weight ?? 0
    }

    mutating func collect(into top: inout TopHits, total: inout HitCount, isCancelled: () -> Bool) {
        var windowLast: DocID?
        var matches = 0
        while cursors[0].cursor.article != PostingsCursor.end {
            let candidate = cursors[0].cursor.article
            if windowLast.map({ candidate > $0 }) ?? true {
                if isCancelled() { return }
                if total.mayPrune {
                    let window = bound(from: candidate)
                    windowLast = window.last
                    if window.maximum < top.threshold {
                        total.skipped()
                        guard window.last < PostingsCursor.end - 1 else { return }
                        cursors[0].cursor.advance(to: window.last + 1)
                        continue
                    }
                } else {
                    windowLast = candidate | Self.uncheckedArticles
                }
            }
            // The others' blocks lie here and there: what a candidate further on needs is on its way while this one is looked at.
            if cursors.count > 1, let later = cursors[0].cursor.ahead(Self.prefetchDistance) {
                cursors[1].cursor.prefetch(later)
            }
            let reached = align(candidate)
            guard reached == candidate else {
                if reached == PostingsCursor.end { return }
                cursors[0].cursor.advance(to: reached)
                continue
            }
            // Where phrases are compared, a window may take long.
            if isPhrase {
                matches &+= 1
                if matches & Self.uncheckedMatches == 0 && isCancelled() { return }
            }
            if view.isLive(candidate) { take(candidate, into: &top, total: &total) }
            cursors[0].cursor.next()
        }
    }

    private static let prefetchDistance = 4

    /// While nothing may be pruned, cancellation is asked about once in so many articles and one.
    private static let uncheckedArticles: DocID = 0x3FFF
    /// and in so many phrases and one.
    private static let uncheckedMatches = 0xFF

    /// Moves all to `candidate`; returns it, or the first article past it that one of them has.
    @inline(__always)
    private mutating func align(_ candidate: DocID) -> DocID {
        var index = 1
        while index < cursors.count {
            cursors[index].cursor.advance(to: candidate)
            let article = cursors[index].cursor.article
            if article != candidate { return article }
            index += 1
        }
        return candidate
    }

    private mutating func bound(from candidate: DocID) -> (maximum: Int32, last: DocID) {
        var maximum: Int32 = 0
        var last = PostingsCursor.end - 1
        for index in 0..<cursors.count {
            let bound = cursors[index].bound(from: max(candidate, cursors[index].cursor.article), scoring)
            maximum += bound.maximum
            last = min(last, bound.last)
        }
        // A phrase's score is rounded once, the bounds' sum once a term, and numbers of more than 24 bits are rounded as they are multiplied.
        return (maximum + Int32(cursors.count) + maximum >> 18, max(last, candidate))
    }

    private mutating func take(_ candidate: DocID, into top: inout TopHits, total: inout HitCount) {
        var score: Int32 = 0
        if isPhrase {
            let norm = scoring.norms[cursors[0].lengthCode]
            if total.mayPrune {
                let most = phraseScore(phrase.bound(&cursors), norm)
                guard most >= top.threshold else { return total.skipped() }
            }
            let found = phrase.match(&cursors)
            guard found.frequency > 0 else { return }
            score = phraseScore(found, norm)
        } else {
            let norms = scoring.norms
            for index in 0..<cursors.count { score += cursors[index].score(norms) }
        }
        total.found()
        if score >= top.threshold {
            top.insert(Hit(place: ArticlePlace(view: viewNumber, article: candidate), score: score))
        }
    }

    private func phraseScore(_ match: PhraseMatch, _ norm: Float) -> Int32 {
        scoring.score(match, weight: phraseWeight, norm: norm)
    }
}
