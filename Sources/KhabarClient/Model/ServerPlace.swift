internal import KhabarProtocol

/// Where the next page of a search begins. Means something to the server that gave it, for some two minutes.
public struct SearchCursor: Hashable, Sendable, CustomStringConvertible {
    let bytes: [UInt8]

    init?(bytes: [UInt8]) {
        if bytes.isEmpty { return nil }
        self.bytes = bytes
    }

    /// Reads what `description` wrote; nil for what it can't have written.
    public init?(_ description: String) {
        guard let bytes = place(description) else { return nil }
        self.init(bytes: bytes)
    }

    /// As text, to be kept or handed on.
    public var description: String { hexadecimal(bytes) }
}

/// A place in the order in which a server's articles became searchable. It may be kept for any time: `KhabarClient.watch(_:from:)` goes on behind it.
public struct WatchPosition: Hashable, Sendable, CustomStringConvertible {
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Reads what `description` wrote; nil for what it can't have written.
    public init?(_ description: String) {
        guard let bytes = place(description) else { return nil }
        self.bytes = bytes
    }

    /// As text, to be kept or handed on.
    public var description: String { hexadecimal(bytes) }
}

private func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
}

/// The bytes of a place, which may come from anybody. A server cuts the connection of a client that sends it more, with all calls on it.
private func place(_ text: String) -> [UInt8]? {
    guard 1...(2 * Limits.cursorBytesMax) ~= text.utf8.count else { return nil }
    let digits = text.utf8.map { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count.isMultiple(of: 2), digits.allSatisfy({ $0 != nil }) else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0]! << 4 | digits[$0 + 1]!) }
}
