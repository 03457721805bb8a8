/// Walks every dictionary, postings list and position of a segment and refuses the first that breaks a rule.
///
/// Lists are checked to be exactly what `PostingsWriter` would write, block maxima included: a producer can't promise scores that aren't there,
/// nor hide articles behind a bound that is too low.
struct PostingsValidation {
    private let segment: Segment
    private let bytes: ByteView
    private let postings: Range<Int>
    private let positions: Range<Int>
    /// Lists of the exact layer, by where they start: what a shared stem may name.
    private var exactLists: [TermEntry] = []
    private var postingsEnd = 0
    private var positionsEnd = 0
    /// Words of each article, counted over the exact layer.
    private var words: [UInt32]
    private var list: ListValidation

    init(_ segment: Segment) {
        self.segment = segment
        bytes = segment.view
        postings = segment.range(.postings)
        positions = segment.range(.positions)
        words = [UInt32](repeating: 0, count: segment.articleCount)
        list = ListValidation(segment)
    }

    mutating func validate() throws(SegmentError) {
        for layer in Layer.allCases { try validate(layer) }
        guard postingsEnd == postings.count else { throw SegmentError("postings: bytes that no term names") }
        guard positionsEnd == positions.count else { throw SegmentError("positions: bytes that no term names") }
        for (article, count) in words.enumerated()
        where LengthCode.encode(count) != segment.lengthCode(DocID(article)) {
            throw SegmentError("lengths: article \(article) has \(count) words")
        }
    }

    private mutating func validate(_ layer: Layer) throws(SegmentError) {
        let section = segment.range(.terms(of: layer))
        guard section.count >= 8 else { throw SegmentError("\(layer) terms: end early") }
        let count = Int(bytes.u32(section.lowerBound))
        let blocks = Int(bytes.u32(section.lowerBound + 4))
        let blockTerms = TermDictionaryWriter.blockTerms
        guard blocks == (count + blockTerms - 1) / blockTerms, blocks <= (section.count - 8) / 4 else {
            throw SegmentError("\(layer) terms: wrong number of blocks")
        }
        let start = section.lowerBound + 8 + 4 * blocks
        var reader = CheckedReader(bytes, start..<section.upperBound, "terms")
        // A term takes at least four bytes, so that this allocates no more than the section is large.
        if layer == .exact { exactLists.reserveCapacity(min(count, section.count / 4)) }
        var term: [UInt8] = []
        var wasShared = false
        for number in 0..<count {
            let opensBlock = number % blockTerms == 0
            if opensBlock {
                let offset = bytes.u32(section.lowerBound + 8 + 4 * (number / blockTerms))
                guard Int(offset) == reader.at - start else { throw reader.error("a block starts elsewhere") }
            }
            try readTerm(&reader, opensBlock: opensBlock, isFirst: number == 0, into: &term)
            wasShared = try readEntry(
                &reader, layer, explicitPostings: opensBlock || wasShared, explicitPositions: opensBlock)
        }
        try reader.finish()
    }

    private func readTerm(
        _ reader: inout CheckedReader, opensBlock: Bool, isFirst: Bool, into term: inout [UInt8]
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
            ascends = bytes.compare(suffix, with: term.span) > 0
        } else {
            // A shared part as long as it can be, and a greater byte after it.
            ascends = length > 0 && (shared == term.count || term[shared] < bytes.u8(suffix.lowerBound))
        }
        guard ascends else { throw reader.error("terms are out of order") }
        term.removeLast(term.count - shared)
        for at in suffix {
            let byte = bytes.u8(at)
            guard byte != 0 else { throw reader.error("a term holds a NUL") }
            term.append(byte)
        }
    }

    /// Checks one entry and its list; returns whether its postings are an exact term's.
    private mutating func readEntry(
        _ reader: inout CheckedReader, _ layer: Layer, explicitPostings: Bool, explicitPositions: Bool
    ) throws(SegmentError) -> Bool {
        let number = try reader.varint()
        let isShared = layer == .stem && number & 1 == 1
        let count = layer == .stem ? number >> 1 : number
        guard count > 0, count <= UInt32(segment.articleCount) else { throw reader.error("a wrong number of articles") }
        let start = isShared || explicitPostings ? Int(try reader.varint()) : postingsEnd
        let length = Int(try reader.varint())
        if isShared {
            try findShared(TermEntry(articleCount: count, postings: start..<(start + length), positions: 0..<0), reader)
            return true
        }
        guard start == postingsEnd, length <= postings.count - start else {
            throw reader.error("a list starts or ends elsewhere")
        }
        postingsEnd += length
        var positionsRange = 0..<0
        if layer.hasPositions {
            let start = explicitPositions ? Int(try reader.varint()) : positionsEnd
            let length = Int(try reader.varint())
            guard start == positionsEnd, length <= positions.count - start else {
                throw reader.error("positions start or end elsewhere")
            }
            positionsEnd += length
            positionsRange = start..<positionsEnd
        }
        let entry = TermEntry(articleCount: count, postings: start..<postingsEnd, positions: positionsRange)
        try list.validate(entry, withPositions: layer.hasPositions, words: &words)
        if layer == .exact { exactLists.append(entry) }
        return false
    }

    private func findShared(_ entry: TermEntry, _ reader: CheckedReader) throws(SegmentError) {
        var low = 0
        var high = exactLists.count
        while low < high {
            let middle = (low + high) / 2
            if exactLists[middle].postings.lowerBound < entry.postings.lowerBound {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < exactLists.count, exactLists[low].postings == entry.postings,
            exactLists[low].articleCount == entry.articleCount
        else { throw reader.error("a stem shares a list that no word has") }
    }
}
