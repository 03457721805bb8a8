/// A language's words by rank, back to back, and how often each is drawn.
struct Vocabulary: Sendable {
    let language: CorpusLanguage
    let functionWordCount: Int
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private let table: AliasTable

    var count: Int { ends.count }

    /// The same words for the same seed.
    init(_ language: CorpusLanguage, seed: UInt64) {
        self.language = language
        functionWordCount = language.functionWords.count
        let total = functionWordCount + CorpusShape.vocabularyWords
        table = AliasTable(weights: (0..<total).map { 1 / (Double($0 + 1) + CorpusShape.zipfShift) })
        var random = SplitMix64(seed: seed)
        var taken = Set<String>()
        var stems: [String] = []
        for word in language.functionWords {
            precondition(taken.insert(word).inserted, "the function word \(word) stands twice")
            append(word)
        }
        while count < total {
            // About half of the words are forms of earlier ones, so that stems have something to join.
            let isForm = random.below(2) == 0 && !stems.isEmpty
            let stem = isForm ? stems[random.below(stems.count)] : Self.stem(language, rank: count, &random)
            let word = isForm ? Self.form(language, of: stem, &random) : stem
            guard taken.insert(word).inserted else { continue }
            if !isForm { stems.append(word) }
            append(word)
        }
    }

    func drawRank(_ random: inout SplitMix64) -> Int { table.draw(&random) }

    func word(_ rank: Int) -> ArraySlice<UInt8> { bytes[(rank == 0 ? 0 : ends[rank - 1])..<ends[rank]] }

    /// A word that nobody has used before, most likely.
    func rareWord(_ random: inout SplitMix64) -> String {
        Self.form(language, of: Self.stem(language, rank: count, &random), &random)
    }

    private mutating func append(_ word: String) {
        bytes += word.utf8
        ends.append(bytes.count)
    }

    /// Frequent words are short.
    private static func stem(_ language: CorpusLanguage, rank: Int, _ random: inout SplitMix64) -> String {
        let syllables = rank < 300 ? 1 + random.below(2) : rank < 6_000 ? 2 + random.below(2) : 2 + random.below(3)
        var word = ""
        for _ in 0..<syllables {
            word += language.onsets[random.below(language.onsets.count)]
            word += language.vowels[random.below(language.vowels.count)]
        }
        return word + language.codas[random.below(language.codas.count)]
    }

    private static func form(_ language: CorpusLanguage, of stem: String, _ random: inout SplitMix64) -> String {
        language.prefixes[random.below(language.prefixes.count)] + stem
            + language.suffixes[random.below(language.suffixes.count)]
    }
}
