internal import KhabarText

/// A place in the order in which articles became searchable: an article is behind it, or not.
///
/// Articles of one batch have one sequence number; among them the ids count, in bytes.
package struct ArrivalPosition: Sendable, Equatable, Comparable {
    /// The server's sequence number.
    package var sequence: UInt64
    /// Articles of that sequence up to this id are not behind it; nil: none is.
    package var id: String?

    package init(sequence: UInt64, id: String? = nil) {
        self.sequence = sequence
        self.id = id
    }

    package static func < (one: Self, other: Self) -> Bool {
        if one.sequence != other.sequence { return one.sequence < other.sequence }
        guard let id = one.id else { return false }
        guard let otherID = other.id else { return true }
        return id.utf8.lexicographicallyPrecedes(otherID.utf8)
    }
}

/// What came behind a position.
package struct Arrivals: Sendable {
    /// In the order of their positions.
    package var hits: [Hit]
    /// Behind the last of them, or behind all that is searchable when they are all.
    package var position: ArrivalPosition
    /// In it the hits' places are numbered: only segments that have something new.
    package var snapshot: Snapshot
    package var outcome: SearchOutcome
}

extension Snapshot {
    /// Behind everything that is searchable now.
    package var arrivalPosition: ArrivalPosition {
        ArrivalPosition(sequence: views.reduce(0) { max($0, $1.lastSequence) })
    }

    /// The articles behind `position` that match, the first `limit` of them in their order.
    package func arrivals(
        _ query: QueryNode, layers: SearchLayers, after position: ArrivalPosition, limit: Int,
        isCancelled: () -> Bool = { false }
    ) throws(SearchCancelled) -> Arrivals {
        // Behind a whole sequence only later ones matter; in the middle of one, its own segments too.
        let newer = views.filter {
            $0.lastSequence > position.sequence || position.id != nil && $0.lastSequence == position.sequence
        }
        let snapshot = Snapshot(newer, copies: copies, aliases: ownAliases)
        let plan = QueryPlanner.plan(query, snapshot, layers: layers, reach: .otherNames, isCancelled: isCancelled)
        var found: [(position: ArrivalPosition, hit: Hit)] = []
        // Of very many only the first are kept: no sequence beyond this is among them.
        var lastSequence = UInt64.max
        try snapshot.forEachMatch(plan, isCancelled: isCancelled) { place in
            let sequence = snapshot.views[place.view].sequence(place.article)
            return sequence >= position.sequence && sequence <= lastSequence
        } _: { hit in
            let view = snapshot.views[hit.place.view]
            let arrival = ArrivalPosition(
                sequence: view.sequence(hit.place.article), id: view.segment.id(hit.place.article))
            guard position < arrival else { return }
            found.append((arrival, hit))
            guard found.count >= 4 * (limit + 1) else { return }
            found.sort { $0.position < $1.position }
            found.removeLast(found.count - limit - 1)
            lastSequence = found[limit].position.sequence
        }
        found.sort { $0.position < $1.position }
        let isCut = found.count > limit
        let hits = found.prefix(limit)
        let end = isCut ? hits.last!.position : max(position, arrivalPosition)
        let outcome = SearchOutcome(hits: hits.map(\.hit), total: hits.count, totalIsExact: !isCut, plan: plan)
        return Arrivals(hits: outcome.hits, position: end, snapshot: snapshot, outcome: outcome)
    }
}
