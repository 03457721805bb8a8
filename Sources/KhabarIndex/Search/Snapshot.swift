/// A segment as searches see it: its articles less those that were replaced or retracted.
package struct SegmentView: Sendable {
    package let segment: Segment
    /// nil: all of them.
    package let live: LiveArticles?

    package init(_ segment: Segment, live: LiveArticles? = nil) {
        self.segment = segment
        self.live = live
    }

    package var liveCount: Int { live?.count ?? segment.articleCount }

    @inline(__always) func isLive(_ article: DocID) -> Bool { live?.contains(article) ?? true }
}

/// Everything that is searchable at one moment. Immutable: a search holds one and is disturbed by nothing.
package struct Snapshot: Sendable {
    package let views: [SegmentView]
    package let articleCount: Int
    /// Of all segments, articles that were replaced but not yet merged away included, like the numbers of articles by term.
    let totalLength: UInt64
    let countedArticles: Int
    let scoring: Scoring

    package init(_ views: [SegmentView] = []) {
        self.views = views
        articleCount = views.reduce(0) { $0 + $1.liveCount }
        countedArticles = views.reduce(0) { $0 + $1.segment.articleCount }
        totalLength = views.reduce(0) { $0 + $1.segment.totalLength }
        scoring = Scoring(totalLength: totalLength, articles: countedArticles)
    }
}

/// An article in a snapshot.
package struct ArticlePlace: Sendable, Hashable {
    package var view: Int
    package var article: DocID

    package init(view: Int, article: DocID) {
        self.view = view
        self.article = article
    }
}
