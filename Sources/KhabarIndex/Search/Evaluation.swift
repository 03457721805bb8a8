internal import KhabarText

/// Evaluates a plan over one segment, by the fastest way that the plan's form allows.
struct Evaluation {
    private let view: SegmentView
    private let number: Int
    private let scoring: Scoring

    init(_ view: SegmentView, number: Int, scoring: Scoring) {
        self.view = view
        self.number = number
        self.scoring = scoring
    }

    func run(_ plan: QueryPlan, into best: inout BestHits, isCancelled: () -> Bool) {
        if let terms = plan.conjunction, !isDense(terms) {
            let found = terms.map { (entry: $0.entries[number], weight: $0.weight) }
            guard var evaluator = RankedConjunction(found, phrase: nil, view, number: number, scoring: scoring)
            else { return }
            evaluator.collect(into: &best.top, total: &best.total, isCancelled: isCancelled)
        } else if let words = plan.rankedWords, !isLedByFilter(words) {
            collect(words, into: &best, isCancelled: isCancelled)
        } else if case .phrase(let phrase) = plan.single {
            let found = phrase.parts.map { (entry: $0[number], weight: phrase.weight / Float(phrase.parts.count)) }
            guard var evaluator = RankedConjunction(found, phrase: phrase, view, number: number, scoring: scoring)
            else { return }
            evaluator.collect(into: &best.top, total: &best.total, isCancelled: isCancelled)
        } else {
            let iterator = iterator(plan, isCancelled: isCancelled)
            walk(iterator, isCancelled: isCancelled) { article in
                best.take(Hit(place: ArticlePlace(view: number, article: article), score: iterator.score()))
            }
        }
    }

    /// Hands over every live article that matches. The score is made when it is asked for, at most once.
    func forEach(_ plan: QueryPlan, isCancelled: () -> Bool, _ body: (DocID, () -> Int32) -> Void) {
        if let words = plan.rankedWords, !isLedByFilter(words) {
            withoutActuallyEscaping(body) { body in
                var every = EveryHit { hit in body(hit.place.article) { hit.score } }
                collect(words, into: &every, isCancelled: isCancelled)
            }
        } else {
            let iterator = iterator(plan, isCancelled: isCancelled)
            walk(iterator, isCancelled: isCancelled) { body($0) { iterator.score() } }
        }
    }

    private func collect(_ words: RankedWordsPlan, into sink: inout some HitSink, isCancelled: () -> Bool) {
        let needsWord = words.required.isEmpty && words.optional.contains { !$0.near.isEmpty }
        let condition = Condition(
            filters: words.filters.map { iterator($0, isCancelled: isCancelled) },
            excluded: words.excluded.map { iterator($0, isCancelled: isCancelled) },
            words: needsWord ? DisjunctionIterator(words.optional.map { iterator(.word($0)) }) : nil)
        guard var evaluator = RankedWords(words, condition: condition, view, number: number, scoring: scoring)
        else { return }
        evaluator.collect(into: &sink, isCancelled: isCancelled)
    }

    /// Whether several of the terms are about as frequent as the rarest, so that they had better lead together.
    private func isDense(_ terms: [PlannedTerm]) -> Bool {
        let postings = terms.map { Int($0.entries[number]?.articleCount ?? 0) }
        return RankedWords.leaders(postings.sorted(), articles: view.segment.articleCount) > 1
    }

    /// Whether so few articles pass a filter that it is quicker to look the words up in them than the filter in the words' articles.
    private func isLedByFilter(_ words: RankedWordsPlan) -> Bool {
        guard let passing = words.filters.compactMap(passing).min() else { return false }
        func postings(_ word: PlannedWord) -> Int {
            word.terms.reduce(0) { $0 + Int($1.entries[number]?.articleCount ?? 0) }
        }
        let leading = words.required.map(postings).min() ?? words.optional.reduce(0) { $0 + postings($1) }
        return passing < leading / Self.seekCost
    }

    /// To look a word up in an article costs about as much as the scores of so many postings.
    private static let seekCost = 16

    /// How many articles of the segment pass a filter, as far as its dictionary knows; nil for what columns alone tell.
    private func passing(_ plan: QueryPlan) -> Int? {
        guard case .filter(let filter) = plan else { return nil }
        return keywords(filter)?.reduce(0) { $0 + Int($1.entry.articleCount) }
    }

    /// Article by article.
    private func walk(_ iterator: ArticleIterator, isCancelled: () -> Bool, _ body: (DocID) -> Void) {
        var steps = 0
        while iterator.article != PostingsCursor.end {
            let article = iterator.article
            if view.isLive(article) { body(article) }
            steps += 1
            if steps % 1_024 == 0 && isCancelled() { return }
            iterator.advance(to: article + 1)
        }
    }

    /// A word alone without what is only near to it.
    ///
    /// - Parameter isCancelled: if it says so, what is still to be gathered is left out.
    func iterator(_ plan: QueryPlan, isCancelled: () -> Bool = { false }) -> ArticleIterator {
        switch plan {
        case .none: EmptyIterator()
        case .all: ColumnIterator(articleCount: view.segment.articleCount) { _ in true }
        case .word(let word): WordIterator(word, view.segment, number: number, scoring: scoring)
        case .expansion(let expansion):
            ExpansionIterator(
                expansion, view.segment, number: number, scoring: scoring, isCancelled: isCancelled)
        case .phrase(let phrase):
            PhraseIterator(phrase, view.segment, number: number, scoring: scoring) ?? EmptyIterator()
        case .filter(let filter): filterIterator(filter)
        case .boolean(let must, let should, let mustNot): boolean(must, should, mustNot, isCancelled)
        }
    }

    private func boolean(
        _ must: [QueryPlan], _ should: [QueryPlan], _ mustNot: [QueryPlan], _ isCancelled: () -> Bool
    ) -> ArticleIterator {
        func iterators(_ plans: [QueryPlan]) -> [ArticleIterator] {
            plans.map { iterator($0, isCancelled: isCancelled) }
        }
        let excluded = DisjunctionIterator(iterators(mustNot))
        let wanted = DisjunctionIterator(iterators(should.map(\.raised)))
        // Filters beside words select among what the words find; filters and exclusions alone select among everything.
        let needsWanted = !should.isEmpty && must.allSatisfy(\.isFilter)
        // What is only near to the words makes no article match.
        let isGated = needsWanted && should.contains(where: \.hasNear)
        var required = iterators(must)
        if needsWanted {
            required.append(isGated ? SilentIterator(DisjunctionIterator(iterators(should))) : wanted)
        }
        let base =
            required.isEmpty
            ? iterator(.all) : required.count == 1 ? required[0] : ConjunctionIterator(required)
        return RefinedIterator(
            base, excluding: excluded, preferring: needsWanted && !isGated ? EmptyIterator() : wanted)
    }

    private func filterIterator(_ filter: Filter) -> ArticleIterator {
        if let keywords = keywords(filter) { return iterator(keywords) }
        return switch filter {
        case .id(let values): identified(values)
        case .published(let range):
            ColumnIterator(articleCount: view.segment.articleCount) { article in
                view.segment.published(article).map { range.contains($0.seconds) } ?? false
            }
        case .everything: iterator(.all)
        case .language, .source, .tag: preconditionFailure("these are keywords")
        }
    }

    /// What the dictionary of keywords has of a filter; nil for filters that it knows nothing of.
    private func keywords(_ filter: Filter) -> [(term: [UInt8], entry: TermEntry)]? {
        let (keyword, values): (Keyword, [String])
        switch filter {
        case .language(let languages): (keyword, values) = (.language, languages)
        case .source(let sources): (keyword, values) = (.source, sources)
        case .tag(let tags): (keyword, values) = (.tag, tags)
        case .everything, .id, .published: return nil
        }
        let dictionary = view.segment.dictionary(of: .keyword)
        return values.compactMap { value in
            let term = keyword.term(value)
            return dictionary.find(term).map { (term, $0) }
        }
    }

    private func iterator(_ keywords: [(term: [UInt8], entry: TermEntry)]) -> ArticleIterator {
        let terms = keywords.map { term, entry in
            var entries = [TermEntry?](repeating: nil, count: number + 1)
            entries[number] = entry
            return PlannedTerm(layer: .keyword, term: term, entries: entries, weight: 0)
        }
        return WordIterator(
            PlannedWord(written: [], terms: terms, field: .anywhere), view.segment, number: number, scoring: scoring)
    }

    private func identified(_ ids: [String]) -> ArticleIterator {
        let hashes = Set(ids.map(idHash))
        let wanted = Set(ids.map(ExactString.init))
        return ColumnIterator(articleCount: view.segment.articleCount) { article in
            hashes.contains(view.segment.idHash(article)) && wanted.contains(ExactString(view.segment.id(article)))
        }
    }
}

extension QueryPlan {
    /// The plan itself, or the only thing in it.
    fileprivate var single: QueryPlan {
        if case .boolean(let must, let should, let mustNot) = self, mustNot.isEmpty, must.count + should.count == 1 {
            return (must + should)[0].single
        }
        return self
    }

    /// The words, if the plan is words anywhere in an article, and perhaps filters and exclusions.
    fileprivate var rankedWords: RankedWordsPlan? {
        var words = RankedWordsPlan()
        switch single {
        case .word(let word):
            guard word.field == .anywhere else { return nil }
            words.optional = [word]
        case .boolean(let must, let should, let mustNot):
            guard words.require(must) else { return nil }
            for plan in should {
                guard case .word(let word) = plan.single, word.field == .anywhere else { return nil }
                words.optional.append(word)
            }
            words.excluded = mustNot
        default: return nil
        }
        if words.required.isEmpty && words.optional.isEmpty { return nil }
        return words.termCount <= RankedWordsPlan.termsMax ? words : nil
    }

    /// The terms, two at least, if all must match and each word is one term.
    fileprivate var conjunction: [PlannedTerm]? {
        guard case .boolean(let must, let should, let mustNot) = self, should.isEmpty, mustNot.isEmpty, must.count > 1
        else { return nil }
        var terms: [PlannedTerm] = []
        for plan in must {
            guard case .word(let word) = plan.single, word.terms.count == 1, word.field == .anywhere else { return nil }
            terms.append(word.terms[0])
        }
        return terms
    }

    var isFilter: Bool {
        switch self {
        case .all, .none, .filter: true
        case .word, .phrase, .expansion: false
        case .boolean(let must, let should, _): (must + should).allSatisfy(\.isFilter)
        }
    }
}

extension RankedWordsPlan {
    /// More are rare and go the general way. A window counts an article's words in a byte.
    fileprivate static let termsMax = 255

    fileprivate var termCount: Int { (required + optional).reduce(0) { $0 + $1.terms.count + $1.near.count } }

    /// Takes over what all must hold; false if there is something else than words and filters among it.
    fileprivate mutating func require(_ plans: [QueryPlan]) -> Bool {
        plans.allSatisfy { plan in
            switch plan.single {
            case .word(let word) where word.field == .anywhere:
                required.append(word)
                return true
            case .filter, .all:
                filters.append(plan.single)
                return true
            case .boolean(let must, let should, let mustNot) where should.isEmpty && mustNot.isEmpty:
                return require(must)
            default: return false
            }
        }
    }
}
