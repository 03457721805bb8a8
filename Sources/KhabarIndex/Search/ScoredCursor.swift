/// A cursor over one term's postings, with what scores them and what bounds their scores.
@safe
struct ScoredCursor: ~Copyable {
    var cursor: PostingsCursor
    let weight: Float
    /// No posting of the list scores more.
    let listMaximum: Int32
    /// By article.
    private let lengths: ByteView

    /// The block that `blockMaximum` was computed for.
    private var maximumBlock = -1
    private var blockMaximum: Int32 = 0

    /// Of the postings of a block, where they are drained; empty until then.
    private var scores = Scratch<Int32>(repeating: 0, count: 0)

    init(_ segment: Segment, _ entry: TermEntry, weight: Float, scoring: Scoring) {
        cursor = segment.postings(entry)
        self.weight = weight
        lengths = segment.view.slice(segment.range(.lengths))
        if let place = cursor.listMaximum {
            listMaximum = Self.maximum(cursor, of: place, weight: weight, scoring: scoring)
        } else {
            // Fewer than a block: its bound is that of the best that BM25 gives, which is near enough for lists this short.
            listMaximum = Scoring.score(
                weight: weight, frequency: 255, norm: 0, lead: scoring.norms.lead(level: Lead.title))
        }
    }

    private static func maximum(
        _ cursor: borrowing PostingsCursor, of place: PostingsCursor.MaximumPlace, weight: Float, scoring: Scoring
    ) -> Int32 {
        var maximum: Int32 = 0
        let lead = scoring.norms.lead(level: cursor.bestLevel(of: place))
        for pair in 0..<BlockMaximum.pairsMax {
            let (frequency, length) = cursor.maximumPair(of: place, pair)
            maximum = max(
                maximum,
                Scoring.score(weight: weight, frequency: frequency, norm: scoring.norms[length], lead: lead))
        }
        return maximum
    }

    /// The length code of the current article.
    var lengthCode: UInt8 {
        @inline(__always) get { lengths.u8(Int(cursor.article)) }
    }

    /// The current posting's score.
    @inline(__always) mutating func score(_ norms: Norms) -> Int32 {
        Self.score(cursor.code(), length: lengthCode, weight: weight, norms)
    }

    @inline(__always)
    private static func score(_ code: UInt32, length: UInt8, weight: Float, _ norms: Norms) -> Int32 {
        Scoring.score(
            weight: weight, frequency: PostingCode.rankingFrequency(code), norm: norms[length],
            lead: norms.lead(level: PostingCode.level(code)))
    }

    /// Hands over the postings of the current block up to `last` with their scores, and moves past them: a range of two arrays.
    @inline(__always)
    mutating func drainBlock(
        through last: DocID, _ norms: Norms,
        _ body: (Range<Int>, _ articles: UnsafePointer<DocID>, _ scores: UnsafePointer<Int32>) -> Void
    ) {
        if scores.count == 0 { scores = Scratch(repeating: 0, count: PostingsLayout.blockCount) }
        let (lengths, weight, scores) = unsafe (lengths, weight, scores.address)
        unsafe cursor.drainBlock(through: last) { range, articles, codes in
            precondition(range.upperBound <= PostingsLayout.blockCount)
            let first = range.lowerBound
            unsafe norms.score(
                articles + first, codes + first, range.count, lengths: lengths, weight: weight, into: scores + first)
            unsafe body(range, articles, UnsafePointer(scores))
        }
    }

    /// No posting from `target` up to the returned last article scores more than the returned maximum. Decodes nothing.
    mutating func bound(from target: DocID, _ scoring: Scoring) -> (maximum: Int32, last: DocID) {
        cursor.shallowAdvance(to: target)
        guard let place = cursor.shallowMaximum else { return (listMaximum, cursor.shallowLast) }
        if cursor.shallowBlock != maximumBlock {
            blockMaximum = Self.maximum(cursor, of: place, weight: weight, scoring: scoring)
            maximumBlock = cursor.shallowBlock
        }
        return (blockMaximum, cursor.shallowLast)
    }
}

/// Cursors at a fixed address: arrays can't hold what can't be copied, and class properties cost a check at each access.
@safe
struct CursorList: ~Copyable {
    private let cursors: UnsafeMutablePointer<ScoredCursor>
    private(set) var count = 0
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        unsafe cursors = .allocate(capacity: max(capacity, 1))
    }

    deinit {
        unsafe cursors.deinitialize(count: count)
        unsafe cursors.deallocate()
    }

    mutating func append(_ cursor: consuming ScoredCursor) {
        precondition(count < capacity)
        unsafe (cursors + count).initialize(to: cursor)
        count += 1
    }

    /// Appends cursors over those of a word's terms that are in the segment, what is only near to it last, without those that never score for the word: whose
    /// postings are another's that weighs no less, as those of a stem with one form are that form's.
    ///
    /// - Returns: the first cursor over what is only near.
    mutating func append(_ planned: PlannedWord, _ segment: Segment, number: Int, scoring: Scoring) -> Int {
        let terms = planned.terms + planned.near
        var near: Int?
        for (index, term) in terms.enumerated() {
            if index == planned.terms.count { near = count }
            guard let entry = term.entries[number] else { continue }
            let neverScores = terms.enumerated().contains { other, rival in
                rival.entries[number]?.postings == entry.postings && other != index
                    && (rival.weight > term.weight || rival.weight == term.weight && other < index)
            }
            if neverScores { continue }
            append(ScoredCursor(segment, entry, weight: term.weight, scoring: scoring))
        }
        return near ?? count
    }

    /// How many postings the lists of some cursors have together.
    func postings(_ range: Range<Int>) -> Int {
        var postings = 0
        for index in range { postings += self[index].cursor.count }
        return postings
    }

    subscript(index: Int) -> ScoredCursor {
        @inline(__always) unsafeAddress {
            precondition(index >= 0 && index < count)
            return unsafe UnsafePointer(cursors + index)
        }
        @inline(__always) unsafeMutableAddress {
            precondition(index >= 0 && index < count)
            return unsafe cursors + index
        }
    }
}
