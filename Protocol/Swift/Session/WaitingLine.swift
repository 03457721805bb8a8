/// First come, first served, and anyone may leave early.
struct WaitingLine<Entry> {
    private var entries: [UInt64: Entry] = [:]
    /// Tokens in order; those that left are skipped when their turn comes.
    private var order: [UInt64] = []
    private var head = 0

    var count: Int { entries.count }
    var all: [UInt64: Entry] { entries }

    mutating func join(_ token: UInt64, _ entry: Entry) {
        entries[token] = entry
        order.append(token)
    }

    mutating func leave(_ token: UInt64) -> Entry? { entries.removeValue(forKey: token) }

    /// The first in line.
    mutating func first() -> (token: UInt64, entry: Entry)? {
        while head < order.count {
            if let entry = entries[order[head]] { return (order[head], entry) }
            head += 1
        }
        order.removeAll(keepingCapacity: true)
        head = 0
        return nil
    }

    mutating func removeFirst() {
        guard let first = first() else { return }
        entries[first.token] = nil
        head += 1
        if head > 1_024 && head > order.count / 2 {
            order.removeFirst(head)
            head = 0
        }
    }
}
