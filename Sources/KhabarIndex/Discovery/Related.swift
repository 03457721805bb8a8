internal import KhabarText

/// Stories that belong to another: the same event in other words, what led to it and what came of it, in any of the languages.
enum Related {
    /// Terms of the article that are searched for: those that tell most about it,
    static let termsMax = 24
    /// and so many of its title's that no other article has as they are written: in another script it may.
    static let titleTermsMax = 8
    /// Hits that are weighed by their date.
    static let candidatesMax = 200
    /// A story so many days older or newer counts for half.
    static let halvingDays = 30.0
    /// Each other language gets one of so many places, if it has anything to show, the one with the best story first; all of them together half of the places.
    static let placesPerLanguage = 5
    /// A hit in the article's own language must have at least this share of the article's own score;
    static let shareMin = 0.12
    /// one in another, where names and numbers alone can match, this share,
    static let foreignShareMin = 0.03
    /// and so many of the terms.
    static let foreignTermsMin = 2
}

extension Snapshot {
    /// The articles most related to one, the article itself and its copies left out; nil when its text can't be read.
    ///
    /// Its most telling words, those of the title counted three times, are looked for as a search looks for them, by other names and in other scripts too; what
    /// is nearer to its date counts more.
    package func related(
        to place: ArticlePlace, limit: Int, isCancelled: () -> Bool = { false }
    ) throws(SearchCancelled) -> SearchOutcome? {
        guard let article = try? views[place.view].segment.article(place.article) else { return nil }
        let query = query(telling: article)
        let plan = QueryPlanner.plan(query, self, layers: .name, reach: .otherNames, isCancelled: isCancelled)
        let all = try rankedMatches(plan, atMost: Related.candidatesMax, isCancelled)
        let cluster = cluster(place)
        // A copy may stand for the article.
        let own = all.first { $0.place == place || cluster != nil && self.cluster($0.place) == cluster }?.score
        let date = article.published?.seconds
        var others = all.filter { hit in
            hit.place != place && (cluster == nil || self.cluster(hit.place) != cluster)
        }
        for index in others.indices {
            let other = views[others[index].place.view].segment.published(others[index].place.article)?.seconds
            others[index].score = Int32(Double(others[index].score) * nearness(date, other))
        }
        others.sort { $0.score != $1.score ? $0.score > $1.score : idPrecedes($0.place, $1.place) }
        let chosen = choose(others, limit: limit, language: article.language, ownScore: own, plan)
        return SearchOutcome(hits: chosen, total: chosen.count, totalIsExact: true, plan: plan)
    }

    private func nearness(_ one: Int64?, _ other: Int64?) -> Double {
        guard let one, let other else { return 0.5 }
        return 1 / (1 + abs(Double(one - other)) / 86_400 / Related.halvingDays)
    }

    /// The best of all languages together, all copies of a story once.
    private func rankedMatches(
        _ plan: QueryPlan, atMost limit: Int, _ isCancelled: () -> Bool
    ) throws(SearchCancelled) -> [Hit] {
        var byLanguage: [String: TopHits] = [:]
        try forEachMatch(plan, isCancelled: isCancelled) { hit in
            let language = views[hit.place.view].segment.language(hit.place.article)
            byLanguage[language, default: TopHits(self, capacity: limit, collapsesCopies: true)].insert(hit)
        }
        return byLanguage.values.flatMap { $0.sorted() }
    }

    private func choose(
        _ hits: [Hit], limit: Int, language: String, ownScore: Int32?, _ plan: QueryPlan
    ) -> [Hit] {
        var byLanguage: [String: [Hit]] = [:]
        for hit in hits {
            byLanguage[views[hit.place.view].segment.language(hit.place.article), default: []].append(hit)
        }
        func atLeast(_ share: Double, _ hits: [Hit]) -> [Hit] {
            hits.filter { $0.score > 0 && Double($0.score) >= share * Double(ownScore ?? 0) }
        }
        func precedes(_ one: Hit, _ other: Hit) -> Bool {
            one.score != other.score ? one.score > other.score : idPrecedes(one.place, other.place)
        }
        let own = atLeast(Related.shareMin, byLanguage.removeValue(forKey: language) ?? [])
        let foreign = byLanguage.values.map { hits in
            let best = Array(atLeast(Related.foreignShareMin, hits).prefix(2 * limit))
            let counts = termCounts(best.map(\.place), plan)
            return best.filter { counts[$0.place, default: 0] >= Related.foreignTermsMin }
        }.filter { !$0.isEmpty }.sorted { precedes($0[0], $1[0]) }
        let kept = (own + foreign.joined()).sorted(by: precedes)
        // Scores of other languages are lower, since less of the text can match: each gets some places of its own.
        let reserved = max(1, limit / Related.placesPerLanguage)
        var chosen = Set(foreign.flatMap { $0.prefix(reserved) }.prefix(limit / 2).map(\.place))
        for hit in kept where chosen.count < limit { chosen.insert(hit.place) }
        return kept.filter { chosen.contains($0.place) }
    }

    /// How many of the plan's words each article has.
    private func termCounts(_ places: [ArticlePlace], _ plan: QueryPlan) -> [ArticlePlace: Int] {
        guard case .boolean(_, let words, _) = plan else { return [:] }
        var counts: [ArticlePlace: Int] = [:]
        for (number, group) in Dictionary(grouping: places, by: \.view) {
            let evaluation = Evaluation(views[number], number: number, scoring: scoring)
            let ordered = group.sorted { $0.article < $1.article }
            for word in words {
                let iterator = evaluation.iterator(word)
                for place in ordered {
                    iterator.advance(to: place.article)
                    if iterator.article == place.article { counts[place, default: 0] += 1 }
                }
            }
        }
        return counts
    }

    // MARK: What tells about an article

    /// A query of the article's most telling words: frequent in it, rare elsewhere.
    private func query(telling article: Article) -> QueryNode {
        var counts: [[UInt8]: (count: Double, text: String)] = [:]
        count(article.title ?? "", times: 3, in: &counts)
        count(article.summary ?? "", times: 1.5, in: &counts)
        for (index, paragraph) in article.body.enumerated() {
            count(paragraph, times: index == 0 ? 1.5 : 1, in: &counts)
        }
        let telling = counts.map { term, found in
            (term: term, text: found.text, count: found.count, idf: idf(term))
        }.sorted { one, other in
            let weights = (one.count.squareRoot() * one.idf, other.count.squareRoot() * other.idf)
            return weights.0 != weights.1 ? weights.0 > weights.1 : one.term.lexicographicallyPrecedes(other.term)
        }
        let title = Set(analyze(query: article.title ?? "").map(\.exact))
        let known = telling.filter { $0.idf > 0 }.prefix(Related.termsMax)
        let unknown = telling.filter { $0.idf == 0 && title.contains($0.term) }.prefix(Related.titleTermsMax)
        return .list(
            (known + unknown).map { term in
                Clause(
                    .should,
                    .word(
                        Words(
                            term.text, range: 0..<term.text.utf8.count,
                            boost: QueryLimits.boost(Float(term.count.squareRoot())))))
            })
    }

    private func count(_ text: String, times: Double, in counts: inout [[UInt8]: (count: Double, text: String)]) {
        let bytes = Array(text.utf8)
        for term in analyze(query: bytes.span, stemmer: nil) where !term.isStopWord {
            let written = String(decoding: bytes[term.start..<term.end], as: UTF8.self)
            counts[term.exact, default: (0, written)].count += times
        }
    }

    /// 0 for a term of this article alone, which leads nowhere.
    private func idf(_ term: [UInt8]) -> Double {
        let count = views.reduce(0) { $0 + Int($1.segment.dictionary(of: .exact).find(term)?.articleCount ?? 0) }
        guard count > 1 else { return 0 }
        return naturalLogarithm(1 + (Double(countedArticles) - Double(count) + 0.5) / (Double(count) + 0.5))
    }
}
