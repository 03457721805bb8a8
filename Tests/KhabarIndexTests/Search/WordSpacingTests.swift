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
        ("web sites", "a website of news", "a web of news"), ("ضیاء الحق", "جنرل ضیاءالحق نے", "جنرل ضیاء نے"),
        ("Covid 19", "the Covid19 wave", "the Covid wave"), ("F 16", "an F16 fell", "an F fell"),
    ]) func typedApart(_ query: String, _ together: String, _ one: String) throws {
        #expect(try ids(query, ["one": one, "together": together], layers: .stem) == ["together", "one"])
        #expect(try ids(query, ["together": together, "apart": query], layers: .stem) == ["apart", "together"])
        #expect(try ids(query, ["together": together], layers: .exact) == [])
    }

    /// Whatever the space between them is.
    @Test(arguments: ["  ", "\u{A0}", "\t", "\u{200F} ", " \u{202B}", "-"]) func nothingButSpaceBetween(_ gap: String)
        throws
    {
        #expect(
            try ids("web\(gap)cast", ["x": "webcast", "y": "web"], layers: .stem).first == "x", "\(gap.unicodeScalars)")
    }

    /// Where both must be there, the one is both.
    @Test(arguments: [
        "+web +cast", "web AND cast", "web-cast", "+web-cast", "+web +news +cast", "(web AND cast) OR radio",
    ])
    func bothAreAskedFor(_ query: String) throws {
        let texts: KeyValuePairs = [
            "apart": "a web of news, a cast", "together": "a webcast of news", "one": "a web of news",
        ]
        let found = query.contains("+news") ? ["apart"] : ["apart", "together"]
        #expect(try ids(query, texts, layers: .stem) == found)
        #expect(try ids(query, texts, layers: .exact) == ["apart"])
    }

    /// Neighbours have the other names that they have in one: Urdu writes many a place apart.
    @Test(arguments: [
        ("بہاول نگر", "Bahawalnagar", "نگر اور بہاول"), ("बहावल नगर", "بہاولنگر کے لوگ", "नगर और बहावल"),
        ("tik tok", "ٹک ٹاک پر پابندی", "ٹاک ٹک"),
    ]) func otherNamesOfNeighbours(_ query: String, _ name: String, _ apart: String) throws {
        #expect(try ids(query, ["name": name, "x": "nothing"]) == ["name"])
        #expect(try ids("+" + query.replacing(" ", with: " +"), ["name": name, "x": "nothing"]) == ["name"])
        #expect(try ids("\"\(query)\"", ["name": name]) == [])
        #expect(try ids(query, ["name": name, "x": "nothing"], layers: .stem) == [])
    }

    /// Only where spelling finds too little, behind all that it finds, and only where the two stand together.
    @Test(arguments: [
        ("किलोमीटर", "दस किलो मीटर दूर", "मीटर और किलो"), ("فيسبوك", "على فيس بوك اليوم", "بوك فيس"),
        ("کیلیفورنیا", "کیلی فورنیا میں آگ", "فورنیا کیلی"), ("website", "a web site of news", "a site in the web"),
        ("G20", "the G-20 met", "20 of them, and G"), ("email", "an e-mail of theirs", "mail from E"),
        ("lockdown", "the lock-down ended", "down with the lock"), ("byelection", "the by-election", "election by lot"),
    ]) func typedTogether(_ query: String, _ apart: String, _ other: String) throws {
        #expect(try ids(query, ["apart": apart, "other": other]) == ["apart"])
        #expect(try ids(query, ["apart": apart, "together": query]) == ["together", "apart"])
        #expect(try ids("nothing -\(query)", ["apart": "nothing \(apart)"]) == ["apart"])
        #expect(try ids(query, ["apart": apart], layers: .stem) == [])
    }

    /// Nor stop words of any language that is written so, nor words of two scripts, nor digits, nor what is a stop word together: no typist takes them for one.
    @Test(arguments: [
        ("in", "to"), ("karachi", "خبر"), ("20", "26"), ("स", "2"), ("ہو", "گا"), ("في", "ما"), ("don", "t"),
        ("و", "لبنان"),
        ("水", "火"),
    ]) func noOneWord(_ left: String, _ right: String) {
        let terms = [left, right].map { analyze(query: $0)[0] }
        #expect(WordSpacing.joined(terms[0], terms[1], typed: left + right, stemmer: nil) == nil)
    }

    @Test(arguments: [
        "web title:cast", "web cast^2", "web +cast", "web -x cast", "web OR cast", "web, cast", "web lang:en cast",
        "web \"x y\" cast", "(web) cast", "web cas*",
    ])
    func notAskedForAlike(_ query: String) throws {
        #expect(try ids("web cast", ["x": "webcast"], layers: .stem) == ["x"])
        #expect(try ids(query, ["x": "webcast"], layers: .stem) == [], "\(query)")
    }

    /// What is left out is left out as it is spelled.
    @Test func notLeftOut() throws {
        #expect(try ids("news -(web cast)", ["one": "news webcast", "two": "news cast"], layers: .stem) == ["one"])
    }

    /// The word in one has the stem of one half, which says nothing of the other: سعود alone is no آل سعود.
    @Test func theStemOfAHalf() throws {
        let segment = try buildSegment([Article(id: "1", language: "ar", body: ["قال السعود وقال آل سعود"])])
        let plan = QueryPlanner.plan(try parseQuery("آل سعود"), Snapshot([SegmentView(segment)]), layers: .stem)
        guard case .boolean(_, let words, _) = plan, case .word(let first) = words.first else {
            Issue.record("no list of words")
            return
        }
        func term(_ word: String) -> QueryTerm { analyze(query: word)[0] }
        #expect(first.written == term("آل").exact)
        #expect(first.terms.contains { $0.layer == .exact && $0.term == term("السعود").exact })
        let stems = term("سعود").stems.map { [$0.0.rawValue] + $0.1 }
        #expect(!first.terms.contains { $0.layer == .stem && stems.contains($0.term) })
    }

    /// What arrives comes in one stage: nothing could stand behind the rest.
    @Test func watchesAreNotSplit() throws {
        let segment = try buildSegment([Article(id: "1", language: "en", body: ["a web site of news"])])
        let snapshot = Snapshot([SegmentView(segment)])
        let arrivals = try snapshot.arrivals(
            try parseQuery("website"), layers: .name, after: ArrivalPosition(sequence: 0), limit: 10)
        #expect(arrivals.hits.isEmpty)
        #expect(try snapshot.search(SearchRequest(try parseQuery("website"))).hits.count == 1)
    }

    /// Wherever in the query the words stand: each pair is a phrase to be looked for.
    @Test(arguments: [" ", " +"]) func pairsAreBoundedForTheWholeQuery(_ separator: String) throws {
        let lefts = (0..<30).map {
            "left" + String(repeating: "abcdefghij".dropFirst($0 % 10).first!, count: 1 + $0 / 10)
        }
        let bodies = ["found"] + lefts + ["zzright"]
        let segment = try buildSegment([Article(id: "1", language: "en", body: [bodies.joined(separator: " . ")])])
        let query = try parseQuery("found" + lefts.map { separator + $0 + "zzright" }.joined())
        let plan = QueryPlanner.plan(query, Snapshot([SegmentView(segment)]), layers: .alias, reach: .all)
        #expect(plan.phrases == WordSpacing.querySplitsMax)
    }

    @Test func lettersKeepTheirMarks() throws {
        let term = analyze(query: "किलोमीटर")[0]
        let pairs = WordSpacing.cuts(of: term).compactMap { WordSpacing.pair(of: term, cutAt: $0) }
            .map { $0.map { String(decoding: $0, as: UTF8.self) } }
        #expect(pairs == [["किलो", "मीटर"], ["किलोमी", "टर"]])
    }

    /// Each half as it is written alone: a final hamza is not written in all texts, and folded.
    @Test func halvesAreFolded() throws {
        #expect(try ids("ضیاءالحق", ["apart": "جنرل ضیاء الحق نے", "other": "نے"]) == ["apart"])
    }
}

extension QueryPlan {
    fileprivate var phrases: Int {
        switch self {
        case .all, .none, .word, .expansion, .filter: 0
        case .phrase: 1
        case .boolean(let must, let should, let mustNot): (must + should + mustNot).reduce(0) { $0 + $1.phrases }
        }
    }
}
