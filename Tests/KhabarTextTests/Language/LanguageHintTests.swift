import Testing

@testable import KhabarText

struct LanguageHintTests {
    @Test func aHintDecidesOnlyWhatIsOpen() {
        #expect(language("मंत्री ने कहा कि सरकार पुल बनाएगी।", hint: "ne") == "hi")
        #expect(language("وزیر گفت که دولت پل را می‌سازد و تمام خواهد کرد", hint: "ur") == "fa")
        #expect(language("Le ministre a dit que le pont est dans la ville", hint: "en") == "fr")
        #expect(language("WHEAT MAY 285 JUL 280 SEP 276", hint: "en-US") == "en")
        #expect(language("राम", hint: "mr") == "mr")
        #expect(language("राम", hint: "hi_IN") == "hi")
        #expect(language("123", hint: "hi") == "und")
    }

    @Test(arguments: [
        ("hi", "hi-IN"), ("hi", "hin"), ("hi", "Hindi"), ("ur", "urd"), ("ar", "ar-EG"), ("ar", "arb"),
        ("prs", "fa-AF"),
        ("prs", "Dari"), ("fa", "fa_IR"), ("ckb", "ku-IQ"), ("hi-Latn", "hi-Latn-IN"), ("pnb", "pa-PK"),
        ("zh", "zh-CN"),
    ])
    func claimsAreReadAsTags(_ expected: String, _ claim: String) throws {
        let read = try #require(LanguageClaim(claim))
        #expect(read.names(expected))
        #expect(read == LanguageClaim(expected))
    }

    @Test func claimsThatSayNothing() {
        for text in ["", "x", "-", "__", String(repeating: "a", count: 10_000)] { #expect(LanguageClaim(text) == nil) }
        #expect(language("बारिश नहीं हुई", hint: "\u{0}\u{301}é") == "hi")
    }

    @Test func aClaimDecidesBetweenTwoScripts() {
        let text = "We will win this war today सरकार ने कहा कि यह झूठ"
        #expect(language(text, hint: "hi") == "hi")
        #expect(language(text, hint: "en") == "en")
    }
}
