import KhabarIndex
import Testing

@Suite struct SnippetTests {
    let filler = Array(repeating: "lorem ipsum dolor", count: 40).joined(separator: " ")

    @Test func nothingGivesNothing() {
        #expect(plainSnippet([]) == Snippet(text: "", highlights: []))
        #expect(plainSnippet([""], words: ["a"]) == Snippet(text: "", highlights: []))
    }

    @Test func aShortTextIsTakenWhole() {
        let snippet = plainSnippet(["तेल की कीमत", "गैस"], words: ["कीमत", "गैस"])
        #expect(snippet.text == "तेल की कीमत गैस")
        #expect(snippet.shown == ["कीमत", "गैस"])
        #expect(snippet.highlights == [17..<29, 30..<39])
    }

    @Test func theLimitItselfIsShort() {
        let text = String(repeating: "ab ", count: 53) + "c"
        #expect(text.count == 160)
        #expect(plainSnippet([text]).text == text)
        #expect(plainSnippet([text + "d"]).text == String(repeating: "ab ", count: 52) + "ab…")
    }

    @Test func withoutMatchesItIsTheBeginning() {
        let snippet = plainSnippet([filler], clustersMax: 20)
        #expect(snippet == Snippet(text: "lorem ipsum dolor…", highlights: []))
    }

    @Test func moreDifferentTermsBeatMoreMatches() {
        let text = "oil oil oil oil \(filler) oil gas \(filler)"
        let snippet = plainSnippet([text], words: ["oil", "gas"], clustersMax: 60)
        #expect(snippet.shown == ["oil", "gas"])
        #expect(snippet.text.hasPrefix("…") && snippet.text.hasSuffix("…"))
    }

    @Test func theEarlierOfEqualsIsShown() {
        let snippet = plainSnippet(["\(filler) oil first \(filler) oil second \(filler)"], words: ["oil"])
        #expect(snippet.text.contains("oil first"))
    }

    @Test func aPhraseBeatsItsScatteredWords() {
        let text = "price of oil, oil or price. \(filler) the oil price fell \(filler)"
        let snippet = plainSnippet([text], phrase: ["oil", "price"], clustersMax: 60)
        #expect(snippet.shown == ["oil", "price"])
        #expect(snippet.text.contains("the oil price fell"))
        #expect(
            plainSnippet([text], words: ["oil"], phrase: ["oil", "price"], clustersMax: 60).shown == ["oil", "price"])
    }

    @Test func aPhraseMayCrossParagraphs() {
        let snippet = plainSnippet([filler + " oil", "price " + filler], phrase: ["oil", "price"], clustersMax: 40)
        #expect(snippet.shown == ["oil", "price"])
        #expect(snippet.text.contains("oil price"))
    }

    @Test func aWordOfAPhraseAloneIsNotShown() {
        #expect(plainSnippet(["the price of oil"], phrase: ["oil", "price"]).shown == [])
    }

    @Test func aPhraseWithARepeatedWord() {
        #expect(
            plainSnippet(["out and out and in"], phrase: ["out", "and", "in"]).highlights == [8..<11, 12..<15, 16..<18])
    }

    @Test func halvesOfACompoundShareTheirPlace() {
        // The whole and its halves are tokens; the highlight is one.
        let matches = [
            TokenMatch(range: 0..<10, position: 0, terms: 1), TokenMatch(range: 0..<4, position: 0, terms: 2),
            TokenMatch(range: 4..<10, position: 1, terms: 4),
        ]
        let found = snippet(text: Array("basketball".utf8), matches: matches, of: SnippetQuery(words: 7))!
        #expect(found.highlights == [0..<10])
    }

    @Test func itBeginsWithTheSentenceOfTheMatch() {
        let text = "\(filler). यह एक छोटा वाक्य है। सरकार ने तेल की कीमत घटाई। \(filler)"
        let snippet = plainSnippet([text], words: ["कीमत"], clustersMax: 80)
        #expect(snippet.text.hasPrefix("…सरकार ने तेल की कीमत घटाई।"))
        #expect(snippet.shown == ["कीमत"])
    }

    @Test func atTheEndTheRoomGoesToWhatComesBefore() {
        let snippet = plainSnippet([filler + " oil"], words: ["oil"], clustersMax: 60)
        #expect(snippet.text.hasSuffix(" oil"))
        #expect((50...60).contains(snippet.text.count))
    }

    @Test func aWordLongerThanTheLimitIsCut() {
        let long = String(repeating: "राष्ट्र", count: 100)
        let matched = plainSnippet(["a \(long) b"], words: [long], clustersMax: 20)
        #expect(matched.text.count == 20)
        #expect(matched.shown == [String(long.prefix(18))])
        let unmatched = plainSnippet([long], clustersMax: 20)
        #expect(unmatched.text == long.prefix(18) + "…")
    }

    @Test func oneEnormousClusterDoesNotFit() {
        let zalgo = "e" + String(repeating: "\u{301}", count: 100_000)
        #expect(plainSnippet([zalgo], words: [zalgo]).text == "…")
        #expect(plainSnippet(["a \(zalgo) b"], words: ["a"]).text == "a…")
    }

    @Test func termsBeyondTheLastBitAreNotShown() {
        let parts = [SnippetQuery.PhrasePart(term: 64, offset: 0)]
        let matches = [TokenMatch(range: 0..<1, position: 0, terms: .max)]
        let found = snippet(text: Array("a".utf8), matches: matches, of: SnippetQuery(words: 0, phrases: [parts]))
        #expect(found?.highlights == [])
    }
}
