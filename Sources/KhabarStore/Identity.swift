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

/// Who a store is, how often it was opened, and which log file is its newest.
///
///     identity = preamble (version 2), id: u64 high, u64 low, epoch: u32, log: u64, first: u64, crc32c of all before: u32
///
/// `log` and `first` are 0 before there is a log file. Version 1 lacks both.
package struct Identity: Equatable, Sendable {
    package let id: StoreID
    /// 1 at the first opening, one more at each later one, durably, before anything else is written.
    package let epoch: UInt32
    /// Set, durably, before a record of that file is acknowledged: a log file that somebody removed is missed, also
    /// when it was the last.
    var newestLog: NewestLog?

    struct NewestLog: Equatable, Sendable {
        let number: UInt64
        /// The sequence number of its first record.
        let first: UInt64
    }

    static let byteCount = Preamble.byteCount + 40
    private static let byteCountOfVersion1 = Preamble.byteCount + 24
    static let magic: StaticString = "KHABARID"
    static let version: UInt32 = 2

    func encoded() -> [UInt8] {
        var bytes = Preamble.bytes(magic: Self.magic, version: Self.version)
        bytes.append(littleEndian: id.high)
        bytes.append(littleEndian: id.low)
        bytes.append(littleEndian: epoch)
        bytes.append(littleEndian: newestLog?.number ?? 0)
        bytes.append(littleEndian: newestLog?.first ?? 0)
        bytes.append(littleEndian: checksum(bytes))
        return bytes
    }

    static func decode(_ bytes: [UInt8]) throws(StoreError) -> Identity {
        let file = StoreFile.identity.name
        let version = try Preamble.check(bytes, magic: magic, version: version, file: file)
        let expected = version == 1 ? byteCountOfVersion1 : byteCount
        guard bytes.count == expected else {
            throw .damaged(file: file, offset: 0, reason: "it has \(bytes.count) bytes instead of \(expected)")
        }
        guard checksum(bytes[..<(expected - 4)]) == bytes.load(at: expected - 4, as: UInt32.self) else {
            throw .damaged(file: file, offset: 16, reason: "its checksum is wrong")
        }
        var identity = Identity(
            id: StoreID(high: bytes.load(at: 16), low: bytes.load(at: 24)), epoch: bytes.load(at: 32))
        if version > 1 {
            let newest = NewestLog(number: bytes.load(at: 36), first: bytes.load(at: 44))
            if newest.number > 0 { identity.newestLog = newest }
        }
        return identity
    }

    /// The next opening's.
    func next() throws(StoreError) -> Identity {
        // Nobody opens a store four billion times: somebody else wrote this.
        guard epoch < .max else {
            throw .damaged(
                file: StoreFile.identity.name, offset: 32, reason: "its count of openings is at its end, \(epoch)")
        }
        return Identity(id: id, epoch: epoch + 1, newestLog: newestLog)
    }
}
