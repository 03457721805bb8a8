package import KhabarIndex
package import KhabarText
internal import Synchronization

/// The real work of a lane: clean, prepare, build a segment.
package struct SegmentWork: ArticleWork {
    private let cleaner = Cleaner()
    private let builders = BuilderPool()

    package init() {}

    package func clean(_ raw: RawArticle) throws(ArticleRejection) -> Article {
        do throws(Rejection) { return try cleaner.clean(raw) } catch { throw ArticleRejection(reason: error.reason) }
    }

    package func prepare(_ article: Article) -> PreparedArticle { PreparedArticle(article) }

    package func entry(of prepared: PreparedArticle) -> OfferEntry {
        OfferEntry(id: prepared.article.id, version: prepared.article.version, contentHash: prepared.contentHash)
    }

    package func storedBytes(of prepared: PreparedArticle) -> Int { prepared.storedBytes }

    package func build(_ prepared: [PreparedArticle]) -> SegmentBytes {
        builders.withBuilder { builder in
            for article in prepared { builder.add(article) }
            precondition(builder.articleCount == prepared.count, "a batch held one id twice")
            return builder.finish()
        }
    }

    package func bytes(of segment: SegmentBytes) -> Int { segment.index.count + segment.text.count }
    package func json(_ article: Article) -> [UInt8] { article.json() }
}

/// Builders that no lane uses at the moment. Kept, because making one costs more than a small batch does.
private final class BuilderPool: Sendable {
    private let idle = Mutex<[Bench]>([])

    func withBuilder<Value: Sendable>(_ body: @Sendable (SegmentBuilder) -> Value) -> Value {
        let bench = idle.withLock { $0.popLast() } ?? Bench()
        defer { idle.withLock { $0.append(bench) } }
        return bench.builder.withLock { body($0) }
    }

    /// A builder's place. Its lock is always free: one lane has it at a time, which the pool sees to, and the compiler sees by the lock.
    private final class Bench: Sendable {
        let builder = Mutex(SegmentBuilder())
    }
}
