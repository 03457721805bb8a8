/// Walks one layer's dictionaries of several segments at once: term by term, with the sources that have it.
///
/// A tournament of sources (Knuth, TAOCP 3, 5.4.1): each inner node keeps the loser of its match, so that a source's next term is compared once a
/// level. Most matches are decided by the terms' first 16 bytes as two numbers.
@safe
struct TermMerge: ~Copyable {
    /// A source that has the term.
    struct Holder {
        let source: Int
        let entry: TermEntry
        /// Whether the postings are an exact term's.
        let isShared: Bool
    }

    /// Where a source's walk stands: at a term, or behind the last.
    private struct Walk {
        let bytes: ByteView
        var at: Int
        var ordinal = 0
        let count: Int
        var reader: EntryReader
    }

    /// What is known of a term without its bytes. No term has length 0.
    private struct Term {
        /// The first eight bytes, and the eight behind them, zeros past the end: as terms hold no NUL, equal numbers are equal bytes.
        var high: UInt64
        var low: UInt64
        var length: Int

        static let end = Term(high: .max, low: .max, length: 0)
    }

    /// Bytes of the numbers that `Term` has.
    private static let keyBytes = 16
    private static let room = Limits.termBytesMax + keyBytes

    private let sourceCount: Int
    /// By source; at fixed places, so that a step through a dictionary changes them where they are.
    private let walks: UnsafeMutablePointer<Walk>
    /// By source: the term that its walk stands at.
    private let current: Scratch<Term>
    /// The walks' terms, `room` bytes each, and after them the term at hand.
    private let terms: Scratch<UInt8>
    /// 0: the winner; from 1 on, a node's loser; its children are at twice its place, the leaves behind the last node.
    private let losers: Scratch<Int>

    /// The sources that have the term at hand, ascending.
    private(set) var holders: [Holder] = []
    private var term = Term.end

    init(_ dictionaries: [TermDictionary], _ layer: Layer) {
        sourceCount = dictionaries.count
        unsafe walks = .allocate(capacity: dictionaries.count)
        for (source, dictionary) in dictionaries.enumerated() {
            let (bytes, at) = dictionary.blocks
            unsafe (walks + source).initialize(
                to: Walk(bytes: bytes, at: at, count: dictionary.count, reader: EntryReader(layer)))
        }
        current = Scratch(repeating: Term.end, count: sourceCount)
        terms = Scratch(repeating: 0, count: (sourceCount + 1) * Self.room)
        losers = Scratch(repeating: -1, count: max(sourceCount, 1))
        for source in 0..<sourceCount {
            _ = read(source)
            replay(source)
        }
    }

    deinit { unsafe walks.deallocate() }

    /// Moves on to the next term; false if there is none.
    mutating func next() -> Bool {
        holders.removeAll(keepingCapacity: true)
        guard sourceCount > 0 else { return false }
        var source = losers[0]
        let term = current[source]
        guard term.length > 0 else { return false }
        // Copied to its own place: the walk that it comes from moves on.
        terms.copy(start(source)..<start(source) &+ term.length, to: start(sourceCount))
        self.term = term
        repeat {
            holders.append(read(source))
            replay(source)
            source = losers[0]
        } while isEqual(current[source], at: source, term, at: sourceCount)
        return true
    }

    /// Hands over the term at hand.
    @inline(__always) func withTerm<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        unsafe body(
            Span(
                _unsafeElements: UnsafeBufferPointer(start: terms.address + start(sourceCount), count: term.length)))
    }

    @inline(__always) private func start(_ source: Int) -> Int { source &* Self.room }

    /// Reads a source's next term, if it has one; returns what it has of the one before.
    @inline(__always) private func read(_ source: Int) -> Holder {
        precondition(source >= 0 && source < sourceCount)
        let walk = unsafe walks + source
        let holder = unsafe Holder(
            source: source, entry: walk.pointee.reader.entry, isShared: walk.pointee.reader.isShared)
        let bytes = unsafe walk.pointee.bytes
        let ordinal = unsafe walk.pointee.ordinal
        guard unsafe ordinal < walk.pointee.count else {
            current[source] = Term.end
            return holder
        }
        var at = unsafe walk.pointee.at
        let opensBlock = ordinal % TermDictionaryWriter.blockTerms == 0
        let shared = opensBlock ? 0 : Int(bytes.varint(&at))
        let suffix = Int(bytes.varint(&at))
        let length = shared &+ suffix
        precondition(length <= Limits.termBytesMax)
        let start = start(source)
        bytes.copy(at..<at &+ suffix, to: terms, at: start &+ shared)
        at &+= suffix
        var term = current[source]
        term.length = length
        if shared < Self.keyBytes {
            term.high = key(start, bytes: length)
            term.low = key(start &+ 8, bytes: length &- 8)
        }
        current[source] = term
        unsafe walk.pointee.reader.read(bytes, &at, opensBlock: opensBlock)
        unsafe walk.pointee.at = at
        unsafe walk.pointee.ordinal = ordinal &+ 1
        return holder
    }

    /// The eight bytes from `at` on as a number that sorts as they do, zeros for all but the first `bytes`.
    @inline(__always) private func key(_ at: Int, bytes: Int) -> UInt64 {
        if bytes <= 0 { return 0 }
        let word = terms.bigEndian(at)
        return bytes >= 8 ? word : word & ~(.max &>> UInt64(truncatingIfNeeded: 8 &* bytes))
    }

    /// Plays the matches from a leaf up to the winner.
    @inline(__always) private func replay(_ source: Int) {
        var winner = source
        var node = (source &+ sourceCount) &>> 1
        while node > 0 {
            let loser = losers[node]
            // Nobody has come here yet: whoever comes first waits for the other.
            if loser < 0 {
                losers[node] = winner
                return
            }
            if precedes(loser, winner) {
                losers[node] = winner
                winner = loser
            }
            node &>>= 1
        }
        losers[0] = winner
    }

    @inline(__always) private func precedes(_ left: Int, _ right: Int) -> Bool {
        let (leftTerm, rightTerm) = (current[left], current[right])
        if leftTerm.high != rightTerm.high { return leftTerm.high < rightTerm.high }
        if leftTerm.low != rightTerm.low { return leftTerm.low < rightTerm.low }
        let order = compareRests(leftTerm, at: left, rightTerm, at: right)
        return order != 0 ? order < 0 : left < right
    }

    @inline(__always)
    private func isEqual(_ left: Term, at leftPlace: Int, _ right: Term, at rightPlace: Int) -> Bool {
        left.high == right.high && left.low == right.low
            && compareRests(left, at: leftPlace, right, at: rightPlace) == 0
    }

    /// Compares two terms of equal first bytes.
    @inline(__always)
    private func compareRests(_ left: Term, at leftPlace: Int, _ right: Term, at rightPlace: Int) -> Int {
        // Without a NUL in either, equal numbers say equal lengths as long as these are at most theirs.
        if left.length <= Self.keyBytes && left.length == right.length { return 0 }
        // The end comes last.
        guard left.length > 0, right.length > 0 else { return right.length - left.length }
        var index = Self.keyBytes
        while index < min(left.length, right.length) {
            let (one, other) = (terms[start(leftPlace) + index], terms[start(rightPlace) + index])
            if one != other { return one < other ? -1 : 1 }
            index += 1
        }
        return left.length - right.length
    }
}
