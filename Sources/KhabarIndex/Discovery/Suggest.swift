internal import KhabarText

/// How what was typed so far may go on.
package struct Suggestion: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// The text with its last word completed.
        case word
        /// An article's title.
        case title(id: String)
    }

    package var kind: Kind
    package var text: String
    /// Articles that have the completed word, together with the words before it; for a title, 1 and its copies.
    package var count: Int
}

extension Snapshot {
    /// What a text being typed may become: completions of its last word, the most frequent first, then titles that have all its words, the newest first.
    ///
    /// Words before the last one narrow the completions down to those that share articles with them.
    ///
    /// - Parameter limit: of each kind.
    package func suggestions(
        for text: String, limit: Int, isCancelled: () -> Bool = { false }
    ) throws(SearchCancelled) -> [Suggestion] {
        let bytes = Array(text.utf8)
        let terms = analyze(query: bytes.span, stemmer: nil)
        guard let last = terms.last, limit > 0 else { return [] }
        // Behind a space the last word is whole, and titles alone can go on.
        let isOpen = last.end == bytes.count
        let context = isOpen ? Array(terms.dropLast()) : terms
        var found: [Suggestion] = []
        if isOpen {
            let beginning = String(decoding: bytes[..<last.start], as: UTF8.self)
            found = try completions(of: last.exact, beside: context, limit: limit, isCancelled).map { term, count in
                Suggestion(kind: .word, text: beginning + surfaceForm(term), count: count)
            }
        }
        return try found + titles(with: context, beginning: isOpen ? last.exact : nil, limit: limit, isCancelled)
    }

    // MARK: Words

    /// Completions that are weighed: so many of the most frequent.
    private static var candidatesMax: Int { 64 }

    private func completions(
        of prefix: [UInt8], beside context: [QueryTerm], limit: Int, _ isCancelled: () -> Bool
    ) throws(SearchCancelled) -> [(term: [UInt8], count: Int)] {
        var counts: [[UInt8]: Int] = [:]
        for view in views {
            for (term, count) in mostFrequent(from: prefix, in: view.segment) {
                counts[term, default: 0] += count - goneArticles(with: term, in: view)
            }
            if isCancelled() { throw SearchCancelled() }
        }
        let isWorthIt = { (term: [UInt8]) in
            term == prefix || !Reading.allCases.contains { KhabarText.isStopWord(term.span, reading: $0) }
        }
        var candidates = counts.filter { $0.value > 0 && isWorthIt($0.key) }.map { (term: $0.key, count: $0.value) }
        candidates.sort(by: Self.isMoreFrequent)
        candidates.removeLast(max(0, candidates.count - Self.candidatesMax))
        if !context.isEmpty {
            let narrowed = narrow(candidates, to: context)
            // Words that never stood together say nothing about the next one.
            if !narrowed.isEmpty { return Array(narrowed.sorted(by: Self.isMoreFrequent).prefix(limit)) }
        }
        return Array(candidates.prefix(limit))
    }

    /// Of articles that were replaced or retracted, and not yet merged away, those with a term. Looked for where they may be all that has it: in long lists none
    /// are counted.
    private func goneArticles(with term: [UInt8], in view: SegmentView) -> Int {
        guard view.live != nil, let entry = view.segment.dictionary(of: .exact).find(term),
            entry.articleCount <= Self.goneArticlesMax
        else { return 0 }
        var gone = 0
        var cursor = view.segment.postings(entry)
        while cursor.article != PostingsCursor.end {
            if !view.isLive(cursor.article) { gone += 1 }
            cursor.next()
        }
        return gone
    }

    /// Longer lists are not gone through for a suggestion: hardly ever is all of one gone.
    private static var goneArticlesMax: Int { 1_024 }

    private static func isMoreFrequent(_ one: (term: [UInt8], count: Int), _ other: (term: [UInt8], count: Int)) -> Bool
    {
        one.count != other.count ? one.count > other.count : one.term.lexicographicallyPrecedes(other.term)
    }

    /// A segment's most frequent terms with a beginning. Terms of one article are left out where there are many: mostly they are misspelled.
    private func mostFrequent(from prefix: [UInt8], in segment: Segment) -> [([UInt8], Int)] {
        var heap: [([UInt8], Int)] = []
        var least = 0
        segment.dictionary(of: .exact).forEach(from: prefix, atMost: .max) { term, entry in
            let count = Int(entry.articleCount)
            guard count > least || heap.count < Self.candidatesMax else { return }
            heap.append((term, count))
            guard heap.count >= 4 * Self.candidatesMax else { return }
            heap.sort(by: Self.isMoreFrequent)
            heap.removeLast(heap.count - Self.candidatesMax)
            least = heap[heap.count - 1].1
        }
        heap.sort(by: Self.isMoreFrequent)
        return Array(heap.prefix(Self.candidatesMax))
    }

    /// The candidates by the number of articles that have all of `context` too; none that has none.
    private func narrow(
        _ candidates: [(term: [UInt8], count: Int)], to context: [QueryTerm]
    ) -> [(term: [UInt8], count: Int)] {
        var counts = [Int](repeating: 0, count: candidates.count)
        for view in views {
            let dictionary = view.segment.dictionary(of: .exact)
            guard let articles = articles(with: context, in: view) else { continue }
            for (index, candidate) in candidates.enumerated() {
                guard let entry = dictionary.find(candidate.term) else { continue }
                var cursor = view.segment.postings(entry)
                for article in articles {
                    cursor.advance(to: article)
                    if cursor.article == article { counts[index] += 1 }
                }
            }
        }
        return zip(candidates, counts).filter { $1 > 0 }.map { ($0.term, $1) }
    }

    /// Articles that are compared with each candidate: enough to tell what is frequent beside these words.
    private static var contextArticlesMax: Int { 2_048 }

    /// The first articles of a segment that are there and have all the terms; nil when one is absent.
    private func articles(with context: [QueryTerm], in view: SegmentView) -> [DocID]? {
        let segment = view.segment
        var entries: [TermEntry] = []
        for term in context {
            guard let entry = segment.dictionary(of: .exact).find(term.exact) else { return nil }
            entries.append(entry)
        }
        entries.sort { $0.articleCount < $1.articleCount }
        guard let rarest = entries.first else { return nil }
        var articles: [DocID] = []
        var cursor = segment.postings(rarest)
        while cursor.article != PostingsCursor.end, articles.count < Self.contextArticlesMax {
            if view.isLive(cursor.article) { articles.append(cursor.article) }
            cursor.next()
        }
        for entry in entries.dropFirst() {
            var cursor = segment.postings(entry)
            articles = articles.filter { article in
                cursor.advance(to: article)
                return cursor.article == article
            }
        }
        return articles
    }

    // MARK: Titles

    /// A shorter beginning has too many titles to choose from.
    private static var titleLettersMin: Int { 2 }

    private func titles(
        with words: [QueryTerm], beginning: [UInt8]?, limit: Int, _ isCancelled: () -> Bool
    ) throws(SearchCancelled) -> [Suggestion] {
        if words.isEmpty {
            let typed = beginning ?? []
            guard letters(of: typed.span).count >= Self.titleLettersMin else { return [] }
        }
        func node(_ term: [UInt8], _ form: Words.Form) -> Clause {
            let text = String(decoding: term, as: UTF8.self)
            return Clause(.must, .word(Words(text, field: .title, range: 0..<text.utf8.count, form: form)))
        }
        let clauses = words.map { node($0.exact, .whole) } + (beginning.map { [node($0, .prefix)] } ?? [])
        let request = SearchRequest(
            .list(clauses), layers: .exact, limit: limit, collapsesCopies: true, order: .newest)
        let outcome = try search(request, isCancelled: isCancelled)
        return outcome.hits.compactMap { hit in
            let segment = views[hit.place.view].segment
            return segment.title(hit.place.article).map {
                Suggestion(kind: .title(id: segment.id(hit.place.article)), text: $0, count: 1 + copyCount(hit.place))
            }
        }
    }
}
