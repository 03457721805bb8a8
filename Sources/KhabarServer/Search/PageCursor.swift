import KhabarIndex
import KhabarProtocol
import KhabarText

/// Where the next page of a search begins, and of what: the bytes that a client gives back. They mean something to the server run that made them only.
///
///     cursor = 1:u8 snapshot:u64 search:u64 now:u64 offset:u32        big-endian
struct PageCursor: Equatable {
    private static let version: UInt8 = 1

    /// The snapshot's number on the shelf.
    var snapshot: UInt64
    /// What was searched for and how, hashed: another search has other pages.
    var search: UInt64
    /// What dates like `today` counted from on the first page, in seconds since 1970.
    var now: Int64
    var offset: Int

    init(snapshot: UInt64, search: UInt64, now: Int64, offset: Int) {
        self.now = now
        self.snapshot = snapshot
        self.search = search
        self.offset = offset
    }

    /// A clock's, of 1970 to 9999: dates in a query have no other years.
    private static let nowRange: ClosedRange<Int64> = 0...253_402_300_799

    /// nil for bytes that no server of this kind has written.
    init?(_ bytes: [UInt8]) {
        guard bytes.count == 29, bytes[0] == Self.version else { return nil }
        func integer(_ range: Range<Int>) -> UInt64 { range.reduce(0) { $0 << 8 | UInt64(bytes[$1]) } }
        let now = Int64(bitPattern: integer(17..<25))
        guard Self.nowRange.contains(now) else { return nil }
        self.init(snapshot: integer(1..<9), search: integer(9..<17), now: now, offset: Int(integer(25..<29)))
    }

    var bytes: [UInt8] {
        func bytes(_ value: UInt64, _ count: Int) -> [UInt8] {
            (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
        }
        return [Self.version] + bytes(snapshot, 8) + bytes(search, 8)
            + bytes(UInt64(bitPattern: now), 8) + bytes(UInt64(offset), 4)
    }

    /// Of all that decides which hits there are and in which order.
    static func hash(_ search: Search) -> UInt64 {
        let options = search.options.intersection([.collapseCopies]).rawValue
        let halfLife = (0..<4).map { UInt8(truncatingIfNeeded: search.halfLifeSeconds >> (8 * UInt32($0))) }
        return xxh64(
            (Array(search.query.utf8) + [search.layers.rawValue, options, search.order.rawValue] + halfLife).span,
            seed: 0)
    }
}

extension ArrivalPosition {
    /// The bytes that a client gives back: the sequence number, big-endian, then the id.
    var bytes: [UInt8] {
        (0..<8).reversed().map { UInt8(truncatingIfNeeded: sequence >> UInt64(8 * $0)) }
            + (id.map { Array($0.utf8) } ?? [])
    }

    /// nil for bytes that are no position.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= 8, let id = String(validating: bytes[8...], as: UTF8.self) else { return nil }
        self.init(sequence: bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }, id: id.isEmpty ? nil : id)
    }
}
