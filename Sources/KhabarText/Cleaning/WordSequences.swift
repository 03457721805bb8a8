/// Names of one or more words by their first, to find the longest that starts at a place.
struct WordSequences: Sendable {
    private var byFirstWord: [UInt64: [[UInt64]]] = [:]
    private var filter = HashFilter()

    mutating func insert(_ words: [UInt64]) {
        byFirstWord[words[0], default: []].append(words)
        filter.insert(words[0])
    }

    func longest(_ words: Span<UInt64>, at: Int) -> Int? {
        guard at < words.count, filter.mayContain(words[at]), let names = byFirstWord[words[at]] else { return nil }
        var longest = 0
        for name in names where at + name.count <= words.count && name.count > longest {
            if name.indices.allSatisfy({ name[$0] == words[at + $0] }) { longest = name.count }
        }
        return longest > 0 ? longest : nil
    }
}

/// A set of hashes that may say yes wrongly, never no: one bit for each.
struct HashFilter: Sendable {
    private var bits = [UInt64](repeating: 0, count: 512)

    mutating func insert(_ hash: UInt64) { bits[Int(hash >> 16 & 511)] |= 1 << (hash >> 32 & 63) }

    func mayContain(_ hash: UInt64) -> Bool { bits[Int(hash >> 16 & 511)] & 1 << (hash >> 32 & 63) != 0 }
}
