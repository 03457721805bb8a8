/// A stored article, every field of it.
///
///     article = id:string language:string title:string? summary:string? dateline:string? agency:string?
///               published:date? pageDate:date? hashtags:[string] body:[string] dropped:[line:u32 reason:u8]
///               url:string? source:string? tags:[string] version:u64
package struct WireArticle: Equatable, Sendable {
    /// A line of the source that cleaning left out.
    package struct DroppedLine: Equatable, Sendable {
        package var line: UInt32
        /// A code of the cleaner's, carried as it is.
        package var reason: UInt8

        package init(line: UInt32, reason: UInt8) {
            self.line = line
            self.reason = reason
        }
    }

    package var id: String
    package var language: String
    package var title: String?
    package var summary: String?
    package var dateline: String?
    package var agency: String?
    package var published: WireDate?
    package var pageDate: WireDate?
    package var hashtags: [String] = []
    package var body: [String] = []
    package var dropped: [DroppedLine] = []
    package var url: String?
    package var source: String?
    package var tags: [String] = []
    package var version: UInt64 = 0

    package init(id: String, language: String) {
        self.id = id
        self.language = language
    }

    func encode(into output: inout [UInt8]) {
        output.appendString(id)
        output.appendString(language)
        for field in [title, summary, dateline, agency] { output.appendOptionalString(field) }
        output.appendDate(published)
        output.appendDate(pageDate)
        output.appendStrings(hashtags, limit: Limits.valuesPerFieldMax)
        output.appendStrings(body, limit: Limits.valuesPerFieldMax)
        output.appendCount(dropped.count, limit: Limits.valuesPerFieldMax)
        for line in dropped {
            output.appendInteger(line.line)
            output.append(line.reason)
        }
        output.appendOptionalString(url)
        output.appendOptionalString(source)
        output.appendStrings(tags, limit: Limits.valuesPerFieldMax)
        output.appendInteger(version)
    }

    init(from payload: Span<UInt8>, _ fields: inout PayloadFields) throws(ProtocolViolation) {
        id = try fields.string(payload, "id", limit: Limits.idBytesMax)
        language = try fields.string(payload, "language")
        title = try fields.optionalString(payload, "title")
        summary = try fields.optionalString(payload, "summary")
        dateline = try fields.optionalString(payload, "dateline")
        agency = try fields.optionalString(payload, "agency")
        published = try fields.date(payload, "published")
        pageDate = try fields.date(payload, "page date")
        hashtags = try fields.strings(payload, "hashtag", limit: Limits.valuesPerFieldMax)
        body = try fields.strings(payload, "paragraph", limit: Limits.valuesPerFieldMax)
        let count = try fields.count(payload, entryBytesMin: 5, limit: Limits.valuesPerFieldMax)
        dropped.reserveCapacity(count)
        for _ in 0..<count {
            let line = try fields.integer(payload, UInt32.self)
            dropped.append(DroppedLine(line: line, reason: try fields.byte(payload)))
        }
        url = try fields.optionalString(payload, "url")
        source = try fields.optionalString(payload, "source")
        tags = try fields.strings(payload, "tag", limit: Limits.valuesPerFieldMax)
        version = try fields.integer(payload)
    }
}
