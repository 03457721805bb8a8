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

/// Who a store is, how often it was opened, which log file is its newest, and which openings gave which sequence numbers.
///
///     identity = preamble (version 3), id: u64 high, u64 low, epoch: u32, log: u64, first: u64, openings: u32,
///                openings * (first: u64, mark: u64), crc32c of all before: u32
///
/// `log` and `first` are 0 before there is a log file. Version 2 lacks the openings, version 1 `log` and `first` too.
package struct Identity: Equatable, Sendable {
    package let id: StoreID
    /// 1 at the first opening, one more at each later one, durably, before anything else is written.
    package let epoch: UInt32
    /// Set, durably, before a record of that file is acknowledged: a log file that somebody removed is missed, also
    /// when it was the last.
    var newestLog: NewestLog?
    /// Has an opening, durably, before a record of it is acknowledged.
    var history = SequenceHistory()

    struct NewestLog: Equatable, Sendable {
        let number: UInt64
        /// The sequence number of its first record.
        let first: UInt64
    }

    static let bytesMax = byteCount(version, openings: Limits.openingsMax)
    static let magic: StaticString = "KHABARID"
    static let version: UInt32 = 3
    /// Where the openings are counted, since version 3.
    private static let openingsAt = Preamble.byteCount + 36

    private static func byteCount(_ version: UInt32, openings: Int) -> Int {
        switch version {
        case 1: Preamble.byteCount + 24
        case 2: openingsAt + 4
        default: openingsAt + 8 + 16 * openings
        }
    }

    func encoded() -> [UInt8] {
        var bytes = Preamble.bytes(magic: Self.magic, version: Self.version)
        bytes.append(littleEndian: id.high)
        bytes.append(littleEndian: id.low)
        bytes.append(littleEndian: epoch)
        bytes.append(littleEndian: newestLog?.number ?? 0)
        bytes.append(littleEndian: newestLog?.first ?? 0)
        bytes.append(littleEndian: UInt32(history.openings.count))
        for opening in history.openings {
            bytes.append(littleEndian: opening.first)
            bytes.append(littleEndian: opening.mark)
        }
        bytes.append(littleEndian: checksum(bytes))
        return bytes
    }

    static func decode(_ bytes: [UInt8]) throws(StoreError) -> Identity {
        let file = StoreFile.identity.name
        let version = try Preamble.check(bytes, magic: magic, version: version, file: file)
        var openings = 0
        if version > 2, bytes.count >= openingsAt + 4 {
            openings = min(Int(bytes.load(at: openingsAt, as: UInt32.self)), Limits.openingsMax)
        }
        let expected = byteCount(version, openings: openings)
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
        identity.history = SequenceHistory(
            (0..<openings).map { number in
                let place = openingsAt + 4 + 16 * number
                return SequenceHistory.Opening(first: bytes.load(at: place), mark: bytes.load(at: place + 8))
            })
        return identity
    }

    /// The next opening's.
    func next() throws(StoreError) -> Identity {
        // Nobody opens a store four billion times: somebody else wrote this.
        guard epoch < .max else {
            throw .damaged(
                file: StoreFile.identity.name, offset: 32, reason: "its count of openings is at its end, \(epoch)")
        }
        return Identity(id: id, epoch: epoch + 1, newestLog: newestLog, history: history)
    }
}
