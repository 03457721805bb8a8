/// Walks every dictionary, postings list and position of a segment and refuses the first that breaks a rule.
///
/// Lists are checked to be exactly what `PostingsWriter` would write, block maxima included: a producer can't promise scores that aren't there,
/// nor hide articles behind a bound that is too low.
struct PostingsValidation: ~Copyable {
    private let segment: Segment
    private let bytes: ByteView
    private let postings: Range<Int>
    private let positions: Range<Int>
    /// Lists of the exact layer, end to end, and how many articles each has: what a shared stem may name.
    private var exactStarts = ListStarts()
    private var exactCounts: [UInt32] = []
    private var exactEnd = 0
    private var postingsEnd = 0
    private var positionsEnd = 0
    private var term = TermBuffer()
    private let list: ListValidation

    init(_ segment: Segment) {
        self.segment = segment
        bytes = segment.view
        postings = segment.range(.postings)
        positions = segment.range(.positions)
        list = ListValidation(segment)
    }

    mutating func validate() throws(SegmentError) {
        for layer in Layer.allCases { try validate(layer) }
        guard postingsEnd == postings.count else { throw SegmentError("postings: bytes that no term names") }
        guard positionsEnd == positions.count else { throw SegmentError("positions: bytes that no term names") }
        for article in 0..<segment.articleCount
        where LengthCode.encode(list.words[article]) != segment.lengthCode(DocID(article)) {
            throw SegmentError("lengths: article \(article) has \(list.words[article]) words")
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
        if layer == .exact {
            exactStarts.reserve(min(count, section.count / 4))
            exactCounts.reserveCapacity(min(count, section.count / 4))
        }
        var wasShared = false
        for number in 0..<count {
            let opensBlock = number % blockTerms == 0
            if opensBlock {
                let offset = bytes.u32(section.lowerBound + 8 + 4 * (number / blockTerms))
                guard Int(offset) == reader.at - start else { throw reader.error("a block starts elsewhere") }
            }
            try readTerm(&reader, opensBlock: opensBlock, isFirst: number == 0)
            wasShared = try readEntry(
                &reader, layer, explicitPostings: opensBlock || wasShared, explicitPositions: opensBlock)
        }
        try reader.finish()
        if layer == .exact { exactEnd = postingsEnd }
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
        _ reader: inout CheckedReader, _ layer: Layer, explicitPostings: Bool, explicitPositions: Bool
    ) throws(SegmentError) -> Bool {
        let number = try reader.varint()
        let isShared = layer == .stem && number & 1 == 1
        let count = layer == .stem ? number >> 1 : number
        guard count > 0, count <= UInt32(segment.articleCount) else { throw reader.error("a wrong number of articles") }
        let start = isShared || explicitPostings ? Int(try reader.varint()) : postingsEnd
        let length = Int(try reader.varint())
        if isShared {
            guard let exact = exactStarts.find(start), exactCounts[exact] == count,
                (exactStarts.start(exact + 1) ?? exactEnd) == start + length
            else { throw reader.error("a stem shares a list that no word has") }
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
        try list.validate(entry, withPositions: layer.hasPositions)
        if layer == .exact {
            exactStarts.append(start)
            exactCounts.append(count)
        }
        return false
    }
}
