/// One message's payload. Each message has exactly one encoding, so decoding and encoding again gives the same bytes.
package protocol Payload: Equatable, Sendable {
    static var type: MessageType { get }

    /// Appends the payload's bytes.
    func encode(into output: inout [UInt8])

    /// Reads the payload's fields in order, from `payload` at `reader`'s position.
    init(from payload: Span<UInt8>, _ reader: inout PayloadFields) throws(ProtocolViolation)
}

extension Payload {
    /// Reads a whole payload; every byte must be used.
    package init(decoding payload: Span<UInt8>) throws(ProtocolViolation) {
        var reader = PayloadFields(type: Self.type)
        try self.init(from: payload, &reader)
        try reader.finish(payload)
    }
}
