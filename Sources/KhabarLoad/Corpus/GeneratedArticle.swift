internal import KhabarText

/// An article that never was, in UTF-8.
package struct GeneratedArticle: Sendable, Equatable {
    package var id: String
    package var url: String
    package var language: String
    package var title: [UInt8]
    /// Paragraphs with a line feed between them. No other control characters, no quotation mark U+0022, no backslash.
    package var text: [UInt8]
    /// Seconds since 1970.
    package var published: Int
    package var source: String
    package var tags: [String]
    /// Three words that stand together in `text`, and in no other article of the corpus.
    package var ownPhrase: String

    package init(
        id: String, url: String, language: String, title: [UInt8], text: [UInt8], published: Int, source: String,
        tags: [String], ownPhrase: String
    ) {
        self.id = id
        self.url = url
        self.language = language
        self.title = title
        self.text = text
        self.published = published
        self.source = source
        self.tags = tags
        self.ownPhrase = ownPhrase
    }

    /// Appends the article as a line of JSON, line feed included.
    package func appendJSONLine(to line: inout [UInt8]) {
        line.reserveCapacity(line.count + text.count + title.count + 512)
        line += #"{"id":"\#(id)","url":"\#(url)","title":""#.utf8
        line += title
        line += #"","text":""#.utf8
        for (number, paragraph) in text.split(separator: UInt8(ascii: "\n")).enumerated() {
            if number > 0 { line += #"\n"#.utf8 }
            line += paragraph
        }
        line += #"","published":"\#(timestamp)","source":"\#(source)","language":"\#(language)","tags":["#.utf8
        line += tags.map { "\"\($0)\"" }.joined(separator: ",").utf8
        line += "]}\n".utf8
    }

    /// ISO 8601, in UTC.
    package var timestamp: String { PublicationDate(seconds: Int64(published), hasTime: true).text }
}
