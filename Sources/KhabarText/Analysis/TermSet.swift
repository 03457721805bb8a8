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

    /// FNV-1a (Fowler, Noll, Vo) over 64 bits, folded so that the lower bits depend on all.
    @inline(__always)
    private static func hash(_ term: Span<UInt8>) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<term.count { hash = (hash ^ UInt64(term[index])) &* 0x0000_0100_0000_01B3 }
        return Int(truncatingIfNeeded: hash ^ hash &>> 32)
    }
}
