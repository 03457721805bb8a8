import KhabarText
import TestSupport

@testable import KhabarIndex

/// Articles of a small vocabulary in four languages, so that words meet often. Some are others of it without the space between.
struct RandomArticles {
    static let vocabulary: [String: [String]] = [
        "en": [
            "russia", "talks", "talk", "war", "the", "of", "minister", "ministers", "city", "news", "x1", "newstalk",
        ],
        "hi": ["रूस", "बातचीत", "हमले", "हमला", "मंत्री", "सरकार", "के", "है", "रूससरकार"],
        "ar": ["روسيا", "وزارة", "الوزارة", "في", "سوريا", "حرب", "كل", "سورياروسيا"],
        "ur": ["روس", "حملے", "حملوں", "وزیر", "کل", "کے", "ہے"],
    ]

    var random: SplitMix64
    var next = 0

    init(seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func article() -> Article {
        let language = ["en", "hi", "ar", "ur"].randomElement(using: &random)!
        let words = Self.vocabulary[language]!
        func sentence(_ count: Int, _ random: inout SplitMix64) -> String {
            (0..<count).map { _ in words[Int(random.next() % UInt64(words.count))] }.joined(separator: " ")
        }
        next += 1
        let paragraphs = 1 + Int(random.next() % 3)
        return Article(
            id: "article-\(random.next() % 1_000_000)-\(next)", language: language,
            title: random.next() % 3 == 0 ? nil : sentence(1 + Int(random.next() % 5), &random),
            summary: random.next() % 4 == 0 ? sentence(3, &random) : nil,
            dateline: random.next() % 5 == 0 ? sentence(1, &random) : nil,
            published: random.next() % 2 == 0
                ? PublicationDate(seconds: Int64(random.next() % 20_000) * 86_400, hasTime: false) : nil,
            hashtags: random.next() % 9 == 0 ? ["#x"] : [],
            body: (0..<paragraphs).map { _ in sentence(1 + Int(random.next() % 30), &random) },
            dropped: random.next() % 3 == 0 ? [DroppedLine(line: 3, reason: .caption)] : [],
            captions: random.next() % 5 == 0 ? [sentence(4, &random)] : [],
            url: random.next() % 2 == 0 ? "https://example.org/\(next)" : nil,
            source: ["desk", "wire", nil].randomElement(using: &random)!,
            tags: random.next() % 4 == 0 ? ["politics"] : [], version: random.next() % 5)
    }

    mutating func articles(_ count: Int) -> [Article] { (0..<count).map { _ in article() } }
}

func buildSegment(_ articles: [Article]) throws -> Segment {
    try Segment.validated(segmentBytes(articles))
}

func segmentBytes(_ articles: [Article]) -> SegmentBytes {
    let builder = SegmentBuilder()
    for article in articles { builder.add(PreparedArticle(article)) }
    return builder.finish()
}
