internal import KhabarText

/// Says of a token, by a few of its bytes, that it is none of the marked terms and has none of the marked stems. Lets some others pass too.
///
/// Rests on how stems are made (`Stemmer`): one of Hindi or Urdu is the beginning of its term, one of Arabic a piece of it, and one of English begins as
/// its term does but for the stem's last two letters (dying, die). Two letters of a stem tell enough. Words that are listed with their stems, or have other spellings,
/// begin otherwise: `Stemmer` tells how.
struct TermGate {
    /// A Bloom filter with one hash.
    private var bits = [UInt64](repeating: 0, count: Self.bitCount / 64)
    private var stemLengths = StemLengths()

    private static let bitCount = 1 << 12

    /// For each script, how many bytes of a stem are in the filter: bit k for k bytes.
    private struct StemLengths {
        var latin: UInt8 = 0
        var devanagari: UInt8 = 0
        var arabic: UInt8 = 0
        var urdu: UInt8 = 0
    }

    mutating func add(exact term: Span<UInt8>) {
        insert(Self.key(Self.word(term, 0..<term.count), count: term.count))
    }

    mutating func add(stem: [UInt8], as reading: Reading) {
        // Listed words of Arabic begin with what many words have in them (ي and a letter): three letters.
        let (stemBytes, formBytes) =
            switch reading {
            case .english: (min(max(stem.count - 2, 1), 4), 4)
            case .hindi: (6, 6)
            case .arabic: (4, 6)
            case .urdu: (4, 4)
            case .none: (0, 0)
            }
        let beginning = stem.prefix(stemBytes)
        add(beginning: beginning, as: reading)
        for form in Stemmer.otherBeginnings(of: stem, as: reading) {
            let places = reading == .arabic ? form.indices : 0..<1
            let isFound = places.contains { form[$0...].starts(with: beginning) }
            if !isFound { add(beginning: form.prefix(formBytes), as: reading) }
        }
    }

    private mutating func add(beginning: ArraySlice<UInt8>, as reading: Reading) {
        guard !beginning.isEmpty else { return }
        let length: UInt8 = 1 << UInt8(beginning.count)
        switch reading {
        case .english: stemLengths.latin |= length
        case .hindi: stemLengths.devanagari |= length
        case .arabic: stemLengths.arabic |= length
        case .urdu: stemLengths.urdu |= length
        case .none: return
        }
        let bytes = Array(beginning)
        insert(Self.stemKey(Self.word(bytes.span, 0..<bytes.count)))
    }

    /// - Parameters:
    ///   - bytes: holds the token's term in `term`, and eight bytes more.
    ///   - arabic: the reading of the Arabic script in the token's text.
    @inline(__always)
    func mayPass(_ bytes: Span<UInt8>, _ term: Range<Int>, _ script: Script, _ arabic: Reading) -> Bool {
        let word = Self.word(bytes, term)
        if contains(Self.key(word, count: term.count)) { return true }
        switch script {
        case .latin: return beginsAsStem(word, stemLengths.latin)
        case .devanagari: return beginsAsStem(word, stemLengths.devanagari)
        case .arabic:
            if arabic == .urdu { return beginsAsStem(word, stemLengths.urdu) }
            guard stemLengths.arabic != 0 else { return false }
            var start = term.lowerBound
            while start < term.upperBound {
                if beginsAsStem(Self.word(bytes, start..<term.upperBound), stemLengths.arabic) { return true }
                start += 2
            }
            return false
        case .digits, .other: return false
        }
    }

    @inline(__always)
    private func beginsAsStem(_ word: UInt64, _ lengths: UInt8) -> Bool {
        var rest = lengths
        while rest != 0 {
            let count = rest.trailingZeroBitCount
            if contains(Self.stemKey(word & Self.mask(count))) { return true }
            rest &= rest &- 1
        }
        return false
    }

    // MARK: The filter

    private mutating func insert(_ key: UInt64) { bits[Int(key >> 6)] |= 1 << (key & 63) }

    @inline(__always)
    private func contains(_ key: UInt64) -> Bool { bits[Int(key >> 6)] >> (key & 63) & 1 != 0 }

    /// The first eight bytes of a term, zeros behind its end.
    @inline(__always)
    private static func word(_ bytes: Span<UInt8>, _ term: Range<Int>) -> UInt64 {
        if term.lowerBound + 8 <= bytes.count {
            let word = unsafe UInt64(
                littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: term.lowerBound, as: UInt64.self))
            return term.count >= 8 ? word : word & mask(term.count)
        }
        var word: UInt64 = 0
        for (shift, k) in term.prefix(8).enumerated() { word |= UInt64(bytes[k]) << UInt64(8 * shift) }
        return word
    }

    /// The lowest `count` bytes, fewer than eight.
    @inline(__always)
    private static func mask(_ count: Int) -> UInt64 { (1 &<< UInt64(8 &* count)) &- 1 }

    @inline(__always)
    private static func key(_ word: UInt64, count: Int) -> UInt64 {
        ((word &+ UInt64(truncatingIfNeeded: count)) &* 0x9E37_79B9_7F4A_7C15) >> 52
    }

    @inline(__always)
    private static func stemKey(_ word: UInt64) -> UInt64 { (~word &* 0xA076_1D64_78BD_642F) >> 52 }
}
