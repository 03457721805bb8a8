internal import KhabarText

/// Turns articles into a segment. Reused from batch to batch by one thread: it keeps the deflater's state and the stemmer's, and the memory that a batch takes
/// while it is inverted, which fresh from the system would cost more than the work that is done in it.
package final class SegmentBuilder {
    private var articles: [PreparedArticle] = []
    private var numbers: [ExactString: Int] = [:]
    private let text = TextWriter()
    private let stemmer = Stemmer()
    private var inverter = Inverter()
    private var stems = TermTable()

    package init() {}

    package var articleCount: Int { articles.count }

    /// Of the articles added so far.
    package private(set) var storedBytes = 0

    /// Adds an article. Of two under one id the one with the greater version stays, on a tie the later.
    package func add(_ prepared: PreparedArticle) {
        let id = ExactString(prepared.article.id)
        if let number = numbers[id] {
            guard prepared.article.version >= articles[number].article.version else { return }
            storedBytes += prepared.storedBytes - articles[number].storedBytes
            articles[number] = prepared
        } else {
            numbers[id] = articles.count
            articles.append(prepared)
            storedBytes += prepared.storedBytes
        }
    }

    /// The segment of all articles added since the last call.
    package func finish() -> SegmentBytes {
        defer {
            articles.removeAll(keepingCapacity: true)
            numbers.removeAll(keepingCapacity: true)
            storedBytes = 0
            inverter.removeAll()
            stems.removeAll()
        }
        for prepared in articles { inverter.add(prepared.article) }
        let layers = LayerPostings(&inverter, &stems, articles: articles, stemmer: stemmer)
        let (textBytes, places) = text.write(articles)
        let lengths = inverter.lengths()
        let columns = Columns(articles, places)
        let index = SegmentHeader.assemble(
            analyserVersion: Analyzer.version, articleCount: articles.count, textBytes: textBytes.count,
            totalLength: lengths.reduce(0) { $0 + UInt64(LengthCode.decode($1)) },
            columns: [
                columns.rows, lengths, inverter.signatures, columns.ids.finish(), columns.urls.finish(),
                columns.titles.finish(), columns.sources.finish(), columns.languages.finish(),
            ],
            lists: layers.finish())
        return SegmentBytes(index: index, text: textBytes)
    }
}

/// The columns of a fresh segment.
private struct Columns {
    var rows: [UInt8] = []
    var ids = StringColumnWriter()
    var urls = StringColumnWriter()
    var titles = StringColumnWriter()
    var sources = StringTableWriter()
    var languages = StringTableWriter()

    init(_ articles: [PreparedArticle], _ places: [TextPlace]) {
        for (prepared, place) in zip(articles, places) {
            let article = prepared.article
            ids.append(article.id)
            urls.append(article.url ?? "")
            titles.append(article.title ?? "")
            ArticleRow(
                idHash: idHash(article.id), contentHash: prepared.contentHash, version: article.version,
                published: article.published, pageDate: article.pageDate, textOffset: place.offset,
                textBytes: place.deflatedBytes, recordBytes: UInt32(prepared.recordBytes),
                source: article.source.map { UInt32(sources.number($0) + 1) } ?? 0,
                language: UInt16(languages.number(article.language)), alphabet: prepared.record.alphabet,
                codedBytes: UInt32(prepared.record.bytes.count)
            ).encode(into: &rows)
        }
    }
}

/// A table of distinct strings in order of first appearance.
struct StringTableWriter {
    private var numbers: [ExactString: Int] = [:]
    private var column = StringColumnWriter()

    mutating func number(_ string: String) -> Int {
        let key = ExactString(string)
        if let number = numbers[key] { return number }
        numbers[key] = column.count
        column.append(string)
        return column.count - 1
    }

    func finish() -> [UInt8] { column.finish() }
}

/// The hash by which ids are looked up: XXH64, seed 0. Equal hashes are told apart by the ids themselves.
package func idHash(_ id: String) -> UInt64 {
    xxh64(id.utf8.span, seed: 0)
}
