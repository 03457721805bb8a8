/// Decodes whole postings lists into memory that it keeps. Their bytes were validated.
@safe
struct ListDecoder: ~Copyable {
    private(set) var postings: [Posting] = []
    /// The block at hand.
    private let articles = Scratch<UInt32>(repeating: 0, count: PostingsLayout.blockCount)
    private let codes = Scratch<UInt32>(repeating: 0, count: PostingsLayout.blockCount)

    /// Decodes the list of `count` postings at `start` into `postings`.
    mutating func decode(_ view: ByteView, at start: Int, count: Int) {
        postings.removeAll(keepingCapacity: true)
        postings.reserveCapacity(count)
        let blocks = count / PostingsLayout.blockCount
        var at = start
        var next: DocID = 0
        if blocks > 0 {
            at += PostingsLayout.skipBytes(blocks: blocks)
            for block in 0..<blocks {
                let skip = start + PostingsLayout.headerBytes + block * PostingsLayout.skipEntryBytes
                let (gapBits, codeBits) = (Int(view.u8(skip + 12)), Int(view.u8(skip + 13)))
                unsafe BitPacking.unpackAscending(
                    view, at: at, bits: gapBits, after: next &- 1, into: articles.address)
                at += BitPacking.bytes(bits: gapBits)
                unsafe BitPacking.unpack(view, at: at, bits: codeBits, into: codes.address)
                at += BitPacking.bytes(bits: codeBits)
                for index in 0..<PostingsLayout.blockCount {
                    postings.append(Posting(article: articles[index], code: codes[index]))
                }
                next = articles[PostingsLayout.blockCount - 1] &+ 1
            }
        }
        for _ in 0..<(count - blocks * PostingsLayout.blockCount) {
            let article = next &+ view.varint(&at)
            postings.append(Posting(article: article, code: view.varint(&at)))
            next = article &+ 1
        }
    }

    /// Appends the postings to `list`, their articles moved up by `offset`.
    func append(to list: inout [Posting], offset: DocID) {
        list.reserveCapacity(list.count + postings.count)
        for posting in postings { list.append(Posting(article: posting.article &+ offset, code: posting.code)) }
    }
}
