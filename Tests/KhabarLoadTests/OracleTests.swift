import KhabarLoad
import KhabarText
import Testing

@Suite struct OracleTests {
    private let article = AcknowledgedArticle(
        Article(id: "generated-1-7", language: "en", title: "T", body: ["some words"], version: 5),
        ownPhrase: "baba bebe bibi")

    @Test func exactlyOnceIsExactlyOnce() {
        func judge(_ found: [String]) -> Finding? {
            Judgement.found(article, found, runPrefix: "generated-1-")
        }
        #expect(judge(["generated-1-7"]) == nil)
        #expect(judge([]) == .notFound)
        #expect(judge(["generated-1-8"]) == .notFound)
        #expect(judge(["generated-1-7", "generated-1-7"]) == .foundTwice)
        #expect(judge(["generated-1-8", "generated-1-7"]) == .foundElsewhere)
        // Another seed's corpus has the same phrases, and may be on the same server.
        #expect(judge(["generated-2-7", "generated-1-7"]) == nil)
        #expect(Judgement.stored(article, isUnique: true, nil) == .notStored)
    }

    @Test func everyFieldOfAnArticleCounts() {
        let plain = Article(id: "a", language: "en", body: ["one", "two"])
        var changed: [Article] = []
        func change(_ edit: (inout Article) -> Void) {
            var copy = plain
            edit(&copy)
            changed.append(copy)
        }
        change { $0.title = "" }
        change { $0.summary = "s" }
        change { $0.dateline = "s" }
        change { $0.agency = "s" }
        change { $0.url = "s" }
        change { $0.source = "s" }
        change { $0.language = "ur" }
        change { $0.body = ["one two"] }
        change { $0.body = ["two", "one"] }
        change { $0.hashtags = ["#x"] }
        change { $0.tags = ["#x"] }
        change { $0.published = PublicationDate(seconds: 0, hasTime: false) }
        change { $0.pageDate = PublicationDate(seconds: 0, hasTime: false) }
        change { $0.published = PublicationDate(seconds: 0, hasTime: true) }
        change { $0.dropped = [DroppedLine(line: 1, reason: .blank)] }
        #expect(Set((changed + [plain]).map { ArticleContent($0) }).count == changed.count + 1)
    }

    @Test func phrasesOfGivenArticles() {
        #expect(samplePhrase(["short", "one two three four five six seven"]) == "one two three four five six")
        #expect(samplePhrase(["قال «الوزير» اليوم"]) == "قال الوزير اليوم")
        #expect(samplePhrase(["!!! ... 12"]) == nil)
        #expect(samplePhrase(["دبي:«الخليج»كشف أحد"]) == "دبي: الخليج كشف أحد")
        #expect(samplePhrase([]) == nil)
        let given = AcknowledgedArticle(Article(id: "x/1", language: "en", body: ["a b c"]), ownPhrase: nil)
        #expect(Judgement.query(given) == #"+"a b c" id:"x/1""#)
        #expect(Judgement.query(article) == #""baba bebe bibi""#)
        let quoted = AcknowledgedArticle(Article(id: "x\"1", language: "en", body: ["a b c"]), ownPhrase: nil)
        #expect(Judgement.query(quoted) == nil)
    }

    @Test func aSampleIsFairAndKnowsRepeats() {
        func acknowledged(_ number: Int) -> AcknowledgedArticle {
            AcknowledgedArticle(Article(id: "\(number)", language: "en", body: ["x"]), ownPhrase: nil)
        }
        let all = AcknowledgedSample(.all, seed: 1)
        all.add((0..<50).map(acknowledged))
        all.add([acknowledged(7)])
        #expect(all.take().count == 51)
        #expect(all.take().filter { !$0.isUnique }.map(\.article.id) == ["7", "7"])

        let sample = AcknowledgedSample(.sample(100), seed: 1)
        for first in stride(from: 0, to: 10_000, by: 100) { sample.add((first..<first + 100).map(acknowledged)) }
        let taken = sample.take().compactMap { Int($0.article.id) }
        #expect(Set(taken).count == 100)
        #expect(taken.allSatisfy { (0..<10_000).contains($0) })
        let mean = Double(taken.reduce(0, +)) / 100
        #expect(abs(mean - 5_000) < 1_200)
        #expect(!AcknowledgedSample(.none, seed: 1).isNeeded)
    }
}

@Suite struct LoadQueryTests {
    @Test func filesOfQueries() throws {
        let lines = "or\tis only\nand\tA-B date:x\nphrase\tone \"two\"\r\n\nor\tOR -x c*\nor\t\"\n"
        let queries = try LoadQuery.read(Array(lines.utf8), path: "q.tsv")
        #expect(
            queries.map(\.text) == [
                "is only", #"+A-B +"date:x""#, #""one two""#, #""OR" "-x" "c*""#,
            ])
        #expect(queries.map(\.kind) == [.or, .and, .phrase, .or])
        #expect(LoadQuery.shuffled(queries, seed: 4) == LoadQuery.shuffled(queries, seed: 4))
    }

    @Test(arguments: ["", "near\ta b", "or a b", "\n\n", "or\t\"\""])
    func filesThatAreNone(_ text: String) {
        #expect(throws: InputError.self) { try LoadQuery.read(Array(text.utf8), path: "q.tsv") }
    }

    @Test func generatedKindsTakeTurns() {
        let corpus = CorpusGenerator(seed: 3, languages: [.all[3]])
        let queries = LoadQuery.generated(6, corpus: corpus, articles: 0..<5, kinds: [.or, .phrase], seed: 1)
        #expect(queries.map(\.kind) == [.or, .phrase, .or, .phrase, .or, .phrase])
        #expect(
            queries == LoadQuery.generated(6, corpus: corpus, articles: 0..<5, kinds: [.or, .phrase], seed: 1))
    }
}
