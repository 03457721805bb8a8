/// "I am leaving." Sent twice by a server that drains: first with the highest id, as a warning; then, a round trip later, with the last
/// request that it took. Requests above that were not looked at. A client sends it once, when it has no more requests.
///
///     goAway = lastCorrelationID:u64 text:string
package struct GoAway: Payload {
    package static let type = MessageType.goAway
    /// The first step's id: everything that is on its way will still be taken.
    package static let announced = UInt64.max

    package var lastCorrelationID: UInt64
    package var text: String

    package init(lastCorrelationID: UInt64, text: String) {
        self.lastCorrelationID = lastCorrelationID
        self.text = text
    }

    package func encode(into output: inout [UInt8]) {
        output.appendInteger(lastCorrelationID)
        output.appendString(text.cut(toBytes: Limits.errorTextBytesMax))
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        lastCorrelationID = try fields.integer(payload)
        text = try fields.string(payload, "text", limit: Limits.errorTextBytesMax)
    }
}
