/// Checks one postings list and its positions: ranges, order, lengths, and that its bytes are the ones that `PostingsWriter` writes.
@safe
struct ListValidation {
    private let bytes: ByteView
    private let postings: Range<Int>
    private let positions: Range<Int>
    private let articleCount: UInt32
    private var writer: PostingsWriter
    private var list: [Posting] = []
    private var positionsEnds: [UInt32] = []
    private var articles = [UInt32](repeating: 0, count: PostingsLayout.blockCount)
    private var codes = [UInt32](repeating: 0, count: PostingsLayout.blockCount)

    init(_ segment: Segment) {
        bytes = segment.view
        postings = segment.range(.postings)
        positions = segment.range(.positions)
        articleCount = UInt32(segment.articleCount)
        let lengths = segment.range(.lengths)
        writer = PostingsWriter(lengths: segment.view.array(lengths))
    }

    /// - Parameter words: where the frequencies of a list with positions are added, by article.
    mutating func validate(
        _ entry: TermEntry, withPositions: Bool, words: inout [UInt32]
    ) throws(SegmentError) {
        let range = postings.lowerBound + entry.postings.lowerBound..<postings.lowerBound + entry.postings.upperBound
        try decode(range, count: Int(entry.articleCount))
        positionsEnds.removeAll(keepingCapacity: true)
        if withPositions {
            try walkPositions(
                positions.lowerBound + entry.positions.lowerBound..<positions.lowerBound + entry.positions.upperBound)
            for posting in list { words[Int(posting.article)] += posting.frequency }
        }
        guard writer.writes(list, positionsEnds: positionsEnds, as: bytes, range) else {
            throw SegmentError("postings, byte \(entry.postings.lowerBound): not as the format writes this list")
        }
    }

    /// Decodes the list without trusting anything but that `range` lies inside the bytes.
    private mutating func decode(_ range: Range<Int>, count: Int) throws(SegmentError) {
        list.removeAll(keepingCapacity: true)
        var reader = CheckedReader(bytes, range, "postings")
        var before = -1
        let blocks = count / PostingsLayout.blockCount
        if blocks > 0 {
            let skip = try reader.take(PostingsLayout.skipBytes(blocks: blocks)).lowerBound + PostingsLayout.headerBytes
            for block in 0..<blocks {
                let entry = skip + block * PostingsLayout.skipEntryBytes
                let (articleBits, codeBits) = (Int(bytes.u8(entry + 12)), Int(bytes.u8(entry + 13)))
                guard articleBits <= 32, codeBits <= 32 else { throw reader.error("a block has too many bits") }
                let data = try reader.take(BitPacking.bytes(bits: articleBits + codeBits)).lowerBound
                unsafe articles.withUnsafeMutableBufferPointer {
                    unsafe BitPacking.unpack(bytes, at: data, bits: articleBits, into: $0.baseAddress!)
                }
                unsafe codes.withUnsafeMutableBufferPointer {
                    unsafe BitPacking.unpack(
                        bytes, at: data + BitPacking.bytes(bits: articleBits), bits: codeBits, into: $0.baseAddress!)
                }
                for index in 0..<PostingsLayout.blockCount {
                    before = try append(delta: articles[index], code: codes[index], after: before, reader)
                }
            }
        }
        for _ in 0..<(count - blocks * PostingsLayout.blockCount) {
            let delta = try reader.varint()
            before = try append(delta: delta, code: try reader.varint(), after: before, reader)
        }
        try reader.finish()
    }

    @inline(__always)
    private mutating func append(
        delta: UInt32, code: UInt32, after before: Int, _ reader: CheckedReader
    ) throws(SegmentError) -> Int {
        let article = before + 1 + Int(delta)
        guard article < Int(articleCount) else { throw reader.error("an article is out of range") }
        guard PostingCode.frequency(code) <= Limits.positionMax else { throw reader.error("a frequency is too high") }
        list.append(Posting(article: DocID(article), code: code))
        return article
    }

    /// Walks the positions of `list`, one ascending run an article.
    private mutating func walkPositions(_ range: Range<Int>) throws(SegmentError) {
        var reader = CheckedReader(bytes, range, "positions")
        for (number, posting) in list.enumerated() {
            var position: UInt32 = 0
            for index in 0..<posting.frequency {
                let delta = try reader.varint()
                guard delta < Limits.positionMax, position + delta < Limits.positionMax else {
                    throw reader.error("a position is too high")
                }
                position += delta
                if index == 0 {
                    guard posting.level == (posting.inTitle ? Lead.title : Lead.level(position)) else {
                        throw reader.error("a posting has another lead level than its first position")
                    }
                }
            }
            if number % PostingsLayout.blockCount == PostingsLayout.blockCount - 1 {
                positionsEnds.append(UInt32(reader.at - range.lowerBound))
            }
        }
        try reader.finish()
    }
}

extension PostingsWriter {
    /// Whether writing `postings` gives exactly the bytes of `range`. Forgets what it wrote.
    fileprivate mutating func writes(
        _ postings: [Posting], positionsEnds: [UInt32], as bytes: ByteView, _ range: Range<Int>
    ) -> Bool {
        reset()
        let count = write(postings, positionsEnds: positionsEnds)
        return count == range.count && bytes.compare(range, with: output.span) == 0
    }
}
