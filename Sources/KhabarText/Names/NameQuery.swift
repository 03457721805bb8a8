/// A word of a query as a name: the keys to look for, and how well a term of the dictionary fits. Not for hot paths to make, but quick to ask.
package struct NameQuery: Sendable {
    /// At most `NameKeys.keysMax`.
    package let keys: [UInt32]
    private let readings: [Sounds]
    private let term: [UInt8]
    private let script: Script

    /// A term that fits less than this is another word. By vowels alone: सीरिया and Syria 1.0, पुतिन and पوٹن 0.9; बताने and Putin 0.6.
    package static let similarityMin: Float = 0.75
    /// Of two consonants nearly all words find some partner: they must fit almost wholly.
    package static let shortSimilarityMin: Float = 0.9
    /// Of those that fit, so many of each script are enough: the best come first.
    package static let termsPerScriptMax = 8
    /// The score of a term that fits wholly against that of the word as written; times the square of the similarity.
    package static let factor: Float = 0.3

    package init(_ term: [UInt8]) {
        var reader = SoundReader()
        reader.read(term.span, asQuery: true)
        readings =
            term.count <= AnalysisLimits.termBytesMax && !Initialisms.isUnpronounceable(term) ? reader.readings : []
        script = scriptOfTerm(term.span)
        self.term = term
        var keys: [UInt32] = []
        for sounds in readings { sounds.appendKeys(isLatin: script == .latin, to: &keys, from: 0) }
        self.keys = keys
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

    /// How well a folded term fits, from `similarityMin` to 1; nil where it does not, and for terms of the query's own script: what is spelled
    /// alike is found by its spelling. Arabic and Urdu share a script and spell names apart: there one of the two must have a letter of
    /// Urdu alone (كارتر, کارٹر).
    package func similarity(to candidate: Span<UInt8>, reader: inout NameReader) -> Float? {
        let other = scriptOfTerm(candidate)
        if other == script {
            guard script == .arabic, UrduLetters.differ(term.span, candidate) else { return nil }
        }
        reader.read(candidate)
        let phones = SoundTable.shared.phones
        let isLatin = script == .latin || other == .latin
        var best: Float = 0
        for mine in readings {
            for theirs in reader.readings where mine.classes == theirs.classes && mine.count == theirs.count {
                let least = mine.count > 2 ? Self.similarityMin : Self.shortSimilarityMin
                let similarity = mine.similarity(to: theirs, phones: phones, isLatin: isLatin)
                if similarity >= least { best = max(best, similarity) }
            }
        }
        return best > 0 ? best : nil
    }
}

/// Reads candidates; keeps its memory between them.
package struct NameReader {
    private var reader = SoundReader()

    package init() {}

    mutating func read(_ term: Span<UInt8>) { reader.read(term, asQuery: false) }
    var readings: [Sounds] { reader.readings }
}

/// ٹ پ چ گ ڈ ڑ ے ں ھ: what Urdu writes and Arabic doesn't.
private enum UrduLetters {
    static func differ(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Bool { set(a) != set(b) }

    /// As their two bytes of UTF-8.
    private static let pairs: [UInt32] = "ٹپچگڈڑےںھ".unicodeScalars.map {
        0xC080 | ($0.value >> 6) << 8 | $0.value & 0x3F
    }

    private static func set(_ term: Span<UInt8>) -> UInt16 {
        var set: UInt16 = 0
        var i = 0
        while i + 1 < term.count {
            let pair = UInt32(term[i]) << 8 | UInt32(term[i + 1])
            for (bit, letter) in pairs.enumerated() where pair == letter { set |= 1 << UInt16(bit) }
            i += 2
        }
        return set
    }
}
