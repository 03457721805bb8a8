import Foundation
import KhabarIndex
import KhabarProtocol
import KhabarStore
import KhabarText
import Logging
import TestSupport

@testable import KhabarServer

let silence = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

extension TemporaryFolder {
    func copy(_ name: String, to other: String) throws {
        try FileManager.default.copyItem(atPath: file(name), toPath: file(other))
    }

    func replace(_ name: String, by other: String) throws {
        try FileManager.default.removeItem(atPath: file(name))
        try FileManager.default.moveItem(atPath: file(other), toPath: file(name))
    }

    /// Bytes of all files in the folder `name`.
    func bytes(_ name: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: file(name)).reduce(0) { sum, entry in
            let attributes = try FileManager.default.attributesOfItem(atPath: file(name) + "/" + entry)
            return sum + ((attributes[.size] as? Int) ?? 0)
        }
    }
}

/// Small articles that often have the same id, version and content.
struct ClashingArticles {
    /// Some differ in nothing but their bytes: two Unicode forms of one letter, a space at the end.
    static let ids = ["a", "b", "c", "caf\u{E9}", "cafe\u{301}", "a ", "d", "e", "ا", "अ"]
    static let words = ["flood", "سیلاب", "बाढ़"]
    /// Long enough that copies can be told.
    static let texts = words.map { word in
        ([word] + (0..<30).map { "\(word)\(Character(UnicodeScalar(97 + $0 % 26)!))\($0)" }).joined(separator: " ")
    }

    var random: SplitMix64

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
    mutating func id() -> String { Self.ids[below(Self.ids.count)] }

    mutating func article() -> Article {
        Article(id: id(), language: "en", body: [Self.texts[below(3)]], version: UInt64(below(4)))
    }

    mutating func articles(upTo count: Int) -> [Article] { (0...below(count)).map { _ in article() } }
}

func plainArticle(
    _ id: String, _ text: String = "some text", language: String = "en", title: String? = nil, version: UInt64 = 0
) -> Article {
    Article(id: id, language: language, title: title, body: [text], version: version)
}

func segmentBytes(_ articles: [Article]) -> SegmentBytes {
    let builder = SegmentBuilder()
    for article in articles { builder.add(PreparedArticle(article)) }
    return builder.finish()
}

func segment(_ articles: [Article]) throws -> Segment { try Segment.validated(segmentBytes(articles)) }

struct FoundTwice: Error {
    var id: String
}

extension Engine {
    static func opened(
        _ folder: String?, memoryLimitBytes: Int = 1 << 30, retractionBytesMax: Int = Engine.retractionBytesMax
    ) throws -> Engine {
        try Engine.open(
            data: folder, memoryLimitBytes: memoryLimitBytes, retractionBytesMax: retractionBytesMax, logger: silence)
    }

    func take(_ bytes: SegmentBytes, _ producer: ProducerSequence) async throws -> IngestOutcome {
        try await withCheckedContinuation { continuation in
            take(bytes, producer) { continuation.resume(returning: $0) }
        }.get()
    }

    func take(
        _ articles: [Article], producer: UInt64 = 1, epoch: UInt32 = 1, sequence: UInt64
    ) async throws -> IngestOutcome {
        try await take(
            segmentBytes(articles), ProducerSequence(id: producer, epoch: epoch, sequence: sequence))
    }

    func retract(_ ids: [String], version: UInt64? = nil) async throws -> Int {
        try await withCheckedContinuation { continuation in
            retract(ids, version: version) { continuation.resume(returning: $0) }
        }.get()
    }

    /// As the server ends it.
    func stop() {
        merging.stop()
        close()
    }

    /// Every article that is there, by id.
    func articles() throws -> [ExactString: Article] {
        var articles: [ExactString: Article] = [:]
        for view in snapshot.views {
            for number in 0..<DocID(view.segment.articleCount) where view.live?.contains(number) ?? true {
                let article = try view.segment.article(number)
                guard articles.updateValue(article, forKey: ExactString(article.id)) == nil else {
                    throw FoundTwice(id: article.id)
                }
            }
        }
        return articles
    }

    var isSettled: Bool { snapshot.views.count <= MergePolicy.settledSegments }
}

func byID(_ articles: [Article]) -> [ExactString: Article] {
    Dictionary(uniqueKeysWithValues: articles.map { (ExactString($0.id), $0) })
}

extension SearchService {
    /// The answer, in one go.
    func wholeAnswer(
        _ flag: CancellationFlag, locate: ([String]) -> Located = { (Snapshot(), $0.map { _ in nil }) }
    ) -> KhabarProtocol.Message {
        switch answer(flag) {
        case .answered(let message): message
        case .lookUp(let ids, let answer): answer(locate(ids))
        }
    }
}
