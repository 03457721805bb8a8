package import KhabarClient
package import KhabarText

extension Article {
    /// What a client can see of an article; a line that was dropped for a reason that we do not know is left out.
    package init(_ stored: StoredArticle) {
        self.init(
            id: stored.id, language: stored.language, title: stored.title, summary: stored.summary,
            dateline: stored.dateline, agency: stored.agency, published: stored.published.map(PublicationDate.init),
            pageDate: stored.pageDate.map(PublicationDate.init), hashtags: stored.hashtags, body: stored.body,
            dropped: stored.dropped.compactMap { line in
                DropReason(rawValue: line.reason).map { DroppedLine(line: UInt32(clamping: line.line), reason: $0) }
            },
            url: stored.url, source: stored.source, tags: stored.tags, version: stored.version)
    }
}

extension PublicationDate {
    init(_ date: ArticleDate) { self.init(seconds: date.seconds, hasTime: date.hasTime) }
}

extension ArticleDate {
    /// `2015-10-31`, or `2015-10-31T08:30:00Z` where the time of day is known.
    package var text: String { PublicationDate(self).text }
}
