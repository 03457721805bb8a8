/// What bounds the score of any posting in a block: pairs of (ranking frequency, length code), and the best lead level.
///
/// Pairs rather than a score, because the average length that a score depends on moves as the index grows. A posting's score is at most that
/// of some pair with at least its frequency and at most its length. The pairs are the block's Pareto frontier, thinned to four
/// by replacing neighbours with (greater frequency, smaller length). (Block-max indexes: Ding and Suel, SIGIR 2011; pairs: as in Lucene's impacts.)
struct BlockMaximum: Equatable {
    static let pairsMax = 4
    /// Bytes of the encoded pairs: four, unused ones repeating the last.
    static let pairsBytes = 8

    /// As they are written, a little-endian number: of each pair its frequency, then its length. Frequencies descend, and lengths too: a pair of
    /// lower frequency is there because it is shorter.
    let pairs: UInt64
    /// Of all postings.
    let bestLevel: UInt8
}

/// Makes the maxima of a list's full blocks, and of the whole list.
struct BlockMaxima: ~Copyable {
    /// The block at hand, side by side: adding its postings one by one to the table would wait, at each, for the one before it that has the same frequency, and
    /// most have 1.
    private let frequencies = Scratch<UInt8>(repeating: 0, count: PostingsLayout.blockCount)
    private let lengths = Scratch<UInt8>(repeating: 0, count: PostingsLayout.blockCount)
    private let levels = Scratch<UInt8>(repeating: 0, count: PostingsLayout.blockCount)
    private var ofBlock = ShortestLengths()
    private var ofList = ShortestLengths()

    /// Up to this frequency, comparing all postings of a block with each is less work than adding them one by one.
    private static let comparedMax: UInt8 = 16

    /// Puts posting `index` into the block at hand: its code, and the length code of its article.
    @inline(__always) func put(_ index: Int, _ code: UInt32, length: UInt8) {
        frequencies[index] = PostingCode.rankingFrequency(code)
        lengths[index] = length
        levels[index] = UInt8(truncatingIfNeeded: PostingCode.level(code))
    }

    /// The maximum of the block at hand, whose 128 postings were put in.
    mutating func finishBlock() -> BlockMaximum {
        let (greatest, level) = bounds
        if greatest <= Self.comparedMax {
            for frequency in 1...greatest {
                ofBlock.add(frequency: frequency, length: shortest(frequency), level: level)
            }
        } else {
            for index in 0..<PostingsLayout.blockCount {
                ofBlock.add(frequency: frequencies[index], length: lengths[index], level: level)
            }
        }
        ofList.add(ofBlock)
        return ofBlock.takeMaximum()
    }

    /// Adds a posting behind the full blocks.
    @inline(__always) mutating func add(_ code: UInt32, length: UInt8) {
        ofList.add(
            frequency: PostingCode.rankingFrequency(code), length: length,
            level: UInt8(truncatingIfNeeded: PostingCode.level(code)))
    }

    /// The maximum of the whole list. The next posting begins another list.
    mutating func finishList() -> BlockMaximum { ofList.takeMaximum() }

    /// The block's greatest frequency and its best level.
    private var bounds: (greatest: UInt8, level: UInt8) {
        var (greatest, level) = (frequencies.vector(0), levels.vector(0))
        for start in stride(from: 16, to: PostingsLayout.blockCount, by: 16) {
            greatest = pointwiseMax(greatest, frequencies.vector(start))
            level = pointwiseMin(level, levels.vector(start))
        }
        return (greatest.max(), level.min())
    }

    /// The least length code of the block's postings that have `frequency`; 255 if none has.
    @inline(__always) private func shortest(_ frequency: UInt8) -> UInt8 {
        let wanted = SIMD16(repeating: frequency)
        var shortest = SIMD16<UInt8>(repeating: 255)
        for start in stride(from: 0, to: PostingsLayout.blockCount, by: 16) {
            let isOther = frequencies.vector(start) .!= wanted
            shortest = pointwiseMin(shortest, lengths.vector(start).replacing(with: 255, where: isOther))
        }
        return shortest.min()
    }
}

/// For each ranking frequency the shortest length that some postings have with it, and their best lead level: what a maximum is made of.
struct ShortestLengths: ~Copyable {
    private let lengths = Scratch<UInt8>(repeating: 255, count: 256)
    /// The frontier at hand, each pair as it is written.
    private let pairs = Scratch<UInt16>(repeating: 0, count: 256)
    /// The greatest frequency; 0 without postings.
    private var greatest = 0
    private var bestLevel = UInt8(Lead.lastLevel)

    @inline(__always) mutating func add(frequency: UInt8, length: UInt8, level: UInt8) {
        bestLevel = min(bestLevel, level)
        let frequency = Int(frequency)
        greatest = max(greatest, frequency)
        lengths[frequency] = min(lengths[frequency], length)
    }

    mutating func add(_ other: borrowing ShortestLengths) {
        guard other.greatest > 0 else { return }
        bestLevel = min(bestLevel, other.bestLevel)
        greatest = max(greatest, other.greatest)
        for frequency in 1...other.greatest { lengths[frequency] = min(lengths[frequency], other.lengths[frequency]) }
    }

    /// The maximum of the postings, of which there must be some, with lengths that are some; leaves the table without any.
    mutating func takeMaximum() -> BlockMaximum {
        var count = 0
        var bound: UInt8 = 255
        for frequency in stride(from: greatest, through: 1, by: -1) {
            let length = lengths[frequency]
            lengths[frequency] = 255
            guard length < bound else { continue }
            bound = length
            pairs[count] = UInt16(frequency) | UInt16(length) << 8
            count += 1
        }
        while count > BlockMaximum.pairsMax { joinNearest(&count) }
        var encoded: UInt64 = 0
        for index in 0..<BlockMaximum.pairsMax {
            encoded |= UInt64(pairs[min(index, count - 1)]) << UInt64(16 * index)
        }
        defer { (greatest, bestLevel) = (0, UInt8(Lead.lastLevel)) }
        return BlockMaximum(pairs: encoded, bestLevel: bestLevel)
    }

    /// Joins the two neighbours whose union widens the frontier least.
    private func joinNearest(_ count: inout Int) {
        var best = 0
        var bestCost = Int.max
        for index in 0..<(count - 1) {
            let (one, next) = (Int(pairs[index]), Int(pairs[index + 1]))
            let cost = (one & 0xFF - next & 0xFF) * (one >> 8 - next >> 8 + 1)
            if cost < bestCost { (best, bestCost) = (index, cost) }
        }
        pairs[best] = pairs[best] & 0xFF | pairs[best + 1] & 0xFF00
        count -= 1
        for index in best + 1..<count { pairs[index] = pairs[index + 1] }
    }
}
