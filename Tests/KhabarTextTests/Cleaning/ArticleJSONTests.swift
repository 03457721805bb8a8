import Testing

@testable import KhabarText

struct ArticleJSONTests {
    @Test func whereItComesFromIsThereWhenItIsKnown() {
        let json = Article(id: "i", language: "und", body: [], url: "u", source: "بي بي سي", tags: ["a", "b"]).json()
        #expect(
            String(decoding: json, as: UTF8.self).hasSuffix(
                #""dropped":[],"url":"u","source":"بي بي سي","tags":["a","b"]}"#))
    }

    @Test func everyField() {
        let article = Article(
            id: "a\"b\\c", language: "hi", title: "ख़बर/خبر 😀", summary: "s", dateline: "d", agency: "g",
            published: PublicationDate(seconds: 1_480_551_762, hasTime: true),
            pageDate: PublicationDate(seconds: 1_714_003_200, hasTime: false), hashtags: ["#a", "#b"],
            body: ["x", "y"],
            dropped: [DroppedLine(line: 3, reason: .readAlso), DroppedLine(line: 9, reason: .image)], url: "u")
        let expected =
            #"{"id":"a\"b\\c","language":"hi","title":"ख़बर/خبر 😀","summary":"s","dateline":"d","agency":"g","#
            + ##""published":"2016-12-01T00:22:42Z","pageDate":"2024-04-25","hashtags":["#a","#b"],"body":["x","y"],"##
            + #""dropped":[{"line":3,"reason":"read-also"},{"line":9,"reason":"image"}],"url":"u"}"#
        #expect(article.json() == Array(expected.utf8))
    }

    @Test func absentFieldsAreNull() {
        let expected =
            #"{"id":"i","language":"und","title":null,"summary":null,"dateline":null,"agency":null,"published":null,"#
            + #""pageDate":null,"hashtags":[],"body":[],"dropped":[]}"#
        #expect(Article(id: "i", language: "und", body: []).json() == Array(expected.utf8))
    }

    @Test func paragraphsInAnotherLanguageAreNamed() {
        let english = String(repeating: "The minister said that the work on the bridge would start. ", count: 3)
        let json = Article(id: "i", language: "ur", body: ["x", english]).json()
        #expect(String(decoding: json, as: UTF8.self).hasSuffix(#""dropped":[],"paragraphLanguages":{"1":"en"}}"#))
    }

    @Test func controlCharactersAreEscaped() {
        let json = Article(id: "\u{0}\n\r\t\u{1F}\u{7F}", language: "und", body: []).json()
        #expect(String(decoding: json, as: UTF8.self).hasPrefix(#"{"id":"\u0000\n\r\t\u001f\u007f""#))
    }

    @Test func dropReasonsHaveDistinctNamesAndStableValues() {
        #expect(Set(DropReason.allCases.map(\.name)).count == DropReason.allCases.count)
        #expect(DropReason.allCases.map(\.rawValue) == Array(1...17))
    }
}
