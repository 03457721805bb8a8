/// Reads one layer's dictionary. Its bytes were validated.
struct TermDictionary: Sendable {
    private let bytes: ByteView
    private let layer: Layer
    let count: Int
    let blockCount: Int
    private let offsetsStart: Int
    private let blocksStart: Int
    private let end: Int
    /// Of each block's first term, the first eight bytes (see `termPrefix`): one look decides most steps of a search, in memory that lies together.
    private let prefixes: [UInt64]

    init(_ bytes: ByteView, section: Range<Int>, layer: Layer) {
        self.bytes = bytes
        self.layer = layer
        count = Int(bytes.u32(section.lowerBound))
        let blockCount = Int(bytes.u32(section.lowerBound + 4))
        let offsetsStart = section.lowerBound + 8
        let blocksStart = offsetsStart + 4 * blockCount
        prefixes = (0..<blockCount).map { block in
            var at = blocksStart + Int(bytes.u32(offsetsStart + 4 * block))
            let length = Int(bytes.varint(&at))
            return bytes.span(at..<(at + length)) { termPrefix($0) }
        }
        self.blockCount = blockCount
        self.offsetsStart = offsetsStart
        self.blocksStart = blocksStart
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
        guard let block = block(of: term.span) else { return nil }
        return find(term.span, in: block)
    }

    /// The block that holds `term` if any does: the last one whose first term is not greater.
    private func block(of term: Span<UInt8>) -> Int? {
        let prefix = termPrefix(term)
        var low = firstBlock { $0 >= prefix }
        var high = firstBlock { $0 > prefix }
        // Among blocks of one prefix the whole terms decide.
        while low < high {
            let middle = (low + high) >> 1
            if bytes.compare(firstTerm(middle), with: term) <= 0 { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }

    @inline(__always)
    private func firstBlock(where isPast: (UInt64) -> Bool) -> Int {
        var low = 0
        var high = prefixes.count
        while low < high {
            let middle = (low + high) >> 1
            if isPast(prefixes[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Walks a block without spelling its terms out: what a term shares with the one before says how it compares.
    private func find(_ term: Span<UInt8>, in block: Int) -> TermEntry? {
        var at = blockStart(block)
        var entry = EntryReader(layer)
        /// How many bytes the term before had in common with `term`, which is greater.
        var common = 0
        let terms = min(TermDictionaryWriter.blockTerms, count - block * TermDictionaryWriter.blockTerms)
        for index in 0..<terms {
            let shared = index == 0 ? 0 : Int(bytes.varint(&at))
            let length = Int(bytes.varint(&at))
            let rest = at..<(at + length)
            at += length
            entry.read(bytes, &at, opensBlock: index == 0)
            // It departs from the one before where that was still like `term`: so it is greater.
            if shared < common { return nil }
            // It departs later, so it is as the one before was: less.
            if shared > common { continue }
            let equal = bytes.commonPrefix(rest, with: term, from: common)
            common += equal
            if common == term.count { return equal == length ? entry.entry : nil }
            if equal < length && bytes.u8(rest.lowerBound + equal) > term[common] { return nil }
        }
        return nil
    }

    /// Hands over the terms at some places of the dictionary, which are given in ascending order.
    func forEach(at ordinals: some Sequence<Int>, _ body: ([UInt8], TermEntry) -> Void) {
        var cursor = cursor()
        for ordinal in ordinals {
            let block = ordinal / TermDictionaryWriter.blockTerms
            if cursor.ordinal > ordinal || cursor.ordinal <= block * TermDictionaryWriter.blockTerms {
                cursor = self.cursor(block: block)
            }
            while cursor.ordinal <= ordinal { cursor.read() }
            body(cursor.term, cursor.entry)
        }
    }

    /// Hands over the terms that begin with `prefix`, in their order, until `isCancelled`, asked every few thousand, says so.
    func forEach(
        from prefix: [UInt8], atMost: Int, isCancelled: () -> Bool = { false }, _ body: ([UInt8], TermEntry) -> Void
    ) {
        guard count > 0 else { return }
        var cursor = cursor(block: block(of: prefix.span) ?? 0)
        var handed = 0
        while !cursor.isAtEnd && handed < atMost {
            cursor.read()
            // Since the last one began so, this one does if it has as much in common with it.
            if handed > 0 && cursor.shared >= prefix.count || cursor.term.starts(with: prefix) {
                body(cursor.term, cursor.entry)
                handed += 1
                if handed % 4_096 == 0 && isCancelled() { return }
            } else if handed > 0 || !cursor.term.lexicographicallyPrecedes(prefix) {
                return
            }
        }
    }

    /// Hands over the terms whose first byte is in `range`, in their order, until `body` says false.
    func forEach(between range: ClosedRange<UInt8>, _ body: ([UInt8], TermEntry) -> Bool) {
        guard count > 0 else { return }
        let first = [range.lowerBound]
        var cursor = cursor(block: block(of: first.span) ?? 0)
        while !cursor.isAtEnd {
            cursor.read()
            guard let byte = cursor.term.first, byte >= range.lowerBound else { continue }
            if byte > range.upperBound || !body(cursor.term, cursor.entry) { return }
        }
    }

    /// Where the blocks start, for a walk through all of them.
    var blocks: (bytes: ByteView, at: Int) { (bytes, blocksStart) }

    /// A cursor before the first term.
    func cursor() -> TermCursor { cursor(block: 0) }

    /// A cursor before the first term of a block.
    func cursor(block: Int) -> TermCursor {
        TermCursor(
            bytes: bytes, layer: layer, at: blockCount == 0 ? end : blockStart(block),
            ordinal: block * TermDictionaryWriter.blockTerms, count: count)
    }
}

/// A term's first eight bytes, zeros past its end, as a number: it sorts as the term does.
@inline(__always)
func termPrefix(_ term: Span<UInt8>) -> UInt64 {
    var prefix: UInt64 = 0
    for index in 0..<min(8, term.count) { prefix |= UInt64(term[index]) &<< UInt64(56 &- 8 &* index) }
    return prefix
}
