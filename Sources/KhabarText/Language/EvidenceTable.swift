/// Hashes of words and affixes to what they say for each language: open addressing, a quarter full, never changed.
///
/// Loops take spans of the three arrays and pass them to `evidencePlace` and `addEvidence`: through an array's owner each access costs a retain.
struct EvidenceTable: Sendable {
    let keys: [UInt64]
    /// For each key its place in `evidence`; 0 where there is no key.
    let places: [UInt16]
    /// At each place a count, then so many pairs of a language's index in `LanguageData.codes` and a weight. Equal lists are stored once.
    let evidence: [Int32]

    /// Each hash with weights by language.
    init(_ entries: [UInt64: [Int: Int32]]) {
        var size = 64
        while size < entries.count * 4 { size *= 2 }
        var keys = [UInt64](repeating: 0, count: size)
        var places = [UInt16](repeating: 0, count: size)
        var evidence: [Int32] = [0]
        var known: [[Int: Int32]: UInt16] = [:]
        for (key, weights) in entries {
            if known[weights] == nil {
                known[weights] = UInt16(evidence.count)
                evidence.append(Int32(weights.count))
                for (language, weight) in weights.sorted(by: { $0.key < $1.key }) {
                    evidence.append(Int32(language))
                    evidence.append(weight)
                }
            }
            var at = Int(truncatingIfNeeded: key >> 16) & (size - 1)
            while places[at] != 0 { at = (at + 1) & (size - 1) }
            keys[at] = key
            places[at] = known[weights]!
        }
        self.keys = keys
        self.places = places
        self.evidence = evidence
    }
}

/// The place of a hash's evidence; 0 when it isn't there.
@inline(__always)
func evidencePlace(_ key: UInt64, _ keys: Span<UInt64>, _ places: Span<UInt16>) -> Int {
    let mask = keys.count &- 1
    var at = Int(truncatingIfNeeded: key >> 16) & mask
    while places[at] != 0 {
        if keys[at] == key { return Int(places[at]) }
        at = (at &+ 1) & mask
    }
    return 0
}

/// Adds the weights at a place to the scores of their languages.
@inline(__always)
func addEvidence(_ place: Int, _ evidence: Span<Int32>, to scores: inout MutableSpan<Int32>) {
    var at = place &+ 1
    let end = at &+ 2 &* Int(evidence[place])
    while at < end {
        scores[Int(evidence[at])] &+= evidence[at &+ 1]
        at &+= 2
    }
}

/// The folded letters that affixes may have.
let beginningLetters = 2...4
let endingLettersMax = 5

/// Words hash from `wordSeed`, their ends from here, from the last letter backwards. An end of an end that is none itself is in the table with nothing to say, so
/// that a look-up may stop where there is nothing.
let endingSeed: UInt64 = 0x9FB2_1C65_1E98_DF25

/// The key of a beginning from its hash as a word.
@inline(__always)
func beginningKey(_ hash: UInt64) -> UInt64 { hash ^ 0xD6E8_FEB8_6659_FD93 }
