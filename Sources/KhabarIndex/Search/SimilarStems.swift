/// Stems that are spelled much like another: forms that no list of suffixes joins, and other spellings.
///
/// What indexes of letter n-grams are liked for in Arabic, Hindi and Urdu, without their postings: at query time the neighbourhood of a stem is
/// looked through in the dictionary. Measured over eight collections: 0.002 to 0.011 nDCG@10, most of it with two stems a word; pairs of letters
/// gained more than common prefixes or edit distance.
enum SimilarStems {
    /// A stem's score against that of the word as written, for one spelled the same; times the similarity's power of 1.5.
    static let factor: Float = 0.95
    static let similarityMin: Float = 0.6
    static let countMax = 2
    /// Shorter stems are near to everything.
    static let lettersMin = 3
    /// Both must begin with so many letters.
    static let prefixLetters = 3
    /// More stems with one beginning than this are not looked at: no language has them, a hostile index may.
    static let neighboursMax = 4_096

    static func weightFactor(_ similarity: Float) -> Float { factor * similarity * similarity.squareRoot() }

    /// A stem's reading and its first letters.
    static func beginning(of term: [UInt8]) -> [UInt8] {
        var end = 1
        for _ in 0..<prefixLetters where end < term.count {
            end += 1
            while end < term.count && term[end] & 0xC0 == 0x80 { end += 1 }
        }
        return Array(term[..<end])
    }
}

/// The letter pairs of a stem, to be compared with those of many others.
struct LetterPairs: ~Copyable {
    /// Stems are longer only where somebody wants to know what happens; their further letters don't count.
    private static let lettersMax = 64

    private let pairs: Scratch<UInt64>
    let letterCount: Int
    /// A bit for each pair, which most pairs of other stems lack.
    private let filter: UInt64

    /// - Parameter stem: UTF-8 as the analyser writes it.
    init(_ stem: Span<UInt8>) {
        let pairs = Scratch<UInt64>(repeating: 0, count: Self.lettersMax)
        var filter: UInt64 = 0
        var count = 0
        letterCount = Self.forEachPair(stem) { pair in
            pairs[count] = pair
            filter |= Self.bit(pair)
            count += 1
        }
        self.filter = filter
        self.pairs = pairs
    }

    /// Dice's coefficient of the letter pairs (Adamson and Boreham, 1974): twice the common ones over all.
    func similarity(to other: Span<UInt8>) -> Float {
        var taken: UInt64 = 0
        var common = 0
        let own = letterCount &- 1
        let letters = Self.forEachPair(other) { pair in
            guard filter & Self.bit(pair) != 0 else { return }
            for index in 0..<own where pairs[index] == pair && taken & (1 &<< UInt64(index)) == 0 {
                taken |= 1 &<< UInt64(index)
                common &+= 1
                return
            }
        }
        guard letters > 1, letterCount > 1 else { return 0 }
        return Float(2 * common) / Float(letterCount + letters - 2)
    }

    @inline(__always) private static func bit(_ pair: UInt64) -> UInt64 {
        1 &<< (((pair &>> 32) &* 7 &+ pair) & 63)
    }

    /// Hands over each letter together with the one before it; returns how many letters there are.
    ///
    /// A letter stands for itself as its bytes do, put together: to tell letters apart needs no code points.
    @inline(__always)
    private static func forEachPair(_ stem: Span<UInt8>, _ body: (UInt64) -> Void) -> Int {
        var letters = 0
        var before: UInt64 = 0
        var letter: UInt64 = 0
        for index in stem.indices {
            letter = letter &<< 8 | UInt64(stem[index])
            let isLast = index &+ 1 == stem.count || stem[index &+ 1] & 0xC0 != 0x80
            guard isLast else { continue }
            if letters == lettersMax { break }
            if letters > 0 { body(before &<< 32 | letter) }
            letters &+= 1
            before = letter
            letter = 0
        }
        return letters
    }
}

/// A stem's neighbours in a snapshot.
struct StemNeighbour {
    /// With the reading's letter.
    var term: [UInt8]
    var similarity: Float
    /// By segment.
    var entries: [TermEntry?]
}

extension Snapshot {
    /// The stems most similar to `term`, a stem with its reading's letter: best first, ties by their bytes.
    func similarStems(_ term: [UInt8]) -> [StemNeighbour] {
        let pairs = LetterPairs(term.span.extracting(droppingFirst: 1))
        guard pairs.letterCount >= SimilarStems.lettersMin else { return [] }
        let prefix = SimilarStems.beginning(of: term)
        var best = BestNeighbours(segments: views.count)
        for (number, view) in views.enumerated() {
            view.segment.dictionary(of: .stem).forEach(from: prefix, atMost: SimilarStems.neighboursMax) {
                other, entry in
                let similarity = pairs.similarity(to: other.span.extracting(droppingFirst: 1))
                guard similarity >= SimilarStems.similarityMin, other != term else { return }
                best.add(other, similarity, entry, segment: number)
            }
        }
        return best.neighbours
    }
}

/// The most similar stems so far, best first. How similar one is does not depend on the segment, so whoever is overtaken stays so.
private struct BestNeighbours {
    private(set) var neighbours: [StemNeighbour] = []
    let segments: Int

    init(segments: Int) { self.segments = segments }

    mutating func add(_ term: [UInt8], _ similarity: Float, _ entry: TermEntry, segment: Int) {
        var place = 0
        while place < neighbours.count && neighbours[place].precedes(term, similarity) { place += 1 }
        guard place < SimilarStems.countMax else { return }
        if place == neighbours.count || neighbours[place].term != term {
            if neighbours.count == SimilarStems.countMax { neighbours.removeLast() }
            let entries = [TermEntry?](repeating: nil, count: segments)
            neighbours.insert(StemNeighbour(term: term, similarity: similarity, entries: entries), at: place)
        }
        neighbours[place].entries[segment] = entry
    }
}

extension StemNeighbour {
    fileprivate func precedes(_ other: [UInt8], _ otherSimilarity: Float) -> Bool {
        similarity != otherSimilarity ? similarity > otherSimilarity : term.lexicographicallyPrecedes(other)
    }
}
