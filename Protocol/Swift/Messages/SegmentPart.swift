/// The next bytes of a segment.
///
///     segmentPart = bytes                1 to 262,144, to the payload's end
package struct SegmentPart: Payload {
    package static let type = MessageType.segmentPart

    package var bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }

    package func encode(into output: inout [UInt8]) {
        precondition(1...Limits.segmentPartBytesMax ~= bytes.count, "a segment part is empty or too long")
        output.append(contentsOf: bytes)
    }

    package init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        try Self.check(payload)
        bytes = []
        bytes.append(copying: payload)
        fields.position = payload.count
    }

    /// What the bytes must satisfy, for those who don't need a copy of them.
    static func check(_ payload: Span<UInt8>) throws(ProtocolViolation) {
        guard 1...Limits.segmentPartBytesMax ~= payload.count else { throw .invalidValue(.segmentPart, "length") }
    }
}
