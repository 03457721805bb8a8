/// Where things lie in a postings list of 128 postings or more; shorter lists are varint pairs alone. See SEGMENT.md, "Postings".
enum PostingsLayout {
    static let blockCount = BitPacking.blockCount
    /// last article u32, data end u32, positions end u32, article bits u8, code bits u8, zero u16, maximum.
    static let skipEntryBytes = 16 + BlockMaximum.encodedBytes
    /// The list's own maximum stands before the skip entries.
    static let headerBytes = BlockMaximum.encodedBytes

    static func skipBytes(blocks: Int) -> Int { headerBytes + blocks * skipEntryBytes }
}
