internal import CHardware
internal import KhabarText

/// Numbers distinct terms in order of first appearance: open addressing over an arena of words.
///
/// Terms are interned a text at a time, in three passes: all hashes, then all slots, then all comparisons, each pass asking for the cache lines of
/// the next. The misses, not the instructions, are the cost of splitting text, and this way they overlap.
@safe
struct TermTable {
    /// Upper half: upper half of the hash. Lower half: where the term's record begins in `words`, plus one; 0 is empty.
    private var slots: [UInt64]
    /// Records, one after the other in the order of numbers: a head (length in the lower 16 bits, number in the upper half), then the term's bytes in
    /// words of eight, zero-padded. A lookup touches a slot and a record, and seldom more than one line of each.
    private var words: [UInt64] = []
    /// Where each term's record begins, by number.
    private var records: [UInt32] = []
    /// Of the terms that were interned last (`termHash`).
    private(set) var hashes: [UInt64] = []

    private static let slotsMin = 1 << 16

    init() { slots = .onHugePages(repeating: 0, count: Self.slotsMin) }

    /// Begins anew, in the same memory unless that is far more than was used of it.
    mutating func removeAll() {
        if slots.count > Self.slotsMin, records.count * 16 < slots.count {
            self = TermTable()
            return
        }
        for slot in slots.indices { slots[slot] = 0 }
        words.removeAll(keepingCapacity: true)
        records.removeAll(keepingCapacity: true)
        hashes.removeAll(keepingCapacity: true)
    }

    var count: Int { records.count }

    /// The bytes of term `number`, appended to `output`.
    @inline(__always)
    func append(_ number: Int, to output: inout [UInt8]) {
        let record = Int(records[number])
        let length = Self.length(words[record])
        unsafe words.withUnsafeBytes {
            let start = 8 &* (record &+ 1)
            unsafe output.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[start..<(start &+ length)]))
        }
    }

    @inline(__always) private static func length(_ head: UInt64) -> Int { Int(head & 0xFFFF) }
    @inline(__always) private static func wordCount(_ length: Int) -> Int { (length &+ 7) &>> 3 }

    /// Appends to `numbers` the number of each term in `bytes`, whose ends are `ends`.
    ///
    /// - Parameter bytes: followed by at least eight more bytes than the last end says.
    mutating func intern(_ bytes: [UInt8], ends: [UInt32], into numbers: inout [UInt32]) {
        hashes.removeAll(keepingCapacity: true)
        guard let last = ends.last else { return }
        precondition(Int(last) + 8 <= bytes.count)
        reserve(adding: ends.count)
        hash(bytes, ends)
        let wordsBefore = words.count
        // At most: every term new, each with a head and a last word that is not full.
        words.append(contentsOf: repeatElement(0, count: Int(last) / 8 + 2 * ends.count))
        let wordsUsed = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Self.find(
                bytes.baseAddress.unsafelyUnwrapped, ends, hashes, &slots, &words, wordsBefore, &records, &numbers)
        }
        words.removeLast(words.count - wordsUsed)
    }

    /// The first two passes: leaves in `hashes` the hash of each term.
    private mutating func hash(_ bytes: [UInt8], _ ends: [UInt32]) {
        let mask = slots.count &- 1
        unsafe bytes.withUnsafeBytes { bytes in
            unsafe slots.withUnsafeBufferPointer { slots in
                unsafe words.withUnsafeBufferPointer { words in
                    hashes.append(addingCapacity: ends.count) { output in
                        var start = 0
                        for end in ends {
                            let hash = unsafe termHash(bytes.baseAddress.unsafelyUnwrapped, start, Int(end))
                            unsafe khabar_prefetch(
                                slots.baseAddress.unsafelyUnwrapped + (Int(truncatingIfNeeded: hash) & mask))
                            output.append(hash)
                            start = Int(end)
                        }
                    }
                    guard let records = words.baseAddress else { return }
                    for hash in hashes {
                        let slot = unsafe slots[Int(truncatingIfNeeded: hash) & mask]
                        if slot != 0 { unsafe khabar_prefetch(records + Int(slot & 0xFFFF_FFFF)) }
                    }
                }
            }
        }
    }

    /// The third pass: finds or adds each term; returns how many words are used then.
    ///
    /// Static, because spans of two properties of one value can't be had at once.
    private static func find(
        _ bytes: UnsafeRawPointer, _ ends: [UInt32], _ hashes: [UInt64], _ slotArray: inout [UInt64],
        _ wordArray: inout [UInt64], _ wordsBefore: Int, _ records: inout [UInt32], _ numberArray: inout [UInt32]
    ) -> Int {
        let numbersBefore = numberArray.count
        numberArray.append(contentsOf: repeatElement(0, count: ends.count))
        var slots = slotArray.mutableSpan
        var words = wordArray.mutableSpan
        var numbers = numberArray.mutableSpan
        let mask = slots.count &- 1
        var used = wordsBefore
        var start = 0
        for index in ends.indices {
            let term = unsafe bytes + start
            let count = Int(ends[index]) &- start
            start = Int(ends[index])
            let hash = hashes[index]
            var slot = Int(truncatingIfNeeded: hash) & mask
            var number: UInt32?
            while slots[slot] != 0 {
                if slots[slot] &>> 32 == hash &>> 32 {
                    let record = Int(slots[slot] & 0xFFFF_FFFF) &- 1
                    if unsafe equals(words, record, term, count) {
                        number = UInt32(truncatingIfNeeded: words[record] &>> 32)
                        break
                    }
                }
                slot = (slot &+ 1) & mask
            }
            if let number {
                numbers[numbersBefore &+ index] = number
                continue
            }
            let new = records.count
            slots[slot] = (hash &>> 32) &<< 32 | UInt64(used + 1)
            records.append(UInt32(used))
            numbers[numbersBefore &+ index] = UInt32(new)
            words[used] = UInt64(new) &<< 32 | UInt64(UInt16(count))
            used &+= 1
            var offset = 0
            while offset < count {
                unsafe words[used] = word(term, offset, count)
                used &+= 1
                offset &+= 8
            }
        }
        return used
    }

    @inline(__always)
    private static func equals(
        _ words: borrowing MutableSpan<UInt64>, _ record: Int, _ term: UnsafeRawPointer, _ count: Int
    ) -> Bool {
        guard length(words[record]) == count else { return false }
        var at = record &+ 1
        var offset = 0
        while offset < count {
            if unsafe words[at] != word(term, offset, count) { return false }
            at &+= 1
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

    /// Keeps the table at most half full.
    private mutating func reserve(adding count: Int) {
        guard (records.count + count) * 2 > slots.count else { return }
        var size = slots.count
        while (records.count + count) * 2 > size { size *= 2 }
        var grown = [UInt64].onHugePages(repeating: 0, count: size)
        // The lower half of a hash is not kept: it is computed again from the words, which are in order and so cheap to walk.
        for record in records {
            let hash = unsafe words.withUnsafeBytes {
                unsafe termHash($0.baseAddress! + 8 * (Int(record) + 1), 0, Self.length(words[Int(record)]))
            }
            var slot = Int(truncatingIfNeeded: hash) & (size - 1)
            while grown[slot] != 0 { slot = (slot + 1) & (size - 1) }
            grown[slot] = (hash &>> 32) &<< 32 | UInt64(record + 1)
        }
        slots = grown
    }

    // MARK: Order

    /// The numbers of all terms in the order of their bytes.
    func sorted() -> [UInt32] {
        var order = (0..<UInt32(count)).map { TermKey(key: 0, number: $0) }
        var spare = order
        var orderSpan = order.mutableSpan
        var spareSpan = spare.mutableSpan
        sort(&orderSpan, &spareSpan, 0..<count, depth: 0)
        return order.map(\.number)
    }

    /// Sorts `range`, whose terms agree in their first `depth` words: by the next word, then equal runs by the word after it.
    private func sort(
        _ order: inout MutableSpan<TermKey>, _ spare: inout MutableSpan<TermKey>, _ range: Range<Int>, depth: Int
    ) {
        for index in range {
            let record = Int(records[Int(order[index].number)])
            // Zero padding sorts first, as an ended term must: terms hold no NUL.
            order[index].key =
                depth < Self.wordCount(Self.length(words[record])) ? words[record + 1 + depth].byteSwapped : 0
        }
        sortByKey(&order, &spare, range)
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start + 1
            while end < range.upperBound && order[end].key == order[start].key { end += 1 }
            if end - start > 1 && order[start].key & 0xFF != 0 { sort(&order, &spare, start..<end, depth: depth + 1) }
            start = end
        }
    }
}

/// A term and the word of it that it is sorted by.
struct TermKey {
    var key: UInt64
    var number: UInt32
}
