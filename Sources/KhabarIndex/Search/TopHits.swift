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
/// Order: higher score first, then the lesser id in bytes, so that ties fall alike however articles are cut into segments.
struct TopHits {
    private let snapshot: Snapshot
    private let capacity: Int
    private var heap: [Hit] = []

    init(_ snapshot: Snapshot, capacity: Int) {
        self.snapshot = snapshot
        self.capacity = capacity
    }

    /// A hit below this score can't enter; one at it may, by its id.
    private(set) var threshold: Int32 = 0

    /// Whether `left` ranks before `right`.
    private func precedes(_ left: Hit, _ right: Hit) -> Bool {
        if left.score != right.score { return left.score > right.score }
        let (one, other) = (snapshot.views[left.place.view].segment, snapshot.views[right.place.view].segment)
        return one.view.compare(
            one.ids.range(Int(left.place.article)), with: other.view, other.ids.range(Int(right.place.article))) < 0
    }

    mutating func insert(_ hit: Hit) {
        guard capacity > 0 else { return }
        if heap.count < capacity {
            heap.append(hit)
            siftUp()
        } else {
            guard hit.score >= threshold, precedes(hit, heap[0]) else { return }
            heap[0] = hit
            siftDown()
        }
        if heap.count == capacity { threshold = heap[0].score }
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

    private mutating func siftDown() {
        var parent = 0
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
    func sorted() -> [Hit] { heap.sorted(by: precedes) }
}
