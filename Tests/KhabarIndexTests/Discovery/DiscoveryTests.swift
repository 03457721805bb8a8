import KhabarText
import Testing

@testable import KhabarIndex

/// Suggestions, corrections, related stories and arrivals over a few articles in four languages.
@Suite struct DiscoveryTests {
    static let articles = [
        Article(
            id: "en-1", language: "en", title: "Putin visits Damascus",
            published: PublicationDate(seconds: 86_400 * 100, hasTime: false),
            body: [
                "President Putin arrived in Damascus on Monday for talks about the pipeline.",
                "The Kremlin said the pipeline agreement with Syria was signed.",
            ]),
        Article(
            id: "en-2", language: "en", title: "Pipeline agreement signed in Damascus",
            published: PublicationDate(seconds: 86_400 * 101, hasTime: false),
            body: ["The pipeline agreement between Moscow and Damascus was signed by Putin.", "Prices of oil fell."]),
        Article(
            id: "en-3", language: "en", title: "Cricket: a quiet day",
            published: PublicationDate(seconds: 86_400 * 100, hasTime: false),
            body: ["Rain stopped play on Monday and the captain was pleased."]),
        Article(
            id: "hi-1", language: "hi", title: "पुतिन दमिश्क पहुंचे",
            published: PublicationDate(seconds: 86_400 * 100, hasTime: false),
            body: ["राष्ट्रपति पुतिन सोमवार को दमिश्क पहुंचे और पाइपलाइन पर बातचीत की।", "सरकार ने समझौते की पुष्टि की।"]),
        Article(
            id: "ur-1", language: "ur", title: "پوتن کا دورۂ دمشق",
            body: ["صدر پوتن پیر کو دمشق پہنچے۔", "حکومت نے معاہدے کی تصدیق کی۔"]),
        Article(
            id: "ar-1", language: "ar", title: "بوتين يزور دمشق",
            body: ["وصل الرئيس بوتين إلى دمشق يوم الاثنين.", "الإسلام دين الدولة."]),
    ]

    private func snapshot(_ articles: [Article] = articles, segments: Int) throws -> Snapshot {
        try OracleTests.snapshot(articles, segments: segments)
    }

    // MARK: Suggestions

    /// What only a retracted article has is not offered, neither alone nor beside other words; of what others have too, it is not counted.
    @Test func wordsOfRetractedArticlesAreNotOffered() throws {
        let whole = try snapshot(segments: 1)
        let segment = whole.views[0].segment
        func offered(_ typed: String, _ snapshot: Snapshot) throws -> [String] {
            try snapshot.suggestions(for: typed, limit: 5).map { "\($0.text) \($0.count)" }
        }
        #expect(try offered("crick", whole).first == "Cricket 1")
        #expect(try offered("pip", whole).first == "pipeline 2")
        #expect(try offered("agreement with syr", whole).contains("agreement with Syria 1"))
        var live = LiveArticles(all: segment.articleCount)
        for id in ["en-1", "en-3"] {
            let number = try #require((0..<DocID(segment.articleCount)).first { segment.id($0) == id })
            live.remove(number)
        }
        let rest = Snapshot([SegmentView(segment, live: live)])
        #expect(try offered("crick", rest) == [])
        #expect(try offered("pip", rest).first == "Pipeline 1")
        #expect(try offered("agreement with syr", rest) == [])
        #expect(try offered("agreement mos", rest) == ["agreement Moscow 1"])
    }

    @Test(arguments: [
        ("pip", "pipeline 2"), ("the pipe", "the pipeline 2"), ("Dam", "Damascus 2"), ("पाइ", "पाइपलाइन 1"),
        ("पुति", "पुतिन 1"), ("پو", "پوتن 1"), ("دم", "دمشق 2"), ("الاس", "الإسلام 1"), ("putin dam", "putin Damascus 2"),
    ])
    func wordsAreCompletedAsTheyAreWritten(typed: String, first: String) throws {
        for segments in [1, 3] {
            let found = try snapshot(segments: segments).suggestions(for: typed, limit: 3)
            let words = found.filter { $0.kind == .word }.map { "\($0.text) \($0.count)" }
            #expect(words.first == first, "\(segments) segments: \(found)")
        }
    }

    @Test func titlesHaveAllTheWordsAndGoOn() throws {
        let snapshot = try snapshot(segments: 2)
        func titles(_ typed: String) throws -> [String] {
            try snapshot.suggestions(for: typed, limit: 5).compactMap { suggestion in
                if case .title(let id) = suggestion.kind { id } else { nil }
            }
        }
        #expect(try titles("damasc") == ["en-2", "en-1"], "the newest first")
        #expect(try titles("agreement dam") == ["en-2"])
        #expect(try titles("putin ") == ["en-1"], "behind a space the word is whole")
        #expect(try titles("puti ") == [])
        #expect(try titles("पुतिन दमि") == ["hi-1"])
        #expect(try titles("بوتين") == ["ar-1"])
        #expect(try titles("") == [] && titles("!?") == [])
    }

    // MARK: Corrections

    @Test(arguments: [
        ("damascsu", "Damascus"), ("+pipelnie -\"rain stoped\"", "+pipeline -\"rain stopped\""),
        ("title:crikcet lang:en", "title:Cricket lang:en"), ("دمسق", "دمشق"), ("पाईपलाइन की बात", "पाइपलाइन की बात"),
        ("الاسلم", "الإسلام"),
    ])
    func whatIsNowhereIsReplacedByTheNearest(typed: String, meant: String) throws {
        let snapshot = try snapshot(segments: 2)
        #expect(snapshot.correction(of: typed, try parseQuery(typed)) == meant)
    }

    @Test func whatIsThereOrLikeNothingStays() throws {
        let snapshot = try snapshot(segments: 1)
        for text in ["damascus", "xyzzyx", "putin", "agreements", "lang:ur", "ab"] {
            #expect(snapshot.correction(of: text, try parseQuery(text)) == nil, "\(text)")
        }
    }

    // MARK: Related

    private func place(of id: String, in snapshot: Snapshot) throws -> ArticlePlace {
        let views = snapshot.views
        let places = views.indices.flatMap { view in
            (0..<DocID(views[view].segment.articleCount)).map { ArticlePlace(view: view, article: $0) }
        }
        return try #require(places.first { views[$0.view].segment.id($0.article) == id })
    }

    @Test func relatedStoriesAreFoundInEveryLanguage() throws {
        for segments in [1, 4] {
            let snapshot = try snapshot(segments: segments)
            let outcome = try #require(try snapshot.related(to: place(of: "en-1", in: snapshot), limit: 10))
            let ids = outcome.hits.map { snapshot.views[$0.place.view].segment.id($0.place.article) }
            #expect(ids.first == "en-2")
            #expect(Set(ids).isSuperset(of: ["en-2", "hi-1", "ar-1", "ur-1"]), "\(ids)")
            #expect(!ids.contains("en-1") && ids.last != "en-2")
        }
    }

    /// The best stands first however many are asked for; other languages fill half of the places at the most.
    @Test(arguments: 1...4) func theMostRelatedComesFirst(limit: Int) throws {
        let snapshot = try snapshot(segments: 2)
        let hits = try #require(try snapshot.related(to: place(of: "en-1", in: snapshot), limit: limit)).hits
        let ids = hits.map { snapshot.views[$0.place.view].segment.id($0.place.article) }
        #expect(ids.first == "en-2")
        #expect(hits.count == limit && zip(hits, hits.dropFirst()).allSatisfy { $0.score >= $1.score })
    }

    // MARK: Arrivals

    /// However a position is reached, in steps of any size: all that match, each once, in order.
    @Test(arguments: [1, 2, 100]) func arrivalsAreHandedOnceAndInOrder(limit: Int) throws {
        let parts = [Array(Self.articles[0...2]), Array(Self.articles[3...4]), Array(Self.articles[5...5])]
        let views = try parts.enumerated().map { index, articles in
            SegmentView(try buildSegment(articles), number: UInt32(index), sequence: UInt64(10 * (index + 1)))
        }
        let query = try parseQuery("putin OR पुतिन OR پوتن OR بوتين")
        var position = ArrivalPosition(sequence: 0)
        var found: [String] = []
        for available in 1...3 {
            let snapshot = Snapshot(Array(views.prefix(available)))
            while true {
                let arrivals = try snapshot.arrivals(query, layers: .exact, after: position, limit: limit)
                #expect(arrivals.position >= position)
                position = arrivals.position
                if arrivals.hits.isEmpty { break }
                found += arrivals.hits.map { arrivals.snapshot.views[$0.place.view].segment.id($0.place.article) }
            }
            #expect(position == ArrivalPosition(sequence: UInt64(10 * available)))
        }
        #expect(found == ["en-1", "en-2", "hi-1", "ur-1", "ar-1"])
        // Merged, the articles keep their numbers, and nothing is new.
        let merged = try #require(
            merge(zip(views, [10, 20, 30]).map { MergeSource($0.segment, sequence: UInt64($1)) }))
        let snapshot = Snapshot([SegmentView(merged, lastSequence: 30)])
        #expect(try snapshot.arrivals(query, layers: .exact, after: position, limit: 9).hits.isEmpty)
        let again = try snapshot.arrivals(query, layers: .exact, after: ArrivalPosition(sequence: 10), limit: 9)
        #expect(again.hits.map { again.snapshot.views[0].segment.id($0.place.article) } == ["hi-1", "ur-1", "ar-1"])
    }

    /// Steps of any size through many matches hand over the whole list.
    @Test(arguments: [1, 3, 10]) func catchingUpMissesNothing(limit: Int) throws {
        var generator = RandomArticles(seed: 5)
        let parts = (0..<4).map { _ in generator.articles(40) }
        let views = try parts.enumerated().map { index, articles in
            SegmentView(try buildSegment(articles), number: UInt32(index), sequence: UInt64(index + 1))
        }
        let snapshot = Snapshot(views)
        let query = try parseQuery("russia OR रूस OR روس")
        let matches = parts.map { articles in
            Set(PlainSearch(articles).search(query, layers: .exact).map(\.id)).sorted {
                $0.utf8.lexicographicallyPrecedes($1.utf8)
            }
        }
        var found: [String] = []
        var position = ArrivalPosition(sequence: 0)
        while true {
            let arrivals = try snapshot.arrivals(query, layers: .exact, after: position, limit: limit)
            if arrivals.hits.isEmpty { break }
            #expect(arrivals.hits.count <= limit)
            found += arrivals.hits.map { arrivals.snapshot.views[$0.place.view].segment.id($0.place.article) }
            position = arrivals.position
        }
        #expect(found == Array(matches.joined()) && found.count > 40)
    }

    // MARK: Explanations

    @Test func explanationsNameTermsAndAddUp() throws {
        let snapshot = try snapshot(segments: 2)
        let request = SearchRequest(try parseQuery("pipelines^2 \"signed by\" dam* lang:en -cricket"), layers: .name)
        let outcome = try snapshot.search(request)
        let hit = try #require(outcome.hits.first)
        let lines = Explanations(snapshot, request, outcome).text(of: hit)
        let points = String(lines.prefix { $0 != ":" })
        #expect(abs(Double(points)! - hit.points) < 0.001, "\(lines)")
        #expect(!lines.contains("behind all"))
        for part in ["stem pipelin", "the phrase \"signed by\"", "dam*", "passes lang:en", "must not no match"] {
            #expect(lines.contains(part), "\(part) in \(lines)")
        }
    }

    /// Each hit by the stage that found it: what widens the second adds nothing to the score of the first's.
    @Test func explanationsOfTwoStages() throws {
        let articles = ["website and web site", "a web site", "a web site and another"].enumerated().map {
            Article(id: "\($0)", language: "en", body: [$1])
        }
        let snapshot = Snapshot([SegmentView(try buildSegment(articles))])
        for (offset, stages) in [(0, [false, true, true]), (1, [true, true])] {
            let request = SearchRequest(try parseQuery("website"), offset: offset)
            let outcome = try snapshot.search(request)
            let texts = outcome.hits.map { Explanations(snapshot, request, outcome).text(of: $0) }
            #expect(texts.map { $0.contains("behind all that matches by spelling") } == stages)
            for (hit, text) in zip(outcome.hits, texts) where !text.contains("behind all") {
                #expect(abs(Double(text.prefix { $0 != ":" })! - hit.points) < 0.001, "\(text)")
            }
        }
    }
}
