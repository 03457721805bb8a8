internal import KhabarProtocol

/// What to search for, and how.
public struct SearchQuery: Hashable, Sendable {
    /// How loosely words match. Each layer includes those before it.
    public enum Layers: Hashable, Sendable, CaseIterable {
        /// Words as they are written, spelling variants folded.
        case exact
        /// Other forms of the same word.
        case stem
        /// Other words for the same thing, and a rare word in two.
        case alias
        /// The same name in other scripts and spellings.
        case name
    }

    /// What comes first.
    public enum Order: Hashable, Sendable, CaseIterable {
        /// What matches best.
        case score
        /// What was published last; articles without a date come last.
        case newest
        case oldest
    }

    /// In Khabar's query language: `+must -not "a phrase" word* word~ title:word lang:ur date:7d`. At most 16 KiB. `Query` builds it without strings.
    public var text: String
    /// Hits wanted, at most 1,000; 0 counts only.
    public var limit: Int
    /// Hits to skip, at most 100,000.
    public var offset: Int
    public var layers: Layers
    /// Whether each hit brings a piece of its text with the matches marked.
    public var snippets: Bool
    /// Whether near-equal articles are shown as one hit with a count.
    public var collapseCopies: Bool
    /// Whether each hit says how its score came about.
    public var explain: Bool
    public var order: Order
    /// The age at which an article scores half as much as a new one, at twice that a quarter, down to a sixteenth; at least a second. nil: however old it is.
    /// Orders by date pay no heed to it.
    public var halfLife: Duration?
    /// What all matching articles are counted by besides; at most 8.
    public var facets: [FacetRequest]
    /// Whether the results say where the next page begins: see `KhabarClient.pages(of:)`. Copies are counted across pages, and nothing that arrives meanwhile
    /// moves them.
    public var paged: Bool
    /// Begin where earlier results of the same query said that their next page does; then `offset` is 0.
    public var after: SearchCursor?
    /// Whether results that are empty say what may have been meant.
    public var corrects: Bool

    public init(
        _ text: String, limit: Int = 10, offset: Int = 0, layers: Layers = .name, snippets: Bool = true,
        collapseCopies: Bool = true, explain: Bool = false, order: Order = .score, halfLife: Duration? = nil,
        facets: [FacetRequest] = [], paged: Bool = false, after: SearchCursor? = nil, corrects: Bool = false
    ) {
        self.order = order
        self.halfLife = halfLife
        self.facets = facets
        self.paged = paged
        self.after = after
        self.corrects = corrects
        self.text = text
        self.limit = limit
        self.offset = offset
        self.layers = layers
        self.snippets = snippets
        self.collapseCopies = collapseCopies
        self.explain = explain
    }

    /// The same for a query that was built.
    public init(_ query: Query, limit: Int = 10, layers: Layers = .name, order: Order = .score) {
        self.init(query.text, limit: limit, layers: layers, order: order)
    }

    func message() throws(KhabarError) -> Search {
        guard text.utf8.count <= Limits.queryBytesMax else {
            throw .invalid("a query has at most \(Limits.queryBytesMax) bytes, not \(text.utf8.count)")
        }
        guard 0...Limits.hitsMax ~= limit else { throw .invalid("limit is 0 to \(Limits.hitsMax), not \(limit)") }
        guard 0...Limits.offsetMax ~= offset else {
            throw .invalid("offset is 0 to \(Limits.offsetMax), not \(offset)")
        }
        guard facets.count <= Limits.facetsMax, facets.allSatisfy({ 0...Limits.facetValuesMax ~= $0.limit }) else {
            throw .invalid(
                "at most \(Limits.facetsMax) facets of at most \(Limits.facetValuesMax) values can be asked for")
        }
        var halfLifeSeconds: UInt32 = 0
        if let seconds = halfLife?.components.seconds {
            guard 1...Int64(UInt32.max) ~= seconds else {
                throw .invalid("a half-life is 1 to \(UInt32.max) seconds, not \(seconds)")
            }
            halfLifeSeconds = UInt32(seconds)
        }
        guard after == nil || offset == 0 else { throw .invalid("a page that continues another has no offset") }
        var options: SearchOptions = []
        if snippets { options.insert(.snippets) }
        if collapseCopies { options.insert(.collapseCopies) }
        if explain { options.insert(.explain) }
        if paged || after != nil { options.insert(.page) }
        if corrects { options.insert(.correct) }
        return Search(
            query: text, limit: UInt32(limit), offset: UInt32(offset), layers: .init(layers), options: options,
            order: .init(order), halfLifeSeconds: halfLifeSeconds, facets: facets.map(\.message),
            after: after?.bytes ?? [])
    }
}

extension KhabarProtocol.Layers {
    init(_ layers: SearchQuery.Layers) {
        switch layers {
        case .exact: self = .exact
        case .stem: self = .stem
        case .alias: self = .alias
        case .name: self = .name
        }
    }
}

extension ResultOrder {
    init(_ order: SearchQuery.Order) {
        switch order {
        case .score: self = .score
        case .newest: self = .newest
        case .oldest: self = .oldest
        }
    }
}
