/// What the `language-….txt` resources say, as tables: the scripts, and what words, affixes and letters say for each language.
///
/// All weights are tenths of a nat: the natural logarithm of how much likelier one language makes what was seen than another.
final class LanguageData: Sendable {
    static let shared = LanguageData(LanguageResources())

    /// A script that several languages share, or the language that has it for itself.
    struct Script: Sendable {
        var name: String
        /// Indices in `codes`; empty where the script's name is the language.
        var languages: [Int] = []
        /// A text says too little for any language of the script below `unknownBase + unknownPerWord * words`.
        var unknownBase: Int32 = 0
        var unknownPerWord: Int32 = 0
    }

    /// BCP 47 tags of the languages that share a script with others; a score is kept for each.
    let codes: [String]
    /// For each of `codes`: what is known before a text is read.
    let priors: [Int32]
    let scripts: [Script]
    /// Indices in `scripts` of those with rules of their own.
    let han: Int
    let kana: Int
    let latin: Int
    /// Of folded words, and of the beginnings and ends of words.
    let evidence: EvidenceTable
    /// For each scalar below `FoldTable.size`: its script's index and 1, or 0 for digits, punctuation and symbols.
    let scriptOf: [UInt8]
    /// For each scalar below `FoldTable.size`: an index into `letterWeights`, 0 for letters that don't tell.
    let letterOf: [UInt8]
    /// For each kind of telling letter, the script's index and a weight for each of its languages.
    let letterWeights: [(script: Int, weights: [Int32])]
    /// Blocks of scalars and their script's index, in order.
    let blocks: [(range: ClosedRange<UInt32>, script: Int)]

    init(_ resources: LanguageResources) {
        codes = resources.codes
        priors = resources.priors
        scripts = resources.scripts
        func script(_ name: String) -> Int { resources.scripts.firstIndex { $0.name == name }! }
        han = script("zh")
        kana = script("ja")
        latin = script("latin")
        evidence = EvidenceTable(resources.evidence)
        letterOf = resources.letterOf
        letterWeights = resources.letterWeights
        let blocks = resources.blocks.sorted { $0.range.lowerBound < $1.range.lowerBound }
        scriptOf = (0..<FoldTable.size).map { scalar in
            blocks.first { $0.range.contains(scalar) }.map { UInt8($0.script + 1) } ?? 0
        }
        self.blocks = blocks
    }

    /// The script of a scalar from `FoldTable.size` on, by binary search, as `scriptOf` gives it.
    func scriptOfHigh(_ scalar: UInt32) -> UInt8 {
        var low = 0
        var high = blocks.count
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle].range.upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < blocks.count && blocks[low].range.contains(scalar) ? UInt8(blocks[low].script + 1) : 0
    }
}
