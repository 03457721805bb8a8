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
/// Order: higher score first, then the lesser id in bytes, so that ties fall alike however articles are cut into segments. With
/// `collapsesCopies` a cluster of copies has one hit, the first of it in that order.
struct TopHits {
    /// A hit, and the label of its cluster.
    private struct Entry {
        var hit: Hit
        var cluster: UInt32

        /// Of an article that has no copies.
        static let alone = UInt32.max
    }

    private let snapshot: Snapshot
    private let capacity: Int
    private let collapsesCopies: Bool
    private var heap: [Entry] = []

    init(_ snapshot: Snapshot, capacity: Int, collapsesCopies: Bool = false) {
        self.snapshot = snapshot
        self.capacity = capacity
        self.collapsesCopies = collapsesCopies
    }

    /// A hit below this score can't enter; one at it may, by its id.
    ///
    /// That holds for copies too: whatever it keeps out is worse than hits of `capacity` other stories.
    private(set) var threshold: Int32 = 0

    /// Whether `left` ranks before `right`.
    private func precedes(_ left: Hit, _ right: Hit) -> Bool {
        if left.score != right.score { return left.score > right.score }
        let (one, other) = (snapshot.views[left.place.view].segment, snapshot.views[right.place.view].segment)
        return one.view.compare(
            one.ids.range(Int(left.place.article)), with: other.view, other.ids.range(Int(right.place.article))) < 0
    }

    mutating func insert(_ hit: Hit) {
        guard capacity > 0, heap.count < capacity || hit.score >= threshold else { return }
        let cluster = collapsesCopies ? snapshot.cluster(hit.place) ?? Entry.alone : Entry.alone
        if cluster != Entry.alone, let other = heap.firstIndex(where: { $0.cluster == cluster }) {
            guard precedes(hit, heap[other].hit) else { return }
            heap[other].hit = hit
            siftDown(from: other)
        } else if heap.count < capacity {
            heap.append(Entry(hit: hit, cluster: cluster))
            siftUp()
        } else {
            guard precedes(hit, heap[0].hit) else { return }
            heap[0] = Entry(hit: hit, cluster: cluster)
            siftDown(from: 0)
        }
        if heap.count == capacity { threshold = heap[0].hit.score }
    }

    private mutating func siftUp() {
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(heap[parent].hit, heap[child].hit) else { return }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var worst = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if precedes(heap[worst].hit, heap[child].hit) { worst = child }
            }
            guard worst != parent else { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }

    /// Best first.
    func sorted() -> [Hit] { heap.map(\.hit).sorted(by: precedes) }
}
