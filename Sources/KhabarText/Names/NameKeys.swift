/// The keys under which a dictionary files a term by its sound: terms that may be one name in two scripts share a key.
///
/// A key is a hash of the classes of a term's consonants, with the `NameScript` in its lowest bits; a name of two consonants has the first written vowel in its
/// hash too. Terms with fewer than two consonants have none. One per thread: it keeps its memory.
package struct NameKeys {
    private var reader = SoundReader()

    package init() {}

    /// Appends the keys of a folded term, each once: mostly one or two, never more than `keysMax`.
    package mutating func append(of term: Span<UInt8>, to keys: inout [UInt32]) {
        guard term.count <= AnalysisLimits.termBytesMax, let script = NameScript(term) else { return }
        reader.read(term, asQuery: false)
        let start = keys.count
        for sounds in reader.readings {
            sounds.forEachHash(isLatin: script == .latin) { hash in
                let key = hash | UInt32(script.rawValue)
                if !keys[start...].contains(key) { keys.append(key) }
            }
        }
    }

    package static let keysMax = 4 * SoundReader.readingsMax
}

extension Sounds {
    /// With fewer consonants a key says nothing.
    private static let consonantsMin = 2

    /// Hands over the hashes of the keys, with room for a `NameScript`.
    ///
    /// - Parameter isLatin: whether short vowels are written, so that one may stand for a long one.
    func forEachHash(isLatin: Bool, _ body: (UInt32) -> Void) {
        guard count >= Self.consonantsMin else { return }
        func hand(_ vowel: UInt64) {
            // A finaliser in the manner of MurmurHash3: all bits of the classes reach the key's.
            var hash = classes ^ UInt64(count) << 60 ^ (vowels(0).isEmpty ? 0 : 0x9E37_79B9_7F4A_7C15) ^ vowel << 40
            hash = (hash ^ hash >> 33) &* 0xFF51_AFD7_ED55_8CCD
            hash = (hash ^ hash >> 33) &* 0xC4CE_B9FE_1A85_EC53
            body(UInt32(truncatingIfNeeded: hash >> 32) & ~NameScript.mask)
        }
        guard count == Self.consonantsMin else { return hand(0) }
        let written = writtenVowel(isLatin: isLatin)
        if written.contains(.a) { hand(1) }
        if written.contains(.i) { hand(2) }
        if written.contains(.u) { hand(3) }
        if isLatin || written.isEmpty { hand(4) }
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
