/// The head of a layer's dictionary, checked: how many terms, and how many blocks of them.
struct DictionaryShape {
    let layer: Layer
    let terms: Int
    let blocks: Int
    /// Offsets of the blocks, four bytes each.
    let offsets: Int
    /// The terms' bytes.
    let bytes: Range<Int>

    static func validated(_ segment: Segment, _ layer: Layer) throws(SegmentError) -> DictionaryShape {
        let section = segment.range(.terms(of: layer))
        guard section.count >= 8 else { throw SegmentError("\(layer) terms: end early") }
        let count = Int(segment.view.u32(section.lowerBound))
        let blocks = Int(segment.view.u32(section.lowerBound + 4))
        let blockTerms = TermDictionaryWriter.blockTerms
        guard blocks == (count + blockTerms - 1) / blockTerms, blocks <= (section.count - 8) / 4 else {
            throw SegmentError("\(layer) terms: wrong number of blocks")
        }
        let offsets = section.lowerBound + 8
        return DictionaryShape(
            layer: layer, terms: count, blocks: blocks, offsets: offsets,
            bytes: offsets + 4 * blocks..<section.upperBound)
    }
}

/// What a walk through some blocks of a dictionary found, for those beside it to agree with.
struct ValidStretch: Sendable {
    var firstTerm: [UInt8] = []
    var lastTerm: [UInt8] = []
    /// What its own lists take, in their sections; nil where it has none.
    var postings: Range<Int>?
    var positions: Range<Int>?
    /// Of the exact layer: where each list starts, its articles, and the words that each article of the segment has in all these lists.
    var exactStarts = ListStarts()
    var exactCounts: [UInt32] = []
    var words: [UInt32] = []
}

/// Walks some blocks of one layer's dictionary, and the lists that they name.
struct StretchValidation: ~Copyable {
    private let segment: Segment
    private let dictionary: DictionaryShape
    private let blocks: Range<Int>
    private let bytes: ByteView
    private let postings: Int
    private let positions: Int
    private var exactLists: ExactLists
    private var term = TermBuffer()
    private var list: ListValidation
    private var found = ValidStretch()
    /// Where the next list has to start. The first one says where it does: a block's opening entry always says it, and so does one behind a shared list.
    private var postingsEnd = 0
    private var positionsEnd = 0

    /// - Parameter lists: what a stem may share.
    init(_ segment: Segment, _ dictionary: DictionaryShape, _ blocks: Range<Int>, sharing lists: ExactLists) {
        self.segment = segment
        self.dictionary = dictionary
        self.blocks = blocks
        bytes = segment.view
        postings = segment.range(.postings).count
        positions = segment.range(.positions).count
        exactLists = lists
        list = ListValidation(segment, withPositions: dictionary.layer.hasPositions)
    }

    mutating func validate() throws(SegmentError) -> ValidStretch {
        let blockTerms = TermDictionaryWriter.blockTerms
        var reader = CheckedReader(bytes, try range(), "terms")
        let terms = blocks.lowerBound * blockTerms..<min(blocks.upperBound * blockTerms, dictionary.terms)
        // A term takes at least four bytes, so that this allocates no more than the section is large.
        if dictionary.layer == .exact {
            found.exactStarts.reserve(min(terms.count, dictionary.bytes.count / 4))
            found.exactCounts.reserveCapacity(min(terms.count, dictionary.bytes.count / 4))
        }
        var wasShared = false
        for number in terms {
            let opensBlock = number % blockTerms == 0
            if opensBlock { try checkStart(number / blockTerms, reader) }
            try readTerm(&reader, opensBlock: opensBlock, isFirst: number == terms.lowerBound)
            if number == terms.lowerBound { found.firstTerm = term.array }
            wasShared = try readEntry(
                &reader, explicitPostings: opensBlock || wasShared, explicitPositions: opensBlock)
        }
        try reader.finish()
        found.lastTerm = term.array
        found.words = list.words.array
        return found
    }

    /// The bytes of the stretch's terms, by the offsets of its first block and of the one behind its last.
    private func range() throws(SegmentError) -> Range<Int> {
        let start = blocks.lowerBound == 0 ? 0 : offset(blocks.lowerBound)
        let end = blocks.upperBound == dictionary.blocks ? dictionary.bytes.count : offset(blocks.upperBound)
        guard start <= end, end <= dictionary.bytes.count else { throw SegmentError("terms: a block starts elsewhere") }
        return dictionary.bytes.lowerBound + start..<dictionary.bytes.lowerBound + end
    }

    private func offset(_ block: Int) -> Int { Int(bytes.u32(dictionary.offsets + 4 * block)) }

    private func checkStart(_ block: Int, _ reader: CheckedReader) throws(SegmentError) {
        guard offset(block) == reader.at - dictionary.bytes.lowerBound else {
            throw reader.error("a block starts elsewhere")
        }
    }

    @inline(__always)
    private mutating func readTerm(
        _ reader: inout CheckedReader, opensBlock: Bool, isFirst: Bool
    ) throws(SegmentError) {
        let shared = opensBlock ? 0 : Int(try reader.varint())
        let length = Int(try reader.varint())
        guard shared <= term.count, length <= Limits.termBytesMax, (1...Limits.termBytesMax).contains(shared + length)
        else { throw reader.error("a term has a wrong length") }
        let suffix = try reader.take(length)
        let ascends: Bool
        if isFirst {
            ascends = true
        } else if opensBlock {
            ascends = term.compare(with: bytes, suffix) < 0
        } else {
            // A shared part as long as it can be, and a greater byte after it.
            ascends = length > 0 && (shared == term.count || term[shared] < bytes.u8(suffix.lowerBound))
        }
        guard ascends else { throw reader.error("terms are out of order") }
        for at in suffix where bytes.u8(at) == 0 { throw reader.error("a term holds a NUL") }
        term.replace(from: shared, with: bytes, suffix)
    }

    /// Checks one entry and its list; returns whether its postings are an exact term's.
    @inline(__always)
    private mutating func readEntry(
        _ reader: inout CheckedReader, explicitPostings: Bool, explicitPositions: Bool
    ) throws(SegmentError) -> Bool {
        let layer = dictionary.layer
        let number = try reader.varint()
        let isShared = layer == .stem && number & 1 == 1
        let count = layer == .stem ? number >> 1 : number
        guard count > 0, count <= UInt32(segment.articleCount) else { throw reader.error("a wrong number of articles") }
        let start = isShared || explicitPostings ? Int(try reader.varint()) : postingsEnd
        let length = Int(try reader.varint())
        if isShared {
            guard exactLists.has(start..<start + length, count: count) else {
                throw reader.error("a stem shares a list that no word has")
            }
            return true
        }
        let first = found.postings == nil
        guard first || start == postingsEnd, start <= postings, length <= postings - start else {
            throw reader.error("a list starts or ends elsewhere")
        }
        postingsEnd = start + length
        found.postings = (found.postings?.lowerBound ?? start)..<postingsEnd
        var positionsRange = 0..<0
        if layer.hasPositions {
            let start = explicitPositions ? Int(try reader.varint()) : positionsEnd
            let length = Int(try reader.varint())
            guard first || start == positionsEnd, start <= positions, length <= positions - start else {
                throw reader.error("positions start or end elsewhere")
            }
            positionsEnd = start + length
            found.positions = (found.positions?.lowerBound ?? start)..<positionsEnd
            positionsRange = start..<positionsEnd
        }
        let entry = TermEntry(articleCount: count, postings: start..<postingsEnd, positions: positionsRange)
        try list.validate(entry, withPositions: layer.hasPositions)
        if layer == .exact {
            found.exactStarts.append(start)
            found.exactCounts.append(count)
        }
        return false
    }
}
