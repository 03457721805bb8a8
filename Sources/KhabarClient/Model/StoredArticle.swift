internal import KhabarProtocol

/// A day, or an instant, in UTC.
public struct ArticleDate: Hashable, Sendable {
    /// Since 1970-01-01T00:00:00Z; midnight when only the day is known.
    public let seconds: Int64
    /// Whether the time of day is known.
    public let hasTime: Bool

    init(_ date: WireDate) {
        seconds = date.seconds
        hasTime = date.hasTime
    }
}

/// An article as the server holds it: normalised, every field of it.
public struct StoredArticle: Equatable, Sendable, Identifiable {
    /// A line of the source that cleaning left out.
    public struct DroppedLine: Hashable, Sendable {
        /// From 1; 0 for a line of the given title.
        public let line: Int
        /// The cleaner's code for the reason.
        public let reason: UInt8
    }

    public let id: String
    /// ISO 639 code, or `und`.
    public let language: String
    public let title: String?
    public let summary: String?
    public let dateline: String?
    public let agency: String?
    public let published: ArticleDate?
    /// The date that a page's header showed.
    public let pageDate: ArticleDate?
    /// With their `#`.
    public let hashtags: [String]
    /// The paragraphs in order.
    public let body: [String]
    public let dropped: [DroppedLine]
    public let url: String?
    public let source: String?
    public let tags: [String]
    /// Newer outranks older.
    public let version: UInt64

    init(_ article: WireArticle) {
        id = article.id
        language = article.language
        title = article.title
        summary = article.summary
        dateline = article.dateline
        agency = article.agency
        published = article.published.map(ArticleDate.init)
        pageDate = article.pageDate.map(ArticleDate.init)
        hashtags = article.hashtags
        body = article.body
        dropped = article.dropped.map { DroppedLine(line: Int($0.line), reason: $0.reason) }
        url = article.url
        source = article.source
        tags = article.tags
        version = article.version
    }
}
