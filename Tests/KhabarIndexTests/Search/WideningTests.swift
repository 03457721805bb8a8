import KhabarText
import Testing

@testable import KhabarIndex

/// What a search finds by other names comes behind what it finds by spelling, and pages cut both alike.
@Suite struct WideningTests {
    private static let bodies = [
        ("en", "Pakistan won"), ("en", "Pakistan and Pakistan again"), ("en", "in Pakistan today"),
        ("hi", "पाकिस्तान ने कहा"), ("ur", "پاکستان کا اعلان"), ("ar", "أعلنت باكستان"), ("hi", "आज पाकिस्तान में"),
        ("ur", "آج پاکستان"),
    ]

    /// Never more than were asked for: an answer with more cannot be sent.
    @Test(arguments: [1, 2, 5]) func pagesAreCutFromOneOrder(segments: Int) throws {
        let articles = Self.bodies.enumerated().map { Article(id: "\($0)", language: $1.0, body: [$1.1]) }
        let snapshot = try OracleTests.snapshot(articles, segments: segments)
        let query = try parseQuery("Pakistan")
        let all = try snapshot.search(SearchRequest(query, limit: 100)).hits
        #expect(all.count == Self.bodies.count)
        let ids = all.map { snapshot.views[$0.place.view].segment.id($0.place.article) }
        #expect(Set(ids.prefix(3)) == ["0", "1", "2"])
        #expect(zip(all, all.dropFirst()).allSatisfy { $0.score >= $1.score })
        for offset in 0...9 {
            for limit in 0...9 {
                let page = try snapshot.search(SearchRequest(query, offset: offset, limit: limit)).hits
                #expect(page.map(\.place) == all.dropFirst(offset).prefix(limit).map(\.place), "\(offset), \(limit)")
            }
        }
    }

    /// By date, other names stand among the rest, and a list that is only counted counts them: as long as spelling alone finds less than a page.
    @Test func orderedByDateOtherNamesAreAmongTheRest() throws {
        let articles = Self.bodies.enumerated().map { number, body in
            Article(
                id: "\(number)", language: body.0, published: PublicationDate(seconds: Int64(number), hasTime: true),
                body: [body.1])
        }
        let snapshot = try OracleTests.snapshot(articles, segments: 2)
        let query = try parseQuery("Pakistan")
        for limit in [0, 1, 3, 100] {
            let outcome = try snapshot.search(SearchRequest(query, limit: limit, order: .newest))
            let ids = outcome.hits.map { snapshot.views[$0.place.view].segment.id($0.place.article) }
            #expect(ids == Array((0..<8).reversed().prefix(limit)).map { "\($0)" })
            #expect(outcome.total == 8 && outcome.totalIsExact)
        }
        #expect(try snapshot.search(SearchRequest(query, limit: 0)).total == 8)
        #expect(try snapshot.search(SearchRequest(query, layers: .stem, limit: 0, order: .newest)).total == 3)
    }

    /// Where all words must be there, another name of some of them together will do for these, and for no others.
    @Test(arguments: [
        "+Xi +Jinping", "Xi AND Jinping", "+Xi +Jinping +Beijing", "+Beijing +Xi +Jinping",
        "(Xi AND Jinping) OR nobody",
        "+United +Nations +Xi +Jinping",
    ]) func namesOfSeveralWordsThatMustBeThere(_ query: String) throws {
        let bodies = [
            "here": "शी जिनपिंग बीजिंग में संयुक्त राष्ट्र से मिले", "not": "बीजिंग में शी ने, और जिनपिंग ने, संयुक्त",
            "spelled": "Jinping, Xi, in Beijing with all Nations, United", "beijing": "बीजिंग में", "jinping": "जिनपिंग",
        ]
        let articles = bodies.map { Article(id: $0.key, language: "und", body: [$0.value]) }
        let snapshot = try OracleTests.snapshot(articles, segments: 1)
        func found(_ layers: SearchLayers) throws -> [String] {
            try snapshot.search(SearchRequest(try parseQuery(query), layers: layers)).hits
                .map { snapshot.views[$0.place.view].segment.id($0.place.article) }
        }
        #expect(try found(.alias) == ["spelled", "here"])
        #expect(try found(.stem) == ["spelled"])
    }

    /// Words that are only spelled much alike lift what matches, and match nothing themselves.
    @Test(arguments: [1, 3]) func whatIsOnlyNearMatchesNothing(segments: Int) throws {
        let bodies = ["Iran spoke", "Iraq spoke", "Iran and Iraq spoke", "nobody spoke today", "Austria", "Australia"]
        let articles = bodies.enumerated().map { Article(id: "\($0)", language: "en", body: [$1]) }
        let snapshot = try OracleTests.snapshot(articles, segments: segments)
        func found(_ query: String, _ layers: SearchLayers = .stem) throws -> [String] {
            try snapshot.search(SearchRequest(try parseQuery(query), layers: layers)).hits
                .map { snapshot.views[$0.place.view].segment.id($0.place.article) }
        }
        for layers in [SearchLayers.stem, .name] {
            #expect(Set(try found("Iran", layers)) == ["0", "2"])
            #expect(Set(try found("+Iran spoke", layers)) == ["0", "2"])
            #expect(Set(try found("Iran -Iraq", layers)) == ["0"])
            #expect(Set(try found("spoke -Iraq", layers)) == ["0", "3"])
            #expect(try found("Austria", layers) == ["4"])
        }
        #expect(Set(try found("Iran today")) == ["0", "2", "3"])
        // The same words in as long a text: what has a word like the other's comes first.
        let spoke = try found("Iran spoke")
        #expect(Set(spoke.prefix(2)) == ["0", "2"] && spoke.dropFirst(2) == ["1", "3"], "\(spoke)")
    }

    /// A word that few articles have, beside one that many have: its other names find nothing, but what matches by spelling comes first where it has one of them.
    @Test(arguments: [1, 3]) func otherNamesOfRareWordsLift(segments: Int) throws {
        var articles = (0..<30).map { Article(id: "war-\($0)", language: "en", body: ["the war goes on here too"]) }
        articles.append(Article(id: "both", language: "en", body: ["the war goes on and Zelenskyy"]))
        articles.append(Article(id: "mixed", language: "hi", body: ["war ज़ेलेंस्की ने कहा है आज"]))
        articles.append(Article(id: "hindi", language: "hi", body: ["ज़ेलेंस्की ने आज कहा है"]))
        let snapshot = try OracleTests.snapshot(articles, segments: segments)
        func found(_ query: String, _ layers: SearchLayers, limit: Int) throws -> [String] {
            try snapshot.search(SearchRequest(try parseQuery(query), layers: layers, limit: limit)).hits
                .map { snapshot.views[$0.place.view].segment.id($0.place.article) }
        }
        #expect(Set(try found("Zelensky war", .name, limit: 5).prefix(2)) == ["both", "mixed"])
        #expect(Set(try found("war (Zelensky OR nobody)", .name, limit: 5).prefix(2)) == ["both", "mixed"])
        #expect(Set(try found("+war Zelensky", .name, limit: 5).prefix(2)) == ["both", "mixed"])
        #expect(try !found("Zelensky war", .name, limit: 32).contains("hindi"))
        #expect(try found("Zelensky war", .name, limit: 40).last == "hindi")
        // Spelled much alike, which needs no name.
        #expect(try found("Zelensky war", .stem, limit: 5).first == "both")
        // What is left out is never widened.
        #expect(try found("war -Zelensky", .name, limit: 40).count == 32)
        let all = try found("Zelensky war", .name, limit: 40)
        for offset in 0..<all.count {
            let request = SearchRequest(try parseQuery("Zelensky war"), offset: offset, limit: 3)
            let ids = try snapshot.search(request).hits.map {
                snapshot.views[$0.place.view].segment.id($0.place.article)
            }
            #expect(ids == Array(all.dropFirst(offset).prefix(3)), "\(offset)")
        }
    }

    /// A frequent word lifts nothing: that is the longest of lists for a word that needs no help.
    @Test func frequentWordsLiftNothing() throws {
        var articles = (0..<12).map { Article(id: "\($0)", language: "en", body: ["Pakistan talks"]) }
        articles.append(Article(id: "mixed", language: "hi", body: ["talks पाकिस्तान"]))
        let snapshot = try OracleTests.snapshot(articles, segments: 1)
        let hits = try snapshot.search(SearchRequest(try parseQuery("Pakistan talks"), limit: 13)).hits
        #expect(hits.last.map { snapshot.views[$0.place.view].segment.id($0.place.article) } == "mixed")
    }

    /// A frequent Urdu word, and an Arabic one whose stem is spelled so: the word as written counts for more than a stem that is rarer.
    @Test func aStemCountsForNoMoreThanTheWord() throws {
        var articles = (0..<30).map { Article(id: "ur-\($0)", language: "ur", body: ["دنیا کی خبر"]) }
        articles.append(Article(id: "ar", language: "ar", body: ["التربية البدنية اليوم"]))
        let snapshot = try OracleTests.snapshot(articles, segments: 1)
        let hits = try snapshot.search(SearchRequest(try parseQuery("دنیا"), layers: .stem, limit: 40)).hits
        let ids = hits.map { snapshot.views[$0.place.view].segment.id($0.place.article) }
        #expect(ids.count >= 30 && ids.prefix(30).allSatisfy { $0.hasPrefix("ur") }, "\(ids)")
    }

    /// Words that are no names sound like many: CBI like कभी (ever), السويد (Sweden) like said.
    @Test func frequentWordsAreNoNames() throws {
        var articles = (0..<300).map { Article(id: "\($0)", language: "en", body: ["he said so \($0)"]) }
        articles.append(Article(id: "hi", language: "hi", body: ["कभी नहीं"]))
        articles.append(Article(id: "sweden", language: "en", body: ["Sweden"]))
        let snapshot = try OracleTests.snapshot(articles, segments: 2)
        #expect(try snapshot.search(SearchRequest(try parseQuery("CBI"))).total == 0)
        let sweden = try snapshot.search(SearchRequest(try parseQuery("السويد"))).hits
        #expect(sweden.allSatisfy { snapshot.views[$0.place.view].segment.id($0.place.article) == "sweden" })
    }
}
