import KhabarText
import KhabarDeflate
import TestSupport
import Testing

@testable import KhabarIndex

/// Stored texts with a byte for each letter: they come back as they were, and what a producer makes up is refused.
@Suite struct AlphabetTests {
    private static let codecs: [AlphabetCodec] = [.arabic, .devanagari]

    private func encoded(_ text: [UInt8], _ codec: AlphabetCodec) -> [UInt8] {
        codec.encode(text.span, atMost: 2 * text.count)!
    }

    private func decoded(_ coded: [UInt8], _ codec: AlphabetCodec, exactly count: Int) throws -> [UInt8] {
        var text: [UInt8] = [1, 2, 3]
        try codec.decode(coded.span, exactly: count, into: &text)
        return text
    }

    @Test func everyCharacterHasACodeOfItsOwnAndKeepsIt() throws {
        for alphabet in Alphabet.allCases {
            let characters = alphabet.characters.joined()
            #expect(characters.count <= 128)
            #expect(zip(characters, characters.dropFirst()).allSatisfy { $0 < $1 }, "\(alphabet)")
            guard let codec = alphabet.codec else { continue }
            for (number, scalar) in characters.enumerated() {
                let text = Array(String(try #require(Unicode.Scalar(scalar))).utf8)
                #expect(encoded(text, codec) == [0x80 + UInt8(number)])
                #expect(try decoded([0x80 + UInt8(number)], codec, exactly: text.count) == text)
            }
        }
    }

    /// Written out by hand, so that no reader is left with texts that it reads otherwise.
    @Test func codesStayWhatTheyAre() {
        func hex(_ text: String, _ codec: AlphabetCodec) -> String {
            encoded(Array(text.utf8), codec).map { String($0, radix: 16) }.joined(separator: " ")
        }
        #expect(hex("خبر!", .arabic) == "99 93 9c 21")
        #expect(hex("گ۔ﷺ", .arabic) == "d6 e0 fa")
        #expect(hex("ख़बर।", .devanagari) == "94 b8 aa ae d2")
        #expect(hex("₹5", .devanagari) == "ed 35")
        #expect(hex("a\u{7F}é語", .arabic) == "61 7f 7f 7f c3 7f a9 7f e8 7f aa 7f 9e")
    }

    @Test func anyBytesComeBack() throws {
        for seed in 1...400 as ClosedRange<UInt64> {
            var random = SplitMix64(seed: seed)
            let pieces = ["خبر ", "ख़बर ", "news ", "\u{7F}", "é", "語", "👍🏽", "\u{200D}", "\0"].map { Array($0.utf8) }
            var text: [UInt8] = []
            for _ in 0..<Int.random(in: 0...60, using: &random) {
                if Bool.random(using: &random) {
                    text += pieces.randomElement(using: &random)!
                } else {
                    text.append(UInt8.random(in: 0...255, using: &random))
                }
            }
            for codec in Self.codecs {
                let coded = encoded(text, codec)
                #expect(codec.encode(text.span, atMost: coded.count) == coded, "seed \(seed)")
                for limit in [0, coded.count / 2, coded.count - 1] where limit >= 0 && limit < coded.count {
                    #expect(codec.encode(text.span, atMost: limit) == nil, "seed \(seed), \(limit)")
                }
                #expect(try decoded(coded, codec, exactly: text.count) == text, "seed \(seed)")
            }
        }
    }

    /// Characters cut off at the end, and forms of them that are longer than need be, are bytes like any others.
    @Test func whatIsNoCharacterIsEscaped() throws {
        let texts: [[UInt8]] = [
            [0xD8], [0xE0, 0xA4], [0xE0], [0xC1, 0xA1], [0xE0, 0x98, 0xA7], [0xF0, 0x9F, 0x91], [0xED, 0xA0, 0x80],
        ]
        for codec in Self.codecs {
            for text in texts {
                #expect(encoded(text, codec) == text.flatMap { [Alphabet.escape, $0] })
                #expect(try decoded(encoded(text, codec), codec, exactly: text.count) == text)
            }
        }
    }

    @Test func damageThrows() throws {
        let codec = AlphabetCodec.arabic
        let alef = encoded(Array("ا".utf8), codec)
        let damaged: [(coded: [UInt8], count: Int)] = [
            ([0xFF], 2), ([Alphabet.escape], 1), ([0x61, Alphabet.escape], 2), (alef, 1), (alef, 3), ([], 1),
            ([0x61], 0), (alef + alef, 3), ([UInt8](repeating: alef[0], count: 1_000), 1_999),
        ]
        for (coded, count) in damaged {
            var text: [UInt8] = [1, 2, 3]
            #expect(throws: SegmentError.self, "\(coded.prefix(3)), \(count)") {
                try codec.decode(coded.span, exactly: count, into: &text)
            }
            #expect(text.isEmpty)
        }
        #expect(try decoded([], codec, exactly: 0) == [])
    }

    @Test func aTextIsKeptInTheAlphabetThatSuitsIt() {
        let arabic = String(repeating: "قال وزير الخارجية اليوم ", count: 40)
        let hindi = String(repeating: "प्रधानमंत्री ने कहा ", count: 40)
        let english = String(repeating: "The minister said ", count: 40)
        let bengali = String(repeating: "প্রধানমন্ত্রী বলেছেন ", count: 40)
        let expected: [(String, Alphabet)] = [
            (arabic, .arabic), (hindi, .devanagari), (english, .utf8), (bengali, .utf8), (english + hindi, .devanagari),
            // Most of its letters are none that the alphabet has.
            (String(repeating: "ڳڃڏ ا ", count: 80), .utf8), ("", .utf8), ("خ", .arabic),
        ]
        for (text, alphabet) in expected {
            let coded = CodedText(Array(text.utf8))
            #expect(coded.alphabet == alphabet, "\(text.prefix(20))")
            #expect(coded.textBytes == text.utf8.count && coded.bytes.count <= text.utf8.count)
        }
    }

    @Test func everyArticleComesBackFromItsSegment() throws {
        let bodies = [
            "قال وزير الخارجية، اليوم 7 مايو", "प्रधानमंत्री ने कहा, “नहीं”।", "وزیراعظم نے کہا۔ ख़बर", "The minister: 5 €", "ڳڃڏ",
        ]
        let articles = bodies.enumerated().map { Article(id: "\($0)", language: "und", body: [$1, $1 + $1]) }
        let segment = try buildSegment(articles)
        #expect(
            (0..<3).allSatisfy {
                segment.row($0).alphabet != 0 && segment.row($0).codedBytes < segment.row($0).recordBytes
            })
        for (number, article) in articles.enumerated() { #expect(try segment.article(DocID(number)) == article) }
        let merged = try #require(merge([MergeSource(segment)]))
        for (number, article) in articles.enumerated() { #expect(try merged.article(DocID(number)) == article) }
    }
}
