/// Reads one layer's dictionary. Its bytes were validated.
struct TermDictionary {
    private let bytes: ByteView
    private let layer: Layer
    let count: Int
    private let blockCount: Int
    private let offsetsStart: Int
    private let blocksStart: Int
    private let end: Int

    init(_ bytes: ByteView, section: Range<Int>, layer: Layer) {
        self.bytes = bytes
        self.layer = layer
        count = Int(bytes.u32(section.lowerBound))
        blockCount = Int(bytes.u32(section.lowerBound + 4))
        offsetsStart = section.lowerBound + 8
        blocksStart = offsetsStart + 4 * blockCount
        end = section.upperBound
    }

    private func blockStart(_ block: Int) -> Int {
        blocksStart &+ Int(bytes.u32(offsetsStart &+ 4 &* block))
    }

    private func firstTerm(_ block: Int) -> Range<Int> {
        var at = blockStart(block)
        let length = Int(bytes.varint(&at))
        return at..<(at + length)
    }

    /// The entry of `term`, or nil.
    func find(_ term: [UInt8]) -> TermEntry? {
        var low = 0
        var high = blockCount
        while low < high {
            let middle = (low + high) >> 1
            if bytes.compare(firstTerm(middle), with: term.span) <= 0 { low = middle + 1 } else { high = middle }
        }
        guard low > 0 else { return nil }
        var cursor = cursor(block: low - 1)
        let last = min(low * TermDictionaryWriter.blockTerms, count)
        while cursor.ordinal < last {
            cursor.read()
            let order = cursor.compare(with: term)
            if order == 0 { return cursor.entry }
            if order > 0 { return nil }
        }
        return nil
    }

    /// A cursor before the first term.
    func cursor() -> TermCursor { cursor(block: 0) }

    private func cursor(block: Int) -> TermCursor {
        TermCursor(
            bytes: bytes, layer: layer, at: blockCount == 0 ? end : blockStart(block),
            ordinal: block * TermDictionaryWriter.blockTerms, count: count)
    }
}

/// Walks a dictionary in the order of its terms.
struct TermCursor {
    private let bytes: ByteView
    private let layer: Layer
    private var at: Int
    private let count: Int
    /// The number of the term that `read` reads next.
    private(set) var ordinal: Int
    private(set) var term: [UInt8] = []
    /// The term's first eight bytes, zeros past its end, as a number: it sorts as the term does.
    private(set) var prefix: UInt64 = 0
    private(set) var entry = TermEntry(articleCount: 0, postings: 0..<0, positions: 0..<0)
    /// Whether the postings are an exact term's.
    private(set) var isShared = false

    init(bytes: ByteView, layer: Layer, at: Int, ordinal: Int, count: Int) {
        self.bytes = bytes
        self.layer = layer
        self.at = at
        self.ordinal = ordinal
        self.count = count
    }

    var isAtEnd: Bool { ordinal == count }

    /// Reads the next term; there must be one.
    mutating func read() {
        let opensBlock = ordinal % TermDictionaryWriter.blockTerms == 0
        let shared = opensBlock ? 0 : Int(bytes.varint(&at))
        let length = Int(bytes.varint(&at))
        term.removeLast(term.count - shared)
        bytes.append(at..<(at + length), to: &term)
        at += length
        if shared < 8 { setPrefix() }

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
        ordinal += 1
    }

    private mutating func setPrefix() {
        prefix = 0
        for index in 0..<min(8, term.count) { prefix |= UInt64(term[index]) << UInt64(56 - 8 * index) }
    }

    func compare(with other: [UInt8]) -> Int {
        let shorter = min(term.count, other.count)
        var index = 0
        while index < shorter {
            if term[index] != other[index] { return term[index] < other[index] ? -1 : 1 }
            index += 1
        }
        return term.count - other.count
    }
}
