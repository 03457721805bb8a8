/// Bytes of segments that the client may begin, besides what it has.
///
///     credit = bytes:u64                 at least 1
package struct Credit: Payload {
    package static let type = MessageType.credit

    package var bytes: UInt64

    package init(bytes: UInt64) { self.bytes = bytes }

    package func encode(into output: inout [UInt8]) { output.appendInteger(bytes) }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        bytes = try fields.integer(payload)
        guard bytes > 0 else { throw .invalidValue(.credit, "bytes") }
    }
}
