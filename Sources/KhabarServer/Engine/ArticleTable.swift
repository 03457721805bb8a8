import KhabarIndex

/// A segment's number in the engine: never reused while the server runs.
typealias SegmentNumber = UInt32

/// Where the current version of an article lies.
struct TablePlace: Equatable {
    var segment: SegmentNumber
    var article: DocID

    init(segment: SegmentNumber, article: DocID) {
        self.segment = segment
        self.article = article
    }

    /// The place by which the clusters of copies name an article; see `SegmentView.number`.
    init(tag: UInt64) {
        self.init(
            segment: SegmentNumber(truncatingIfNeeded: tag >> 32), article: DocID(truncatingIfNeeded: tag))
    }

    var tag: UInt64 { UInt64(segment) << 32 | UInt64(article) }
}

/// Finds the current version of each article by its id's hash: open addressing, 16 bytes a slot, at most two thirds full.
///
/// Ids themselves stay in the segments; the caller tells equal hashes apart through `isArticle`.
struct ArticleTable {
    private struct Slot {
        var hash: UInt64
        /// 0 for an empty slot, as no segment has that number; `removed` for one that was emptied.
        var segment: SegmentNumber
        var article: DocID
    }

    private static let removed = SegmentNumber.max

    private var slots: [Slot]
    private(set) var count = 0
    private var used = 0

    init() { slots = [Slot](repeating: Slot(hash: 0, segment: 0, article: 0), count: 1 << 10) }

    var bytes: Int { slots.count * MemoryLayout<Slot>.stride }

    /// Makes room for so many more articles at once.
    mutating func reserve(_ more: Int) {
        guard (used + more) * 3 > slots.count * 2 else { return }
        var size = slots.count
        // As much slack as when it grows one by one: removed slots would else fill it again at once.
        while (count + more) * 3 > size { size *= 2 }
        rebuild(size)
    }

    private func start(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1) }

    /// The slot that holds the article, or nil.
    private func find(_ hash: UInt64, _ isArticle: (TablePlace) -> Bool) -> Int? {
        var index = start(hash)
        while slots[index].segment != 0 {
            let slot = slots[index]
            if slot.hash == hash, slot.segment != Self.removed,
                isArticle(TablePlace(segment: slot.segment, article: slot.article))
            {
                return index
            }
            index = (index + 1) & (slots.count - 1)
        }
        return nil
    }

    func place(_ hash: UInt64, where isArticle: (TablePlace) -> Bool) -> TablePlace? {
        find(hash, isArticle).map { TablePlace(segment: slots[$0].segment, article: slots[$0].article) }
    }

    /// Puts the article at `place`; returns where it was before.
    mutating func set(_ hash: UInt64, to place: TablePlace, where isArticle: (TablePlace) -> Bool) -> TablePlace? {
        if let index = find(hash, isArticle) {
            let before = TablePlace(segment: slots[index].segment, article: slots[index].article)
            slots[index].segment = place.segment
            slots[index].article = place.article
            return before
        }
        if (used + 1) * 3 > slots.count * 2 { grow() }
        insert(Slot(hash: hash, segment: place.segment, article: place.article))
        count += 1
        return nil
    }

    mutating func remove(_ hash: UInt64, where isArticle: (TablePlace) -> Bool) {
        guard let index = find(hash, isArticle) else { return }
        slots[index].segment = Self.removed
        count -= 1
    }

    private mutating func insert(_ slot: Slot) {
        var index = start(slot.hash)
        while slots[index].segment != 0 { index = (index + 1) & (slots.count - 1) }
        slots[index] = slot
        used += 1
    }

    private mutating func grow() {
        // Doubling only if live articles fill it: otherwise clearing away removed slots is enough.
        rebuild(count * 3 > slots.count ? slots.count * 2 : slots.count)
    }

    private mutating func rebuild(_ size: Int) {
        let old = slots
        slots = [Slot](repeating: Slot(hash: 0, segment: 0, article: 0), count: size)
        used = 0
        for slot in old where slot.segment != 0 && slot.segment != Self.removed { insert(slot) }
    }
}
