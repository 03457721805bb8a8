import TestSupport
import Testing

@testable import KhabarText

/// The tokens of a text, in the oracle's form.
func tokenized(_ bytes: [UInt8]) -> [TokenizeOracle.Token] {
    var tokens = Tokens()
    tokenize(bytes.span, into: &tokens)
    return (0..<tokens.count).map { k in
        TokenizeOracle.Token(
            term: String(decoding: tokens.term(k), as: UTF8.self), start: Int(tokens.starts[k]),
            end: Int(tokens.ends[k]),
            script: tokens.scripts[k])
    }
}

func scalars(_ ranges: ClosedRange<UInt32>...) -> [Unicode.Scalar] {
    ranges.flatMap { $0.compactMap { Unicode.Scalar($0) } }
}

@Suite struct TokenizePropertyTests {
    static let punctuation: [Unicode.Scalar] = Array(
        " \n.,:;_-'’@#/!?()\"۔؟،؛।॥…–\u{AD}\u{200C}\u{200D}\u{200F}\u{FEFF}٫٬".unicodeScalars)
    static let arabic = scalars(0x620...0x65F, 0x66E...0x6D3, 0x6D5...0x6D5, 0x6E5...0x6E6, 0x6FA...0x6FC)
    static let frequentArabic: [Unicode.Scalar] = Array("اےےںںةةىءھہهیيكکبتپنمور".unicodeScalars)
    static let devanagari = scalars(0x900...0x94F, 0x955...0x963, 0x971...0x97F)
    static let frequentDevanagari: [Unicode.Scalar] =
        Array("अआउएनमणकतपबटयहि".unicodeScalars) + scalars(0x93C...0x94D, 0x901...0x902)
    static let latin = scalars(0x41...0x5A, 0x61...0x7A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x17F)
    static let digits = scalars(0x30...0x39, 0x660...0x669, 0x6F0...0x6F9, 0x966...0x96F)
    static let clitics: [Unicode.Scalar] = Array("'sdmlrevtLRES".unicodeScalars)
    static let others = scalars(
        0x985...0x98C, 0x995...0x9A8, 0x9BE...0x9C4, 0x410...0x44F, 0x4E00...0x4E20, 0x300...0x310)

    static let alphabets: [[[Unicode.Scalar]]] = [
        [arabic, frequentArabic, punctuation], [frequentArabic], [devanagari, frequentDevanagari, punctuation],
        [frequentDevanagari],
        [latin, digits, punctuation, clitics], [digits, Array(".,.,٫٬".unicodeScalars), Array("aU ".unicodeScalars)],
        [clitics, latin, Array("''.’".unicodeScalars)],
        [arabic, devanagari, latin, digits, others, punctuation], [others, punctuation],
    ]

    /// Text over one alphabet: each scalar from one of its lists, with a space now and then or never, so that long words occur.
    static func text(_ generator: inout SplitMix64) -> String {
        let lists = alphabets[Int.random(in: 0..<alphabets.count, using: &generator)]
        let spaces = Int.random(in: 3...60, using: &generator)
        var view = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...120, using: &generator) {
            let list = lists[Int.random(in: 0..<lists.count, using: &generator)]
            view.append(list[Int.random(in: 0..<list.count, using: &generator)])
            if Int.random(in: 0..<spaces, using: &generator) == 0 { view.append(" ") }
        }
        return String(view)
    }

    static let compounds = Compounds.pairs(PackageResources.analysis_compounds_txt)

    /// One of the compounds, now and then with a mark, a tatweel or a letter too much.
    static func compound(_ generator: inout SplitMix64) -> String {
        let (first, second) = compounds[Int.random(in: 0..<compounds.count, using: &generator)]
        let between = ["", "", "\u{640}", "\u{64E}", " ", "\u{200C}", "ا", "کے", "ں"]
        func any() -> String { between[Int.random(in: 0..<between.count, using: &generator)] }
        return any() + String(decoding: first, as: UTF8.self) + any() + String(decoding: second, as: UTF8.self) + any()
    }

    @Test func agreesWithTheOracle() {
        for round in UInt64(0)..<2_500 {
            let seed = 0x6B68_6162_6172 &+ round
            var generator = SplitMix64(seed: seed)
            let text = Self.text(&generator) + Self.compound(&generator)
            let fast = tokenized([UInt8](text.utf8))
            let plain = TokenizeOracle.tokens(text)
            if fast != plain {
                Issue.record(
                    "seed \(seed): \(text.unicodeScalars.map { String($0.value, radix: 16) })\nfast \(fast)\nplain \(plain)"
                )
                return
            }
        }
    }

    @Test func aFoldedTermFoldsToItself() {
        for round in UInt64(0)..<1_200 {
            let seed = 0x666F_6C64 &+ round
            var generator = SplitMix64(seed: seed)
            let text = Self.text(&generator) + Self.compound(&generator)
            for token in tokenized([UInt8](text.utf8)) {
                let again = tokenized([UInt8](token.term.utf8))
                guard again.map(\.term) == [token.term], again[0].script == token.script else {
                    Issue.record("seed \(seed): \(token) becomes \(again)")
                    return
                }
            }
        }
    }

    @Test func everyScalarFoldsToItselfOrToWhatStays() {
        for block in stride(from: UInt32(0), to: 0x20000, by: 1024) {
            let text = (block..<block + 1024).compactMap { Unicode.Scalar($0).map { String($0) } }.joined(
                separator: " ! ")
            let terms = tokenized([UInt8](text.utf8)).map(\.term)
            let again = tokenized([UInt8](terms.joined(separator: " ").utf8)).map(\.term)
            #expect(again == terms, "U+\(String(block, radix: 16)) and up")
        }
    }

    /// The table knows only letters, digits and marks, and misses none of the scripts that matter here.
    @Test func classesAgreeWithUnicode() {
        for (name, first, last) in ScalarTable.ranges(PackageResources.analysis_words_txt) {
            for scalar in (first...last).compactMap({ Unicode.Scalar($0) })
            where scalar.properties.generalCategory != .unassigned {
                switch scalar.properties.generalCategory {
                case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
                    .decimalNumber, .letterNumber,
                    .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark:
                    break
                default:
                    #expect(
                        name == .mark || name == .format, "U+\(String(scalar.value, radix: 16)) is no part of a word")
                }
            }
        }
        for scalar in scalars(0x80...0x24F, 0x370...0x52F, 0x600...0x6FF, 0x900...0xDFF) {
            let isWord =
                switch scalar.properties.generalCategory {
                case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .decimalNumber: true
                default: false
                }
            guard isWord, scalar.properties.age.map({ $0.major <= 14 }) == true else { continue }
            let tokens = tokenized([UInt8]("\(scalar)".utf8))
            #expect(
                tokens.count == 1 || [0x621, 0x674].contains(scalar.value),
                "U+\(String(scalar.value, radix: 16)) is lost")
        }
    }

    /// Bytes that are often, but not always, the pieces of UTF-8.
    @Test func totalOnAnyBytes() {
        let frequent: [UInt8] = [
            0x20, 0x27, 0x2E, 0x41, 0xC3, 0xD8, 0xD9, 0xDB, 0xA1, 0x92, 0x83, 0xE0, 0xA4, 0xA5, 0x8D, 0xE2, 0x80, 0xED,
            0xF0, 0x9F, 0xEF,
        ]
        for round in UInt64(0)..<1_500 {
            let seed = 0x6279_7465 &+ round
            var generator = SplitMix64(seed: seed)
            let bytes = (0..<Int.random(in: 0...200, using: &generator)).map { _ in
                Bool.random(using: &generator)
                    ? UInt8.random(in: 0...255, using: &generator)
                    : frequent[Int.random(in: 0..<frequent.count, using: &generator)]
            }
            var tokens = Tokens()
            tokenize(bytes.span, into: &tokens)
            expectConsistent(tokens, over: bytes, seed: seed)
        }
    }

    /// Offsets and terms as the index relies on them.
    func expectConsistent(_ tokens: Tokens, over bytes: [UInt8], seed: UInt64) {
        let n = tokens.count
        #expect(
            [tokens.starts.count, tokens.ends.count, tokens.positions.count, tokens.scripts.count] == [n, n, n, n],
            "seed \(seed)")
        let used = Int(tokens.termEnds.last ?? 0)
        #expect(tokens.termBytes.count >= used + 16 && tokens.termBytes[used...].allSatisfy { $0 == 0 }, "seed \(seed)")
        var end = 0
        for k in 0..<n {
            let term = tokens.term(k)
            #expect(!term.isEmpty && term.count <= 64, "seed \(seed)")
            #expect(String(validating: term, as: UTF8.self) != nil, "seed \(seed): a term is not UTF-8")
            #expect(Int(tokens.starts[k]) >= end && tokens.starts[k] < tokens.ends[k], "seed \(seed)")
            end = Int(tokens.ends[k])
            #expect(end <= bytes.count, "seed \(seed)")
            #expect(
                String(validating: bytes[Int(tokens.starts[k])..<end], as: UTF8.self) != nil,
                "seed \(seed): cuts a scalar")
            #expect(tokens.positions[k] == UInt32(k), "seed \(seed)")
        }
    }

    @Test func neverCutsAGrapheme() {
        for round in UInt64(0)..<600 {
            let seed = 0x6772_6170 &+ round
            var generator = SplitMix64(seed: seed)
            // A virama joins letters of different scripts of India into one grapheme; a word's letters are of one script all the same.
            let text = String(
                String.UnicodeScalarView(Self.text(&generator).unicodeScalars.filter { !(0x980...0x9FF ~= $0.value) }))
            var boundaries: Set<Int> = [0]
            var offset = 0
            for character in text {
                offset += String(character).utf8.count
                boundaries.insert(offset)
            }
            for token in tokenized([UInt8](text.utf8))
            where !boundaries.contains(token.start) || !boundaries.contains(token.end) {
                Issue.record("seed \(seed): \(token) in \(text.unicodeScalars.map { String($0.value, radix: 16) })")
                return
            }
        }
    }

    @Test func appendingContinues() {
        var tokens = Tokens()
        tokenize([UInt8]("Putin in کےلیے".utf8).span, into: &tokens)
        tokens.nextPosition += 10
        tokenize([UInt8]("दिल्ली में".utf8).span, into: &tokens)
        #expect(
            (0..<tokens.count).map { String(decoding: tokens.term($0), as: UTF8.self) } == [
                "putin", "in", "كے", "ليے", "दिल्ली", "में",
            ])
        #expect(tokens.positions == [0, 1, 2, 3, 14, 15])
        #expect(tokens.starts == [0, 6, 9, 13, 0, 19])
        tokens.removeAll()
        tokenize([UInt8]("x".utf8).span, into: &tokens)
        #expect(
            tokens.positions == [0] && tokens.count == 1
                && tokens.termBytes == [0x78] + [UInt8](repeating: 0, count: 16))
    }

    @Test func longTextsGrowTheArrays() {
        let words = 50_000
        let text = [UInt8](String(repeating: "a ", count: words).utf8)
        var tokens = Tokens()
        tokenize(text.span, into: &tokens)
        #expect(tokens.count == words)
        tokens.removeAll()
        let ligatures = [UInt8](String(repeating: "\u{FDF2} ", count: 20_000).utf8)
        tokenize(ligatures.span, into: &tokens)
        #expect(tokens.count == 20_000 && tokens.term(19_999) == [UInt8]("الله".utf8))
    }
}
