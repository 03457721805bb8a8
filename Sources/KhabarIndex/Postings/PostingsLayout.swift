/// Where things lie in a postings list of 128 postings or more; shorter lists are varint pairs alone. See SEGMENT.md, "Postings".
enum PostingsLayout {
    static let blockCount = BitPacking.blockCount
    /// last article u32, data end u32, positions end u32, article bits u8, code bits u8, best level u8, zero u8, the maximum's pairs.
    static let skipEntryBytes = 16 + BlockMaximum.pairsBytes
    /// Where in a skip entry the best level and the pairs lie.
    static let skipLevel = 14
    static let skipPairs = 16
    /// The list's own maximum stands before the skip entries: its pairs, its best level.
    static let headerBytes = BlockMaximum.pairsBytes + 1

    static func skipBytes(blocks: Int) -> Int { headerBytes + blocks * skipEntryBytes }
}
