/// A score for each of some places, and how many words added to it.
struct ScoreTable: ~Copyable {
    /// Places that are looked at together.
    static let groupWidth = 64
    /// Places whose counts lie in one number, and as many as a number has bytes.
    private static let countsWidth = 8

    private let scores: Scratch<Int32>
    /// A byte a place. Not a bit, which each posting would have to add to what the one before it has just written.
    private let counts: Scratch<UInt8>
    /// A byte for each eight places: 1 where any of them has a score.
    private let touched: Scratch<UInt8>

    /// - Parameter width: how many places; whole groups.
    init(width: Int) {
        scores = Scratch(repeating: 0, count: width)
        counts = Scratch(repeating: 0, count: width)
        touched = Scratch(repeating: 0, count: width / Self.countsWidth)
    }

    @inline(__always) func add(_ score: Int32, at index: Int) {
        scores[index] &+= score
        counts[index] &+= 1
        touched[index / Self.countsWidth] = 1
    }

    /// Adds scores of articles that ascend, at their places counted from `base`.
    @inline(__always) func add(
        _ range: Range<Int>, _ articles: UnsafePointer<DocID>, _ added: UnsafePointer<Int32>, from base: DocID
    ) {
        unsafe checkPlaces(range, articles, base, width: scores.count)
        let (scores, counts, touched) = unsafe (scores.address, counts.address, touched.address)
        for index in range {
            let place = unsafe Int(articles[index] &- base)
            unsafe scores[place] &+= added[index]
            unsafe counts[place] &+= 1
            unsafe touched[place / Self.countsWidth] = 1
        }
    }

    /// Takes the places of a group out, in their order, and hands over those that have so many words; without a number, all that have any. Some of those
    /// whose scores are below `limit` may be left out: returns whether any were.
    @inline(__always) func takeAll(
        _ group: Int, with words: Int?, atLeast limit: Int32, _ body: (Int, Int32) -> Void
    ) -> Bool {
        var passedOver = false
        let wanted = 0x0101_0101_0101_0101 &* UInt64(truncatingIfNeeded: words ?? 0)
        let isInverted: UInt64 = words == nil ? 0x8080_8080_8080_8080 : 0
        var touched = touched.takeEight(group &* (Self.groupWidth / Self.countsWidth))
        while touched != 0 {
            let start = group &* Self.groupWidth &+ touched.trailingZeroBitCount
            touched &= touched &- 1
            let counts = counts.takeEight(start)
            var left = Self.zeroBytes(counts ^ wanted) ^ isInverted
            if left != 0 && scores.areEightBelow(limit, start) {
                passedOver = true
            } else {
                while left != 0 {
                    let index = start &+ left.trailingZeroBitCount &>> 3
                    left &= left &- 1
                    body(index, scores[index])
                }
            }
            scores.clearEight(start)
        }
        return passedOver
    }

    /// The highest bit of each byte that is zero.
    @inline(__always) private static func zeroBytes(_ bytes: UInt64) -> UInt64 {
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        return ~(((bytes & low) &+ low) | bytes | low)
    }
}

extension Scratch where Element == UInt8 {
    /// Eight bytes, the first lowest; leaves zeros.
    @inline(__always) fileprivate func takeEight(_ start: Int) -> UInt64 {
        precondition(start >= 0 && start <= count &- 8)
        let place = UnsafeMutableRawPointer(unsafe address + start)
        let bytes = unsafe UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
        unsafe place.storeBytes(of: 0, as: UInt64.self)
        return bytes
    }
}

extension Scratch where Element == Int32 {
    /// Whether eight numbers, none negative, are all below `limit`.
    @inline(__always) fileprivate func areEightBelow(_ limit: Int32, _ start: Int) -> Bool {
        precondition(start >= 0 && start <= count &- 8)
        return unsafe KhabarIndex.areEightBelow(limit, address + start)
    }

    /// Makes eight numbers zero.
    @inline(__always) fileprivate func clearEight(_ start: Int) {
        precondition(start >= 0 && start <= count &- 8)
        let place = UnsafeMutableRawPointer(unsafe address + start)
        unsafe place.storeBytes(of: SIMD8<Int32>(), as: SIMD8<Int32>.self)
    }
}

/// Whether eight numbers, none negative, are all below `limit`.
@inline(__always) func areEightBelow(_ limit: Int32, _ numbers: UnsafePointer<Int32>) -> Bool {
    if limit <= 0 { return false }
    let differences =
        unsafe UnsafeRawPointer(numbers).loadUnaligned(as: SIMD8<Int32>.self) &- SIMD8(repeating: limit)
    // Negative in all eight. To compare vectors takes Swift several times as long: it goes through their elements.
    let both = unsafe unsafeBitCast(differences.lowHalf & differences.highHalf, to: SIMD2<UInt64>.self)
    let signs: UInt64 = 0x8000_0000_8000_0000
    return both.x & both.y & signs == signs
}

/// Articles ascend, so all of a range have places if its ends have.
@inline(__always)
func checkPlaces(_ range: Range<Int>, _ articles: UnsafePointer<DocID>, _ base: DocID, width: Int) {
    guard let first = range.first, let last = range.last else { return }
    precondition(unsafe articles[first] >= base && Int(articles[last] &- base) < width)
}
