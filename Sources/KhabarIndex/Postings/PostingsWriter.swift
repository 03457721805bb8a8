/// Encodes postings lists, one after the other, into bytes that depend on the postings alone: equal lists have equal bytes.
struct PostingsWriter: ~Copyable {
    private(set) var output: [UInt8]
    private let lengths: [UInt8]
    /// The block at hand.
    private var deltas = InlineArray<128, UInt32>(repeating: 0)
    private var codes = InlineArray<128, UInt32>(repeating: 0)
    private var skip: [UInt8] = []
    private var data: [UInt8] = []
    private var maxima = BlockMaxima()

    /// - Parameters:
    ///   - lengths: the length codes of the segment's articles, by DocID.
    ///   - capacity: of the output, for what will be written and whatever its bytes are to be put together with.
    init(lengths: [UInt8], capacity: Int = 0) {
        self.lengths = lengths
        output = .onHugePages(capacity: capacity)
    }

    consuming func finish() -> [UInt8] { output }

    /// Appends the list of `postings`, in ascending order of articles; returns how many bytes it takes.
    ///
    /// - Parameter positionsEnds: for each full block of 128, where its positions end, counted from the start of the list's positions; empty without
    ///   positions.
    mutating func write(_ postings: [Posting], positionsEnds: [UInt32]) -> Int {
        let start = output.count
        let blocks = postings.count / PostingsLayout.blockCount
        if blocks == 0 {
            writeVarints(postings, from: 0, after: -1)
            return output.count - start
        }
        skip.removeAll(keepingCapacity: true)
        data.removeAll(keepingCapacity: true)
        var before = -1
        for block in 0..<blocks {
            let range = block * PostingsLayout.blockCount..<(block + 1) * PostingsLayout.blockCount
            let positionsEnd = positionsEnds.isEmpty ? 0 : positionsEnds[block]
            before = writeBlock(postings, range, after: before, positionsEnd: positionsEnd)
        }
        for index in (blocks * PostingsLayout.blockCount)..<postings.count {
            maxima.add(postings[index].code, length: lengths[Int(postings[index].article)])
        }
        let maximum = maxima.finishList()
        output.append(u64: maximum.pairs)
        output.append(maximum.bestLevel)
        output.append(contentsOf: skip)
        output.append(contentsOf: data)
        writeVarints(postings, from: blocks * PostingsLayout.blockCount, after: before)
        return output.count - start
    }

    /// Appends varints of a list that was written before: their first gap anew, what follows it as it is.
    @inline(__always) mutating func append(gap: UInt32, before rest: Range<Int>, of view: ByteView) {
        output.append(varint: gap)
        view.append(rest, to: &output)
    }

    private mutating func writeVarints(_ postings: [Posting], from first: Int, after before: Int) {
        var before = before
        for index in first..<postings.count {
            let posting = postings[index]
            assert(Int(posting.article) > before)
            output.append(varint: UInt32(Int(posting.article) - before - 1))
            output.append(varint: posting.code)
            before = Int(posting.article)
        }
    }

    private mutating func writeBlock(
        _ postings: [Posting], _ range: Range<Int>, after before: Int, positionsEnd: UInt32
    ) -> Int {
        var before = before
        for index in 0..<PostingsLayout.blockCount {
            let posting = postings[range.lowerBound &+ index]
            assert(Int(posting.article) > before)
            deltas[index] = UInt32(truncatingIfNeeded: Int(posting.article) &- before &- 1)
            codes[index] = posting.code
            before = Int(posting.article)
        }
        let (deltaBits, codeBits) = (BitPacking.bits(deltas.span), BitPacking.bits(codes.span))
        BitPacking.pack(deltas.span, bits: deltaBits, into: &data)
        BitPacking.pack(codes.span, bits: codeBits, into: &data)
        skip.append(u32: UInt32(before))
        skip.append(u32: UInt32(data.count))
        skip.append(u32: positionsEnd)
        skip.append(UInt8(deltaBits))
        skip.append(UInt8(codeBits))
        for index in 0..<PostingsLayout.blockCount {
            let posting = postings[range.lowerBound &+ index]
            maxima.put(index, posting.code, length: lengths[Int(posting.article)])
        }
        let maximum = maxima.finishBlock()
        skip.append(maximum.bestLevel)
        skip.append(0)
        skip.append(u64: maximum.pairs)
        return before
    }
}
