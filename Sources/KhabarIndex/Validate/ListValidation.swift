/// Checks one postings list and its positions: ranges, order, lengths, and that its bytes are the ones that `PostingsWriter` writes.
///
/// Nothing is written again to see that: numbers in their shortest form, blocks of as few bits as their values need and maxima that
/// fit the postings leave a list one encoding only.
@safe
struct ListValidation: ~Copyable {
    private let bytes: ByteView
    private let postings: Range<Int>
    private let positions: Range<Int>
    private let lengths: Range<Int>
    private let articleCount: Int
    /// Words of each article, counted over the lists with positions; empty where there are none.
    let words: Scratch<UInt32>
    /// The block at hand.
    private let articles: Scratch<UInt32>
    private let codes: Scratch<UInt32>
    private let leads = LeadRanges()
    private var maxima = BlockMaxima()

    init(_ segment: Segment, withPositions: Bool) {
        bytes = segment.view
        postings = segment.range(.postings)
        positions = segment.range(.positions)
        lengths = segment.range(.lengths)
        articleCount = segment.articleCount
        words = Scratch(repeating: 0, count: withPositions ? articleCount : 0)
        articles = Scratch(repeating: 0, count: PostingsLayout.blockCount)
        codes = Scratch(repeating: 0, count: PostingsLayout.blockCount)
    }

    /// Both ranges of `entry` must lie inside their sections.
    mutating func validate(_ entry: TermEntry, withPositions: Bool) throws(SegmentError) {
        let count = Int(entry.articleCount)
        // Most lists are short. They have a loop of their own, that nothing else keeps from running in registers.
        if count < PostingsLayout.blockCount {
            if withPositions {
                try validateShort(entry, count, withPositions: true)
            } else {
                try validateShort(entry, count, withPositions: false)
            }
        } else {
            try validateBlocks(entry, count, withPositions)
        }
    }

    private func postingsReader(_ entry: TermEntry) -> CheckedReader {
        let start = postings.lowerBound
        return CheckedReader(
            bytes, start + entry.postings.lowerBound..<start + entry.postings.upperBound, "postings")
    }

    private func positionsWalk(_ entry: TermEntry) -> PositionsWalk {
        let start = positions.lowerBound
        return PositionsWalk(bytes, start + entry.positions.lowerBound..<start + entry.positions.upperBound)
    }

    @inline(__always)
    private func validateShort(_ entry: TermEntry, _ count: Int, withPositions: Bool) throws(SegmentError) {
        var reader = postingsReader(entry)
        var walk = positionsWalk(entry)
        var next = 0
        for _ in 0..<count { _ = try takePosting(&reader, &walk, &next, withPositions) }
        try reader.finish()
        try walk.finish()
    }

    /// Checks a posting that is written as two varints, and its positions.
    ///
    /// - Parameter next: the least article that may come.
    @inline(__always)
    private func takePosting(
        _ reader: inout CheckedReader, _ walk: inout PositionsWalk, _ next: inout Int, _ withPositions: Bool
    ) throws(SegmentError) -> (article: Int, code: UInt32) {
        let (gap, code) = try reader.varintPair()
        let article = next &+ Int(gap)
        guard article < articleCount else { throw reader.error("an article is out of range") }
        guard PostingCode.frequency(code) <= Limits.positionMax else { throw reader.error("a frequency is too high") }
        if withPositions { try takePositions(&walk, article, code) }
        next = article &+ 1
        return (article, code)
    }

    @inline(__always)
    private func takePositions(_ walk: inout PositionsWalk, _ article: Int, _ code: UInt32) throws(SegmentError) {
        try walk.take(code, leads)
        // Each of these words takes a byte of the index, so that the sum fits.
        words[article] &+= PostingCode.frequency(code)
    }

    /// Checks a list that has full blocks, the rest behind them included.
    private mutating func validateBlocks(
        _ entry: TermEntry, _ count: Int, _ withPositions: Bool
    ) throws(SegmentError) {
        var reader = postingsReader(entry)
        var walk = positionsWalk(entry)
        var next = 0
        let blocks = count / PostingsLayout.blockCount
        let start = try reader.take(PostingsLayout.skipBytes(blocks: blocks)).lowerBound
        let (dataStart, positionsStart) = (reader.at, walk.at)
        for block in 0..<blocks {
            let skip = start + PostingsLayout.headerBytes + block * PostingsLayout.skipEntryBytes
            next = try unpackBlock(skip, &reader, next)
            if withPositions {
                for index in 0..<PostingsLayout.blockCount {
                    try takePositions(&walk, Int(articles[index]), codes[index])
                }
            }
            let positionsEnd = withPositions ? walk.at - positionsStart : 0
            guard Int(bytes.u32(skip)) == next - 1, Int(bytes.u32(skip + 4)) == reader.at - dataStart,
                Int(bytes.u32(skip + 8)) == positionsEnd, bytes.u8(skip + 15) == 0
            else { throw reader.error("a skip entry is wrong") }
            for index in 0..<PostingsLayout.blockCount {
                maxima.put(index, codes[index], length: length(Int(articles[index])))
            }
            let maximum = maxima.finishBlock()
            try check(
                maximum, pairs: skip + PostingsLayout.skipPairs, level: skip + PostingsLayout.skipLevel, reader)
        }
        for _ in 0..<(count % PostingsLayout.blockCount) {
            let posting = try takePosting(&reader, &walk, &next, withPositions)
            let length = length(posting.article)
            maxima.add(posting.code, length: length)
        }
        try check(maxima.finishList(), pairs: start, level: start + BlockMaximum.pairsBytes, reader)
        try reader.finish()
        try walk.finish()
    }

    /// Of the greatest number that an article may have.
    private static let articleBits = Limits.articlesMax.trailingZeroBitCount

    /// Unpacks and checks the postings of the block that the skip entry at `entry` describes; returns the least article that may come after it.
    @inline(__always)
    private func unpackBlock(
        _ entry: Int, _ reader: inout CheckedReader, _ next: Int
    ) throws(SegmentError) -> Int {
        let (gapBits, codeBits) = (Int(bytes.u8(entry + 12)), Int(bytes.u8(entry + 13)))
        guard gapBits <= Self.articleBits, codeBits <= 32 else { throw reader.error("a block has too many bits") }
        let data = try reader.take(BitPacking.bytes(bits: gapBits + codeBits)).lowerBound
        let found = unsafe BitPacking.unpackAscending(
            bytes, at: data, bits: gapBits, after: UInt32(truncatingIfNeeded: next) &- 1, into: articles.address)
        let allCodes = unsafe BitPacking.unpack(
            bytes, at: data + BitPacking.bytes(bits: gapBits), bits: codeBits, into: codes.address)
        // Numbers ascend by four gaps at a time, less than 2^29: before they could begin anew at zero, one has a bit that no article's number has.
        guard found.numbers >> Self.articleBits == 0, articles[PostingsLayout.blockCount - 1] < articleCount else {
            throw reader.error("an article is out of range")
        }
        // As the limit is a power of two, no frequency is too high if none has a bit that is.
        guard PostingCode.frequency(allCodes) <= Limits.positionMax else {
            throw reader.error("a frequency is too high")
        }
        guard gapBits == 32 - found.gaps.leadingZeroBitCount, codeBits == 32 - allCodes.leadingZeroBitCount else {
            throw reader.error("a block takes more bits than it needs")
        }
        return Int(articles[PostingsLayout.blockCount - 1]) &+ 1
    }

    @inline(__always) private func length(_ article: Int) -> UInt8 { bytes.u8(lengths.lowerBound &+ article) }

    /// Refuses a maximum that is not the postings' own.
    private func check(
        _ maximum: BlockMaximum, pairs: Int, level: Int, _ reader: CheckedReader
    ) throws(SegmentError) {
        guard bytes.u64(pairs) == maximum.pairs, bytes.u8(level) == maximum.bestLevel else {
            throw reader.error("a maximum is not that of its postings")
        }
    }
}
