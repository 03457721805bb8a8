extension [UInt8] {
    /// Writes `value` over the bytes at `start`, most significant byte first.
    mutating func put<Value: FixedWidthInteger>(_ value: Value, at start: Int) {
        let bytes = Value.bitWidth / 8
        for at in 0..<bytes { self[start + at] = UInt8(truncatingIfNeeded: value >> Value(8 * (bytes - 1 - at))) }
    }

    /// Appends `value`, most significant byte first.
    mutating func appendInteger<Value: FixedWidthInteger>(_ value: Value) {
        var shift = Value.bitWidth - 8
        while shift >= 0 {
            append(UInt8(truncatingIfNeeded: value >> Value(shift)))
            shift -= 8
        }
    }

    mutating func appendBool(_ value: Bool) { append(value ? 1 : 0) }

    mutating func appendDouble(_ value: Double) { appendInteger(value.bitPattern) }

    /// Appends a list's length. More than `limit` entries are our own fault.
    mutating func appendCount(_ count: Int, limit: Int) {
        precondition(count <= limit, "a list of \(count) entries is over the protocol's limit of \(limit)")
        appendInteger(UInt32(count))
    }

    mutating func appendRun(_ bytes: [UInt8]) {
        appendInteger(UInt32(bytes.count))
        append(contentsOf: bytes)
    }

    mutating func appendString(_ string: String) {
        appendInteger(UInt32(string.utf8.count))
        append(contentsOf: string.utf8)
    }

    mutating func appendOptionalString(_ string: String?) {
        appendBool(string != nil)
        if let string { appendString(string) }
    }

    mutating func appendStrings(_ strings: [String], limit: Int) {
        appendCount(strings.count, limit: limit)
        for string in strings { appendString(string) }
    }
}
