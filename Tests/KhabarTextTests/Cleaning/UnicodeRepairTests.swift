import Foundation
import TestSupport
import Testing

@testable import KhabarText

private func scalars(_ bytes: [UInt8]) -> [UInt32] {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.map(\.value)
}

struct UnicodeRepairTests {
    /// The examples of Unicode's chapter 3, section "U+FFFD substitution of maximal subparts".
    @Test(
        arguments: [
            (
                [0xC0, 0xAF, 0xE0, 0x80, 0xBF, 0xF0, 0x81, 0x82, 0x41],
                [0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0x41]
            ),
            (
                [0xED, 0xA0, 0x80, 0xED, 0xBF, 0xBF, 0xED, 0xAF, 0x41],
                [0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0x41]
            ),
            (
                [0xF4, 0x91, 0x92, 0x93, 0xFF, 0x41, 0x80, 0xBF, 0x42],
                [0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0x41, 0xFFFD, 0xFFFD, 0x42]
            ),
            ([0xE1, 0x80, 0xE2, 0xF0, 0x91, 0x92, 0xF1, 0xBF, 0x41], [0xFFFD, 0xFFFD, 0xFFFD, 0xFFFD, 0x41]),
        ] as [([UInt8], [UInt32])])
    func maximalSubparts(_ bytes: [UInt8], _ expected: [UInt32]) {
        #expect(scalars(repairUnicode(bytes)) == expected)
        // Swift's own decoder follows the same rule.
        #expect(scalars(bytes) == expected)
    }

    @Test func everySplitOfATextAgreesWithTheStandardDecoder() {
        let text = Array("aé\u{5D0}ख़बर خبر\u{200D}😀".precomposedStringWithCanonicalMapping.utf8)
        for start in 0...text.count {
            for end in start...text.count {
                let piece = Array(text[start..<end])
                #expect(repairUnicode(piece) == Array(String(decoding: piece, as: UTF8.self).utf8))
            }
        }
    }

    @Test(arguments: [
        ("a\0b\u{7}c", "abc"), ("\u{FEFF}x", "x"), ("\u{202E}ab\u{200F}\u{2066}\u{61C}c", "abc"),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("a\tb\u{B}c\u{2028}d\u{85}e", "a b c d e"), ("so\u{AD}ft", "soft"),
        ("می\u{200C}شود क्\u{200D}ष", "می\u{200C}شود क्\u{200D}ष"),
        ("ﻻ ﭘﺎﮐ ﮨﮯ", "لا پاک ہے"), ("ﻵ ﱠ ﷺ ﷲ", "لآ \u{64E}\u{651} ﷺ ﷲ"), ("oﬃce", "office"),
        ("مـرحـبًا", "مـرحـبًا"), ("\u{200B}", "\u{200B}"),
    ])
    func dropsAndKeeps(_ text: String, _ expected: String) {
        #expect(repairUnicode(Array(text.utf8)) == Array(expected.utf8))
    }

    /// Ids keep what texts lose: who asks by the id that he gave must find it.
    @Test func keysKeepTheirForms() {
        for key in ["ﻻ", "oﬃce", "\u{958}"] { #expect(repairEncoding(Array(key.utf8)) == Array(key.utf8)) }
    }

    @Test(arguments: [
        ("a &amp; b &lt;c&gt; &#39;d&#x27; &nbsp;e", "a & b <c> 'd'  e"), ("&#55357;&#56832;&#xD83D;x", "😀\u{FFFD}x"),
        ("&#0; &#x110000; &unknown; &amp", "&#0; &#x110000; &unknown; &amp"), ("a&rlm;b&zwnj;c", "ab\u{200C}c"),
        ("<b>x</b> y<br>z", "x y\u{B}z"), ("a < b > c <d@e.f> <S> <Video Inc>", "a < b > c <d@e.f> <S> <Video Inc>"),
        ("a<!-- b\nc -->d", "a\nd"), ("<script>\nx<p>\n</script>\ny", "\n\n\ny"), ("<script>x", "x"), ("e&#x301;", "é"),
        ("<p", "<p"), ("<p a=\"", "<p a=\""), ("&", "&"), ("<", "<"),
    ])
    func htmlGoes(_ text: String, _ expected: String) {
        #expect(repairText(Array(text.utf8)).bytes == Array(expected.utf8))
    }

    @Test(
        arguments: [
            ([0x65, 0x301], [0xE9]), ([0x958], [0x915, 0x93C]), ([0x928, 0x93C], [0x929]), ([0x627, 0x653], [0x622]),
            ([0x628, 0x651, 0x64E], [0x628, 0x64E, 0x651]), ([0x648, 0x654], [0x624]),
            ([0x1100, 0x1161, 0x11A8], [0xAC01]),
            ([0xAC00, 0x11C1], [0xAC1A]), ([0x212B], [0xC5]),
            ([0x61, 0x315, 0x300, 0x5AE, 0x300, 0x62], [0xE0, 0x5AE, 0x300, 0x315, 0x62]),
            ([0x915, 0x94D, 0x93C], [0x915, 0x93C, 0x94D]), ([0x65, 0x202E, 0x301], [0xE9]), ([0x9C7, 0x9BE], [0x9CB]),
        ] as [([UInt32], [UInt32])])
    func composes(_ given: [UInt32], _ expected: [UInt32]) {
        var bytes: [UInt8] = []
        for scalar in given { appendScalar(scalar, to: &bytes) }
        #expect(scalars(repairUnicode(bytes)) == expected)
    }

    /// Without Hangul syllables: Foundation leaves a syllable and a final consonant apart, which the standard composes, and
    /// composes vowels from U+1176 on, which the standard leaves apart.
    @Test func agreesWithFoundationOnRandomText() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        let ranges: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0xC0...0x17F, 0x300...0x345, 0x610...0x61A, 0x621...0x65F, 0x670...0x6D3, 0x900...0x97F,
            0x980...0x9E3,
            0x1100...0x1112, 0x1161...0x1175, 0x1E00...0x1EFF, 0x0DCA...0x0DDF, 0x2000...0x2001, 0x2126...0x212B,
            0xF900...0xF910,
            0x1D15E...0x1D164,
        ]
        for round in 0..<4_000 {
            var bytes: [UInt8] = []
            for _ in 0..<Int(1 + random.next() % 12) {
                let range = ranges[Int(random.next() % UInt64(ranges.count))]
                let scalar = range.lowerBound + UInt32(random.next() % UInt64(range.count))
                if replacement(of: scalar) == nil { appendScalar(scalar, to: &bytes) }
            }
            let expected = String(decoding: bytes, as: UTF8.self).precomposedStringWithCanonicalMapping
            #expect(
                repairUnicode(bytes) == Array(expected.utf8),
                "seed \(seed) round \(round): \(scalars(bytes).map { String($0, radix: 16) })")
        }
    }

    /// The quick look may say "unsure" for nothing, but must never pass over a pair that NFC changes.
    @Test func quickLookMissesNothing() {
        let letters: [UInt32] = [
            0x61, 0x627, 0x648, 0x64A, 0x6C1, 0x6D2, 0x6D5, 0x915, 0x928, 0x930, 0x933, 0x94D, 0x651, 0x64E, 0x4E00,
        ]
        for first in letters {
            for second in (0x80...0x9FF as ClosedRange<UInt32>).map({ $0 }) + [0x2000, 0x2126, 0x3099, 0xF900, 0x1D15E]
            {
                var bytes: [UInt8] = []
                appendScalar(first, to: &bytes)
                appendScalar(second, to: &bytes)
                let isNormal =
                    Array(String(decoding: bytes, as: UTF8.self).precomposedStringWithCanonicalMapping.utf8) == bytes
                if !isNormal {
                    #expect(!inspect(bytes.span).isNormal, "\(String(first, radix: 16)) \(String(second, radix: 16))")
                }
            }
        }
    }
}
