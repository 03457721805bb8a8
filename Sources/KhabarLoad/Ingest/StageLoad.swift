internal import KhabarIndex
internal import KhabarIngest
internal import KhabarText

/// Times what a worker does with an article, stage by stage, on one thread and without a server: where its CPU goes.
///
/// Each stage runs over all articles before the next one begins. Of several rounds the quickest counts, stage by stage: what disturbs a
/// machine only ever adds.
package struct StageLoad: Sendable {
    package var corpus: String
    package var rounds = 3
    /// Articles are read until so many bytes of text are held.
    package var textBytesMax = 64 << 20
    /// A batch is built when its articles have so many bytes, as a worker's do.
    static let batchBytes = KhabarIngest.Limits.batchBytes

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
        let raws = try read()
        var best: Figures?
        for _ in 0..<rounds {
            let figures = measure(raws)
            best = best.map { $0.quicker(figures) } ?? figures
        }
        guard let best, best.articles > 0 else { throw InputError(corpus, "no articles that can be indexed") }
        return best
    }

    private func read() throws -> [RawArticle] {
        let file = try CorpusFile(path: corpus)
        var raws: [RawArticle] = []
        var bytes = 0
        while bytes < textBytesMax, let raw = try file.next() {
            bytes += raw.text.count
            raws.append(raw)
        }
        return raws
    }

    private func measure(_ raws: [RawArticle]) -> Figures {
        let cleaner = Cleaner()
        var figures = Figures()
        var articles: [Article] = []
        articles.reserveCapacity(raws.count)
        let cleaned = cpuSeconds {
            for raw in raws {
                guard let article = try? cleaner.clean(raw) else { continue }
                articles.append(article)
                figures.textBytes += raw.text.count
            }
        }
        figures.articles = articles.count
        let perMegabyte = 1e3 / (Double(max(figures.textBytes, 1)) / 1e6)
        var unknown = 0
        figures.identify =
            perMegabyte
            * cpuSeconds {
                for article in articles where identifyLanguage(of: article) == "und" { unknown += 1 }
            }
        figures.clean = perMegabyte * cleaned - figures.identify
        let (tokenised, stemmed) = analyse(articles)
        (figures.tokenise, figures.stem) = (perMegabyte * tokenised, perMegabyte * stemmed)
        var prepared: [PreparedArticle] = []
        prepared.reserveCapacity(articles.count)
        figures.prepare =
            perMegabyte * cpuSeconds { for article in articles { prepared.append(PreparedArticle(article)) } }
        let builder = SegmentBuilder()
        var built = 0
        figures.build =
            perMegabyte
            * cpuSeconds {
                for article in prepared {
                    builder.add(article)
                    if builder.storedBytes >= Self.batchBytes { built += builder.finish().index.count }
                }
                if builder.articleCount > 0 { built += builder.finish().index.count }
            }
        precondition(built > 0 && unknown <= articles.count)
        return figures
    }

    private func analyse(_ articles: [Article]) -> (tokenise: Double, stem: Double) {
        var (tokenise, stem) = (0.0, 0.0)
        var tokens = Tokens()
        let stemmer = Stemmer()
        var stems: [UInt8] = []
        var start = 0
        while start < articles.count {
            var (end, bytes) = (start, 0)
            while end < articles.count, bytes < Self.batchBytes {
                bytes += articles[end].body.reduce(0) { $0 + $1.utf8.count }
                end += 1
            }
            var distinct: [DistinctTerm: [UInt8]] = [:]
            for article in articles[start..<end] {
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
            start = end
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
    fileprivate func quicker(_ other: Self) -> Self {
        var quicker = self
        quicker.clean = min(clean, other.clean)
        quicker.identify = min(identify, other.identify)
        quicker.tokenise = min(tokenise, other.tokenise)
        quicker.stem = min(stem, other.stem)
        quicker.prepare = min(prepare, other.prepare)
        quicker.build = min(build, other.build)
        return quicker
    }
}
