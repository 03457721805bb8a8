import Testing

@testable import KhabarText

@Suite struct QueryAnalysisTests {
    static func isStop(_ word: String, _ reading: Reading) -> Bool {
        tokenized([UInt8](word.utf8)).allSatisfy { isStopWord([UInt8]($0.term.utf8).span, reading: reading) }
    }

    @Test func functionWordsAreStopWords() {
        for word in ["the", "and", "Don't", "OF"] { #expect(Self.isStop(word, .english), "\(word)") }
        for word in ["في", "إلى", "الى", "على", "أنّ"] { #expect(Self.isStop(word, .arabic), "\(word)") }
        for word in ["में", "की", "उन्होंने", "उन्‍होंने", "है"] { #expect(Self.isStop(word, .hindi), "\(word)") }
        for word in ["میں", "کے", "ہے", "ھے", "انھوں", "انہوں"] { #expect(Self.isStop(word, .urdu), "\(word)") }
    }

    @Test func wordsThatCanBeATopicAreNot() {
        for word in ["US", "U.S.", "may", "WHO", "Iraq"] { #expect(!Self.isStop(word, .english), "\(word)") }
        for word in ["سوريا", "رئيس"] { #expect(!Self.isStop(word, .arabic), "\(word)") }
        for word in ["कर", "रूस"] { #expect(!Self.isStop(word, .hindi), "\(word)") }
        for word in ["روس", "حکومت"] { #expect(!Self.isStop(word, .urdu), "\(word)") }
        #expect(!Self.isStop("the", .none) && !Self.isStop("the", .hindi))
    }

    @Test func aQueryInArabicScriptIsReadTwice() throws {
        let terms = analyze(query: "کتابوں the")
        try #require(terms.count == 2)
        #expect(terms[0].exact == [UInt8]("كتابوں".utf8))
        #expect(terms[0].script == .arabic && terms[0].start == 0 && terms[0].end == 12 && !terms[0].isStopWord)
        #expect(terms[0].stems.map(\.0) == [.arabic, .urdu])
        #expect(terms[0].stems.map(\.1) == [[UInt8]("كتابوں".utf8), [UInt8]("كتاب".utf8)])
        #expect(terms[1].isStopWord && terms[1].start == 13 && terms[1].position == 1)
    }

    @Test func aStopWordOfOneReadingOnlyIsNone() {
        // کہ joins clauses in Urdu; in Arabic it is no word at all. في is a stop word of Arabic; as Urdu فی means per.
        #expect(analyze(query: "فی").map(\.isStopWord) == [false])
        #expect(analyze(query: "من").map(\.isStopWord) == [false])
    }

    @Test func analyzedTokensNameTheirLayer() {
        let tokens = analyze(text: "Rockets 2015", language: "en", layers: .stem)
        #expect(
            tokens == [
                AnalyzedToken(text: "Rockets", term: "rockets", layer: .exact, start: 0, end: 7),
                AnalyzedToken(text: "Rockets", term: "rocket", layer: .stem, start: 0, end: 7),
                AnalyzedToken(text: "2015", term: "2015", layer: .exact, start: 8, end: 12),
            ])
        #expect(
            analyze(text: "الكتابوں", language: nil, layers: .stem).map(\.term) == ["الكتابوں", "كتابوں", "الكتاب"])
        #expect(analyze(text: "الكتابوں", language: "ar", layers: .stem).map(\.term) == ["الكتابوں", "كتابوں"])
        #expect(analyze(text: "الكتابوں", language: "ur", layers: .stem).map(\.term) == ["الكتابوں", "الكتاب"])
    }

    @Test func eachLayerIsShownWithItsWords() {
        let tokens = analyze(text: "the White House", language: nil)
        func terms(_ layer: AnalysisLayer) -> [String] { tokens.filter { $0.layer == layer }.map(\.term) }
        #expect(terms(.exact) == ["the", "white", "house"])
        // What is called so in other languages, over both words; a stop word is no name.
        let aliases = tokens.filter { $0.layer == .alias }
        #expect(!aliases.isEmpty && aliases.allSatisfy { $0.text == "White House" && $0.start == 4 && $0.end == 15 })
        #expect(terms(.alias).contains("व्हाइट हाउस"))
        #expect(terms(.name).contains("FHT") && !tokens.contains { $0.layer == .name && $0.text == "the" })
        // One name in four scripts has one spelling of sounds.
        let classes = ["Putin", "पुतिन", "بوتين", "پوٹن"].map { word in
            Set(analyze(text: word, language: nil).filter { $0.layer == .name }.map(\.term))
        }
        #expect(!classes.dropFirst().reduce(classes[0]) { $0.intersection($1) }.isEmpty)
        #expect(analyze(text: "Putin", language: nil, layers: .exact).map(\.layer) == [.exact])
    }

    @Test func theVersionIsStableWithinAProcess() {
        #expect(Analyzer.version != 0 && Analyzer.version == Analyzer.version)
    }
}
