/// Reads a block's entries one after the other: most begin where the one before ended.
struct EntryReader {
    private let layer: Layer
    private(set) var entry = TermEntry(articleCount: 0, postings: 0..<0, positions: 0..<0)
    /// Whether the postings are an exact term's.
    private(set) var isShared = false

    init(_ layer: Layer) { self.layer = layer }

    /// Reads the entry at `at` and moves `at` past it.
    @inline(__always)
    mutating func read(_ bytes: ByteView, _ at: inout Int, opensBlock: Bool) {
        let wasShared = isShared && !opensBlock
        let number = bytes.varint(&at)
        isShared = layer == .stem && number & 1 == 1
        entry.articleCount = layer == .stem ? number >> 1 : number
        let start = isShared || opensBlock || wasShared ? Int(bytes.varint(&at)) : entry.postings.upperBound
        entry.postings = start..<(start + Int(bytes.varint(&at)))
        if layer.hasPositions {
            let start = opensBlock ? Int(bytes.varint(&at)) : entry.positions.upperBound
            entry.positions = start..<(start + Int(bytes.varint(&at)))
        }
    }
}
