/// The answer to a search, or to a question for related articles.
///
///     searchResult = total:u64 totalIsExact:bool tookMicroseconds:u32 renderMicroseconds:u32 hits:[hit]
///                    facets:[field:u8 valueCount:u32 values:[value:string count:u64]] next:bytes correction:string?
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
    /// As they were asked for.
    package var facets: [FacetCounts]
    /// What to give for `after` to get the next page; empty when there is none, or none was asked for.
    package var next: [UInt8]
    /// The query as it may have been meant.
    package var correction: String?

    package init(
        total: UInt64, totalIsExact: Bool, tookMicroseconds: UInt32, renderMicroseconds: UInt32, hits: [Hit],
        facets: [FacetCounts] = [], next: [UInt8] = [], correction: String? = nil
    ) {
        self.facets = facets
        self.next = next
        self.correction = correction
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
        output.appendCount(facets.count, limit: Limits.facetsMax)
        for facet in facets { facet.encode(into: &output) }
        output.appendRun(next)
        output.appendOptionalString(correction)
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
        let facetCount = try fields.count(payload, entryBytesMin: 9, limit: Limits.facetsMax)
        facets = []
        for _ in 0..<facetCount { facets.append(try FacetCounts(from: payload, &fields)) }
        next = try fields.bytes(payload, "next", limit: Limits.cursorBytesMax)
        correction = try fields.optionalString(payload, "correction")
    }
}

/// How many matching articles have each value of a field.
///
///     facet = field:u8 valueCount:u32 values:[value:string count:u64]
package struct FacetCounts: Equatable, Sendable {
    package struct Value: Equatable, Sendable {
        package var value: String
        package var count: UInt64

        package init(value: String, count: UInt64) {
            self.value = value
            self.count = count
        }
    }

    package var field: FacetField
    /// Different values, those that were left out included.
    package var valueCount: UInt32
    /// The most frequent first; days and months the last first.
    package var values: [Value]

    package init(field: FacetField, valueCount: UInt32, values: [Value]) {
        self.field = field
        self.valueCount = valueCount
        self.values = values
    }

    func encode(into output: inout [UInt8]) {
        output.append(field.rawValue)
        output.appendInteger(valueCount)
        output.appendCount(values.count, limit: Limits.facetValuesMax)
        for value in values {
            output.appendString(value.value)
            output.appendInteger(value.count)
        }
    }

    init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        guard let field = FacetField(rawValue: try fields.byte(payload)) else {
            throw .invalidValue(.searchResult, "facet")
        }
        self.field = field
        valueCount = try fields.integer(payload)
        let count = try fields.count(payload, entryBytesMin: 12, limit: Limits.facetValuesMax)
        values = []
        values.reserveCapacity(count)
        for _ in 0..<count {
            values.append(Value(value: try fields.string(payload, "value"), count: try fields.integer(payload)))
        }
        guard valueCount >= values.count else { throw .invalidValue(.searchResult, "value count") }
    }
}
