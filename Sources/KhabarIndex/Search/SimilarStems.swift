/// Stems that are spelled much like another: forms that no list of suffixes joins, and other spellings.
///
/// What indexes of letter n-grams are liked for in Arabic, Hindi and Urdu, without their postings: at query time the neighbourhood of a stem is
/// looked through in the dictionary. Measured over eight collections: 0.002 to 0.011 nDCG@10, most of it with two stems a word; pairs of letters
/// gained more than common prefixes or edit distance.
enum SimilarStems {
    /// A stem's score against that of the word as written, for one spelled the same; times the similarity's power of 1.5.
    static let factor: Float = 0.9
    static let similarityMin: Float = 0.6
    static let countMax = 2
    /// Shorter stems are near to everything.
    static let lettersMin = 3
    /// Both must begin with so many letters.
    static let prefixLetters = 3
    /// More stems with one beginning than this are not looked at: no language has them, a hostile index may.
    static let neighboursMax = 4_096

    static func weightFactor(_ similarity: Float) -> Float { factor * similarity * similarity.squareRoot() }

    /// Dice's coefficient of the letter pairs (Adamson and Boreham, 1974): twice the common ones over all.
    static func similarity(_ a: [UInt32], _ b: [UInt32]) -> Float {
        guard a.count > 1, b.count > 1 else { return 0 }
        var taken: UInt64 = 0
        var common = 0
        for i in 1..<a.count {
            for j in 1..<b.count where a[i] == b[j] && a[i - 1] == b[j - 1] && taken & (1 << UInt64(j)) == 0 {
                taken |= 1 << UInt64(j)
                common += 1
                break
            }
        }
        return Float(2 * common) / Float(a.count + b.count - 2)
    }

    /// The letters of a stem, which is UTF-8 as the analyser writes it, at most 64 bytes.
    static func letters(_ stem: some Collection<UInt8>) -> [UInt32] {
        String(decoding: stem, as: UTF8.self).unicodeScalars.prefix(64).map(\.value)
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
        let letters = SimilarStems.letters(term.dropFirst())
        guard letters.count >= SimilarStems.lettersMin else { return [] }
        let prefix =
            [term[0]]
            + Array(
                String(
                    String.UnicodeScalarView(
                        String(decoding: term.dropFirst(), as: UTF8.self).unicodeScalars.prefix(
                            SimilarStems.prefixLetters))
                ).utf8)
        var neighbours: [[UInt8]: StemNeighbour] = [:]
        for (number, view) in views.enumerated() {
            view.segment.dictionary(of: .stem).forEach(from: prefix, atMost: SimilarStems.neighboursMax) {
                other, entry in
                guard other != term else { return }
                let similarity = SimilarStems.similarity(letters, SimilarStems.letters(other.dropFirst()))
                guard similarity >= SimilarStems.similarityMin else { return }
                neighbours[
                    other,
                    default: StemNeighbour(
                        term: other, similarity: similarity, entries: [TermEntry?](repeating: nil, count: views.count))
                ].entries[number] = entry
            }
        }
        return Array(
            neighbours.values.sorted { left, right in
                left.similarity != right.similarity
                    ? left.similarity > right.similarity : left.term.lexicographicallyPrecedes(right.term)
            }.prefix(SimilarStems.countMax))
    }
}
