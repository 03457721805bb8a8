/// Stems of words that have their own.
struct StemTable: Sendable {
    private let words: TermSet
    /// By number of the word.
    private let stems: [[UInt8]]
    private let wordsByStem: [[UInt8]: [[UInt8]]]

    init(_ pairs: [(word: [UInt8], stem: [UInt8])]) {
        let known = Dictionary(pairs) { one, other in
            precondition(
                one == other,
                "a stemmer's resource: one form of two words, \(String(decoding: one, as: UTF8.self)) and \(String(decoding: other, as: UTF8.self))"
            )
            return one
        }
        words = TermSet(Array(known.keys))
        stems = Array(known.values)
        wordsByStem = Dictionary(grouping: known.keys) { known[$0]! }
    }

    var isEmpty: Bool { stems.isEmpty }

    func words(of stem: [UInt8]) -> [[UInt8]] { wordsByStem[stem] ?? [] }

    func stem(of word: Span<UInt8>) -> [UInt8]? { words.number(of: word).map { stems[$0] } }
}
