/// Asks for the articles that are most related to one; answered by a SearchResult.
///
///     related = id:string limit:u32 options:u8
package struct Related: Payload {
    package static let type = MessageType.related

    package var id: String
    /// At most `Limits.hitsMax`.
    package var limit: UInt32
    /// `snippets` or none.
    package var options: SearchOptions

    package init(id: String, limit: UInt32, options: SearchOptions) {
        self.id = id
        self.limit = limit
        self.options = options
    }

    package func encode(into output: inout [UInt8]) {
        output.appendString(id)
        output.appendInteger(limit)
        output.append(options.rawValue)
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        id = try fields.string(payload, "id", limit: Limits.idBytesMax)
        limit = try fields.integer(payload)
        guard limit <= Limits.hitsMax else { throw .invalidValue(.related, "limit") }
        options = SearchOptions(rawValue: try fields.byte(payload))
        guard options.isSubset(of: .snippets) else { throw .invalidValue(.related, "options") }
    }
}
