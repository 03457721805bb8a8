/// What bounds the score of any posting in a block: pairs of (ranking frequency, length code), and the best lead level.
///
/// Pairs rather than a score, because the average length that a score depends on moves as the index grows. A posting's score is at most that
/// of some pair with at least its frequency and at most its length. The pairs are the block's Pareto frontier, thinned to four
/// by replacing neighbours with (greater frequency, smaller length). (Block-max indexes: Ding and Suel, SIGIR 2011; pairs: as in Lucene's impacts.)
struct BlockMaximum: Equatable {
    static let pairsMax = 4
    /// Bytes of the encoded pairs: four, unused ones repeating the last.
    static let pairsBytes = 8

    /// Frequencies descending, lengths descending too: a pair of lower frequency is there because it is shorter.
    private(set) var pairs: [(frequency: UInt8, length: UInt8)] = []
    /// Of all postings.
    let bestLevel: UInt8

    static func == (left: Self, right: Self) -> Bool {
        left.bestLevel == right.bestLevel && left.pairs.count == right.pairs.count
            && zip(left.pairs, right.pairs).allSatisfy { $0 == $1 }
    }

    /// The maximum of the postings in `table`.
    init(_ table: borrowing ShortestLengths) {
        bestLevel = table.bestLevel
        var bound: UInt8 = 255
        for frequency in stride(from: table.greatest, through: 1, by: -1) where table.lengths[frequency] < bound {
            bound = table.lengths[frequency]
            pairs.append((UInt8(frequency), bound))
        }
        thin()
    }

    /// Joins the two neighbours whose union widens the frontier least, until at most four pairs are left.
    private mutating func thin() {
        while pairs.count > Self.pairsMax {
            var best = 0
            var bestCost = Int.max
            for index in 0..<(pairs.count - 1) {
                let cost =
                    (Int(pairs[index].frequency) - Int(pairs[index + 1].frequency))
                    * (Int(pairs[index].length) - Int(pairs[index + 1].length) + 1)
                if cost < bestCost { (best, bestCost) = (index, cost) }
            }
            pairs[best].length = pairs[best + 1].length
            pairs.remove(at: best + 1)
        }
    }

    func encodePairs(into output: inout [UInt8]) { output.append(u64: encodedPairs) }

    /// The four pairs as they are written, as a little-endian number.
    var encodedPairs: UInt64 {
        var encoded: UInt64 = 0
        for index in 0..<Self.pairsMax {
            let pair = pairs[min(index, pairs.count - 1)]
            encoded |= (UInt64(pair.frequency) | UInt64(pair.length) << 8) << UInt64(16 * index)
        }
        return encoded
    }
}

/// For each ranking frequency the shortest length that some postings have with it, and their best lead level: what a block's maximum is made of.
struct ShortestLengths {
    private(set) var lengths = InlineArray<256, UInt8>(repeating: 255)
    /// The greatest frequency; 0 without postings.
    private(set) var greatest = 0
    private(set) var bestLevel = UInt8(Lead.lastLevel)

    @inline(__always) mutating func add(frequency: UInt8, length: UInt8, level: UInt8) {
        bestLevel = min(bestLevel, level)
        let frequency = Int(frequency)
        greatest = max(greatest, frequency)
        lengths[frequency] = min(lengths[frequency], length)
    }

    /// Adds a posting's code, and the length code of its article.
    @inline(__always) mutating func add(_ code: UInt32, length: UInt8) {
        add(
            frequency: PostingCode.rankingFrequency(code), length: length,
            level: UInt8(truncatingIfNeeded: PostingCode.level(code)))
    }

    mutating func add(_ other: borrowing ShortestLengths) {
        guard other.greatest > 0 else { return }
        bestLevel = min(bestLevel, other.bestLevel)
        greatest = max(greatest, other.greatest)
        for frequency in 1...other.greatest { lengths[frequency] = min(lengths[frequency], other.lengths[frequency]) }
    }

    mutating func removeAll() {
        guard greatest > 0 else { return }
        for frequency in 1...greatest { lengths[frequency] = 255 }
        greatest = 0
        bestLevel = UInt8(Lead.lastLevel)
    }
}
