/// Checks every dictionary, postings list and position of a segment and refuses the first that breaks a rule.
///
/// Lists are checked to be exactly what `PostingsWriter` would write, block maxima included: a producer can't promise scores that aren't there,
/// nor hide articles behind a bound that is too low.
///
/// Dictionaries of large segments are walked in stretches, all at once: a server's start waits for little else.
struct PostingsValidation {
    private let segment: Segment
    private let loop: ParallelLoop
    private let stretchesMax: Int
    /// Where the lists that were put together so far end.
    private var postingsEnd = 0
    private var positionsEnd = 0

    /// A stretch that is shorter isn't worth a thread.
    static let stretchBytes = 4 << 20

    /// - Parameter stretchBytes: of the index, about, for each stretch.
    init(_ segment: Segment, _ loop: ParallelLoop, stretchBytes: Int) {
        self.segment = segment
        self.loop = loop
        stretchesMax = min(loop.piecesMax, max(1, segment.view.count / stretchBytes))
    }

    /// - Parameter beside: what can be checked at the same time as the first lists; its error comes before theirs.
    mutating func validate(beside: @Sendable () throws(SegmentError) -> Void) throws(SegmentError) {
        // What a stem may share must be known before.
        let exact = try validate([.exact], sharing: ExactLists(), beside: beside)
        try checkLengths(exact)
        let lists = ExactLists(exact, end: postingsEnd)
        _ = try validate(Layer.allCases.filter { $0 != .exact }, sharing: lists) {}
        guard postingsEnd == segment.range(.postings).count else {
            throw SegmentError("postings: bytes that no term names")
        }
        guard positionsEnd == segment.range(.positions).count else {
            throw SegmentError("positions: bytes that no term names")
        }
    }

    /// Articles are as long as the words of the exact layer's lists make them.
    private func checkLengths(_ exact: [ValidStretch]) throws(SegmentError) {
        var words = [UInt32](repeating: 0, count: segment.articleCount)
        for stretch in exact {
            // Each of these words takes a byte of the index, so that the sum fits.
            for article in words.indices { words[article] &+= stretch.words[article] }
        }
        for article in words.indices where LengthCode.encode(words[article]) != segment.lengthCode(DocID(article)) {
            throw SegmentError("lengths: article \(article) has \(words[article]) words")
        }
    }

    /// Walks these layers, and what is to be done beside, then holds the stretches against each other.
    private mutating func validate(
        _ layers: [Layer], sharing lists: ExactLists, beside: @Sendable () throws(SegmentError) -> Void
    ) throws(SegmentError) -> [ValidStretch] {
        var parts: [(dictionary: DictionaryShape, blocks: Range<Int>)] = []
        for layer in layers {
            let dictionary = try DictionaryShape.validated(segment, layer)
            // A dictionary without a block has a stretch too, so that bytes behind its head are refused.
            let count = max(1, min(stretchesMax, dictionary.blocks))
            for number in 0..<count {
                parts.append(
                    (dictionary, dictionary.blocks * number / count..<dictionary.blocks * (number + 1) / count))
            }
        }
        let (segment, taken) = (segment, parts)
        let found = try loop.map(1 + parts.count) { number throws(SegmentError) in
            guard number > 0 else {
                try beside()
                return ValidStretch()
            }
            let part = taken[number - 1]
            var stretch = StretchValidation(segment, part.dictionary, part.blocks, sharing: lists)
            return try stretch.validate()
        }
        let valid = Array(found.dropFirst())
        for (number, stretch) in valid.enumerated() {
            try follow(stretch)
            guard parts[number].blocks.lowerBound > 0 else { continue }
            guard valid[number - 1].lastTerm.lexicographicallyPrecedes(stretch.firstTerm) else {
                throw SegmentError("terms: terms are out of order")
            }
        }
        return valid
    }

    /// Lists lie end to end over the borders of stretches and layers too.
    private mutating func follow(_ stretch: ValidStretch) throws(SegmentError) {
        if let postings = stretch.postings {
            guard postings.lowerBound == postingsEnd else {
                throw SegmentError("terms: a list starts or ends elsewhere")
            }
            postingsEnd = postings.upperBound
        }
        if let positions = stretch.positions {
            guard positions.lowerBound == positionsEnd else {
                throw SegmentError("terms: positions start or end elsewhere")
            }
            positionsEnd = positions.upperBound
        }
    }
}

/// Lists of the exact layer, end to end, and how many articles each has: what a shared stem may name.
struct ExactLists: Sendable {
    private var starts = ListStarts()
    private var counts: [UInt32] = []
    /// Where the last list ends.
    private var end = 0

    init() {}

    init(_ stretches: [ValidStretch], end: Int) {
        let total = stretches.reduce(0) { $0 + $1.exactCounts.count }
        starts.reserve(total)
        counts.reserveCapacity(total)
        for stretch in stretches {
            starts.append(contentsOf: stretch.exactStarts)
            counts.append(contentsOf: stretch.exactCounts)
        }
        self.end = end
    }

    /// Whether a list takes these postings, and has so many articles.
    mutating func has(_ postings: Range<Int>, count: UInt32) -> Bool {
        guard let list = starts.find(postings.lowerBound) else { return false }
        return counts[list] == count && (starts.start(list + 1) ?? end) == postings.upperBound
    }
}
