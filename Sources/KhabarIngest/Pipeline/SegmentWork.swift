package import KhabarIndex
package import KhabarText

/// The real work of a lane: clean, prepare, build a segment.
package struct SegmentWork: ArticleWork {
    private let cleaner = Cleaner()

    package init() {}

    package func clean(_ raw: RawArticle) throws(ArticleRejection) -> Article {
        do throws(Rejection) { return try cleaner.clean(raw) } catch { throw ArticleRejection(reason: error.reason) }
    }

    package func prepare(_ article: Article) -> PreparedArticle { PreparedArticle(article) }

    package func entry(of prepared: PreparedArticle) -> OfferEntry {
        OfferEntry(id: prepared.article.id, version: prepared.article.version, contentHash: prepared.contentHash)
    }

    package func textBytes(of prepared: PreparedArticle) -> Int { prepared.record.count }

    package func build(_ prepared: [PreparedArticle]) -> SegmentBytes {
        let builder = SegmentBuilder()
        for article in prepared { builder.add(article) }
        precondition(builder.articleCount == prepared.count, "a batch held one id twice")
        return builder.finish()
    }

    package func bytes(of segment: SegmentBytes) -> Int { segment.index.count + segment.text.count }
    package func json(_ article: Article) -> [UInt8] { article.json() }
}
