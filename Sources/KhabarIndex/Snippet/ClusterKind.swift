/// What the rules for grapheme clusters (UAX #29) need to know of a scalar, of those scalars where it is little: letters, digits, marks and punctuation
/// of Latin, Arabic and Devanagari. Nothing else is guessed at.
enum ClusterKind: UInt8 {
    /// Whatever is not listed here, ill-formed bytes included.
    case unknown
    /// Begins a cluster wherever it stands behind a known scalar.
    case plain
    /// Belongs to the cluster before it.
    case mark
    /// Devanagari: begins a cluster unless a virama joins it to a consonant before.
    case consonant
    case virama
    /// ZWJ: belongs to the cluster before it, and may join what follows.
    case joiner

    /// By scalar, to the end of Devanagari.
    static let table: [ClusterKind] = {
        var table = [ClusterKind](repeating: .unknown, count: 0x980)
        func set(_ kind: ClusterKind, _ ranges: ClosedRange<Int>...) {
            for range in ranges { for scalar in range { table[scalar] = kind } }
        }
        set(.plain, 0x20...0x7E, 0xC0...0x2FF)
        // The no-break space and « · »; © and ® can begin an emoji.
        set(.plain, 0xA0...0xA0, 0xAB...0xAB, 0xB7...0xB7, 0xBB...0xBB)
        set(.mark, 0x300...0x36F)
        // Less the number signs, which join what follows, and the Arabic letter mark.
        set(.plain, 0x606...0x61B, 0x61D...0x6DC, 0x6DE...0x6FF)
        set(
            .mark, 0x610...0x61A, 0x64B...0x65F, 0x670...0x670, 0x6D6...0x6DC, 0x6DF...0x6E4, 0x6E7...0x6E8,
            0x6EA...0x6ED)
        set(.plain, 0x900...0x97F)
        set(.mark, 0x900...0x903, 0x93A...0x93C, 0x93E...0x94F, 0x951...0x957, 0x962...0x963)
        set(.consonant, 0x915...0x939, 0x958...0x95F, 0x978...0x97F)
        set(.virama, 0x94D...0x94D)
        return table
    }()

    /// The kind of the scalar at `place`, and how many bytes it has.
    @inline(__always)
    static func of(_ text: Span<UInt8>, _ place: Int, _ table: Span<ClusterKind>) -> (kind: ClusterKind, width: Int) {
        let first = text[place]
        if first < 0x80 { return (table[Int(first)], 1) }
        guard place + 1 < text.count else { return (.unknown, 1) }
        let second = text[place + 1]
        if first < 0xE0 {
            guard first >= 0xC2, second & 0xC0 == 0x80 else { return (.unknown, first < 0xC0 ? 1 : 2) }
            return (table[Int(first & 0x1F) << 6 | Int(second & 0x3F)], 2)
        }
        guard place + 2 < text.count else { return (.unknown, 2) }
        let third = text[place + 2]
        if first == 0xE0, second & 0xFE == 0xA4, third & 0xC0 == 0x80 {
            return (table[0x800 | Int(second & 0x3F) << 6 | Int(third & 0x3F)], 3)
        }
        return first == 0xE2
            ? (punctuation(second, third), 3) : (.unknown, first < 0xF0 ? 3 : min(4, text.count - place))
    }

    /// U+2010 to U+2027, U+2030 to U+203F, currency signs, and ZWNJ, which is a mark.
    private static func punctuation(_ second: UInt8, _ third: UInt8) -> ClusterKind {
        switch (second, third) {
        case (0x80, 0x8C): .mark
        case (0x80, 0x8D): .joiner
        case (0x80, 0x90...0xA7), (0x80, 0xB0...0xBF), (0x82, 0xA0...0xBF): .plain
        default: .unknown
        }
    }
}
