/// The answer to a search.
///
///     searchResult = total:u64 totalIsExact:bool tookMicroseconds:u32 renderMicroseconds:u32 hits:[hit]
package struct SearchResult: Payload {
    package static let type = MessageType.searchResult

    /// Articles that match, all pages together.
    package var total: UInt64
    /// False when evaluation stopped counting; `total` is then a lower bound.
    package var totalIsExact: Bool
    /// Parsing and evaluation.
    package var tookMicroseconds: UInt32
    /// Titles and snippets.
    package var renderMicroseconds: UInt32
    /// Best first.
    package var hits: [Hit]

    package init(
        total: UInt64, totalIsExact: Bool, tookMicroseconds: UInt32, renderMicroseconds: UInt32, hits: [Hit]
    ) {
        self.total = total
        self.totalIsExact = totalIsExact
        self.tookMicroseconds = tookMicroseconds
        self.renderMicroseconds = renderMicroseconds
        self.hits = hits
    }

    package func encode(into output: inout [UInt8]) {
        output.appendInteger(total)
        output.appendBool(totalIsExact)
        output.appendInteger(tookMicroseconds)
        output.appendInteger(renderMicroseconds)
        output.appendCount(hits.count, limit: Limits.hitsMax)
        for hit in hits { hit.encode(into: &output) }
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        total = try fields.integer(payload)
        totalIsExact = try fields.bool(payload, "exactness")
        tookMicroseconds = try fields.integer(payload)
        renderMicroseconds = try fields.integer(payload)
        let count = try fields.count(payload, entryBytesMin: Hit.bytesMin, limit: Limits.hitsMax)
        hits = []
        hits.reserveCapacity(count)
        for _ in 0..<count { hits.append(try Hit(from: payload, &fields)) }
    }
}
