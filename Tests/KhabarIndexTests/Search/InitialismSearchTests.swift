import KhabarText
import Testing

@testable import KhabarIndex

/// Initialisms are found however a language writes them (`Initialisms`).
@Suite struct InitialismSearchTests {
    private static let bodies: [(id: String, language: String, text: String)] = [
        ("en", "en", "The CBI has opened an inquiry in Delhi."),
        ("hi", "hi", "सीबीआई ने दिल्ली में जांच शुरू की।"),
        ("hi-points", "hi", "दिल्ली में सी.बी.आई की जांच।"),
        ("ur", "ur", "دہلی میں سی بی آئی نے تحقیقات شروع کیں۔"),
        ("ar", "ar", "فتحت وكالة سي بي آي تحقيقا في دلهي."),
        // The letters, and not together; a nurse, whom NRC sounds like; a wife, who is B V.
        ("ur-apart", "ur", "خبر آئی کہ بی اور سی برابر ہیں۔"), ("ur-nurse", "ur", "نرس نے کہا۔"),
        ("hi-nrc", "hi", "एनआरसी पर बहस।"),
    ]

    private func search(_ query: String, _ layers: SearchLayers = .name) throws -> [String] {
        let segment = try buildSegment(Self.bodies.map { Article(id: $0.id, language: $0.language, body: [$0.text]) })
        let outcome = try Snapshot([SegmentView(segment)]).search(SearchRequest(try parseQuery(query), layers: layers))
        return outcome.hits.map { segment.id($0.place.article) }
    }

    @Test(arguments: ["CBI", "+CBI", "सीबीआई", "+सीबीआई", "सी.बी.आई", "+सी.बी.आई", "سی بی آئی"])
    func everyFormFindsEveryForm(_ query: String) throws {
        #expect(Set(try search(query)) == ["en", "hi", "hi-points", "ur", "ar"], "\(query)")
    }

    @Test func smallLettersFindWhatIsWrittenInOneWord() throws {
        #expect(Set(try search("cbi")).isSuperset(of: ["en", "hi"]))
    }

    @Test func theQuerysOwnFormComesFirst() throws {
        #expect(try search("CBI").first == "en")
        #expect(try search("सीबीआई").first == "hi")
        #expect(try search("سی بی آئی").first == "ur")
    }

    @Test func withOtherWords() throws {
        #expect(Set(try search("+CBI +Delhi")) == ["en", "hi", "hi-points", "ur", "ar"])
        // What is excluded is excluded as spelled.
        #expect(Set(try search("CBI -Delhi")) == ["hi", "hi-points", "ur", "ar"])
        #expect(Set(try search("سی بی آئی تحقیقات").prefix(1)) == ["ur"])
    }

    /// Letters mean nothing apart.
    @Test func itsLettersApartAreNotFound() throws {
        #expect(try search("سی بی آئی", .exact) == ["ur"])
        #expect(try search("سی بی آئی کے", .exact) == ["ur"])
        #expect(try search("सी.बी.आई", .exact) == ["hi-points"])
        // Typed as a conjunction they are.
        #expect(Set(try search("+سی +بی +آئی", .exact)) == ["ur", "ur-apart"])
    }

    @Test func itIsNotLookedForByItsSound() throws {
        #expect(try search("NRC") == ["hi-nrc"])
        #expect(try search("एनआरसी") == ["hi-nrc"])
    }

    /// What several words are called together is found by one as well, alone and as a word that must be there.
    @Test(arguments: ["UAE", "+UAE", "+UAE +talks"]) func phrasesWidenSingleWords(_ query: String) throws {
        let segment = try buildSegment([
            Article(id: "ur", language: "ur", body: ["متحدہ عرب امارات میں مذاکرات"]),
            Article(id: "ur-apart", language: "ur", body: ["عرب اور متحدہ مذاکرات"]),
        ])
        let outcome = try Snapshot([SegmentView(segment)]).search(SearchRequest(try parseQuery(query), layers: .name))
        #expect(outcome.hits.map { segment.id($0.place.article) } == ["ur"], "\(query)")
    }

    /// Other names count where the word was asked for, and as much.
    @Test(arguments: [
        "title:UAE", "+title:UAE", "title:UAE title:talks", "title:(UAE talks)", "title:CBI", "title:सी.बी.आई",
    ])
    func phrasesKeepTheField(_ query: String) throws {
        let segment = try buildSegment([
            Article(id: "title", language: "ur", title: "متحدہ عرب امارات میں سی بی آئی", body: ["خبر"]),
            Article(id: "body", language: "ur", title: "خبر", body: ["متحدہ عرب امارات میں سی بی آئی"]),
        ])
        let outcome = try Snapshot([SegmentView(segment)]).search(SearchRequest(try parseQuery(query), layers: .name))
        #expect(outcome.hits.map { segment.id($0.place.article) } == ["title"], "\(query)")
    }

    @Test func phrasesKeepTheWeight() throws {
        let segment = try buildSegment([
            Article(id: "1", language: "ur", body: ["متحدہ عرب امارات میں"]),
            Article(id: "2", language: "en", body: ["gas"]),
        ])
        func score(_ query: String) throws -> Double {
            let outcome = try Snapshot([SegmentView(segment)]).search(
                SearchRequest(try parseQuery(query), layers: .name))
            return try #require(outcome.hits.first { segment.id($0.place.article) == "1" }).points
        }
        #expect(try score("UAE^0.5 gas") < score("UAE gas"))
    }
}
