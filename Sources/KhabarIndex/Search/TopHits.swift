internal import KhabarText

/// A found article and its score.
package struct Hit: Sendable, Equatable {
    package var place: ArticlePlace
    /// In steps of 1 / 65,536.
    package var score: Int32

    package init(place: ArticlePlace, score: Int32) {
        self.place = place
        self.score = score
    }

    /// BM25 as people write it.
    package var points: Double { Double(score) / Double(Scoring.scale) }
}

/// The best `capacity` hits so far: a heap with the worst on top.
///
/// Order: higher rank first, which is the score unless another is given, then the lesser id in bytes, so that ties fall alike however articles are
/// cut into segments. With `collapsesCopies` a cluster of copies has one hit, the first of it in that order.
struct TopHits {
    /// A hit, what it is ordered by, and the label of its cluster.
    private struct Entry {
        var hit: Hit
        var rank: Int64
        var cluster: UInt32

        /// Of an article that has no copies.
        static let alone = UInt32.max
    }

    private let snapshot: Snapshot
    private let capacity: Int
    private let collapsesCopies: Bool
    private let recency: Recency?
    private var heap: [Entry] = []

    /// - Parameter recency: what scores are lowered by as hits come in. The threshold is one of lowered scores, which none is above before it is lowered.
    init(_ snapshot: Snapshot, capacity: Int, collapsesCopies: Bool = false, recency: Recency? = nil) {
        self.recency = recency
        self.snapshot = snapshot
        self.capacity = capacity
        self.collapsesCopies = collapsesCopies
    }

    /// A hit below this score can't enter, where scores are the ranks; one at it may, by its id.
    ///
    /// That holds for copies too: whatever it keeps out is worse than hits of `capacity` other stories.
    private(set) var threshold: Int32 = 0

    /// Whether `left` ranks before `right`.
    private func precedes(_ left: Entry, _ right: Entry) -> Bool {
        if left.rank != right.rank { return left.rank > right.rank }
        return snapshot.idPrecedes(left.hit.place, right.hit.place)
    }

    @inline(__always) mutating func insert(_ hit: Hit) {
        guard capacity > 0, heap.count < capacity || hit.score >= threshold else { return }
        let hit = lowered(hit)
        insert(hit, rank: Int64(hit.score))
    }

    private func lowered(_ hit: Hit) -> Hit {
        guard let recency else { return hit }
        let published = snapshot.views[hit.place.view].segment.published(hit.place.article)?.seconds
        return Hit(place: hit.place, score: recency.score(hit.score, published: published))
    }

    mutating func insert(_ hit: Hit, rank: Int64) {
        guard capacity > 0, heap.count < capacity || rank >= heap[0].rank else { return }
        let cluster = collapsesCopies ? snapshot.cluster(hit.place) ?? Entry.alone : Entry.alone
        let entry = Entry(hit: hit, rank: rank, cluster: cluster)
        if cluster != Entry.alone, let other = heap.firstIndex(where: { $0.cluster == cluster }) {
            guard precedes(entry, heap[other]) else { return }
            heap[other] = entry
            siftDown(from: other)
        } else if heap.count < capacity {
            heap.append(entry)
            siftUp()
        } else {
            guard precedes(entry, heap[0]) else { return }
            heap[0] = entry
            siftDown(from: 0)
        }
        if heap.count == capacity { threshold = Int32(clamping: heap[0].rank) }
    }

    private mutating func siftUp() {
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(heap[parent], heap[child]) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var worst = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if precedes(heap[worst], heap[child]) { worst = child }
            }
            guard worst != parent else { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }

    /// Best first.
    func sorted() -> [Hit] { heap.sorted(by: precedes).map(\.hit) }
}
