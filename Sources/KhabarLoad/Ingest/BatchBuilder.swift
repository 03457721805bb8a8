internal import KhabarIndex
internal import KhabarText

/// A batch as it is sent, and what is expected of the server afterwards.
struct BuiltBatch {
    /// Nil when no article was left.
    var segment: SegmentBytes?
    /// In the segment's order.
    var articles: [AcknowledgedArticle]
    var unusable: Int
    var superseded: Int
    var cpuSeconds: Double
}

/// Cleans articles and builds segments of them, with the worker's own cleaner and builder. One per task.
final class BatchBuilder {
    private let cleaner = Cleaner()
    private let builder = SegmentBuilder()

    func build(_ articles: [LoadArticle]) -> BuiltBatch {
        let start = threadCPUSeconds()
        var built = BuiltBatch(segment: nil, articles: [], unusable: 0, superseded: 0, cpuSeconds: 0)
        var places: [String: Int] = [:]
        for article in articles {
            do throws(Rejection) {
                let cleaned = try cleaner.clean(article.raw)
                builder.add(PreparedArticle(cleaned))
                place(AcknowledgedArticle(cleaned, ownPhrase: article.ownPhrase), in: &built, &places)
            } catch {
                built.unusable += 1
            }
        }
        precondition(builder.articleCount == built.articles.count, "the builder holds other articles than were given")
        if !built.articles.isEmpty { built.segment = builder.finish() }
        built.cpuSeconds = threadCPUSeconds() - start
        return built
    }

    /// Keeps one article per id, the same as the segment does.
    private func place(_ article: AcknowledgedArticle, in built: inout BuiltBatch, _ places: inout [String: Int]) {
        guard let rival = places[article.id] else {
            places[article.id] = built.articles.count
            built.articles.append(article)
            return
        }
        built.superseded += 1
        if article.version >= built.articles[rival].version { built.articles[rival] = article }
    }
}
