import KhabarText
import TestSupport
import Testing

@testable import KhabarIndex

/// Snippets from the stored article to the highlights, as a search gives them.
@Suite struct SnippetMakerTests {
    private func maker(_ query: String, _ segment: Segment, _ layers: SearchLayers) throws -> (SnippetMaker, [Hit]) {
        let request = SearchRequest(try parseQuery(query), layers: layers)
        let outcome = try Snapshot([SegmentView(segment)]).search(request)
        return (try SnippetMaker(request, outcome), outcome.hits)
    }

    /// The snippet of the only article, which the query must find.
    private func snippet(
        _ query: String, _ language: String, _ body: [String], _ layers: SearchLayers = .name
    ) throws -> Snippet {
        let segment = try buildSegment([Article(id: "1", language: language, body: body)])
        let (maker, hits) = try maker(query, segment, layers)
        try #require(hits.count == 1, "\(query) finds nothing")
        return try maker.snippet(of: 0, in: segment)
    }

    /// Two words that the text writes as one; the mark between them belongs to the first.
    @Test(arguments: [
        ("\"وزیر اعظم\"", "آج وزیراعظم نے کہا۔", ["وزیر", "اعظم"]),
        ("وزیراعظم", "آج وزیر اعظم نے کہا۔", ["وزیر", "اعظم"]),
        ("اعظم", "آج وزیرِاعظم نے کہا۔", ["اعظم"]), ("وزیر", "آج وزیرِاعظم نے کہا۔", ["وزیرِ"]),
    ]) func compounds(query: String, text: String, words: [String]) throws {
        let shown = try snippet(query, "ur", [text]).shown
        #expect(shown.map { Array($0.unicodeScalars) } == words.map { Array($0.unicodeScalars) })
    }

    // MARK: What the search was widened by

    @Test(arguments: [
        // Another name for it, of one word and of several.
        ("Pakistan", "ur", "حکومت پاکستان نے اعلان کیا۔", ["پاکستان"]),
        ("पाकिस्तान", "ar", "أعلنت باكستان عن ذلك.", ["باكستان"]),
        ("United Nations", "hi", "महासचिव संयुक्त राष्ट्र में बोले। राष्ट्र एक है।", ["संयुक्त", "राष्ट्र"]),
        ("संयुक्त राष्ट्र", "ar", "قالت الأمم المتحدة إن الأمم كثيرة.", ["الأمم", "المتحدة"]),
        ("संयुक्त राष्ट्र", "en", "At the United Nations, all nations spoke.", ["United", "Nations"]),
        // By its sound.
        ("Malhotra", "hi", "कल मनीष मल्होत्रा ने कहा।", ["मल्होत्रा"]),
        // An initialism, in one word and in several.
        ("سی بی آئی", "hi", "कल सीबीआई ने कहा।", ["सीबीआई"]),
        ("سی بی آئی", "en", "The CBI said so.", ["CBI"]),
        ("CBI", "ur", "کل سی بی آئی نے کہا۔", ["سی", "بی", "آئی"]),
        // By a stem that is spelled much like its own.
        ("zoological gardens", "en", "Zoologists went to the gardens.", ["Zoologists", "gardens"]),
        // With a space and without.
        ("प्रधान मंत्री", "hi", "प्रधानमंत्री ने कहा।", ["प्रधानमंत्री"]),
        ("عبدالله", "ar", "قال عبد الله اليوم.", ["عبد", "الله"]),
    ]) func whatItWasWidenedByIsMarked(query: String, language: String, text: String, words: [String]) throws {
        #expect(try snippet(query, language, [text]).shown == words)
    }

    @Test func theLayersSayWhatIsMarked() throws {
        let body = ["Pakistan and पाकिस्तान"]
        #expect(try snippet("Pakistan", "en", body, .stem).shown == ["Pakistan"])
        #expect(try snippet("Pakistan", "en", body, .name).shown == ["Pakistan", "पाकिस्तान"])
    }

    @Test func whatIsExcludedIsNotMarked() throws {
        #expect(try snippet("oil -gas", "en", ["oil prices"]).shown == ["oil"])
        #expect(try snippet("+oil +(price -coal)", "en", ["oil price"]).shown == ["oil", "price"])
    }

    // MARK: How texts are written

    @Test(arguments: [
        ("\"oil price\"", "en", ["Today the oil", "price fell."], ["oil", "price"]),
        ("\"तेल की कीमत\"", "hi", ["आज तेल की", "कीमत घटी।"], ["तेल", "की", "कीमत"]),
        ("\"رئيس الوزراء\"", "ar", ["قال رئيس", "الوزراء اليوم."], ["رئيس", "الوزراء"]),
        ("\"وزیر اعظم\"", "ur", ["آج وزیر", "اعظم نے کہا۔"], ["وزیر", "اعظم"]),
    ]) func aPhraseCrossesALineBreak(query: String, language: String, lines: [String], words: [String]) throws {
        #expect(try snippet(query, language, lines).shown == words)
        #expect(try snippet(query, language, [lines.joined(separator: "\n")]).shown == words)
        #expect(try snippet(query, language, [lines.joined(separator: "\u{A0}\r\n")]).shown == words)
    }

    @Test(arguments: [
        ("oil", "en", "the oil\u{200C} price", "oil\u{200C}"), ("तेल", "hi", "आज तेल\u{200C} की", "तेल\u{200C}"),
        ("كتاب", "ar", "هذا كتاب\u{200C} جديد", "كتاب\u{200C}"), ("کتاب", "ur", "یہ کتاب\u{200C} نئی", "کتاب\u{200C}"),
        // Inside of the word.
        ("खिल्जी", "hi", "अलाउद्दीन खिल्\u{200C}जी ने", "खिल्\u{200C}जी"),
        ("तुम्हें", "hi", "मैं तुम्\u{200D}हें कहूँगा", "तुम्\u{200D}हें"),
    ]) func joinersBesideAMatchBelongToIt(query: String, language: String, text: String, word: String) throws {
        let found = try snippet(query, language, [text])
        #expect(found.text == text)
        #expect(found.shown.map { Array($0.unicodeScalars) } == [Array(word.unicodeScalars)])
    }

    @Test(arguments: [
        ("محمد", "ar", "قال محـــمد اليوم", "محـــمد"), ("پاکستان", "ur", "آج پاکـــستان میں", "پاکـــستان"),
        ("محمد", "ar", "قال محمدـــ اليوم", "محمدـــ"),
    ]) func tatweelSplitsNoWord(query: String, language: String, text: String, word: String) throws {
        #expect(try snippet(query, language, [text]).shown.map { $0.filter { $0 != "ـ" } } == [query])
        #expect(try snippet(query, language, [text]).text.contains(word))
    }

    @Test(arguments: [
        ("cafe", "en", "a cafe\u{301} there", "cafe\u{301}"), ("محمد", "ar", "قال مُحَمَّدٌ اليوم", "مُحَمَّدٌ"),
        ("کتاب", "ur", "یہ کِتابِ نو", "کِتابِ"), ("तेल", "hi", "आज तेल\u{951} की", "तेल\u{951}"),
    ]) func marksOnAMatchBelongToIt(query: String, language: String, text: String, word: String) throws {
        let found = try snippet(query, language, [text])
        #expect(found.shown.map { Array($0.unicodeScalars) } == [Array(word.unicodeScalars)])
    }

    @Test(arguments: ["e\u{301}", "कि", "क्ष", "بُ", "کِّ"])
    func marksAtTheEdgeAreNotCutOff(_ cluster: String) throws {
        // One word that is longer than a snippet, so that it must end within the word.
        let word = String(repeating: cluster, count: 300)
        let found = plainSnippet(["a \(word) b"], words: [word])
        #expect(found.text == "…" + String(repeating: cluster, count: 158) + "…")
        #expect(found.shown == [String(repeating: cluster, count: 158)])
        let unmatched = plainSnippet([word])
        #expect(unmatched.text == String(repeating: cluster, count: 158) + "…")
    }

    // MARK: Any bytes

    @Test func whatIsNoUTF8IsReplaced() throws {
        let segment = try buildSegment([Article(id: "1", language: "en", body: ["oil"])])
        let (maker, _) = try maker("oil", segment, .stem)
        let filler = Array(String(repeating: "lorem ipsum ", count: 400).utf8)
        for bytes in [[0xFF], [0xE0, 0xA4], [0xD9], [0xED, 0xA0, 0x80]] as [[UInt8]] {
            for text in [
                Array("some oil ".utf8) + bytes + Array(" left".utf8), bytes + Array("oil".utf8),
                Array("oil".utf8) + bytes,
                filler + Array("oil ".utf8) + bytes + filler, bytes + filler + Array("oil ".utf8) + filler,
            ] {
                let found = maker.snippet(of: text, articleLanguage: "en")
                let repaired = Array(String(decoding: text, as: UTF8.self).utf8)
                #expect(found == maker.snippet(of: repaired, articleLanguage: "en"))
                #expect(found.shown == ["oil"])
            }
        }
    }

    @Test func alsoTheEndOfALongTextIsLookedAtWhenNothingElseMatches() throws {
        let filler = Array(repeating: "lorem ipsum", count: 10_000)
        #expect(
            try snippet("\"oil price\"", "en", ["oil"] + filler + ["the oil price"] + filler).shown == ["oil", "price"])
    }

    // MARK: Texts are read piece by piece

    @Test(arguments: [
        ("\"oil price\"", "en", "oil price", "lorem "), ("\"तेल की कीमत\"", "hi", "तेल की कीमत", "शब्द "),
        ("\"رئيس الوزراء\"", "ar", "رئيس الوزراء", "كلمة "), ("\"وزیر اعظم\"", "ur", "وزیر اعظم", "لفظ "),
    ]) func aPhraseCrossesTheEndOfAPiece(query: String, language: String, phrase: String, filler: String) throws {
        let segment = try buildSegment([Article(id: "1", language: language, body: [phrase])])
        let (maker, _) = try maker(query, segment, .stem)
        let words = phrase.split(separator: " ").map(String.init)
        for length in (SnippetLimits.firstPieceBytes - 60)...(SnippetLimits.firstPieceBytes + 20) {
            let before = String(repeating: filler, count: length / filler.utf8.count)
            let padding = String(repeating: "-", count: length - before.utf8.count)
            let text = before + padding + phrase + " " + String(repeating: filler, count: 900)
            #expect(maker.snippet(of: Array(text.utf8), articleLanguage: language).shown == words, "\(length)")
        }
    }

    /// Text without spaces is cut between its letters.
    @Test(arguments: ["山", "a\u{2028}", "é\u{A0}"])
    func lettersAtTheEndOfAPieceAreWhole(_ filler: String) throws {
        let segment = try buildSegment([Article(id: "1", language: "zh", body: ["水火"])])
        let (maker, _) = try maker("\"水火\"", segment, .exact)
        let least = SnippetLimits.firstPieceBytes / filler.utf8.count
        for count in (least - 4)...(least + 2) {
            let text = String(repeating: filler, count: count) + "水火" + String(repeating: filler, count: 600)
            #expect(maker.snippet(of: Array(text.utf8), articleLanguage: "zh").shown == ["水", "火"], "\(count)")
        }
    }

    /// Words of a phrase that never stand together, in a long text: looked through in time that grows with its length.
    @Test func aLongTextWithoutThePhraseEnds() throws {
        let segment = try buildSegment([Article(id: "1", language: "en", body: ["the of"])])
        let (maker, _) = try maker("\"the of\"", segment, .exact)
        let text = Array(String(repeating: "the x of x ", count: 40_000).utf8)
        #expect(maker.snippet(of: text, articleLanguage: "en").highlights.isEmpty)
    }

    @Test func aPieceThatShowsAllIsTaken() throws {
        let filler = String(repeating: "lorem ipsum ", count: 300)
        let segment = try buildSegment([
            Article(id: "1", language: "en", body: ["oil", filler, "oil price oil price", filler, "oil and the price"])
        ])
        let (both, _) = try maker("oil price", segment, .stem)
        #expect(try both.snippet(of: 0, in: segment).shown == ["oil", "price", "oil", "price"])
        let (more, _) = try maker("oil and gas", segment, .stem)
        #expect(try more.snippet(of: 0, in: segment).shown == ["oil", "and"])
    }

    /// What stands in a snippet is marked, however little of the text was read: a snippet's own snippet is the same.
    @Test func everyMatchOfASnippetIsMarked() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        let words = ["oil", "price", "तेल", "कीमत", "نفط", "lorem", "ipsum", "शब्द", "كلمة", "لفظ", "dolor", "sit"]
        let segment = try buildSegment([Article(id: "1", language: "en", body: ["oil"])])
        for query in ["oil", "oil price", "तेल कीमत", "نفط oil तेल", "oil absent"] {
            let (maker, _) = try maker("oil OR (\(query))", segment, .stem)
            for _ in 0..<60 {
                // Words that are asked for are rare, at first.
                let rarity = Int.random(in: 1...60, using: &random)
                let text = (0..<Int.random(in: 100...1_500, using: &random)).map { _ in
                    Int.random(in: 0..<rarity, using: &random) == 0
                        ? words.randomElement(using: &random)! : words[5...].randomElement(using: &random)!
                }.joined(separator: " ")
                let found = maker.snippet(of: Array(text.utf8), articleLanguage: "en")
                let again = maker.snippet(of: Array(found.text.utf8), articleLanguage: "en")
                #expect(found == again, "seed \(seed): \(query)")
            }
        }
    }

    @Test func oneMakerManyArticles() throws {
        let bodies = ["oil first", "no such word", "", String(repeating: "x ", count: 50_000) + "oil last", "the oil"]
        let segment = try buildSegment(
            bodies.enumerated().map { Article(id: "\($0.offset)", language: "en", body: [$0.element]) })
        let (maker, _) = try maker("oil", segment, .stem)
        for (number, body) in bodies.enumerated() {
            let found = try maker.snippet(of: DocID(number), in: segment)
            #expect(found.shown == (body.contains("oil") ? ["oil"] : []))
        }
    }
}
