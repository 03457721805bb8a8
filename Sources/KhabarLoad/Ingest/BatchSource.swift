package import KhabarText
internal import Synchronization

/// An article that a run is going to ship.
package struct LoadArticle: Sendable {
    package var raw: RawArticle
    /// Words that stand together in this article and in no other of its corpus; nil when there is no such promise.
    package var ownPhrase: String?
}

/// Where articles come from.
package enum ArticleOrigin: Sendable {
    /// The articles of these numbers.
    case generated(CorpusGenerator, Range<UInt64>)
    /// JSON Lines, plain or (`.gz`) compressed; at most so many articles of it.
    case file(path: String, articles: Int?)
}

/// Articles that are shipped as one segment.
struct RawBatch: Sendable {
    var articles: [LoadArticle] = []
    var textBytes = 0
    /// When its last article arrives; nil when articles come as fast as they are taken.
    var planned: Duration?
}

/// Makes or reads articles in their order, and cuts them into batches by size and by their planned arrival.
package final class BatchSource: Sendable {
    private struct State {
        var file: CorpusFile?
        var numbers: Range<UInt64> = 0..<0
        var rest: Int?
        var schedule: ArrivalSchedule?
        var cpuSeconds = 0.0
    }

    private let state: Mutex<State>
    private let generator: CorpusGenerator?
    private let size: BatchSize
    /// Articles that arrive later are not taken.
    private let duration: Duration?

    /// - Parameters:
    ///   - schedule: of articles; nil = as fast as they are taken.
    ///   - duration: nil = until there are no more.
    package init(
        _ origin: ArticleOrigin, size: BatchSize, schedule: ArrivalSchedule?, duration: Duration? = nil
    ) throws(InputError) {
        self.size = size
        self.duration = duration
        switch origin {
        case .generated(let generator, let numbers):
            self.generator = generator
            state = Mutex(State(numbers: numbers, schedule: schedule))
        case .file(let path, let articles):
            generator = nil
            state = Mutex(State(file: try CorpusFile(path: path), rest: articles, schedule: schedule))
        }
    }

    /// CPU time of making or reading articles, which is no part of ingest.
    var cpuSeconds: Double { state.withLock { $0.cpuSeconds } }

    /// Nil when there are no more.
    func next() throws(InputError) -> RawBatch? {
        try state.withLock { (state) throws(InputError) in
            let start = threadCPUSeconds()
            defer { state.cpuSeconds += threadCPUSeconds() - start }
            var batch = RawBatch()
            while !size.isReached(articles: batch.articles.count, bytes: batch.textBytes) {
                let planned = state.schedule?.next()
                if let planned, let duration, planned >= duration { break }
                guard let article = try nextArticle(&state) else { break }
                batch.textBytes += article.raw.text.count
                batch.articles.append(article)
                batch.planned = planned
            }
            return batch.articles.isEmpty ? nil : batch
        }
    }

    private func nextArticle(_ state: inout State) throws(InputError) -> LoadArticle? {
        if let generator {
            guard let number = state.numbers.first else { return nil }
            state.numbers = number + 1..<state.numbers.upperBound
            return LoadArticle(generator.article(number))
        }
        if let rest = state.rest {
            guard rest > 0 else { return nil }
            state.rest = rest - 1
        }
        return try state.file?.next().map { LoadArticle(raw: $0, ownPhrase: nil) }
    }
}

extension LoadArticle {
    init(_ article: GeneratedArticle) {
        raw = RawArticle(
            id: article.id, url: article.url, title: String(decoding: article.title, as: UTF8.self),
            text: article.text, published: article.timestamp, source: article.source,
            languageHint: article.language, tags: article.tags)
        ownPhrase = article.ownPhrase
    }
}
