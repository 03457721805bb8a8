import KhabarText
import Testing

@testable import KhabarIndex

/// What a query has apart and an article together, and the other way round (`WordSpacing`).
@Suite struct WordSpacingTests {
    private func ids(
        _ query: String, _ texts: KeyValuePairs<String, String>, layers: SearchLayers = .name
    ) throws -> [String] {
        let segment = try buildSegment(texts.map { Article(id: $0.key, language: "und", body: [$0.value]) })
        let outcome = try Snapshot([SegmentView(segment)]).search(
            SearchRequest(try parseQuery(query), layers: layers))
        return outcome.hits.map { segment.id($0.place.article) }
    }

    /// Both words are found in the one: it stands before what has only one of them, and behind what has them as they were typed.
    @Test(arguments: [
        ("प्रधान मंत्री", "प्रधानमंत्री ने कहा", "प्रधान ने आज कहा"), ("عبد الله", "قال عبدالله اليوم", "قال الله اليوم"),
        ("کیلی فورنیا", "کیلیفورنیا میں آگ", "فورنیا میں آگ"), ("health care", "the healthcare law", "the care law"),
        ("web sites", "a websites of news", "a web of news"),
    ]) func typedApart(_ query: String, _ together: String, _ one: String) throws {
        #expect(try ids(query, ["one": one, "together": together], layers: .stem) == ["together", "one"])
        #expect(try ids(query, ["together": together, "apart": query], layers: .stem) == ["apart", "together"])
        #expect(try ids(query, ["apart": query, "other": "nothing"], layers: .exact) == ["apart"])
        #expect(try ids(query, ["together": together], layers: .exact) == [])
    }

    /// Only where spelling finds too little, behind all that it finds, and only where the two stand together.
    @Test(arguments: [
        ("किलोमीटर", "दस किलो मीटर दूर", "मीटर और किलो"), ("فيسبوك", "على فيس بوك اليوم", "بوك فيس"),
        ("کیلیفورنیا", "کیلی فورنیا میں آگ", "فورنیا کیلی"), ("website", "a web site of news", "a site in the web"),
    ]) func typedTogether(_ query: String, _ apart: String, _ other: String) throws {
        #expect(try ids(query, ["apart": apart, "other": other]) == ["apart"])
        #expect(try ids(query, ["apart": apart, "together": query]) == ["together", "apart"])
        #expect(try ids("nothing -\(query)", ["apart": "nothing \(apart)"]) == ["apart"])
        #expect(try ids(query, ["apart": apart], layers: .stem) == [])
    }

    /// Nor stop words, nor words of two scripts, nor digits: no typist takes them for one.
    @Test(arguments: [("in", "to"), ("karachi", "خبر"), ("20", "26"), ("स", "2")]) func noOneWord(
        _ left: String, _ right: String
    ) {
        let (left, right) = (analyze(query: left)[0], analyze(query: right)[0])
        #expect(WordSpacing.joined(left, right, stemmer: nil) == nil)
    }

    @Test(arguments: ["web title:cast", "web cast^2", "web +cast", "web -cast", "web OR (cast AND cast)"])
    func notAskedForAlike(_ query: String) throws {
        #expect(try ids("web cast", ["x": "webcast"], layers: .stem) == ["x"])
        #expect(try ids(query, ["x": "webcast"], layers: .stem) == [], "\(query)")
    }

    @Test func lettersKeepTheirMarks() throws {
        let pairs = WordSpacing.pairs(of: analyze(query: "किलोमीटर")[0])
            .map { $0.map { String(decoding: $0, as: UTF8.self) } }
        #expect(pairs == [["किलो", "मीटर"], ["किलोमी", "टर"]])
    }
}
