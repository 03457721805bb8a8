package import KhabarText

/// What a lane does with an article: the seam between reading and indexing, so that the pipeline knows neither the cleaner nor the segment.
package protocol ArticleWork: Sendable {
    /// A cleaned article, ready to go into a segment.
    associatedtype Prepared: Sendable
    associatedtype Segment: Sendable

    /// - Throws: why the article cannot be taken; it becomes a dead letter.
    func clean(_ raw: RawArticle) throws(ArticleRejection) -> Article
    func prepare(_ article: Article) -> Prepared
    func entry(of prepared: Prepared) -> OfferEntry
    /// Bytes as they count towards a batch's size.
    func storedBytes(of prepared: Prepared) -> Int
    /// Builds one segment whose article `i` is `prepared[i]`: the server names articles by that index. No two have the same id.
    func build(_ prepared: [Prepared]) -> Segment
    func bytes(of segment: Segment) -> Int
    /// One line of `--print`, without its line feed.
    func json(_ article: Article) -> [UInt8]
}

/// Why an article is not taken, in words for the dead-letter file.
package struct ArticleRejection: Error, Equatable {
    package let reason: String

    package init(reason: String) { self.reason = reason }
}

/// What the server is asked about an article before it is sent.
package struct OfferEntry: Sendable, Equatable {
    package var id: String
    package var version: UInt64
    package var contentHash: UInt64

    package init(id: String, version: UInt64, contentHash: UInt64) {
        self.id = id
        self.version = version
        self.contentHash = contentHash
    }
}
