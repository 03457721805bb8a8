/// The keys under which a dictionary files a term by its sound: terms that may be one name in two scripts share a key.
///
/// A key is a hash of the classes of a term's consonants; a name of two consonants has the first written vowel in its key too. Terms with
/// fewer than two consonants have none. One per thread: it keeps its memory.
package struct NameKeys {
    private var reader = SoundReader()

    package init() {}

    /// Appends the keys of a folded term, each once: mostly one or two, never more than `keysMax`.
    package mutating func append(of term: Span<UInt8>, to keys: inout [UInt32]) {
        guard term.count <= AnalysisLimits.termBytesMax else { return }
        reader.read(term, asQuery: false)
        let start = keys.count
        let isLatin = term.count > 0 && term[0] < 0x80
        for sounds in reader.readings { sounds.appendKeys(isLatin: isLatin, to: &keys, from: start) }
    }

    package static let keysMax = 4 * SoundReader.readingsMax
}

extension Sounds {
    /// With fewer consonants a key says nothing.
    private static let consonantsMin = 2

    /// - Parameters:
    ///   - isLatin: whether short vowels are written, so that one may stand for a long one.
    ///   - start: where this term's keys begin in `keys`.
    func appendKeys(isLatin: Bool, to keys: inout [UInt32], from start: Int) {
        guard count >= Self.consonantsMin else { return }
        func append(_ vowel: UInt64) {
            // A finaliser in the manner of MurmurHash3: all bits of the classes reach the key's.
            var hash = classes ^ UInt64(count) << 60 ^ (vowels(0).isEmpty ? 0 : 0x9E37_79B9_7F4A_7C15) ^ vowel << 40
            hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
            hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
            let key = UInt32(truncatingIfNeeded: hash >> 32)
            if !keys[start...].contains(key) { keys.append(key) }
        }
        guard count == Self.consonantsMin else { return append(0) }
        let written = writtenVowel(isLatin: isLatin)
        if written.contains(.a) { append(1) }
        if written.contains(.i) { append(2) }
        if written.contains(.u) { append(3) }
        if isLatin || written.isEmpty { append(4) }
    }

    /// The first vowel behind a consonant that every script writes.
    private func writtenVowel(isLatin: Bool) -> Vowels {
        for k in 1...max(count, 1) {
            let vowels = self.vowels(k)
            if !vowels.isEmpty, isLatin || !vowels.contains(.short) { return vowels.colours }
        }
        return []
    }
}
