/// The characters that a stored text may have as one byte each, instead of the two or three of UTF-8.
///
/// A stored text is deflated. Where a letter is one symbol, and not two or three of which the first says the same again and again, deflate has half as many to look at, and leaves a
/// quarter less (docs/benchmarks.md). The idea is that of SCSU (Unicode Technical Standard 6) with one window, chosen for a whole text, whose characters need not be neighbours.
enum Alphabet: UInt8, CaseIterable {
    /// UTF-8 as it is.
    case utf8 = 0
    case arabic = 1
    case devanagari = 2

    /// Code `0x80 + n` is the n-th character of these, part of the format: SEGMENT.md has the same list. There are at most 128.
    var characters: [ClosedRange<UInt32>] {
        switch self {
        case .utf8: []
        // Arabic, Persian and Urdu, their points and digits, and what is set between letters.
        case .arabic:
            [
                0xA0...0xA0, 0xAB...0xAB, 0xBB...0xBB, 0x60C...0x60D, 0x610...0x614, 0x61B...0x61B, 0x61F...0x61F,
                0x621...0x63A, 0x640...0x657, 0x660...0x66D, 0x670...0x670, 0x674...0x674, 0x679...0x679, 0x67E...0x67E,
                0x686...0x686, 0x688...0x688, 0x691...0x691, 0x698...0x698, 0x6A4...0x6A4, 0x6A9...0x6A9, 0x6AF...0x6AF,
                0x6BA...0x6BA, 0x6BE...0x6BE, 0x6C0...0x6C3, 0x6CC...0x6CC, 0x6D2...0x6D5, 0x6F0...0x6F9,
                0x200B...0x200F, 0x2013...0x2014, 0x2018...0x2019, 0x201C...0x201D, 0x2022...0x2022, 0x2026...0x2026,
                0xFDF2...0xFDF2, 0xFDFA...0xFDFA,
            ]
        // Hindi, Marathi and Nepali likewise.
        case .devanagari:
            [
                0xA0...0xA0, 0xAB...0xAB, 0xBB...0xBB, 0x901...0x903, 0x905...0x90B, 0x90D...0x90D, 0x90F...0x911,
                0x913...0x939, 0x93C...0x945, 0x947...0x949, 0x94B...0x94D, 0x950...0x950, 0x958...0x960, 0x964...0x970,
                0x972...0x972, 0x200B...0x200F, 0x2013...0x2014, 0x2018...0x2019, 0x201C...0x201D, 0x2022...0x2022,
                0x2026...0x2026, 0x20B9...0x20B9,
            ]
        }
    }

    /// Before a byte that stands for itself: one of another character, or this one.
    static let escape: UInt8 = 0x7F

    /// The alphabet in which a text is likely shortest, by a sample of the bytes that letters begin with; UTF-8 where another would save less than an eighth.
    static func likelyBest(for text: Span<UInt8>) -> Alphabet {
        var (arabic, devanagari, looks) = (0, 0, 0)
        for index in stride(from: 1, to: text.count, by: max(1, text.count / samplesMax)) {
            let (first, second) = (text[index &- 1], text[index])
            arabic &+= first & 0xFC == 0xD8 ? 1 : 0
            devanagari &+= first == 0xE0 && second & 0xFE == 0xA4 ? 1 : 0
            looks &+= 1
        }
        // Of a letter of the first one byte is saved, of the second two.
        guard max(arabic, 2 * devanagari) > looks / 8 else { return .utf8 }
        return arabic >= 2 * devanagari ? .arabic : .devanagari
    }

    private static let samplesMax = 256

    var codec: AlphabetCodec? {
        switch self {
        case .utf8: nil
        case .arabic: .arabic
        case .devanagari: .devanagari
        }
    }
}
