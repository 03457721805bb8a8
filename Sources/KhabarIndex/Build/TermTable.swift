internal import CHardware

/// Numbers distinct terms in order of first appearance: open addressing over an arena of words.
///
/// Terms are interned a text at a time: all hashes first, each asking for its slot's cache line, then all lookups. The misses, not the
/// instructions, are the cost of splitting text, and this way they overlap.
struct TermTable {
    /// Upper half: upper half of the hash. Lower half: number plus one; 0 is empty.
    private var slots: [UInt64]
    /// Each term's bytes in words of eight, zero-padded, one term after the other.
    private(set) var words: [UInt64] = []
    private(set) var firstWords: [UInt32] = []
    private(set) var lengths: [UInt16] = []
    private var hashes: [UInt64] = []

    init(slots count: Int = 1 << 16) {
        precondition(count & (count - 1) == 0)
        slots = .onHugePages(repeating: 0, count: count)
    }

    var count: Int { lengths.count }

    /// The bytes of term `number`, appended to `output`.
    func append(_ number: Int, to output: inout [UInt8]) {
        var left = Int(lengths[number])
        var word = Int(firstWords[number])
        while left > 0 {
            var value = words[word]
            for _ in 0..<min(left, 8) {
                output.append(UInt8(truncatingIfNeeded: value))
                value &>>= 8
            }
            left -= 8
            word += 1
        }
    }

    /// Appends to `numbers` the number of each term in `bytes`, whose ends are `ends`.
    ///
    /// - Parameter bytes: followed by at least eight more bytes than the last end says.
    mutating func intern(_ bytes: [UInt8], ends: [UInt32], into numbers: inout [UInt32]) {
        precondition(ends.isEmpty || Int(ends[ends.count - 1]) + 8 <= bytes.count)
        reserve(adding: ends.count)
        hashes.removeAll(keepingCapacity: true)
        let mask = slots.count - 1
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe slots.withUnsafeBufferPointer { slots in
                var start = 0
                for index in ends.indices {
                    let end = Int(ends[index])
                    let hash = unsafe Self.hash(bytes.baseAddress! + start, count: end &- start)
                    unsafe khabar_prefetch(slots.baseAddress! + (Int(truncatingIfNeeded: hash) & mask))
                    hashes.append(hash)
                    start = end
                }
            }
            var start = 0
            for index in ends.indices {
                let end = Int(ends[index])
                numbers.append(
                    unsafe find(bytes.baseAddress.unsafelyUnwrapped + start, count: end &- start, hash: hashes[index]))
                start = end
            }
        }
    }

    private mutating func find(_ term: UnsafeRawPointer, count: Int, hash: UInt64) -> UInt32 {
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let value = slots[slot]
            if value == 0 { break }
            if value &>> 32 == hash &>> 32 {
                let number = Int(truncatingIfNeeded: value & 0xFFFF_FFFF) &- 1
                if unsafe equals(number, term, count: count) { return UInt32(truncatingIfNeeded: number) }
            }
            slot = (slot &+ 1) & mask
        }
        let number = lengths.count
        slots[slot] = (hash &>> 32) &<< 32 | UInt64(number + 1)
        firstWords.append(UInt32(words.count))
        lengths.append(UInt16(count))
        var offset = 0
        while offset < count {
            unsafe words.append(Self.word(term, offset, count))
            offset += 8
        }
        return UInt32(number)
    }

    @inline(__always)
    private func equals(_ number: Int, _ term: UnsafeRawPointer, count: Int) -> Bool {
        guard Int(lengths[number]) == count else { return false }
        var word = Int(firstWords[number])
        var offset = 0
        while offset < count {
            if unsafe words[word] != Self.word(term, offset, count) { return false }
            word &+= 1
            offset &+= 8
        }
        return true
    }

    /// Eight bytes of the term from `offset` on, zeros past its end.
    @inline(__always)
    private static func word(_ term: UnsafeRawPointer, _ offset: Int, _ count: Int) -> UInt64 {
        let word = unsafe term.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let left = count &- offset
        return left >= 8 ? word : word & ((1 &<< UInt64(left &* 8)) &- 1)
    }

    /// Multiply-and-fold over words of eight bytes (the construction of wyhash and its kin).
    @inline(__always)
    private static func hash(_ term: UnsafeRawPointer, count: Int) -> UInt64 {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)
        var offset = 0
        while offset < count {
            let product = unsafe (hash ^ word(term, offset, count)).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
            hash = product.high ^ product.low
            offset &+= 8
        }
        return hash ^ (hash &>> 29)
    }

    /// Keeps the table at most half full.
    private mutating func reserve(adding count: Int) {
        guard (lengths.count + count) * 2 > slots.count else { return }
        var size = slots.count
        while (lengths.count + count) * 2 > size { size *= 2 }
        var grown = [UInt64].onHugePages(repeating: 0, count: size)
        // The lower half of a hash is not kept: it is computed again from the words, which are in order and so cheap to walk.
        for number in 0..<lengths.count {
            let hash = unsafe words.withUnsafeBytes {
                unsafe Self.hash($0.baseAddress! + 8 * Int(firstWords[number]), count: Int(lengths[number]))
            }
            var slot = Int(truncatingIfNeeded: hash) & (size - 1)
            while grown[slot] != 0 { slot = (slot + 1) & (size - 1) }
            grown[slot] = (hash &>> 32) &<< 32 | UInt64(number + 1)
        }
        slots = grown
    }

    /// The numbers of all terms in the order of their bytes.
    func sorted() -> [UInt32] {
        var order = (0..<UInt32(count)).map { (key: UInt64(0), number: $0) }
        sort(&order, 0..<order.count, depth: 0)
        return order.map(\.number)
    }

    /// Sorts `range`, whose terms agree in their first `depth` words: by the next word, then equal runs by the word after it.
    private func sort(_ order: inout [(key: UInt64, number: UInt32)], _ range: Range<Int>, depth: Int) {
        for index in range {
            let number = Int(order[index].number)
            // Zero padding sorts first, as an ended term must: terms hold no NUL.
            order[index].key =
                depth * 8 < Int(lengths[number]) ? words[Int(firstWords[number]) + depth].byteSwapped : 0
        }
        order[range].sort { $0.key < $1.key }
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start + 1
            while end < range.upperBound && order[end].key == order[start].key { end += 1 }
            if end - start > 1 && order[start].key & 0xFF != 0 { sort(&order, start..<end, depth: depth + 1) }
            start = end
        }
    }
}
