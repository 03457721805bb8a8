/// An article as a source gave it, before cleaning. Nothing in it is trusted.
package struct RawArticle: Sendable, Equatable {
    /// The id that the source gave, if any. See `Article.id` for what replaces a missing one.
    package var id: String?
    package var url: String?
    package var title: String?
    /// The text as it came: UTF-8 in intent, any bytes in fact. Lines end in LF, CR or CRLF.
    package var text: [UInt8]
    /// The publication date as written by the source, in any form.
    package var published: String?
    package var source: String?
    /// The language that the source claims: a hint, not a verdict.
    package var languageHint: String?
    /// The version that the source gave, if any. See `Article.version`.
    package var version: UInt64?
    package var tags: [String]

    package init(
        id: String? = nil, url: String? = nil, title: String? = nil, text: [UInt8], published: String? = nil,
        source: String? = nil, languageHint: String? = nil, version: UInt64? = nil, tags: [String] = []
    ) {
        self.id = id
        self.url = url
        self.title = title
        self.text = text
        self.published = published
        self.source = source
        self.languageHint = languageHint
        self.version = version
        self.tags = tags
    }
}
