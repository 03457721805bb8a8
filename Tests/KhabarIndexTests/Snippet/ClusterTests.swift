import TestSupport
import Testing

@testable import KhabarIndex

/// `Clusters` and the cut against what `String` says.
@Suite struct ClusterTests {
    /// With what joins, splits and hides between letters; beside the alphabets of `SnippetPropertyTests`.
    static let alphabets =
        SnippetPropertyTests.alphabets + [
            ["क", "ष", "त", "\u{94D}", "\u{94D}", "\u{200D}", "\u{200C}", "\u{93C}", "ु", "ा", "अ", " "],
            ["\u{600}", "\u{6DD}", "ب", "\u{651}", "\u{61C}", "\u{200D}", "١", "ں", "a", " "],
            ["🇮", "🇳", "🇵", "👩", "🏽", "\u{200D}", "\u{FE0F}", "©", "‼", "\u{20E3}", "1", " "],
            ["\r", "\n", "\u{0}", "\u{AD}", "é", "e", "\u{301}", "\u{200B}", "“", "…", "₹", "한", "ᄒ", "ᅡ", "ᆫ", "中"],
            ["ক", "্", "ষ", "ก", "ำ", "க", "்", "क", "\u{94D}", "e", " "],
        ]

    private func random(_ alphabet: Int, _ count: Int, _ random: inout SplitMix64) -> String {
        var text = ""
        for _ in 0..<count { text += Self.alphabets[alphabet].randomElement(using: &random)! }
        return text
    }

    @Test(arguments: alphabets.indices)
    func boundariesAreThoseOfString(_ alphabet: Int) {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<1_500 {
            let text = self.random(alphabet, Int.random(in: 0...30, using: &random), &random)
            let expected = text.indices.map { text.utf8.distance(from: text.startIndex, to: $0) } + [text.utf8.count]
            var clusters = Clusters(Array(text.utf8))
            var forward = [0]
            while let last = forward.last, last < text.utf8.count { forward.append(clusters.end(last)) }
            var backward = [text.utf8.count]
            while let last = backward.last, last > 0 { backward.append(clusters.start(before: last)) }
            let alone = text.unicodeScalars.indices.map { text.utf8.distance(from: text.startIndex, to: $0) }
                .filter { place in
                    var fresh = Clusters(Array(text.utf8))
                    return fresh.isBoundary(place)
                }
            guard forward == expected, Array(backward.reversed()) == expected, alone == Array(expected.dropLast()),
                !clusters.isIllFormed
            else {
                Issue.record("seed \(seed): \(text.debugDescription) \(expected) \(forward) \(backward) \(alone)")
                return
            }
        }
    }

    @Test(arguments: alphabets.indices)
    func theCutIsThePlainOne(_ alphabet: Int) {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<1_500 {
            let text = self.random(alphabet, Int.random(in: 1...250, using: &random), &random)
            let places = text.unicodeScalars.indices.map { text.utf8.distance(from: text.startIndex, to: $0) }
            let lower = places.randomElement(using: &random)!
            let upper = min(text.utf8.count, lower + Int.random(in: 1...40, using: &random))
            let limit = Int.random(in: 1...60, using: &random)
            var clusters = Clusters(Array(text.utf8))
            // Ends of matches are ends of scalars.
            let window = lower..<(places.first { $0 >= upper } ?? text.utf8.count)
            let found = cut(&clusters, around: window, clustersMax: limit)
            let plain = plainCut(text, around: window, clustersMax: limit)
            guard found == plain else {
                Issue.record("seed \(seed): \(text.debugDescription) \(window) \(limit): \(found), not \(plain)")
                return
            }
        }
    }

    @Test func whatIsNoUTF8IsNoticed() {
        for bytes in [[0xE0, 0xA4], [0x61, 0xFF, 0x62], [0xD8, 0x61], [0xC0, 0x80], [0xED, 0xA0, 0x80]] as [[UInt8]] {
            #expect(snippet(text: bytes, matches: [], of: SnippetQuery(words: 0)) == nil)
        }
    }

    @Test func whitespaceIsWhatCharacterSays() {
        for value in (0 as UInt32)...0x1_1000 {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let bytes = Array(String(scalar).utf8)
            #expect(isWhitespace(bytes, at: 0) == Character(scalar).isWhitespace, "\(scalar.escaped(asASCII: true))")
        }
    }

    /// A cluster that never ends costs its surroundings, not its length.
    @Test(.timeLimit(.minutes(1)), arguments: ["\u{200D}", "🇵", "\u{301}", "\u{600}", "a\u{200D}"])
    func endlessClustersAreCheap(_ joiner: String) {
        let text = "oil " + String(repeating: joiner, count: 200_000) + " gas"
        let matches = [TokenMatch(range: 0..<3, position: 0, terms: 1)]
        let found = snippet(text: Array(text.utf8), matches: matches, of: SnippetQuery(words: 1))
        #expect(found?.highlights.first == 0..<3)
    }
}
