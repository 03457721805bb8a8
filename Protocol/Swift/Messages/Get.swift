/// Asks for one article.
///
///     get = id:string
package struct Get: Payload {
    package static let type = MessageType.get

    package var id: String

    package init(id: String) { self.id = id }

    package func encode(into output: inout [UInt8]) { output.appendString(id) }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        id = try fields.string(payload, "id", limit: Limits.idBytesMax)
    }
}
