import KhabarText
import KhabarZlib
import Testing

@testable import KhabarIndex

/// What a producer may say of where texts lie, which dictionaries they need, and in how many languages they are.
@Suite struct HostileTextTests {
    /// A segment with some of its sections replaced, its checksums right.
    private func reassembled(
        _ segment: Segment, _ sections: [Section: [UInt8]], text: [UInt8]? = nil
    ) throws -> Segment {
        let text = text ?? segment.text.chunks.flatMap(\.bytes)
        let index = SegmentHeader.assemble(
            analyserVersion: segment.analyserVersion, articleCount: segment.articleCount, textBytes: text.count,
            totalLength: segment.totalLength,
            sections: Section.allCases.map { sections[$0] ?? segment.view.array(segment.range($0)) })
        return try Segment.validated(SegmentBytes(index: index, text: text))
    }

    private func rows(_ segment: Segment, _ change: (inout [ArticleRow]) -> Void) -> [UInt8] {
        var rows = (0..<DocID(segment.articleCount)).map { segment.row($0) }
        change(&rows)
        return rows.reduce(into: []) { $1.encode(into: &$0) }
    }

    /// A merge copies text by text: of some bytes that every article names it would make as many copies.
    @Test func textsMustNotOverlap() throws {
        var generator = RandomArticles(seed: 6)
        let segment = try buildSegment(generator.articles(20))
        let bytes = rows(segment) { _ in }
        _ = try reassembled(segment, [.articles: bytes])
        // A gap is none of it, nor is an article without text.
        _ = try reassembled(segment, [.articles: rows(segment) { $0[7].textBytes = 0 }])
        let changes: [(inout [ArticleRow]) -> Void] = [
            { $0[1].textOffset = $0[0].textOffset },
            { $0[1].textOffset -= 1 },
            { $0[18].textBytes += 1 },
            { rows in for index in rows.indices { rows[index].textOffset = 0 } },
            { rows in (rows[3].textOffset, rows[4].textOffset) = (rows[4].textOffset, rows[3].textOffset) },
            { $0[19].textOffset = .max },
        ]
        for (number, change) in changes.enumerated() {
            #expect(throws: SegmentError.self, "\(number)") {
                try reassembled(segment, [.articles: rows(segment, change)])
            }
        }
    }

    /// What an older build has left says so, and what to do.
    @Test func anotherFormatIsNamed() throws {
        let segment = try buildSegment([Article(id: "a", language: "en", body: ["text"])])
        var index = segment.view.array(0..<segment.view.count)
        index[SegmentHeader.magic.count - 1] = 3
        let bytes = SegmentBytes(index: index, text: segment.text.chunks.flatMap(\.bytes))
        let error = #expect(throws: SegmentError.self) { try Segment.validated(bytes) }
        let format = SegmentHeader.magic.last!
        #expect(error?.reason.contains("of format 3, and this build reads format \(format) alone") == true)
        #expect(error?.reason.contains("load the articles anew") == true)
    }

    @Test func lengthsMustSuitTheAlphabet() throws {
        let body = String(repeating: "قال وزير الخارجية اليوم ", count: 10)
        let segment = try buildSegment([Article(id: "a", language: "ar", body: [body])])
        try #require(segment.row(0).validAlphabet == .arabic)
        let changes: [(inout ArticleRow) -> Void] = [
            { $0.alphabet = 0 }, { $0.alphabet = 3 }, { $0.alphabet = 1 << 31 }, { $0.alphabet |= 1 << 8 },
            { $0.codedBytes = $0.recordBytes }, { $0.codedBytes = .max }, { $0.codedBytes = $0.recordBytes / 3 - 1 },
            { $0.recordBytes = 0 }, { $0.recordBytes = .max },
        ]
        for (number, change) in changes.enumerated() {
            #expect(throws: SegmentError.self, "\(number)") {
                try reassembled(segment, [.articles: rows(segment) { change(&$0[0]) }])
            }
        }
        // What only the text can tell costs its own article, when it is read.
        let wrong = try reassembled(segment, [.articles: rows(segment) { $0[0].recordBytes -= 1 }])
        #expect(throws: SegmentError.self) { try wrong.article(0) }
        let other = try reassembled(segment, [.articles: rows(segment) { $0[0].alphabet = 2 }])
        #expect(throws: SegmentError.self) { try other.article(0) }
    }

    @Test func dictionariesMustNotOverlap() throws {
        let segment = try buildSegment([Article(id: "a", language: "en", body: ["text"])])
        var text = segment.text.chunks.flatMap(\.bytes)
        let start = text.count
        let first = TextDictionary(Array("one dictionary".utf8))
        let second = TextDictionary(Array("another dictionary".utf8))
        text += first.deflated + second.deflated
        func table(_ places: [(TextDictionary, Int)]) -> [UInt8] {
            var table = TextDictionaryTable()
            for (dictionary, offset) in places { table.append(dictionary, textOffset: offset) }
            return table.finish()
        }
        let (one, two) = ((first, start), (second, start + first.deflated.count))
        #expect(try reassembled(segment, [.dictionaries: table([one, two])], text: text).textDictionaryCount == 2)
        for places in [[one, one], [two, one], [one, two, two]] {
            #expect(throws: SegmentError.self) {
                try reassembled(segment, [.dictionaries: table(places)], text: text)
            }
        }
    }

    @Test func languagesAreBounded() throws {
        func articles(_ count: Int) -> [Article] {
            (0..<count).map { Article(id: "\($0)", language: "x\($0)", body: ["text"]) }
        }
        #expect(try buildSegment(articles(Limits.languagesMax)).languageCount == Limits.languagesMax)
        #expect(throws: SegmentError.self) { try buildSegment(articles(Limits.languagesMax + 1)) }
    }

    // MARK: Dictionaries of one hash

    private static let primes: [UInt64] = [11_400_714_785_074_694_791, 14_029_467_366_897_019_727]

    /// What XXH64's four lanes hold after 32 bytes.
    private static func lanes(_ words: [UInt64]) -> [UInt64] {
        let starts = [primes[0] &+ primes[1], primes[1], 0, 0 &- primes[0]]
        return zip(starts, words).map { start, word in
            let sum = start &+ word &* primes[1]
            return (sum << 31 | sum >> 33) &* primes[0]
        }
    }

    private static func words(_ text: String) -> [UInt64] {
        let bytes = Array(text.utf8)
        return (0..<4).map { lane in (0..<8).reduce(0) { $0 | UInt64(bytes[8 * lane + $1]) << (8 * UInt64($1)) } }
    }

    private static func bytes(_ words: [UInt64]) -> [UInt8] {
        words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
    }

    /// Two that begin with these 32 bytes each; the next 32 bring the lanes to the same values.
    private static func colliding(_ first: String, _ second: String) -> ([UInt8], [UInt8]) {
        var inverse = primes[1]
        for _ in 0..<6 { inverse = inverse &* (2 &- primes[1] &* inverse) }
        let (one, two) = (words(first), words(second))
        let next = [1, 2, 3, 4] as [UInt64]
        let answers = (0..<4).map { next[$0] &+ (lanes(one)[$0] &- lanes(two)[$0]) &* inverse }
        return (bytes(one + next), bytes(two + answers))
    }

    private func segment(_ article: Article, _ bytes: [UInt8]) throws -> Segment {
        let plain = try buildSegment([article])
        let dictionary = TextDictionary(bytes)
        var table = TextDictionaryTable()
        table.append(dictionary, textOffset: 0)
        var text = dictionary.deflated
        let record = PreparedArticle(article).record.bytes
        let deflater = Deflater(level: 9, windowBits: TextWriter.windowBits, dictionary: bytes)
        let count = deflater.deflate(record.span, into: &text)
        let row = rows(plain) { rows in
            rows[0].textOffset = UInt64(dictionary.deflated.count)
            rows[0].textBytes = UInt32(count)
            rows[0].dictionary = 1
        }
        return try reassembled(plain, [.articles: row, .dictionaries: table.finish()], text: text)
    }

    /// XXH64 is no signature: one producer's dictionary must not be taken for another's that has its hash.
    @Test func aMergeTellsDictionariesOfOneHashApart() throws {
        let phrases = ["floods in the north of the valley", "talks between the two ministries"]
        let (first, second) = Self.colliding(phrases[0], phrases[1])
        try #require(first != second && xxh64(first.span, seed: 0) == xxh64(second.span, seed: 0))
        let articles = phrases.enumerated().map { number, phrase in
            Article(id: "\(number)", language: "en", body: [phrase, phrase])
        }
        let segments = [try segment(articles[0], first), try segment(articles[1], second)]
        for (segment, article) in zip(segments, articles) { try #require(try segment.article(0) == article) }
        let merged = try #require(
            merge(
                (segments + [try segment(Article(id: "2", language: "en", body: [phrases[0]]), first)]).map {
                    MergeSource($0)
                }))
        #expect(merged.textDictionaryCount == 2)
        for (number, article) in articles.enumerated() { #expect(try merged.article(DocID(number)) == article) }
        #expect(try merged.article(2).body == [phrases[0]])
    }
}
