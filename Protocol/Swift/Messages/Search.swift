/// A query.
///
///     search = query:string limit:u32 offset:u32 layers:u8 options:u8 order:u8 halfLifeSeconds:u32
///              facets:[field:u8 limit:u32] after:bytes
package struct Search: Payload {
    package static let type = MessageType.search

    /// In the query language, at most `Limits.queryBytesMax` bytes.
    package var query: String
    /// 0 counts without fetching; at most `Limits.hitsMax`.
    package var limit: UInt32
    /// At most `Limits.offsetMax`.
    package var offset: UInt32
    package var layers: Layers
    package var options: SearchOptions
    package var order: ResultOrder
    /// Age at which an article scores half; 0 for no matter what age.
    package var halfLifeSeconds: UInt32
    package var facets: [FacetRequest]
    /// Where an earlier result said that the next page begins; empty for the first. Then `offset` is 0.
    package var after: [UInt8]

    package init(
        query: String, limit: UInt32, offset: UInt32, layers: Layers, options: SearchOptions,
        order: ResultOrder = .score, halfLifeSeconds: UInt32 = 0, facets: [FacetRequest] = [], after: [UInt8] = []
    ) {
        self.halfLifeSeconds = halfLifeSeconds
        self.order = order
        self.facets = facets
        self.after = after
        self.query = query
        self.limit = limit
        self.offset = offset
        self.layers = layers
        self.options = options
    }

    package func encode(into output: inout [UInt8]) {
        output.appendString(query)
        output.appendInteger(limit)
        output.appendInteger(offset)
        output.append(layers.rawValue)
        output.append(options.rawValue)
        output.append(order.rawValue)
        output.appendInteger(halfLifeSeconds)
        output.appendCount(facets.count, limit: Limits.facetsMax)
        for facet in facets {
            output.append(facet.field.rawValue)
            output.appendInteger(facet.limit)
        }
        output.appendRun(after)
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        query = try fields.string(payload, "query", limit: Limits.queryBytesMax)
        limit = try fields.integer(payload)
        guard limit <= Limits.hitsMax else { throw .invalidValue(.search, "limit") }
        offset = try fields.integer(payload)
        guard offset <= Limits.offsetMax else { throw .invalidValue(.search, "offset") }
        guard let layers = Layers(rawValue: try fields.byte(payload)) else { throw .invalidValue(.search, "layers") }
        self.layers = layers
        options = SearchOptions(rawValue: try fields.byte(payload))
        guard options.isSubset(of: .all) else { throw .invalidValue(.search, "options") }
        guard let order = ResultOrder(rawValue: try fields.byte(payload)) else { throw .invalidValue(.search, "order") }
        self.order = order
        halfLifeSeconds = try fields.integer(payload)
        let count = try fields.count(payload, entryBytesMin: 5, limit: Limits.facetsMax)
        facets = []
        for _ in 0..<count {
            guard let field = FacetField(rawValue: try fields.byte(payload)) else {
                throw .invalidValue(.search, "facet")
            }
            let facet = FacetRequest(field: field, limit: try fields.integer(payload))
            guard facet.limit <= Limits.facetValuesMax else { throw .invalidValue(.search, "facet limit") }
            facets.append(facet)
        }
        after = try fields.bytes(payload, "after", limit: Limits.cursorBytesMax)
        guard after.isEmpty || offset == 0 else { throw .invalidValue(.search, "offset beside after") }
    }
}

/// What comes first.
package enum ResultOrder: UInt8, Sendable, CaseIterable {
    case score = 1
    /// By the date of publication; articles without one come last.
    case newest = 2
    case oldest = 3
}

/// What matching articles are counted by.
package enum FacetField: UInt8, Sendable, CaseIterable {
    case language = 1
    case source = 2
    case tag = 3
    /// Of publication, in UTC.
    case day = 4
    case month = 5
}

/// Asks for the numbers of matching articles by the values of a field.
package struct FacetRequest: Equatable, Sendable {
    package var field: FacetField
    /// At most so many values; at most `Limits.facetValuesMax`.
    package var limit: UInt32

    package init(field: FacetField, limit: UInt32) {
        self.field = field
        self.limit = limit
    }
}

/// How loosely words match; each includes those before it.
package enum Layers: UInt8, Sendable, CaseIterable {
    case exact = 1
    case stem = 2
    case alias = 3
    case name = 4
}

package struct SearchOptions: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Cut a snippet from each hit's text.
    package static let snippets = SearchOptions(rawValue: 1)
    /// Show near-equal articles as one hit with a count.
    package static let collapseCopies = SearchOptions(rawValue: 2)
    /// Say how each score came about.
    package static let explain = SearchOptions(rawValue: 4)
    /// Say where the next page begins, and keep what was searched for a while so that it can be the same.
    package static let page = SearchOptions(rawValue: 8)
    /// When nothing is found, say what may have been meant.
    package static let correct = SearchOptions(rawValue: 16)
    static let all: SearchOptions = [.snippets, .collapseCopies, .explain, .page, .correct]
}
