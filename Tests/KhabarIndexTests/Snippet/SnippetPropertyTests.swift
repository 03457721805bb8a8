import KhabarIndex
import TestSupport
import Testing

/// Random texts with marks on their letters; Swift's `Character` says where clusters end.
@Suite struct SnippetPropertyTests {
    static let alphabets: [[String]] = [
        [
            "क", "ष", "र", "त", "न", "\u{94D}", "\u{94D}", "ा", "ि", "ी", "\u{902}", "\u{93C}", "\u{200D}", "\u{200C}",
            " ", " ", "।",
        ],
        [
            "ا", "ل", "م", "ن", "\u{64B}", "\u{651}", "\u{650}", "\u{670}", "\u{640}", "\u{200C}", "\u{600}", " ", " ",
            "۔", "،",
        ],
        [
            "a", "e", "o", "\u{301}", "\u{308}", "👩", "\u{200D}", "👧", "🏽", "🇵", "🇰", "한", "\u{11A8}", " ", " ", ".",
            "\u{A0}",
        ],
    ]

    @Test(arguments: 0..<3)
    func piecesAreWholeClustersAndHighlightsWholeWords(_ alphabet: Int) {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<1_500 {
            let letters = Self.alphabets[alphabet]
            var text = ""
            for _ in 0..<Int.random(in: 0...300, using: &random) { text += letters.randomElement(using: &random)! }
            let words = text.split { ".,،۔।".contains($0) || $0.isWhitespace }.map(String.init)
            let terms = (0..<3).compactMap { _ in words.randomElement(using: &random) }
            let limit = Int.random(in: 3...60, using: &random)
            let found = plainSnippet([text], words: Array(Set(terms)).sorted(), clustersMax: limit)
            let hint: Comment = "seed \(seed): \(text.debugDescription) \(terms) \(limit)"

            guard found.text.count <= limit, isMadeOfClusters(found.text, of: text) else {
                Issue.record(hint)
                return
            }
            let ends = Set(found.text.indices.map { $0.utf8Offset(in: found.text) } + [found.text.utf8.count])
            var last = 0
            for range in found.highlights {
                guard range.lowerBound >= last, !range.isEmpty, ends.contains(range.lowerBound),
                    ends.contains(range.upperBound)
                else {
                    Issue.record(hint)
                    return
                }
                last = range.upperBound
            }
        }
    }

    /// Whether the characters, but for ellipses, follow each other in the text.
    private func isMadeOfClusters(_ piece: String, of text: String) -> Bool {
        var characters = Array(piece)
        if characters.count == text.count { return piece == text }
        if characters.first == "…" { characters.removeFirst() }
        if characters.last == "…" { characters.removeLast() }
        let all = Array(text)
        return characters.isEmpty || all.indices.contains { all[$0...].starts(with: characters) }
    }

    /// Every window is tried; the snippet must show at least as many different words as the best.
    @Test func noWindowShowsMore() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<1_000 {
            let words = (0..<Int.random(in: 1...80, using: &random)).map { _ in
                String("abcdefghijklmnop".randomElement(using: &random)!)
            }
            let text = words.joined(separator: " ")
            let terms = Array(Set("abcdef".map(String.init).shuffled(using: &random).prefix(4))).sorted()
            let limit = Int.random(in: 5...40, using: &random)
            let matches = plainMatches(text, terms)
            var most = 0
            for (index, first) in matches.enumerated() {
                let inside = matches[index...].filter { $0.range.upperBound - first.range.lowerBound <= limit - 2 }
                most = max(most, Set(inside.map { $0.terms }).count)
            }
            let found = plainSnippet([text], words: terms, clustersMax: limit)
            #expect(Set(found.shown).count >= most, "seed \(seed): \(text) \(terms) \(limit) → \(found.text)")
        }
    }

    @Test func phrasesAreFoundAsAPlainSearchFindsThem() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<1_000 {
            let words = (0..<40).map { _ in String("abc".randomElement(using: &random)!) }
            let phrase = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                String("abc".randomElement(using: &random)!)
            }
            var expected = Set<Int>()
            for start in 0...(words.count - phrase.count) where Array(words[start..<(start + phrase.count)]) == phrase {
                expected.formUnion(start..<(start + phrase.count))
            }
            let found = plainSnippet([words.joined(separator: " ")], phrase: phrase)
            #expect(
                found.highlights == expected.sorted().map { ($0 * 2)..<($0 * 2 + 1) },
                "seed \(seed): \(words) \(phrase)")
        }
    }
}

extension String.Index {
    fileprivate func utf8Offset(in text: String) -> Int { text.utf8.distance(from: text.startIndex, to: self) }
}
