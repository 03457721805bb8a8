/// One article found.
///
///     hit = id:string score:f64 title:string? language:string published:date? source:string? url:string?
///           snippet:string highlights:[start:u32 end:u32] copies:u32 explanation:string?
package struct Hit: Equatable, Sendable {
    /// An empty id, language and snippet, and nothing optional.
    static let bytesMin = 4 + 8 + 1 + 4 + 1 + 1 + 1 + 4 + 4 + 4 + 1

    package var id: String
    package var score: Double
    package var title: String?
    package var language: String
    package var published: WireDate?
    package var source: String?
    package var url: String?
    /// Empty when none was asked for.
    package var snippet: String
    /// Byte ranges of the snippet that matched, in order, not overlapping.
    package var highlights: [Range<UInt32>]
    /// Other articles that this hit stands for.
    package var copies: UInt32
    /// How the score came about, when asked for.
    package var explanation: String?

    package init(
        id: String, score: Double, title: String? = nil, language: String, published: WireDate? = nil,
        source: String? = nil, url: String? = nil, snippet: String = "", highlights: [Range<UInt32>] = [],
        copies: UInt32 = 0, explanation: String? = nil
    ) {
        self.id = id
        self.score = score
        self.title = title
        self.language = language
        self.published = published
        self.source = source
        self.url = url
        self.snippet = snippet
        self.highlights = highlights
        self.copies = copies
        self.explanation = explanation
    }

    func encode(into output: inout [UInt8]) {
        output.appendString(id)
        output.appendDouble(score)
        output.appendOptionalString(title)
        output.appendString(language)
        output.appendDate(published)
        output.appendOptionalString(source)
        output.appendOptionalString(url)
        output.appendString(snippet)
        output.appendCount(highlights.count, limit: Limits.highlightsPerHitMax)
        for highlight in highlights {
            output.appendInteger(highlight.lowerBound)
            output.appendInteger(highlight.upperBound)
        }
        output.appendInteger(copies)
        output.appendOptionalString(explanation)
    }

    init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        id = try fields.string(payload, "id", limit: Limits.idBytesMax)
        score = try fields.double(payload, "score")
        title = try fields.optionalString(payload, "title")
        language = try fields.string(payload, "language")
        published = try fields.date(payload, "published")
        source = try fields.optionalString(payload, "source")
        url = try fields.optionalString(payload, "url")
        snippet = try fields.string(payload, "snippet")
        let count = try fields.count(payload, entryBytesMin: 8, limit: Limits.highlightsPerHitMax)
        highlights = []
        highlights.reserveCapacity(count)
        var last: UInt32 = 0
        for _ in 0..<count {
            let start = try fields.integer(payload, UInt32.self)
            let end = try fields.integer(payload, UInt32.self)
            guard start >= last, start < end, end <= snippet.utf8.count else {
                throw .invalidValue(.searchResult, "highlight")
            }
            highlights.append(start..<end)
            last = end
        }
        copies = try fields.integer(payload)
        explanation = try fields.optionalString(payload, "explanation")
    }
}
