import Testing

@testable import KhabarText

struct ArticleLanguageTests {
    private let hindi =
        "मंत्री ने कहा कि सरकार साल के अंत से पहले पुल बनाना शुरू कर देगी और इसके लिए पैसे भी दिए गए हैं। लोगों ने इसका स्वागत किया है और कहा है कि यह काम बहुत पहले होना चाहिए था।"
    private let english = String(repeating: "The minister said that the work on the bridge would start. ", count: 4)

    @Test func shortParagraphsInherit() {
        let short = Array("Yes, we can.".utf8)
        #expect(identifyLanguage(ofParagraph: short.span, articleLanguage: "hi") == "hi")
        #expect(identifyLanguage(ofParagraph: Array(english.utf8).span, articleLanguage: "hi") == "en")
    }

    @Test func oneQuotationDoesNotDecide() {
        var article = Article(id: "i", language: "und", title: "पुल", body: [english, hindi, hindi, hindi])
        article.language = identifyLanguage(of: article)
        #expect(article.language == "hi")
        let foreign = foreignParagraphs(of: article)
        #expect(foreign.map(\.paragraph) == [0])
        #expect(foreign.map(\.language) == ["en"])
    }

    @Test func manyShortParagraphsAreReadUntilTheyDecide() {
        let article = Article(
            id: "i", language: "und", body: ["1", "2", "3", "पुल", "4", "5", "बारिश नहीं हुई है", "6", "7", "8"])
        #expect(identifyLanguage(of: article) == "hi")
    }

    @Test func anArticleWithoutABodyGoesByItsTitle() {
        #expect(identifyLanguage(of: Article(id: "i", language: "und", title: "بارش نہیں ہوئی", body: [])) == "ur")
        #expect(identifyLanguage(of: Article(id: "i", language: "und", summary: "Rain is here", body: [])) == "en")
        #expect(identifyLanguage(of: Article(id: "i", language: "und", body: [])) == "und")
    }

    /// A word that the sample's limit cuts says nothing: here it would be `the`.
    @Test func aCutWordIsNone() {
        var evidence = LanguageEvidence()
        #expect(evidence.add(Array("theta".utf8).span, limit: 3) == 3)
        #expect(evidence.scores.allSatisfy { $0 == 0 })
        #expect(evidence.add(Array("the".utf8).span, limit: 3) == 3)
        #expect(evidence.scores.contains { $0 > 0 })
    }
}

struct LanguageResourceTests {
    @Test func everyLanguageHasOneScriptAndAPriorThatFavoursNoneOverTheFour() {
        // Loading traps on a malformed line.
        let data = LanguageData.shared
        #expect(
            Set(["ar", "hi", "ur", "en", "fa", "prs", "ps", "sd", "ckb", "pnb", "mr", "ne"]).isSubset(
                of: Set(data.codes)))
        for language in data.codes.indices {
            #expect(data.scripts.filter { $0.languages.contains(language) }.count == 1, "\(data.codes[language])")
            #expect(data.priors[language] <= 0)
        }
        for kind in data.letterWeights.dropFirst() {
            #expect(kind.weights.count == data.scripts[kind.script].languages.count)
        }
    }

    @Test func otherResourcesLoad() {
        _ = PhraseBook.shared
        _ = DateWords.shared
        _ = NormalizationTables.shared
    }

    /// Ends are looked up letter by letter from the back; the longest counts.
    @Test func endingsCountOnceByTheLongest() {
        func scores(_ word: String) -> [Int32] {
            var evidence = LanguageEvidence()
            _ = evidence.add(Array(word.utf8).span, limit: 100)
            return evidence.scores
        }
        let data = LanguageData.shared
        let nepali = data.codes.firstIndex(of: "ne")!
        // …हरू is an end of the list, and so is …हरूको; क and कख are no words.
        #expect(scores("कखहरू")[nepali] == scores("कखहरूको")[nepali])
        #expect(scores("कख")[nepali] == 0)
    }
}
