import KhabarLoad
import Testing

@Suite struct QueryGeneratorTests {
    static let shared = CorpusGenerator(seed: 11, languages: [.all[0], .all[2]])
    let corpus = shared

    @Test func theSeedGivesTheSameQueries() {
        var one = QueryGenerator(corpus: corpus, articles: 0..<50, seed: 1)
        var same = QueryGenerator(corpus: corpus, articles: 0..<50, seed: 1)
        var other = QueryGenerator(corpus: corpus, articles: 0..<50, seed: 2)
        let queries = (0..<20).map { _ in one.next(.or) }
        #expect(queries == (0..<20).map { _ in same.next(.or) })
        #expect(queries != (0..<20).map { _ in other.next(.or) })
    }

    @Test(arguments: GeneratedQuery.Kind.allCases)
    func theArticleHasTheWords(_ kind: GeneratedQuery.Kind) {
        var generator = QueryGenerator(corpus: corpus, articles: 100..<200, seed: 5)
        for _ in 0..<60 {
            let query = generator.next(kind)
            #expect((100..<200).contains(query.article))
            let text = corpus.article(query.article).text
            switch kind {
            case .or:
                #expect((1...4).contains(query.words.count))
                #expect(query.words.allSatisfy { occurrences(of: $0, in: text) > 0 })
                #expect(query.text == query.words.joined(separator: " "))
            case .and:
                #expect((2...3).contains(query.words.count))
                #expect(query.words.allSatisfy { occurrences(of: $0, in: text) > 0 })
                #expect(query.text == query.words.map { "+\($0)" }.joined(separator: " "))
            case .phrase:
                #expect((2...3).contains(query.words.count))
                #expect(occurrences(of: query.words.joined(separator: " "), in: text) > 0)
                #expect(query.text == "\"\(query.words.joined(separator: " "))\"")
            }
        }
    }

    @Test func linesNameTheirKind() {
        var lines: [UInt8] = []
        GeneratedQuery(kind: .phrase, words: ["آج", "کل"], article: 3).appendLine(to: &lines)
        #expect(String(decoding: lines, as: UTF8.self) == "phrase\tآج کل\n")
    }
}
