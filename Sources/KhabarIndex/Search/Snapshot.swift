package import KhabarText
internal import Synchronization

/// A segment as searches see it: its articles less those that were replaced or retracted.
package struct SegmentView: Sendable {
    package let segment: Segment
    /// nil: all of them.
    package let live: LiveArticles?
    package let members: CopyMembers
    /// The segment's number in the tags of members: a tag is `number << 32 | article`.
    package let number: UInt32
    /// The sequence number of the articles that have none of their own; 0 where all have.
    private let sequence: UInt64
    /// The greatest sequence number of its articles.
    let lastSequence: UInt64

    /// - Parameter lastSequence: of its articles' own.
    package init(
        _ segment: Segment, live: LiveArticles? = nil, members: CopyMembers = CopyMembers(), number: UInt32 = 0,
        sequence: UInt64 = 0, lastSequence: UInt64 = 0
    ) {
        self.sequence = sequence
        self.lastSequence = max(sequence, lastSequence)
        self.segment = segment
        self.live = live
        self.members = members
        self.number = number
    }

    /// The number that the server gave an article when it became searchable.
    func sequence(_ article: DocID) -> UInt64 {
        let own = segment.sequence(article)
        return own == 0 ? sequence : own
    }

    package var liveCount: Int { live?.count ?? segment.articleCount }

    @inline(__always) package func isLive(_ article: DocID) -> Bool { live?.contains(article) ?? true }
}

/// Everything that is searchable at one moment. Immutable: a search holds one and is disturbed by nothing.
package struct Snapshot: Sendable {
    /// Of the snapshots of this process: a copy has the same number.
    package let serial: UInt64
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
    /// A user's own among them; nil: those that come with Khabar, which are only read when a search needs them.
    let ownAliases: Aliases?

    var aliases: Aliases { ownAliases ?? .shared }

    private static let serials = Atomic<UInt64>(0)

    package init(_ views: [SegmentView] = [], copies: CopyLabels = CopyLabels(), aliases: Aliases? = nil) {
        ownAliases = aliases
        serial = Self.serials.add(1, ordering: .relaxed).newValue
        self.views = views
        self.copies = copies
        viewNumbers = Dictionary(views.enumerated().map { ($1.number, $0) }, uniquingKeysWith: { first, _ in first })
        articleCount = views.reduce(0) { $0 + $1.liveCount }
        countedArticles = views.reduce(0) { $0 + $1.segment.articleCount }
        totalLength = views.reduce(0) { $0 + $1.segment.totalLength }
        scoring = Scoring(totalLength: totalLength, articles: countedArticles)
    }

    /// Asks for what is read of these hits to show them. What each of them would wait for several times comes for all at once.
    package func prefetch(_ hits: [Hit]) {
        for hit in hits { views[hit.place.view].segment.prefetchPlaces(hit.place.article) }
        for hit in hits { views[hit.place.view].segment.prefetchStrings(hit.place.article) }
    }

    /// Whether an article's id comes first, in bytes.
    func idPrecedes(_ one: ArticlePlace, _ other: ArticlePlace) -> Bool {
        let (first, second) = (views[one.view].segment, views[other.view].segment)
        return first.view.compare(
            first.ids.range(Int(one.article)), with: second.view, second.ids.range(Int(other.article))) < 0
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
            return self.place(UInt32(truncatingIfNeeded: tag >> 32), DocID(truncatingIfNeeded: tag))
        }
    }

    /// The place of an article by the number of its segment; nil when that is not in the snapshot.
    package func place(_ segment: UInt32, _ article: DocID) -> ArticlePlace? {
        viewNumbers[segment].map { ArticlePlace(view: $0, article: article) }
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
