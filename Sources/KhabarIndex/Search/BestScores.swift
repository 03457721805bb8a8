/// The best of several scores for each of some places.
struct BestScores: ~Copyable {
    private let scores: Scratch<Int32>
    /// 1 where there is a score.
    private let present: Scratch<UInt8>
    /// Those places, in any order, and one more, which is written to in vain.
    private let places: Scratch<UInt32>
    private var count = 0

    init(width: Int) {
        scores = Scratch(repeating: 0, count: width)
        present = Scratch(repeating: 0, count: width)
        places = Scratch(repeating: 0, count: width == 0 ? 0 : width + 1)
    }

    var isEmpty: Bool { scores.count == 0 }

    /// Where a score is greater than the one there is, puts it in its place.
    @inline(__always) mutating func raise(
        _ range: Range<Int>, _ articles: UnsafePointer<DocID>, _ raised: UnsafePointer<Int32>, from base: DocID
    ) {
        unsafe checkPlaces(range, articles, base, width: scores.count)
        let (scores, present, places) = unsafe (scores.address, present.address, places.address)
        var end = count
        for index in range {
            let place = unsafe articles[index] &- base
            unsafe places[end] = place
            unsafe end &+= Int(present[Int(place)] ^ 1)
            unsafe present[Int(place)] = 1
            unsafe scores[Int(place)] = max(scores[Int(place)], raised[index])
        }
        count = end
    }

    /// Takes all out, in any order.
    @inline(__always) mutating func takeAll(_ body: (Int, Int32) -> Void) {
        for index in 0..<count {
            let place = Int(places[index])
            body(place, scores[place])
            scores[place] = 0
            present[place] = 0
        }
        count = 0
    }
}
