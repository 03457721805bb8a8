/// What cleaning makes of a scalar before it compares words: coarser than the index's folding, because here two
/// spellings of one word on one page should be equal (alef forms, Arabic or Persian keyboards, nukta, case, digits).
enum FoldTable {
    /// Values below `firstLetter` are not letters.
    static let separator: UInt16 = 0
    /// Harakat, tatweel, joiners: as if they weren't there.
    static let ignored: UInt16 = 1
    static let space: UInt16 = 2
    static let newline: UInt16 = 3
    /// `.`, `!`, `?` and their relatives in our scripts.
    static let terminal: UInt16 = 4
    /// Quotes and brackets that may follow a terminal.
    static let closer: UInt16 = 5
    static let firstLetter: UInt16 = 0x30

    /// One entry for each scalar below U+0980: ASCII, Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari.
    static let size: UInt32 = 0x980
    static let entries: [UInt16] = makeEntries()

    /// Scalars from U+0980 on.
    static func fold(_ scalar: UInt32) -> UInt16 {
        switch scalar {
        case 0x0980..<0x2000, 0x2C00..<0x2E00, 0x3040..<0xD800, 0xF900..<0xFD3E, 0xFD40..<0xFE00, 0xFE70..<0xFEFF,
            0xFF10..<0xFF1A, 0xFF21..<0xFF3B, 0xFF41..<0xFF5B, 0xFF66..<0xFFF0:
            max(firstLetter, UInt16(truncatingIfNeeded: scalar))
        case 0x2000...0x200B, 0x202F, 0x205F, 0x3000: space
        case 0x200C, 0x200D, 0xFE00...0xFE0F: ignored
        case 0x2026, 0x203C, 0x203D, 0x2047...0x2049, 0x3002, 0xFF01, 0xFF0E, 0xFF1F: terminal
        case 0x2018...0x201F, 0x2039, 0x203A, 0xFD3E, 0xFD3F: closer
        case 0x10000..<0x1F000, 0x20000..<0xE0000: max(firstLetter, UInt16(truncatingIfNeeded: scalar))
        default: separator
        }
    }

    private static func makeEntries() -> [UInt16] {
        var table = [UInt16](repeating: separator, count: Int(size))
        func set(_ range: ClosedRange<Int>, _ value: UInt16) { for scalar in range { table[scalar] = value } }
        func keep(_ range: ClosedRange<Int>) { for scalar in range { table[scalar] = UInt16(scalar) } }
        func map(_ scalars: [Int], _ target: Int) { for scalar in scalars { table[scalar] = UInt16(target) } }
        func digits(_ zero: Int) { for digit in 0...9 { table[zero + digit] = UInt16(0x30 + digit) } }

        digits(0x30)
        keep(0x61...0x7A)
        for letter in 0x41...0x5A { table[letter] = UInt16(letter + 0x20) }
        table[0x0A] = newline
        table[Int(softBreak)] = newline
        map([0x20, 0x09, 0xA0], Int(space))
        map([0x21, 0x2E, 0x3F], Int(terminal))
        map([0x22, 0x27, 0x29, 0x5D, 0x7D, 0xAB, 0xBB], Int(closer))

        map([0xAA], 0x61)
        map([0xBA], 0x6F)
        keep(0xB5...0xB5)
        keep(0xDF...0xFF)
        for letter in 0xC0...0xDE { table[letter] = UInt16(letter + 0x20) }
        map([0xD7, 0xF7], Int(separator))
        keep(0x100...0x2FF)
        set(0x300...0x36F, ignored)
        keep(0x370...0x5FF)
        map(
            [0x37E, 0x387, 0x55A, 0x55B, 0x55C, 0x55D, 0x55E, 0x55F, 0x589, 0x58A, 0x5BE, 0x5C0, 0x5C3, 0x5F3, 0x5F4], 0
        )
        set(0x591...0x5BD, ignored)

        keep(0x620...0x64A)
        keep(0x66E...0x6FF)
        map([0x61F, 0x6D4], Int(terminal))
        map([0x66A, 0x66B, 0x66C, 0x66D, 0x6DD, 0x6DE, 0x6E9], Int(separator))
        set(0x610...0x61A, ignored)
        set(0x64B...0x65F, ignored)
        set(0x6D6...0x6DC, ignored)
        set(0x6DF...0x6E4, ignored)
        set(0x6EA...0x6ED, ignored)
        map([0x61C, 0x640, 0x670, 0x6E7, 0x6E8], Int(ignored))
        digits(0x660)
        digits(0x6F0)
        map([0x622, 0x623, 0x625, 0x671, 0x672, 0x673, 0x675], 0x627)
        map([0x624], 0x648)
        map([0x626, 0x649, 0x6CC, 0x6D0], 0x64A)
        map([0x6A9, 0x6AA], 0x643)
        map([0x629, 0x6BE, 0x6C0, 0x6C1, 0x6C2, 0x6C3, 0x6D5], 0x647)
        map([0x6D3], 0x6D2)

        keep(0x900...0x97F)
        map([0x901], 0x902)
        map([0x93C], Int(ignored))
        map([0x964, 0x965], Int(terminal))
        map([0x970], Int(separator))
        digits(0x966)
        for (scalar, target) in [
            (0x929, 0x928), (0x931, 0x930), (0x934, 0x933), (0x958, 0x915), (0x959, 0x916), (0x95A, 0x917),
            (0x95B, 0x91C), (0x95C, 0x921), (0x95D, 0x922), (0x95E, 0x92B), (0x95F, 0x92F),
        ] { table[scalar] = UInt16(target) }
        return table
    }
}

/// Folds one more letter into a word's hash.
@inline(__always)
func hashed(_ hash: UInt64, _ letter: UInt16) -> UInt64 {
    ((hash << 5 | hash >> 59) ^ UInt64(letter)) &* 0x9E37_79B9_7F4A_7C15
}

/// The hash of a word's first letter starts from here; no word hashes to 0 but by accident.
let wordSeed: UInt64 = 0x27D4_EB2F_1656_67C5

/// Folds one more word into the hash of a paragraph. The order of the words matters.
@inline(__always)
func fingerprinted(_ fingerprint: UInt64, _ word: UInt64) -> UInt64 {
    let mixed = (fingerprint ^ word) &* 0xC2B2_AE3D_27D4_EB4F
    return mixed ^ mixed >> 29
}

/// The folded words of a short text: a phrase of a resource file, a title.
func wordHashes(_ text: String) -> [UInt64] {
    var scan = ScannedText()
    let bytes = Array(text.utf8)
    scanLines(bytes.span, into: &scan)
    return scan.words
}
