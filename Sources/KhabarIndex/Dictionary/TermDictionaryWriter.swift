/// Writes one layer's dictionary: sorted terms in front-coded blocks of 16. The layout is in SEGMENT.md, "Term dictionary".
struct TermDictionaryWriter {
    static let blockTerms = 16

    private let layer: Layer
    private var blockOffsets: [UInt32] = []
    private var blocks: [UInt8] = []
    private var previous: [UInt8] = []
    private var count = 0

    init(layer: Layer) { self.layer = layer }

    /// Appends `term`, greater than all before it.
    ///
    /// - Parameter isShared: the postings are those of an exact term, and lie among that layer's.
    mutating func append(_ term: Span<UInt8>, _ entry: TermEntry, isShared: Bool = false) {
        assert(!isShared || layer == .stem)
        if count % Self.blockTerms == 0 {
            blockOffsets.append(UInt32(blocks.count))
            blocks.append(varint: UInt32(term.count))
            append(term, from: 0)
        } else {
            var shared = 0
            let shorter = min(previous.count, term.count)
            while shared < shorter && previous[shared] == term[shared] { shared += 1 }
            assert(shared == previous.count || shared < term.count && previous[shared] < term[shared])
            blocks.append(varint: UInt32(shared))
            blocks.append(varint: UInt32(term.count - shared))
            append(term, from: shared)
        }
        switch layer {
        case .stem: blocks.append(varint: entry.articleCount << 1 | (isShared ? 1 : 0))
        case .exact, .keyword: blocks.append(varint: entry.articleCount)
        }
        // A shared list is named by where it starts; every other starts where the one before it ended.
        if isShared || count % Self.blockTerms == 0 || lastWasShared {
            blocks.append(varint: UInt32(entry.postings.lowerBound))
        }
        blocks.append(varint: UInt32(entry.postings.count))
        if layer.hasPositions {
            if count % Self.blockTerms == 0 { blocks.append(varint: UInt32(entry.positions.lowerBound)) }
            blocks.append(varint: UInt32(entry.positions.count))
        }
        lastWasShared = isShared
        count += 1
        previous.removeAll(keepingCapacity: true)
        unsafe term.withUnsafeBufferPointer { unsafe previous.append(contentsOf: $0) }
    }

    private var lastWasShared = false

    private mutating func append(_ term: Span<UInt8>, from start: Int) {
        unsafe term.withUnsafeBufferPointer { unsafe blocks.append(contentsOf: $0[start...]) }
    }

    /// The section: number of terms, number of blocks, where each block starts, the blocks.
    func finish() -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(8 + 4 * blockOffsets.count + blocks.count)
        output.append(u32: UInt32(count))
        output.append(u32: UInt32(blockOffsets.count))
        for offset in blockOffsets { output.append(u32: offset) }
        output.append(contentsOf: blocks)
        return output
    }
}
