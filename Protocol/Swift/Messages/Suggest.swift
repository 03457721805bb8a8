/// Asks how a text being typed may go on.
///
///     suggest = text:string limit:u32
package struct Suggest: Payload {
    package static let type = MessageType.suggest

    /// At most `Limits.suggestBytesMax` bytes.
    package var text: String
    /// Of each kind; at most `Limits.suggestionsMax`.
    package var limit: UInt32

    package init(text: String, limit: UInt32) {
        self.text = text
        self.limit = limit
    }

    package func encode(into output: inout [UInt8]) {
        output.appendString(text)
        output.appendInteger(limit)
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        text = try fields.string(payload, "text", limit: Limits.suggestBytesMax)
        limit = try fields.integer(payload)
        guard limit <= Limits.suggestionsMax else { throw .invalidValue(.suggest, "limit") }
    }
}

/// The answer to Suggest: completed texts first, then titles.
///
///     suggestResult = suggestions:[text:string id:string? count:u64]
package struct SuggestResult: Payload {
    package static let type = MessageType.suggestResult

    package struct Suggestion: Equatable, Sendable {
        package var text: String
        /// Of the article whose title the text is; nil for a text with its last word completed.
        package var id: String?
        /// Articles.
        package var count: UInt64

        package init(text: String, id: String?, count: UInt64) {
            self.text = text
            self.id = id
            self.count = count
        }
    }

    package var suggestions: [Suggestion]

    package init(suggestions: [Suggestion]) { self.suggestions = suggestions }

    package func encode(into output: inout [UInt8]) {
        output.appendCount(suggestions.count, limit: 2 * Limits.suggestionsMax)
        for suggestion in suggestions {
            output.appendString(suggestion.text)
            output.appendOptionalString(suggestion.id)
            output.appendInteger(suggestion.count)
        }
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        let count = try fields.count(payload, entryBytesMin: 13, limit: 2 * Limits.suggestionsMax)
        suggestions = []
        suggestions.reserveCapacity(count)
        for _ in 0..<count {
            suggestions.append(
                Suggestion(
                    text: try fields.string(payload, "text"), id: try fields.optionalString(payload, "id"),
                    count: try fields.integer(payload)))
        }
    }
}
