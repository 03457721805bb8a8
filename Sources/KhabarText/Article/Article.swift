/// A normalised article: what cleaning keeps of a `RawArticle`, field by field.
///
/// Every string is valid UTF-8 without control characters, bidi controls or NUL, and in NFC but for `id` and `url`, which are keys.
package struct Article: Sendable, Equatable {
    /// Given by the source, else its URL, else a hash of its text. Never empty, at most `Limits.idBytesMax` bytes.
    package var id: String
    /// BCP 47 tag of the article's main language (`ur`, `ckb`, `hi-Latn`), or `und`.
    package var language: String
    package var title: String?
    package var summary: String?
    package var dateline: String?
    package var agency: String?
    package var published: PublicationDate?
    /// The date that a page's header shows: the crawl's day rather than the story's.
    package var pageDate: PublicationDate?
    /// In order of appearance, with their `#`.
    package var hashtags: [String]
    /// The paragraphs, subheadings included, in order.
    package var body: [String]
    package var dropped: [DroppedLine]
    /// Texts of dropped photo captions: they name who the story is about, so they are searched, but are no part of its body.
    package var captions: [String]
    package var url: String?
    package var source: String?
    package var tags: [String]
    /// Newer outranks older: given by the source, else its updated or published date in seconds since 1970, else 0.
    package var version: UInt64

    package init(
        id: String, language: String, title: String? = nil, summary: String? = nil, dateline: String? = nil,
        agency: String? = nil, published: PublicationDate? = nil, pageDate: PublicationDate? = nil,
        hashtags: [String] = [], body: [String], dropped: [DroppedLine] = [], captions: [String] = [],
        url: String? = nil,
        source: String? = nil, tags: [String] = [], version: UInt64 = 0
    ) {
        self.id = id
        self.language = language
        self.title = title
        self.summary = summary
        self.dateline = dateline
        self.agency = agency
        self.published = published
        self.pageDate = pageDate
        self.hashtags = hashtags
        self.body = body
        self.dropped = dropped
        self.captions = captions
        self.url = url
        self.source = source
        self.tags = tags
        self.version = version
    }
}

/// A line of the source that cleaning left out, and why.
package struct DroppedLine: Sendable, Equatable {
    /// 1-based, over the source's lines; 0 for a line of the given title.
    package var line: UInt32
    package var reason: DropReason

    package init(line: UInt32, reason: DropReason) {
        self.line = line
        self.reason = reason
    }
}
