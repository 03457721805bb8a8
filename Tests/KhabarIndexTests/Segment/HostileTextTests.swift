import KhabarText
import KhabarDeflate
import Testing

@testable import KhabarIndex

/// What a producer may say of where texts lie, and in how many languages they are.
@Suite struct HostileTextTests {
    /// A segment with some of its sections replaced, its checksums right.
    private func reassembled(
        _ segment: Segment, _ sections: [Section: [UInt8]], text: [UInt8]? = nil
    ) throws -> Segment {
        let text = text ?? segment.text.chunks.flatMap(\.bytes)
        func section(_ section: Section) -> [UInt8] { sections[section] ?? segment.view.array(segment.range(section)) }
        let index = SegmentHeader.assemble(
            analyserVersion: segment.analyserVersion, articleCount: segment.articleCount, textBytes: text.count,
            totalLength: segment.totalLength,
            columns: (0..<Section.exactTerms.rawValue).map { section(Section(rawValue: $0)!) },
            lists: WrittenLists(
                Dictionary(uniqueKeysWithValues: Layer.allCases.map { ($0, section(.terms(of: $0))) }),
                postings: section(.postings), positions: section(.positions)))
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

    @Test func languagesAreBounded() throws {
        func articles(_ count: Int) -> [Article] {
            (0..<count).map { Article(id: "\($0)", language: "x\($0)", body: ["text"]) }
        }
        #expect(try buildSegment(articles(Limits.languagesMax)).languageCount == Limits.languagesMax)
        #expect(throws: SegmentError.self) { try buildSegment(articles(Limits.languagesMax + 1)) }
    }

    /// A record of a kilobyte, inflated, may hold a million empty strings: more than an answer can, and each costs memory.
    @Test func listsOfRecordsAreBounded() throws {
        for list in 0..<5 {
            for count in [3, Limits.recordListMax + 1] {
                // No summary, dateline or agency; then the lists, of which one is long.
                var record: [UInt8] = [0, 0, 0]
                for other in 0..<5 {
                    record.append(varint: UInt32(other == list ? count : 0))
                    guard other == list else { continue }
                    // An empty string; a line and a reason.
                    record += [UInt8](repeating: 1, count: other < 4 ? count : 2 * count)
                }
                var (article, text): (Article, [UInt8]) = (Article(id: "i", language: "und", body: []), [])
                if count == 3 {
                    try ArticleRecord.decode(record, into: &article)
                    try ArticleRecord.readText(record, into: &text)
                } else {
                    #expect(throws: SegmentError.self) { try ArticleRecord.decode(record, into: &article) }
                    #expect(throws: SegmentError.self) { try ArticleRecord.readText(record, into: &text) }
                }
            }
        }
    }
}
