/// The 32 bytes before each payload, all integers big-endian.
///
///     header = type:u8 flags:u8 reserved:u16 payloadBytes:u32 correlationID:u64 inflatedBytes:u32
///              deadlineMilliseconds:u32 payloadChecksum:u32 headerChecksum:u32
package struct FrameHeader: Equatable, Sendable {
    package static let byteCount = 32
    static let compressedFlag: UInt8 = 1

    package var type: MessageType
    /// Bytes that follow this header.
    package var payloadBytes: Int
    /// Names a request and its answer; strictly increasing on a connection; 0 = the connection itself.
    package var correlationID: UInt64
    /// Length of the payload once inflated; 0 = it is not compressed.
    package var inflatedBytes: Int
    /// Time that the sender still gives the request; 0 = no limit.
    package var deadlineMilliseconds: UInt32
    /// CRC-32C of the payload as sent.
    package var payloadChecksum: UInt32

    package var isCompressed: Bool { inflatedBytes > 0 }

    package init(
        type: MessageType, payloadBytes: Int, correlationID: UInt64, inflatedBytes: Int = 0,
        deadlineMilliseconds: UInt32 = 0, payloadChecksum: UInt32
    ) {
        self.type = type
        self.payloadBytes = payloadBytes
        self.correlationID = correlationID
        self.inflatedBytes = inflatedBytes
        self.deadlineMilliseconds = deadlineMilliseconds
        self.payloadChecksum = payloadChecksum
    }

    /// Writes the header over the 32 bytes at `start`.
    func write(over output: inout [UInt8], at start: Int) {
        output[start] = type.rawValue
        output[start + 1] = isCompressed ? Self.compressedFlag : 0
        output.put(UInt16(0), at: start + 2)
        output.put(UInt32(payloadBytes), at: start + 4)
        output.put(correlationID, at: start + 8)
        output.put(UInt32(inflatedBytes), at: start + 16)
        output.put(deadlineMilliseconds, at: start + 20)
        output.put(payloadChecksum, at: start + 24)
        output.put(crc32c(output.span.extracting(start..<start + 28)), at: start + 28)
    }

    func append(to output: inout [UInt8]) {
        output.append(contentsOf: repeatElement(0, count: Self.byteCount))
        write(over: &output, at: output.count - Self.byteCount)
    }

    /// Reads the 32 bytes at `start`. The checksum is judged before any field is believed.
    package init(from bytes: Span<UInt8>, at start: Int) throws(ProtocolViolation) {
        var reader = PayloadFields(type: .hello, position: start + 28)
        guard try reader.integer(bytes, UInt32.self) == crc32c(bytes.extracting(start..<start + 28)) else {
            throw .headerChecksum
        }
        guard let type = MessageType(rawValue: bytes[start]) else { throw .unknownType(bytes[start]) }
        reader = PayloadFields(type: type, position: start + 1)
        let flags = try reader.byte(bytes)
        guard flags & ~Self.compressedFlag == 0 else { throw .unknownFlags(flags) }
        guard try reader.integer(bytes, UInt16.self) == 0 else { throw .reservedBitsSet }
        self.type = type
        payloadBytes = Int(try reader.integer(bytes, UInt32.self))
        correlationID = try reader.integer(bytes, UInt64.self)
        inflatedBytes = Int(try reader.integer(bytes, UInt32.self))
        deadlineMilliseconds = try reader.integer(bytes, UInt32.self)
        payloadChecksum = try reader.integer(bytes, UInt32.self)
        guard isCompressed == (flags == Self.compressedFlag) else { throw .invalidValue(type, "inflated length") }
        if let expected = type.hasCorrelationID, expected != (correlationID != 0) {
            throw .correlationID(type, correlationID)
        }
        guard deadlineMilliseconds == 0 || type.isRequest else { throw .unexpectedDeadline(type) }
    }
}
