/// The answer to Delete: how many articles are gone that were there.
///
///     deleted = count:u32
package struct Deleted: Payload {
    package static let type = MessageType.deleted

    package var count: UInt32

    package init(count: UInt32) { self.count = count }

    package func encode(into output: inout [UInt8]) { output.appendInteger(count) }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        count = try fields.integer(payload)
    }
}
