internal import KhabarText

/// Chooses which of a story's copies is shown: of those that match, the fullest; of equally full ones the earliest, then the lesser id.
///
/// Ranking has chosen the copy that scores best, which is often one that was cut. Each copy is asked whether it matches, so that the choice does not
/// depend on which of them the evaluation came across.
struct ShownCopy {
    /// More copies of one story than these are not asked.
    static let candidatesMax = 64

    private let snapshot: Snapshot
    private let plan: QueryPlan

    init(_ snapshot: Snapshot, _ plan: QueryPlan) {
        self.snapshot = snapshot
        self.plan = plan
    }

    /// - Returns: for each hit that is another copy now, the one that was ranked.
    func choose(for hits: inout [Hit]) -> [ArticlePlace: ArticlePlace] {
        guard hits.contains(where: { snapshot.cluster($0.place) != nil }) else { return [:] }
        var ranked: [ArticlePlace: ArticlePlace] = [:]
        let candidates = hits.map { hit in
            snapshot.cluster(hit.place) == nil ? [] : Array(snapshot.copies(of: hit.place).prefix(Self.candidatesMax))
        }
        // All hits' at once: a filter goes through a segment's columns, and must do so once, not for each hit.
        let matching = matching(candidates.joined())
        for index in hits.indices {
            var best = hits[index].place
            for place in candidates[index] where matching.contains(place) && isFuller(place, than: best) {
                best = place
            }
            if best != hits[index].place { ranked[best] = hits[index].place }
            hits[index].place = best
        }
        return ranked
    }

    private func matching(_ places: some Sequence<ArticlePlace>) -> Set<ArticlePlace> {
        var found: Set<ArticlePlace> = []
        for (number, group) in Dictionary(grouping: places, by: \.view) {
            let view = snapshot.views[number]
            let iterator = Evaluation(view, number: number, scoring: snapshot.scoring).iterator(plan)
            for place in group.sorted(by: { $0.article < $1.article }) where view.isLive(place.article) {
                iterator.advance(to: place.article)
                if iterator.article == place.article { found.insert(place) }
            }
        }
        return found
    }

    private func isFuller(_ place: ArticlePlace, than other: ArticlePlace) -> Bool {
        let (one, two) = (snapshot.views[place.view].segment, snapshot.views[other.view].segment)
        let lengths = (one.lengthCode(place.article), two.lengthCode(other.article))
        if lengths.0 != lengths.1 { return lengths.0 > lengths.1 }
        let dates = (one.published(place.article)?.seconds, two.published(other.article)?.seconds)
        if dates.0 != dates.1 { return (dates.0 ?? .max) < (dates.1 ?? .max) }
        return one.view.compare(
            one.ids.range(Int(place.article)), with: two.view, two.ids.range(Int(other.article))) < 0
    }
}
