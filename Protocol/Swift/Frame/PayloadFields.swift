/// A position in a payload. Spans can't be stored, so each call is given the payload again.
package struct PayloadFields {
    let type: MessageType
    var position: Int

    init(type: MessageType, position: Int = 0) {
        self.type = type
        self.position = position
    }

    private mutating func take(_ count: Int, _ bytes: Span<UInt8>) throws(ProtocolViolation) -> Int {
        guard count <= bytes.count - position else { throw .truncatedPayload(type) }
        let start = position
        position += count
        return start
    }

    mutating func byte(_ bytes: Span<UInt8>) throws(ProtocolViolation) -> UInt8 {
        bytes[try take(1, bytes)]
    }

    /// A big-endian integer.
    mutating func integer<Value: FixedWidthInteger>(
        _ bytes: Span<UInt8>, _: Value.Type = Value.self
    ) throws(ProtocolViolation) -> Value {
        let start = try take(Value.bitWidth / 8, bytes)
        var value: Value = 0
        for at in start..<position { value = value << 8 | Value(truncatingIfNeeded: bytes[at]) }
        return value
    }

    /// 0 or 1, and nothing else, so that a message has one encoding.
    mutating func bool(_ bytes: Span<UInt8>, _ field: String) throws(ProtocolViolation) -> Bool {
        switch try byte(bytes) {
        case 0: false
        case 1: true
        default: throw .invalidValue(type, field)
        }
    }

    /// IEEE 754 double, finite.
    mutating func double(_ bytes: Span<UInt8>, _ field: String) throws(ProtocolViolation) -> Double {
        let value = Double(bitPattern: try integer(bytes, UInt64.self))
        guard value.isFinite else { throw .invalidValue(type, field) }
        return value
    }

    /// A list's length, believed only as far as the bytes that are there can hold entries of at least `entryBytesMin`.
    mutating func count(
        _ bytes: Span<UInt8>, entryBytesMin: Int, limit: Int
    ) throws(ProtocolViolation) -> Int {
        let count = Int(try integer(bytes, UInt32.self))
        let possible = min(limit, (bytes.count - position) / entryBytesMin)
        guard count <= possible else { throw .tooMany(type, count: count, limit: possible) }
        return count
    }

    /// The range of a length-prefixed run of bytes.
    mutating func run(
        _ bytes: Span<UInt8>, _ field: String, limit: Int = .max
    ) throws(ProtocolViolation) -> Range<Int> {
        let count = Int(try integer(bytes, UInt32.self))
        guard count <= limit else { throw .invalidValue(type, field) }
        let start = try take(count, bytes)
        return start..<position
    }

    mutating func bytes(
        _ payload: Span<UInt8>, _ field: String, limit: Int
    ) throws(ProtocolViolation) -> [UInt8] {
        var copy: [UInt8] = []
        let range = try run(payload, field, limit: limit)
        copy.append(copying: payload.extracting(range))
        return copy
    }

    mutating func string(
        _ bytes: Span<UInt8>, _ field: String, limit: Int = .max
    ) throws(ProtocolViolation) -> String {
        let range = try run(bytes, field, limit: limit)
        do {
            return String(copying: try UTF8Span(validating: bytes.extracting(range)))
        } catch {
            throw .invalidValue(type, field)
        }
    }

    mutating func optionalString(
        _ bytes: Span<UInt8>, _ field: String
    ) throws(ProtocolViolation) -> String? {
        try bool(bytes, field) ? try string(bytes, field) : nil
    }

    mutating func strings(
        _ bytes: Span<UInt8>, _ field: String, limit: Int, bytesMax: Int = .max
    ) throws(ProtocolViolation) -> [String] {
        let count = try count(bytes, entryBytesMin: 4, limit: limit)
        var values: [String] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try string(bytes, field, limit: bytesMax)) }
        return values
    }

    mutating func finish(_ bytes: Span<UInt8>) throws(ProtocolViolation) {
        guard position == bytes.count else { throw .trailingBytes(type, bytes.count - position) }
    }
}
