/// Walks one postings list forward, a decoded block at a time.
///
/// `article` is the current one, or `PostingsCursor.end` past the last. Skipping whole blocks costs a look at their skip entries only: a block is
/// decoded when its postings are asked for.
@safe
struct PostingsCursor: ~Copyable {
    static let end: DocID = .max

    private let bytes: ByteView
    /// Number of postings in the list.
    let count: Int
    private let fullBlocks: Int
    /// Start of the skip entries, of the packed data, and of the varint tail.
    private let skipStart: Int
    private let dataStart: Int

    /// Decoded articles and codes of the current block.
    private let articles: UnsafeMutablePointer<UInt32>
    private let codes: UnsafeMutablePointer<UInt32>
    private var codesDecoded = false
    /// How many codes of the block were picked out of its packed form one by one.
    private var codesPicked = 0
    /// The block that `articles` holds, or the one after the last full block for the tail.
    private(set) var block = -1
    private var blockPostings = 0
    private var index = 0
    /// The block's last article; `end` for the tail, whose last is not known.
    private var blockLast: DocID = PostingsCursor.end
    /// The block that `shallowAdvance` looked at.
    private(set) var shallowBlock = 0

    private(set) var article: DocID = 0

    /// - Parameter offset: where the list starts in `bytes`; its bytes were validated.
    init(_ bytes: ByteView, offset: Int, count: Int) {
        self.bytes = bytes
        self.count = count
        fullBlocks = count / PostingsLayout.blockCount
        skipStart = offset + PostingsLayout.headerBytes
        dataStart = fullBlocks == 0 ? offset : offset + PostingsLayout.skipBytes(blocks: fullBlocks)
        unsafe articles = .allocate(capacity: 2 * PostingsLayout.blockCount)
        unsafe codes = unsafe articles + PostingsLayout.blockCount
        decode(block: 0)
        article = blockPostings == 0 ? Self.end : unsafe articles[0]
    }

    deinit { unsafe articles.deallocate() }

    private var hasTail: Bool { count % PostingsLayout.blockCount != 0 }
    private var blocks: Int { fullBlocks + (hasTail ? 1 : 0) }

    private func skipEntry(_ block: Int) -> Int { skipStart &+ block &* PostingsLayout.skipEntryBytes }
    private func lastArticle(_ block: Int) -> DocID { bytes.u32(skipEntry(block)) }
    private func dataEnd(_ block: Int) -> Int { Int(bytes.u32(skipEntry(block) &+ 4)) }

    /// Moves to the next posting.
    @inline(__always) mutating func next() {
        index &+= 1
        if index < blockPostings {
            article = unsafe articles[index]
        } else {
            openNextBlock()
        }
    }

    private mutating func openNextBlock() {
        guard block + 1 < blocks else {
            article = Self.end
            return
        }
        decode(block: block + 1)
        article = unsafe articles[0]
    }

    /// Moves to the first posting at or after `target`.
    @inline(__always) mutating func advance(to target: DocID) {
        if article >= target { return }
        seek(target)
    }

    private mutating func seek(_ target: DocID) {
        if blockLast < target {
            let wanted = firstBlock(reaching: target, from: block + 1)
            guard wanted < blocks else { return finish() }
            decode(block: wanted)
        }
        guard target < Self.padding else { return finish() }
        index = placeInBlock(of: target)
        if index < blockPostings {
            article = unsafe articles[index]
        } else {
            // Only the tail may end before the target.
            finish()
        }
    }

    /// Hands over the postings of this block up to `last`, and moves past them: a range of two arrays, whose entries belong together.
    @inline(__always)
    mutating func drainBlock(
        through last: DocID,
        _ body: (Range<Int>, _ articles: UnsafePointer<DocID>, _ codes: UnsafePointer<UInt32>) -> Void
    ) {
        if article > last { return }
        if !codesDecoded { decodeCodes() }
        // The padding behind a tail is not before it, as nothing real is.
        let end = blockLast <= last ? blockPostings : placeInBlock(of: min(last &+ 1, Self.padding))
        unsafe body(index..<end, UnsafePointer(articles), UnsafePointer(codes))
        index = end
        if end < blockPostings {
            article = unsafe articles[end]
        } else {
            openNextBlock()
        }
    }

    /// Stands behind the last article of a tail: more than any article, and still below 2³¹.
    private static let padding: DocID = .max >> 1

    /// The place in the block of the first article at or after `target`, which is at most `padding`.
    ///
    /// Counts which of every sixteenth are before it, then which of those sixteen: where a target lies can't be predicted, so no branch depends on it, and
    /// hardly any step waits for another. Numbers below 2³¹ compare by the sign of their difference.
    @inline(__always)
    private func placeInBlock(of target: DocID) -> Int {
        var sixteens: UInt32 = 0
        for probe in 0..<7 { sixteens &+= unsafe (articles[16 &* probe &+ 15] &- target) &>> 31 }
        let start = UnsafeRawPointer(unsafe articles + 16 &* Int(sixteens))
        let targets = SIMD4(repeating: target)
        var before = SIMD4<UInt32>()
        for four in 0..<4 {
            let articles = unsafe start.loadUnaligned(fromByteOffset: 16 &* four, as: SIMD4<UInt32>.self)
            before &+= (articles &- targets) &>> SIMD4(repeating: 31)
        }
        return 16 &* Int(sixteens) &+ Int(before.wrappedSum())
    }

    private mutating func finish() {
        article = Self.end
        index = blockPostings
        block = blocks
        blockLast = Self.end
    }

    /// The article some places further on in the decoded block; nil past its end.
    @inline(__always) func ahead(_ places: Int) -> DocID? {
        index &+ places < blockPostings ? unsafe articles[index &+ places] : nil
    }

    /// Asks for the block that `advance(to: target)` will decode, if it is another than this one.
    @inline(__always) func prefetch(_ target: DocID) {
        guard blockLast < target else { return }
        let wanted = firstBlock(reaching: target, from: block &+ 1)
        bytes.prefetch(wanted == 0 ? dataStart : dataStart &+ dataEnd(wanted &- 1), lines: 4)
    }

    /// The first block from `start` on whose last article is at least `target`; the tail's last article is not known, so it always may be.
    private func firstBlock(reaching target: DocID, from start: Int) -> Int {
        var low = start
        var step = 1
        while low + step <= fullBlocks, lastArticle(low + step - 1) < target {
            low += step
            step <<= 1
        }
        var high = min(low + step, fullBlocks)
        while low < high {
            let middle = (low + high) >> 1
            if lastArticle(middle) < target { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private mutating func decode(block number: Int) {
        block = number
        shallowBlock = max(shallowBlock, number)
        index = 0
        let before = number == 0 ? -1 : Int(lastArticle(number - 1))
        let start = number == 0 ? dataStart : dataStart &+ dataEnd(number - 1)
        if number < fullBlocks {
            blockPostings = PostingsLayout.blockCount
            let bits = Int(bytes.u8(skipEntry(number) &+ 12))
            unsafe BitPacking.unpackAscending(
                bytes, at: start, bits: bits, after: UInt32(truncatingIfNeeded: before), into: articles)
            blockLast = lastArticle(number)
            codesDecoded = false
            codesPicked = 0
        } else {
            decodeTail(at: start, after: before)
        }
    }

    private mutating func decodeTail(at start: Int, after before: Int) {
        blockPostings = count % PostingsLayout.blockCount
        var at = start
        var article = UInt32(truncatingIfNeeded: before)
        for index in 0..<blockPostings {
            article = article &+ bytes.varint(&at) &+ 1
            unsafe articles[index] = article
            unsafe codes[index] = bytes.varint(&at)
        }
        for index in blockPostings..<PostingsLayout.blockCount { unsafe articles[index] = Self.padding }
        blockLast = Self.end
        codesDecoded = true
    }

    /// The current posting's code (see `Posting.code`).
    @inline(__always) mutating func code() -> UInt32 {
        if !codesDecoded { return pickCode() }
        return unsafe codes[index]
    }

    /// More codes of a block than this are cheaper decoded all at once.
    private static let picksMax = 8

    private mutating func pickCode() -> UInt32 {
        if codesPicked == Self.picksMax {
            decodeCodes()
            return unsafe codes[index]
        }
        codesPicked &+= 1
        let start = block == 0 ? dataStart : dataStart &+ dataEnd(block - 1)
        let entry = skipEntry(block)
        let (articleBits, codeBits) = (Int(bytes.u8(entry &+ 12)), Int(bytes.u8(entry &+ 13)))
        return BitPacking.value(index, of: bytes, at: start &+ BitPacking.bytes(bits: articleBits), bits: codeBits)
    }

    private mutating func decodeCodes() {
        let start = block == 0 ? dataStart : dataStart &+ dataEnd(block - 1)
        let entry = skipEntry(block)
        let (articleBits, codeBits) = (Int(bytes.u8(entry &+ 12)), Int(bytes.u8(entry &+ 13)))
        unsafe BitPacking.unpack(bytes, at: start &+ BitPacking.bytes(bits: articleBits), bits: codeBits, into: codes)
        codesDecoded = true
    }

    // MARK: Bounds without decoding

    /// Looks for the block that would hold `target`, decoding nothing. Never goes back.
    @inline(__always) mutating func shallowAdvance(to target: DocID) {
        if shallowBlock < fullBlocks && lastArticle(shallowBlock) < target {
            shallowBlock = firstBlock(reaching: target, from: shallowBlock + 1)
        }
    }

    /// The last article that the block of `shallowAdvance` may hold.
    var shallowLast: DocID { shallowBlock < fullBlocks ? lastArticle(shallowBlock) : Self.end - 1 }

    /// The shallow block's maximum; nil for the tail, which has none.
    var shallowMaximum: MaximumPlace? {
        guard shallowBlock < fullBlocks else { return nil }
        let entry = skipEntry(shallowBlock)
        return MaximumPlace(pairs: entry &+ PostingsLayout.skipPairs, level: entry &+ PostingsLayout.skipLevel)
    }

    /// The whole list's maximum; nil for lists without blocks.
    var listMaximum: MaximumPlace? {
        guard fullBlocks > 0 else { return nil }
        let start = skipStart - PostingsLayout.headerBytes
        return MaximumPlace(pairs: start, level: start + BlockMaximum.pairsBytes)
    }

    /// Where a maximum lies in the bytes.
    struct MaximumPlace {
        fileprivate var pairs: Int
        fileprivate var level: Int
    }

    func maximumPair(of place: MaximumPlace, _ pair: Int) -> (frequency: UInt8, length: UInt8) {
        (bytes.u8(place.pairs &+ 2 &* pair), bytes.u8(place.pairs &+ 2 &* pair &+ 1))
    }

    func bestLevel(of place: MaximumPlace) -> UInt32 { UInt32(bytes.u8(place.level)) }

    // MARK: Positions

    /// A posting whose positions were found.
    struct PositionsPlace {
        fileprivate var block = -1
        fileprivate var index = 0
        /// Where its positions start, counted from the start of the list's.
        fileprivate(set) var start = 0
    }

    /// Finds the positions of the current posting, going on from those of an earlier one; returns how many there are.
    mutating func findPositions(_ place: inout PositionsPlace, in view: ByteView, from listStart: Int) -> Int {
        if !codesDecoded { decodeCodes() }
        if place.block != block {
            place.block = block
            place.index = 0
            place.start = block == 0 ? 0 : Int(bytes.u32(skipEntry(block - 1) &+ 8))
        }
        var numbers: UInt32 = 0
        for earlier in place.index..<index { unsafe numbers &+= PostingCode.frequency(codes[earlier]) }
        place.index = index
        if numbers > 0 { place.start = view.skipVarints(Int(numbers), from: listStart &+ place.start) &- listStart }
        return unsafe Int(PostingCode.frequency(codes[index]))
    }
}
