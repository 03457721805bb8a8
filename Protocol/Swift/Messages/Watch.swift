/// Asks for the articles that match and became searchable behind a position; answered once there are any, or at the deadline.
///
///     watch = query:string limit:u32 layers:u8 options:u8 after:bytes
package struct Watch: Payload {
    package static let type = MessageType.watch

    /// In the query language, at most `Limits.queryBytesMax` bytes.
    package var query: String
    /// Hits in one answer, 1 to `Limits.hitsMax`; the next answer goes on behind them.
    package var limit: UInt32
    package var layers: Layers
    /// `snippets` or none.
    package var options: SearchOptions
    /// The position of an earlier answer; empty: what is searchable now, so that the answer comes at once and without hits.
    package var after: [UInt8]

    package init(query: String, limit: UInt32, layers: Layers, options: SearchOptions, after: [UInt8]) {
        self.query = query
        self.limit = limit
        self.layers = layers
        self.options = options
        self.after = after
    }

    package func encode(into output: inout [UInt8]) {
        output.appendString(query)
        output.appendInteger(limit)
        output.append(layers.rawValue)
        output.append(options.rawValue)
        output.appendRun(after)
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        query = try fields.string(payload, "query", limit: Limits.queryBytesMax)
        limit = try fields.integer(payload)
        guard 1...UInt32(Limits.hitsMax) ~= limit else { throw .invalidValue(.watch, "limit") }
        guard let layers = Layers(rawValue: try fields.byte(payload)) else { throw .invalidValue(.watch, "layers") }
        self.layers = layers
        options = SearchOptions(rawValue: try fields.byte(payload))
        guard options.isSubset(of: .snippets) else { throw .invalidValue(.watch, "options") }
        after = try fields.bytes(payload, "after", limit: Limits.cursorBytesMax)
    }
}

/// The answer to Watch.
///
///     watchResult = position:bytes hits:[hit]
package struct WatchResult: Payload {
    package static let type = MessageType.watchResult

    /// What to give for `after` next: behind these hits, and behind all that does not match and came before them.
    package var position: [UInt8]
    /// In the order in which they became searchable; none when the time was up.
    package var hits: [Hit]

    package init(position: [UInt8], hits: [Hit]) {
        self.position = position
        self.hits = hits
    }

    package func encode(into output: inout [UInt8]) {
        output.appendRun(position)
        output.appendCount(hits.count, limit: Limits.hitsMax)
        for hit in hits { hit.encode(into: &output) }
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        position = try fields.bytes(payload, "position", limit: Limits.cursorBytesMax)
        guard !position.isEmpty else { throw .invalidValue(.watchResult, "position") }
        let count = try fields.count(payload, entryBytesMin: Hit.bytesMin, limit: Limits.hitsMax)
        hits = []
        hits.reserveCapacity(count)
        for _ in 0..<count { hits.append(try Hit(from: payload, &fields)) }
    }
}
