/// A small fixed set of terms that is asked about every term of a batch: flat, and asking allocates nothing. Each has a number, in the order in which they were given.
struct TermSet: Sendable {
    /// Open addressing: the number of a term plus one, 0 for none; at most a quarter is in use.
    private let slots: [UInt16]
    private let bytes: [UInt8]
    /// Where each term ends in `bytes`.
    private let ends: [UInt32]
    private let bytesMax: Int

    /// - Parameter terms: fewer than 65,535; one that comes twice counts once, where it came first.
    init(_ terms: [[UInt8]]) {
        precondition(terms.count < Int(UInt16.max))
        var count = 16
        while count < 4 * terms.count { count *= 2 }
        var slots = [UInt16](repeating: 0, count: count)
        var bytes: [UInt8] = []
        var ends: [UInt32] = []
        var known = Set<[UInt8]>()
        for term in terms where known.insert(term).inserted {
            bytes.append(contentsOf: term)
            ends.append(UInt32(bytes.count))
            var slot = Self.hash(term.span) & (count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (count - 1) }
            slots[slot] = UInt16(ends.count)
        }
        (self.slots, self.bytes, self.ends) = (slots, bytes, ends)
        bytesMax = terms.map(\.count).max() ?? 0
    }

    func contains(_ term: Span<UInt8>) -> Bool { number(of: term) != nil }

    func number(of term: Span<UInt8>) -> Int? {
        guard term.count <= bytesMax else { return nil }
        var slot = Self.hash(term) & (slots.count - 1)
        while slots[slot] != 0 {
            let number = Int(slots[slot]) - 1
            if isTerm(number, term) { return number }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    @inline(__always)
    private func isTerm(_ number: Int, _ term: Span<UInt8>) -> Bool {
        let start = number == 0 ? 0 : Int(ends[number - 1])
        guard Int(ends[number]) - start == term.count else { return false }
        for index in 0..<term.count where bytes[start + index] != term[index] { return false }
        return true
    }

    /// Eight bytes at a time, the last of them again where fewer are left; folded so that the lower bits depend on all.
    @inline(__always)
    private static func hash(_ term: Span<UInt8>) -> Int {
        let count = term.count
        return unsafe term.withUnsafeBytes { bytes in
            var hash = UInt64(count) &* multiplier
            if count >= 8 {
                var at = 0
                while at &+ 8 <= count {
                    hash = mixed(hash, unsafe bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                    at &+= 8
                }
                if at < count {
                    hash = mixed(hash, unsafe bytes.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self))
                }
            } else if count >= 4 {
                let first = unsafe bytes.loadUnaligned(as: UInt32.self)
                let last = unsafe bytes.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
                hash = mixed(hash, UInt64(first) | UInt64(last) &<< 32)
            } else {
                for index in 0..<count { unsafe hash = mixed(hash, UInt64(bytes[index])) }
            }
            return Int(truncatingIfNeeded: hash ^ hash &>> 32)
        }
    }

    private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

    @inline(__always)
    private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        let product = (hash ^ word) &* multiplier
        return product ^ product &>> 29
    }
}
