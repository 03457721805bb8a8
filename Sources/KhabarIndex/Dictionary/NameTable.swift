internal import KhabarText

/// A dictionary's terms by the keys of their sound: which terms may be the same name.
///
/// Derived from the dictionary, about a microsecond a term, before a search needs it if there is time, and kept: some 11 bytes a term.
struct NameTable: Sendable {
    /// A key in the upper half, a term's ordinal in the lower; ascending.
    private let entries: [UInt64]

    init(_ dictionary: TermDictionary) {
        var names = NameKeys()
        var keys: [UInt32] = []
        var entries: [UInt64] = []
        entries.reserveCapacity(dictionary.count * 3 / 2)
        var cursor = dictionary.cursor()
        while !cursor.isAtEnd {
            let ordinal = UInt64(cursor.ordinal)
            cursor.read()
            keys.removeAll(keepingCapacity: true)
            names.append(of: cursor.term.span, to: &keys)
            for key in keys { entries.append(UInt64(key) << 32 | ordinal) }
        }
        entries.sort()
        self.entries = entries
    }

    var bytes: Int { entries.capacity * MemoryLayout<UInt64>.stride }

    /// Ordinals of the terms with a key, ascending in each script; of each at most so many.
    func ordinals(of key: NameKey, atMost limit: Int) -> [Int] {
        var ordinals: [Int] = []
        var at = first(UInt64(key.first) << 32, from: 0)
        while at < entries.count {
            let own = UInt32(entries[at] >> 32)
            guard own <= key.last else { break }
            if key.contains(own) {
                let end = min(at + limit, entries.count)
                while at < end, UInt32(entries[at] >> 32) == own {
                    ordinals.append(Int(entries[at] & 0xFFFF_FFFF))
                    at += 1
                }
            }
            if own == key.last { break }
            // Past those that are not wanted, or too many.
            at = first((UInt64(own) + 1) << 32, from: at)
        }
        return ordinals
    }

    /// The first place from `start` on whose entry is at least `entry`; near `start` it is found soon.
    private func first(_ entry: UInt64, from start: Int) -> Int {
        var low = start
        var high = start
        var step = start == 0 ? max(1, entries.count) : 1
        while high < entries.count && entries[high] < entry {
            low = high + 1
            high = min(low + step, entries.count)
            step *= 2
        }
        while low < high {
            let middle = (low + high) >> 1
            if entries[middle] < entry { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
