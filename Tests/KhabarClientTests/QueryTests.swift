import KhabarClient
import KhabarIndex
import Testing

/// Built queries are what they say, whatever the texts in them hold.
@Suite struct QueryTests {
    @Test(arguments: [
        (Query.words("oil price"), "oil price"),
        (.words("-oil +\"price\" (gas) title:x AND a*"), "oil price gas title x and a"),
        (.allWords("تیل کی قیمت"), "+تیل +کی +قیمت"),
        (.phrase("the \"big\" one", slop: 2), "\"the  big  one\"~2"),
        (.prefix("प्रधान"), "प्रधान*"), (.fuzzy("Netanyahu"), "Netanyahu~"), (.fuzzy("oil", edits: 7), "oil~2"),
        (.prefix("e-mai"), "e-mai*"),
        (.words("oil").inTitle(), "title:oil"), (.phrase("a b").inBody(), "body:\"a b\""),
        (.words("oil gas").boosted(2), "oil^2.0 gas^2.0"),
        (.language("ur", "hi-Latn"), "lang:ur,hi-Latn"), (.source("BBC Urdu", "x"), "source:\"BBC Urdu\",\"x\""),
        (.tag("a\"b"), "tag:\"a b\""), (.id("http://x?a=b,c"), "id:\"http://x?a=b,c\""),
        (.published(.days(from: "2015-10-01", to: nil)), "date:2015-10-01.."),
        (.everything, "*"), (.everything && !.language("ur"), "+* -lang:ur"),
        (.words("oil") && .language("ur"), "+oil +lang:ur"),
        (.words("oil") || .phrase("a b"), "oil \"a b\""),
        (.words("oil") && !.words("gas coal"), "+oil -(gas coal)"),
        (.parsed("+a (b"), "+a b"),
        (.parsed("\"foo") && .source("bbc"), "+foo +source:\"bbc\""),
        (.parsed("12\" \"x") && .source("bbc"), "+(12 x) +source:\"bbc\""),
        (.parsed("x)) OR ((y") && .language("ur"), "+(x y) +lang:ur"),
        (.words("oil;-gas a;OR;b \u{200F}-foo"), "oil gas a or b foo"),
        (.allWords("oil,gas"), "+oil +gas"),
    ])
    func aBuiltQueryReadsAsMeant(_ query: Query, _ meaning: String) throws {
        #expect(try parseQuery(query.text, now: 1_000_000_000).description == meaning, "\(query.text)")
    }

    @Test func daysCountFromNow() throws {
        let node = try parseQuery(Query.published(.last(days: 7)).text, now: 86_400 * 20_000 + 5)
        #expect(node.description == "date:2024-09-27..")
    }
}
