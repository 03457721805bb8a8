package import KhabarText

/// A segment as searches see it: its articles less those that were replaced or retracted.
package struct SegmentView: Sendable {
    package let segment: Segment
    /// nil: all of them.
    package let live: LiveArticles?
    package let members: CopyMembers
    /// The segment's number in the tags of members: a tag is `number << 32 | article`.
    package let number: UInt32

    package init(
        _ segment: Segment, live: LiveArticles? = nil, members: CopyMembers = CopyMembers(), number: UInt32 = 0
    ) {
        self.segment = segment
        self.live = live
        self.members = members
        self.number = number
    }

    package var liveCount: Int { live?.count ?? segment.articleCount }

    @inline(__always) func isLive(_ article: DocID) -> Bool { live?.contains(article) ?? true }
}

/// Everything that is searchable at one moment. Immutable: a search holds one and is disturbed by nothing.
package struct Snapshot: Sendable {
    package let views: [SegmentView]
    package let articleCount: Int
    /// Which articles tell one story, as the views' `members` are numbered.
    package let copies: CopyLabels
    /// Where each segment is among `views`, by its number.
    private let viewNumbers: [UInt32: Int]
    /// Of all segments, articles that were replaced but not yet merged away included, like the numbers of articles by term.
    let totalLength: UInt64
    let countedArticles: Int
    let scoring: Scoring

    package init(_ views: [SegmentView] = [], copies: CopyLabels = CopyLabels()) {
        self.views = views
        self.copies = copies
        viewNumbers = Dictionary(views.enumerated().map { ($1.number, $0) }, uniquingKeysWith: { first, _ in first })
        articleCount = views.reduce(0) { $0 + $1.liveCount }
        countedArticles = views.reduce(0) { $0 + $1.segment.articleCount }
        totalLength = views.reduce(0) { $0 + $1.segment.totalLength }
        scoring = Scoring(totalLength: totalLength, articles: countedArticles)
    }

    /// The label of an article's cluster; nil without copies.
    func cluster(_ place: ArticlePlace) -> UInt32? {
        let members = views[place.view].members
        guard members.mayHaveCopies(place.article), let member = members[place.article],
            copies.size(of: member) > 1
        else { return nil }
        return copies.label(of: member)
    }

    /// Whether two of the hits tell one story.
    func hasCopies(among hits: [Hit]) -> Bool {
        var clusters: Set<UInt32> = []
        for hit in hits {
            if let cluster = cluster(hit.place), !clusters.insert(cluster).inserted { return true }
        }
        return false
    }

    /// All articles that tell an article's story, itself first.
    func copies(of place: ArticlePlace) -> [ArticlePlace] {
        guard let member = views[place.view].members[place.article] else { return [place] }
        return copies.members(with: member).compactMap { other in
            let tag = copies.tag(of: other)
            guard let view = viewNumbers[UInt32(truncatingIfNeeded: tag >> 32)] else { return nil }
            return ArticlePlace(view: view, article: DocID(truncatingIfNeeded: tag))
        }
    }

    /// How many other articles tell this one's story, whether or not a search finds them.
    package func copyCount(_ place: ArticlePlace) -> Int {
        cluster(place).map { copies.size(of: $0) - 1 } ?? 0
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
