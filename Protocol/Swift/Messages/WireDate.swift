/// A day or an instant in UTC.
///
///     date? = 0:u8 | 1:u8 seconds:i64 hasTime:bool
package struct WireDate: Hashable, Sendable {
    /// Since 1970-01-01T00:00:00Z; midnight when only the day is known.
    package var seconds: Int64
    package var hasTime: Bool

    package init(seconds: Int64, hasTime: Bool) {
        self.seconds = seconds
        self.hasTime = hasTime
    }
}

extension [UInt8] {
    mutating func appendDate(_ date: WireDate?) {
        appendBool(date != nil)
        guard let date else { return }
        appendInteger(date.seconds)
        appendBool(date.hasTime)
    }
}

extension PayloadFields {
    mutating func date(_ bytes: Span<UInt8>, _ field: String) throws(ProtocolViolation) -> WireDate? {
        guard try bool(bytes, field) else { return nil }
        let seconds = try integer(bytes, Int64.self)
        return WireDate(seconds: seconds, hasTime: try bool(bytes, field))
    }
}
