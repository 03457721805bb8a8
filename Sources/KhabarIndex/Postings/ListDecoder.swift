/// Decodes whole postings lists into memory that it keeps. Their bytes were validated.
@safe
struct ListDecoder: ~Copyable {
    /// How many postings the list decoded last has.
    private(set) var count = 0
    /// Its postings come first.
    private var postings = Scratch(repeating: Posting(article: 0, code: 0), count: 0)
    /// The block at hand.
    private let articles = Scratch<UInt32>(repeating: 0, count: PostingsLayout.blockCount)
    private let codes = Scratch<UInt32>(repeating: 0, count: PostingsLayout.blockCount)

    @inline(__always) subscript(index: Int) -> Posting { postings[index] }

    func append(to list: inout [Posting]) {
        unsafe list.append(contentsOf: UnsafeBufferPointer(start: postings.address, count: count))
    }

    /// Decodes the list of `count` postings at `start`.
    ///
    /// - Parameter offset: by how much all its articles are moved up.
    mutating func decode(_ view: ByteView, at start: Int, count: Int, offset: DocID = 0) {
        if postings.count < count {
            postings = Scratch(repeating: Posting(article: 0, code: 0), count: max(count, 2 * postings.count))
        }
        self.count = count
        let blocks = count / PostingsLayout.blockCount
        var at = start
        // The least article that may come: all that follows builds upon it.
        var next = offset
        if blocks > 0 { at += PostingsLayout.skipBytes(blocks: blocks) }
        for block in 0..<blocks {
            let skip = start + PostingsLayout.headerBytes + block * PostingsLayout.skipEntryBytes
            let (gapBits, codeBits) = (Int(view.u8(skip + 12)), Int(view.u8(skip + 13)))
            unsafe BitPacking.unpackAscending(view, at: at, bits: gapBits, after: next &- 1, into: articles.address)
            at += BitPacking.bytes(bits: gapBits)
            unsafe BitPacking.unpack(view, at: at, bits: codeBits, into: codes.address)
            at += BitPacking.bytes(bits: codeBits)
            let first = block * PostingsLayout.blockCount
            for index in 0..<PostingsLayout.blockCount {
                postings[first &+ index] = Posting(article: articles[index], code: codes[index])
            }
            next = articles[PostingsLayout.blockCount - 1] &+ 1
        }
        for index in blocks * PostingsLayout.blockCount..<count {
            let article = next &+ view.varint(&at)
            postings[index] = Posting(article: article, code: view.varint(&at))
            next = article &+ 1
        }
    }
}
