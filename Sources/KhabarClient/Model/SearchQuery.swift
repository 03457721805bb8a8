internal import KhabarProtocol

/// What to search for, and how.
public struct SearchQuery: Hashable, Sendable {
    /// How loosely words match. Each layer includes those before it.
    public enum Layers: Hashable, Sendable, CaseIterable {
        /// Words as they are written, spelling variants folded.
        case exact
        /// Other forms of the same word.
        case stem
        /// Other words for the same thing.
        case alias
        /// The same name in other scripts and spellings.
        case name
    }

    /// In Khabar's query language: `+must -not "a phrase" title:word lang:ur date:2015-10-01..2015-10-31`. At most 16 KiB.
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

    public init(
        _ text: String, limit: Int = 10, offset: Int = 0, layers: Layers = .name, snippets: Bool = true,
        collapseCopies: Bool = true, explain: Bool = false
    ) {
        self.text = text
        self.limit = limit
        self.offset = offset
        self.layers = layers
        self.snippets = snippets
        self.collapseCopies = collapseCopies
        self.explain = explain
    }

    func message() throws(KhabarError) -> Search {
        guard text.utf8.count <= Limits.queryBytesMax else {
            throw .invalid("a query has at most \(Limits.queryBytesMax) bytes, not \(text.utf8.count)")
        }
        guard 0...Limits.hitsMax ~= limit else { throw .invalid("limit is 0 to \(Limits.hitsMax), not \(limit)") }
        guard 0...Limits.offsetMax ~= offset else {
            throw .invalid("offset is 0 to \(Limits.offsetMax), not \(offset)")
        }
        var options: SearchOptions = []
        if snippets { options.insert(.snippets) }
        if collapseCopies { options.insert(.collapseCopies) }
        if explain { options.insert(.explain) }
        let layers: KhabarProtocol.Layers =
            switch layers {
            case .exact: .exact
            case .stem: .stem
            case .alias: .alias
            case .name: .name
            }
        return Search(query: text, limit: UInt32(limit), offset: UInt32(offset), layers: layers, options: options)
    }
}
