/// Articles with any term of an expansion; the best posting scores.
///
/// The terms may be very many, so their postings are gone through one list after the other, into a score for each article of the segment.
final class ExpansionIterator: ArticleIterator {
    /// By article; negative for one without.
    private var scores: [Int32]

    /// - Parameter isCancelled: asked every few lists; what it cuts off is missing.
    init(
        _ expansion: PlannedExpansion, _ segment: Segment, number: Int, scoring: Scoring, isCancelled: () -> Bool
    ) {
        scores = [Int32](repeating: -1, count: segment.articleCount)
        var title = TitleWords(segment)
        let norms = scoring.norms
        var steps = 0
        let dictionary = segment.dictionary(of: .exact)
        var term = PlannedTerm(layer: .exact, term: [], entries: [], weight: 0)
        var terms: [[UInt8]] = []
        // Only there must be known which term it is.
        if expansion.field == .body {
            dictionary.forEach(from: expansion.prefix, atMost: .max) { term, _ in terms.append(term) }
        }
        for (index, entry) in expansion.entries[number].enumerated() {
            var cursor = ScoredCursor(segment, entry, weight: expansion.weight, scoring: scoring)
            if !terms.isEmpty { term.term = terms[index] }
            while cursor.cursor.article != PostingsCursor.end {
                let article = cursor.cursor.article
                if expansion.field == .anywhere
                    || title.lets(cursor.cursor.code(), of: term, article, into: expansion.field)
                {
                    scores[Int(article)] = max(scores[Int(article)], cursor.score(norms))
                }
                cursor.cursor.next()
            }
            steps += Int(entry.articleCount) + 16
            if steps > 16_384 {
                steps = 0
                if isCancelled() { break }
            }
        }
        super.init()
        find(from: 0)
    }

    override func advance(to target: DocID) {
        if target > article { find(from: target) }
    }

    private func find(from start: DocID) {
        var next = Int(start)
        while next < scores.count && scores[next] < 0 { next += 1 }
        article = next < scores.count ? DocID(next) : PostingsCursor.end
    }

    override func score() -> Int32 { scores[Int(article)] }

    /// The score of any article; nil for one that does not match.
    func score(of article: DocID) -> Int32? { scores[Int(article)] < 0 ? nil : scores[Int(article)] }
}
