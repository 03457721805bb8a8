internal import KhabarIndex
internal import KhabarIngest
internal import KhabarText

/// Times what a worker does with an article, stage by stage, on one thread and without a server: where its CPU goes.
///
/// Batch by batch, as a worker does: what one batch took of memory the next one has. Of several rounds the quickest counts, stage by stage: what disturbs a
/// machine only ever adds.
package struct StageLoad {
    package var corpus: String
    package var rounds = 3
    /// Articles are read until so many bytes of text are held.
    package var textBytesMax = 64 << 20
    private let builder = SegmentBuilder()
    private let stemmer = Stemmer()

    package init(corpus: String) { self.corpus = corpus }

    /// CPU milliseconds per megabyte (10⁶ bytes) of the articles' text.
    package struct Figures: Codable, Sendable, Equatable {
        package var articles = 0
        package var textBytes = 0
        /// Cleaning without naming the language.
        package var clean = 0.0
        package var identify = 0.0
        /// Splitting and folding words.
        package var tokenise = 0.0
        /// Stems and stop words of each batch's distinct terms.
        package var stem = 0.0
        /// Record and content hash.
        package var prepare = 0.0
        /// A whole segment: words split, stemmed, inverted and coded, columns, deflated text.
        package var build = 0.0

        /// What text analysis takes: cleaning, identification, words and stems.
        package var analysis: Double { clean + identify + tokenise + stem }
    }

    package func run() throws -> Figures {
        let batches = try read()
        var best: Figures?
        for _ in 0..<rounds {
            var figures = Figures()
            for batch in batches { figures.add(measure(batch)) }
            best = best.map { $0.quicker(figures) } ?? figures
        }
        guard let best, best.articles > 0 else { throw InputError(corpus, "no articles that can be indexed") }
        return best.perMegabyte
    }

    /// The articles that can be indexed, in batches as a worker would make them.
    private func read() throws -> [[RawArticle]] {
        let file = try CorpusFile(path: corpus)
        let cleaner = Cleaner()
        var batches: [[RawArticle]] = []
        var batch: [RawArticle] = []
        var (textBytes, storedBytes) = (0, 0)
        while textBytes < textBytesMax, let raw = try file.next() {
            guard let article = try? cleaner.clean(raw) else { continue }
            textBytes += raw.text.count
            storedBytes += PreparedArticle(article).storedBytes
            batch.append(raw)
            guard storedBytes >= KhabarIngest.Limits.batchBytes else { continue }
            batches.append(batch)
            batch = []
            storedBytes = 0
        }
        return batch.isEmpty ? batches : batches + [batch]
    }

    /// CPU seconds.
    private func measure(_ raws: [RawArticle]) -> Figures {
        let cleaner = Cleaner()
        var figures = Figures()
        figures.textBytes = raws.reduce(0) { $0 + $1.text.count }
        var articles: [Article] = []
        articles.reserveCapacity(raws.count)
        let cleaned = cpuSeconds {
            for raw in raws {
                if let article = try? cleaner.clean(raw) { articles.append(article) }
            }
        }
        figures.articles = articles.count
        var unknown = 0
        figures.identify = cpuSeconds {
            for article in articles where identifyLanguage(of: article) == "und" { unknown += 1 }
        }
        figures.clean = cleaned - figures.identify
        (figures.tokenise, figures.stem) = analyse(articles)
        var prepared: [PreparedArticle] = []
        prepared.reserveCapacity(articles.count)
        figures.prepare = cpuSeconds { for article in articles { prepared.append(PreparedArticle(article)) } }
        var built = 0
        figures.build = cpuSeconds {
            for article in prepared { builder.add(article) }
            built = builder.finish().index.count
        }
        precondition(built > 0 && unknown <= articles.count)
        return figures
    }

    private func analyse(_ articles: [Article]) -> (tokenise: Double, stem: Double) {
        var (tokenise, stem) = (0.0, 0.0)
        var tokens = Tokens()
        var stems: [UInt8] = []
        var distinct: [DistinctTerm: [UInt8]] = [:]
        for article in articles {
            tokens.removeAll()
            let parts = [article.title, article.summary].compactMap(\.self) + article.body + article.captions
            tokenise += cpuSeconds { for part in parts { tokenize(part.utf8.span, into: &tokens) } }
            for number in 0..<tokens.count {
                let term = tokens.term(number)
                let reading = reading(of: tokens.scripts[number], articleLanguage: article.language)
                distinct[DistinctTerm(term: term, reading: reading)] = term
            }
        }
        // In the order of the dictionary, as a worker comes to them.
        let terms = distinct.sorted { $0.value.lexicographicallyPrecedes($1.value) }
        stem += cpuSeconds {
            for (key, term) in terms where !isStopWord(term.span, reading: key.reading) {
                stems.removeAll(keepingCapacity: true)
                stemmer.stem(term.span, as: key.reading, into: &stems)
            }
        }
        return (tokenise, stem)
    }
}

private struct DistinctTerm: Hashable {
    var term: [UInt8]
    var reading: Reading
}

private func cpuSeconds(_ work: () -> Void) -> Double {
    let start = threadCPUSeconds()
    work()
    return threadCPUSeconds() - start
}

extension StageLoad.Figures {
    private static let stages: [any WritableKeyPath<Self, Double> & Sendable] = [
        \.clean, \.identify, \.tokenise, \.stem, \.prepare, \.build,
    ]

    fileprivate mutating func add(_ other: Self) {
        articles += other.articles
        textBytes += other.textBytes
        for stage in Self.stages { self[keyPath: stage] += other[keyPath: stage] }
    }

    fileprivate func quicker(_ other: Self) -> Self {
        var quicker = self
        for stage in Self.stages { quicker[keyPath: stage] = min(self[keyPath: stage], other[keyPath: stage]) }
        return quicker
    }

    /// Of CPU seconds.
    fileprivate var perMegabyte: Self {
        var figures = self
        for stage in Self.stages { figures[keyPath: stage] *= 1e3 / (Double(max(textBytes, 1)) / 1e6) }
        return figures
    }
}
