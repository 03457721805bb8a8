internal import KhabarProtocol

/// What a search found.
public struct SearchResults: Equatable, Sendable {
    /// Articles that match, all pages together.
    public let total: Int
    /// False when the server stopped counting: `total` is then a lower bound.
    public let totalIsExact: Bool
    /// The server's time for parsing and evaluating the query.
    public let took: Duration
    /// The server's time for titles and snippets.
    public let rendering: Duration
    /// In the order asked for.
    public let hits: [SearchHit]
    /// As they were asked for.
    public let facets: [Facet]
    /// Where the next page begins, if that was asked for and there may be one.
    public let next: SearchCursor?
    /// The query as it may have been meant, if that was asked for and nothing was found.
    public let correction: String?

    init(_ result: SearchResult) {
        facets = result.facets.map(Facet.init)
        next = SearchCursor(bytes: result.next)
        correction = result.correction
        total = Int(clamping: result.total)
        totalIsExact = result.totalIsExact
        took = .microseconds(Int64(result.tookMicroseconds))
        rendering = .microseconds(Int64(result.renderMicroseconds))
        hits = result.hits.map(SearchHit.init)
    }
}

/// One article found.
public struct SearchHit: Equatable, Sendable, Identifiable {
    public let id: String
    public let score: Double
    public let title: String?
    /// ISO 639 code, or `und`.
    public let language: String
    public let published: ArticleDate?
    public let source: String?
    public let url: String?
    /// A piece of the text; empty when none was asked for.
    public let snippet: String
    /// What matched, as ranges of `snippet.utf8` offsets: in order, not overlapping.
    public let highlights: [Range<Int>]
    /// Near-equal articles that this hit stands for.
    public let copies: Int
    /// How the score came about, when asked for.
    public let explanation: String?

    init(_ hit: Hit) {
        id = hit.id
        score = hit.score
        title = hit.title
        language = hit.language
        published = hit.published.map(ArticleDate.init)
        source = hit.source
        url = hit.url
        snippet = hit.snippet
        highlights = hit.highlights.map { Int($0.lowerBound)..<Int($0.upperBound) }
        copies = Int(hit.copies)
        explanation = hit.explanation
    }
}
