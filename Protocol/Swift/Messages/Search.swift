/// A query.
///
///     search = query:string limit:u32 offset:u32 layers:u8 options:u8
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

    package init(query: String, limit: UInt32, offset: UInt32, layers: Layers, options: SearchOptions) {
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
    static let all: SearchOptions = [.snippets, .collapseCopies, .explain]
}
