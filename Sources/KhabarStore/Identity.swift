/// A store's name for life: a random UUID (RFC 9562, version 4).
package struct StoreID: Hashable, Sendable, CustomStringConvertible {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    init(random: () -> UInt64) {
        high = (random() & ~0xF000) | 0x4000
        low = (random() >> 2) | 0x8000_0000_0000_0000
    }

    package var description: String {
        let digits = [high, low].map { half in
            let text = String(half, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text.append("-") }
            text.append(digit)
        }
        return text
    }
}

/// Who a store is, and how often it was opened.
///
///     identity = preamble, id: u64 high, u64 low, epoch: u32, crc32c of all before: u32
package struct Identity: Equatable, Sendable {
    package let id: StoreID
    /// 1 at the first opening, one more at each later one, durably, before anything else is written.
    package let epoch: UInt32

    static let byteCount = Preamble.byteCount + 24
    static let magic: StaticString = "KHABARID"

    func encoded() -> [UInt8] {
        var bytes = Preamble.bytes(magic: Self.magic)
        bytes.append(littleEndian: id.high)
        bytes.append(littleEndian: id.low)
        bytes.append(littleEndian: epoch)
        bytes.append(littleEndian: checksum(bytes))
        return bytes
    }

    static func decode(_ bytes: [UInt8]) throws(StoreError) -> Identity {
        let file = StoreFile.identity.name
        try Preamble.check(bytes, magic: magic, file: file)
        guard bytes.count == byteCount else {
            throw .damaged(file: file, offset: 0, reason: "it has \(bytes.count) bytes instead of \(byteCount)")
        }
        guard checksum(bytes[0..<36]) == bytes.load(at: 36, as: UInt32.self) else {
            throw .damaged(file: file, offset: 16, reason: "its checksum is wrong")
        }
        return Identity(id: StoreID(high: bytes.load(at: 16), low: bytes.load(at: 24)), epoch: bytes.load(at: 32))
    }

    /// The next opening's. Four billion openings are not a case to handle kindly.
    func next() -> Identity {
        precondition(epoch < .max, "the epoch is used up")
        return Identity(id: id, epoch: epoch + 1)
    }
}
