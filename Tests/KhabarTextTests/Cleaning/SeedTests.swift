import Foundation
import Testing

@testable import KhabarText

/// The project's `seeds` folder, found from this file.
let seedsFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "seeds")

struct SeedTests {
    @Test(arguments: seedExpectations)
    func seedIsCleanedAsACarefulReaderWould(_ seed: SeedExpectation) throws {
        let text = try Data(contentsOf: seedsFolder.appending(path: seed.id + ".txt"))
        let article = try Cleaner().clean(RawArticle(id: seed.id, text: Array(text)))
        #expect(article.id == seed.id)
        #expect(article.language == seed.language)
        #expect(article.title == seed.title)
        #expect(article.summary == seed.summary)
        #expect(article.dateline == seed.dateline)
        #expect(article.agency == seed.agency)
        #expect(article.published == nil)
        #expect(article.pageDate?.text == seed.pageDate)
        #expect(article.hashtags == seed.hashtags)
        #expect(article.version == 0)
        // Paragraphs of the seeds are lines as they stand, byte for byte.
        let lines = String(decoding: text, as: UTF8.self).components(separatedBy: "\n")
        let body = seed.bodyLines.map { lines[$0 - 1] }
        #expect(article.body.map { Array($0.utf8) } == body.map { Array($0.utf8) })
        var dropped: [Int: String] = [:]
        for drop in article.dropped { dropped[Int(drop.line)] = drop.reason.name }
        #expect(dropped == seed.dropped)
    }

    @Test(arguments: seedExpectations)
    func printedLineIsTheArticle(_ seed: SeedExpectation) throws {
        let text = try Data(contentsOf: seedsFolder.appending(path: seed.id + ".txt"))
        let article = try Cleaner().clean(RawArticle(id: seed.id, text: Array(text)))
        let line = article.json()
        #expect(!line.contains(0x0A))
        let parsed = try #require(try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        #expect(parsed["title"] as? String == seed.title)
        #expect(parsed["published"] is NSNull)
        #expect(parsed["body"] as? [String] == article.body)
        #expect(
            Set(parsed.keys) == [
                "id", "language", "title", "summary", "dateline", "agency", "published", "pageDate",
                "hashtags", "body", "dropped",
            ])
    }

    @Test(arguments: seedExpectations)
    func givenTitleIsKeptAndItsRepeatDropped(_ seed: SeedExpectation) throws {
        guard let title = seed.title else { return }
        let text = try Data(contentsOf: seedsFolder.appending(path: seed.id + ".txt"))
        let article = try Cleaner().clean(RawArticle(id: seed.id, title: title, text: Array(text)))
        #expect(article.title == title)
        #expect(!article.body.contains(title))
        #expect(article.body.count == seed.bodyLines.count)
        #expect(article.summary == seed.summary)
    }

    @Test(arguments: seedExpectations)
    func lineEndsDoNotMatter(_ seed: SeedExpectation) throws {
        let text = try Data(contentsOf: seedsFolder.appending(path: seed.id + ".txt"))
        let plain = try Cleaner().clean(RawArticle(id: seed.id, text: Array(text)))
        for end in ["\r\n", "\r"] {
            let other = Array(String(decoding: text, as: UTF8.self).replacing("\n", with: end).utf8)
            #expect(try Cleaner().clean(RawArticle(id: seed.id, text: other)) == plain)
        }
    }
}
