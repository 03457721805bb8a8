/// A word of a query as a name: the keys to look for, and how well a term of the dictionary fits. Not for hot paths to make, but quick to ask.
package struct NameQuery: Sendable {
    /// At most `NameKeys.keysMax`, each hash once.
    package let keys: [NameKey]
    private let readings: [Sounds]
    /// Those with enough consonants to be told from other words of the same script.
    private let ownReadings: [Sounds]
    private let term: [UInt8]
    private let urduLetters: UInt128
    private let script: Script

    /// A term that fits less than this is another word. By vowels alone: सीरिया and Syria 1.0, पुतिन and पوٹن 0.9; बताने and Putin 0.6.
    package static let similarityMin: Float = 0.75
    /// Of two consonants nearly all words find some partner: they must fit almost wholly.
    static let shortConsonantsMax = 2
    package static let shortSimilarityMin: Float = 0.9
    /// Terms of the query's own script are other spellings of its name, and must fit better, with more consonants: Muhammad and Mohammed, मुहम्मद and मोहम्मद, إسطنبول
    /// and استنبول, but no housing for Hussein, and no danger (خطر) for Qatar (قطر).
    package static let ownSimilarityMin: Float = 0.93
    package static let ownConsonantsMin = 4
    /// With more consonants, where a long vowel may be written or not (زيلينسكي, زيلنسكي): not in Latin script.
    package static let ownLongSimilarityMin: Float = 0.88
    package static let ownLongConsonantsMin = 5
    /// Of those that fit, so many of each script are enough: the best come first.
    package static let termsPerScriptMax = 8
    package static let ownTermsMax = 4
    /// The score of a term that fits wholly against that of the word as written; times the square of the similarity.
    package static let factor: Float = 0.3

    /// - Parameter findsOwnScript: whether other spellings in the term's own script match.
    package init(_ term: [UInt8], findsOwnScript: Bool = true) {
        var reader = SoundReader()
        reader.read(term.span, asQuery: true)
        readings =
            term.count <= AnalysisLimits.termBytesMax && !Initialisms.isUnpronounceable(term) ? reader.readings : []
        script = scriptOfTerm(term.span)
        ownReadings = findsOwnScript ? readings.filter { $0.count >= Self.ownConsonantsMin } : []
        self.term = term
        urduLetters = UrduLetters.set(term.span)
        keys = Self.keys(readings, own: ownReadings, NameScript(term.span))
    }

    /// Terms of the query's own script are looked for where they can match at all. With letters of Urdu a script has both: those with other ones count as another's.
    private static func keys(_ readings: [Sounds], own: [Sounds], _ script: NameScript?) -> [NameKey] {
        var keys: [NameKey] = []
        for other in NameScript.allCases {
            for sounds in other == script && script != .urdu ? own : readings {
                sounds.forEachHash(isLatin: script == .latin) { hash in
                    if let known = keys.firstIndex(where: { $0.first == hash }) {
                        keys[known].add(other)
                    } else {
                        keys.append(NameKey(hash, other))
                    }
                }
            }
        }
        return keys
    }

    /// The classes of the term's consonants, once for each way to read it, as `names-sounds.txt` calls them; none of a term that is too short to be told.
    package var classes: [String] {
        guard !keys.isEmpty else { return [] }
        var found: [String] = []
        for sounds in readings {
            let classes = (0..<sounds.count).map { SoundTable.shared.name(ofClass: sounds.consonant($0).soundClass) }
                .joined()
            if !found.contains(classes) { found.append(classes) }
        }
        return found
    }

    /// How well a folded term fits; nil where it does not.
    ///
    /// Arabic and Urdu share a script and spell names apart: where one of the two terms has a letter of Urdu alone (كارتر, کارٹر), it counts as another script.
    package func match(_ candidate: Span<UInt8>, reader: inout NameReader) -> NameMatch? {
        let other = scriptOfTerm(candidate)
        let isOwn = other == script && !(script == .arabic && UrduLetters.set(candidate) != urduLetters)
        if isOwn, ownReadings.isEmpty || abs(candidate.count - term.count) > ownBytesApartMax || isEqual(candidate) {
            return nil
        }
        let isLatin = script == .latin || other == .latin
        reader.read(candidate)
        let phones = SoundTable.shared.phones
        var best = NameMatch(similarity: 0, isOwnScript: isOwn, isShort: false)
        for mine in isOwn ? ownReadings : readings {
            for theirs in reader.readings where mine.classes == theirs.classes && mine.count == theirs.count {
                let similarity = mine.similarity(to: theirs, phones: phones, isLatin: isLatin)
                guard similarity > best.similarity, similarity >= Self.least(isOwn, isLatin, consonants: mine.count)
                else { continue }
                best.similarity = similarity
                best.isShort = mine.count <= Self.shortConsonantsMax
            }
        }
        return best.similarity > 0 ? best : nil
    }

    private static func least(_ isOwn: Bool, _ isLatin: Bool, consonants: Int) -> Float {
        guard isOwn else { return consonants > shortConsonantsMax ? similarityMin : shortSimilarityMin }
        return !isLatin && consonants >= ownLongConsonantsMin ? ownLongSimilarityMin : ownSimilarityMin
    }

    /// Two letters: more are another word.
    private var ownBytesApartMax: Int { 2 * (script == .latin ? 1 : script == .arabic ? 2 : 3) }

    private func isEqual(_ candidate: Span<UInt8>) -> Bool {
        candidate.count == term.count && term.indices.allSatisfy { term[$0] == candidate[$0] }
    }
}

/// A term that sounds like the query's.
package struct NameMatch: Sendable, Equatable {
    /// From the least that counts to 1.
    package var similarity: Float
    /// Whether it is another spelling in the query's own script.
    package var isOwnScript: Bool
    /// Whether it has so few consonants that many words sound like it.
    package var isShort: Bool
}

/// Reads candidates; keeps its memory between them.
package struct NameReader {
    private var reader = SoundReader()

    package init() {}

    mutating func read(_ term: Span<UInt8>) { reader.read(term, asQuery: false) }
    var readings: [Sounds] { reader.readings }
}
