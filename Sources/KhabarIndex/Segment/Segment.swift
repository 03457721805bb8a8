package import KhabarText
internal import KhabarDeflate
internal import Synchronization

/// An immutable inverted index of some articles, and their text. Made by `SegmentBuilder` or `merge`, opened only after validation.
package final class Segment: Sendable {
    package let index: ByteStorage
    package let text: TextChunks
    package let articleCount: Int
    package let analyserVersion: UInt32
    /// Sum of the articles' lengths in words, as their codes say.
    package let totalLength: UInt64
    let view: ByteView
    let sections: [Range<Int>]
    private let rowsStart: Int
    let ids: StringColumn
    let urls: StringColumn
    let titles: StringColumn
    let sources: StringColumn
    let languages: StringColumn
    private let termDictionaries: [TermDictionary]
    /// Made when a search is first widened, unless `prepareNames` was quicker.
    private let nameTable = Mutex<NameTable?>(nil)

    /// Opens validated bytes.
    convenience init(index: ByteStorage, header: SegmentHeader, text: TextChunks) {
        self.init(index: index, header: header, text: text, hasTerms: true)
    }

    /// Opens bytes of which head and sizes alone were validated: no term can be looked up, and nothing of the terms has been read.
    convenience init(unchecked index: ByteStorage, header: SegmentHeader, text: TextChunks) {
        self.init(index: index, header: header, text: text, hasTerms: false)
    }

    private init(index: ByteStorage, header: SegmentHeader, text: TextChunks, hasTerms: Bool) {
        self.index = index
        self.text = text
        view = index.view
        articleCount = Int(header.articleCount)
        analyserVersion = header.analyserVersion
        totalLength = header.totalLength
        sections = header.sections
        rowsStart = sections[Section.articles.rawValue].lowerBound
        ids = StringColumn(view, section: sections[Section.ids.rawValue])
        urls = StringColumn(view, section: sections[Section.urls.rawValue])
        titles = StringColumn(view, section: sections[Section.titles.rawValue])
        sources = StringColumn(view, section: sections[Section.sources.rawValue])
        languages = StringColumn(view, section: sections[Section.languages.rawValue])
        let layers = hasTerms ? Layer.allCases : []
        termDictionaries = layers.map { layer in
            TermDictionary(index.view, section: header.sections[Section.terms(of: layer).rawValue], layer: layer)
        }
    }

    func range(_ section: Section) -> Range<Int> { sections[section.rawValue] }

    func dictionary(of layer: Layer) -> TermDictionary { termDictionaries[Int(layer.rawValue)] }

    func row(_ article: DocID) -> ArticleRow {
        ArticleRow(view, at: rowStart(article))
    }

    @inline(__always) private func rowStart(_ article: DocID) -> Int {
        precondition(article < articleCount)
        return rowsStart &+ Int(article) &* ArticleRow.bytes
    }

    /// What copies of the article are recognised by.
    package func signature(_ article: DocID) -> CopySignature {
        let start = signatureStart(article)
        return view.span(start..<(start + CopySignature.bytes)) { CopySignature($0) }
    }

    /// Asks for what `signature` reads.
    package func prefetchSignature(_ article: DocID) {
        view.prefetch(signatureStart(article), lines: CopySignature.bytes / 64 + 2)
    }

    private func signatureStart(_ article: DocID) -> Int {
        range(.signatures).lowerBound + Int(article) * CopySignature.bytes
    }

    func lengthCode(_ article: DocID) -> UInt8 { view.u8(range(.lengths).lowerBound + Int(article)) }

    /// The exact layer's terms by their sound.
    var names: NameTable {
        nameTable.withLock { table in
            if let table { return table }
            let made = NameTable(dictionary(of: .exact))
            table = made
            return made
        }
    }

    /// Makes what a widened search would else have to wait for: about a microsecond a term.
    package func prepareNames() { _ = names }

    /// Asks for what is read first of a list: all of a short one, of a long one what leads to its blocks. All these lines come at once; asked for one by one,
    /// as the list is gone through, each would be waited for.
    func prefetch(_ entry: TermEntry) {
        let blocks = Int(entry.articleCount) / PostingsLayout.blockCount
        let first = blocks == 0 ? entry.postings.count : PostingsLayout.skipBytes(blocks: blocks)
        view.prefetch(
            range(.postings).lowerBound + entry.postings.lowerBound, lines: min(Self.prefetchedLinesMax, first / 64 + 2)
        )
    }

    private static let prefetchedLinesMax = 64

    func prefetchRow(_ article: DocID) { view.prefetch(rowStart(article), lines: 2) }

    /// Asks for an article's row, and what says where its strings lie.
    func prefetchPlaces(_ article: DocID) {
        prefetchRow(article)
        for column in [ids, titles, urls] { column.prefetchPlace(Int(article)) }
    }

    /// Asks for the strings that a hit shows; what says where they lie has best been asked for.
    func prefetchStrings(_ article: DocID) {
        for column in [ids, titles, urls] { column.prefetch(Int(article)) }
    }

    func postings(_ entry: TermEntry) -> PostingsCursor {
        PostingsCursor(
            view, offset: range(.postings).lowerBound + entry.postings.lowerBound, count: Int(entry.articleCount))
    }

    // MARK: Columns

    @inline(__always) private func u64(_ offset: Int, of article: DocID) -> UInt64 {
        view.u64(rowStart(article) &+ offset)
    }

    @inline(__always) private func u32(_ offset: Int, of article: DocID) -> UInt32 {
        view.u32(rowStart(article) &+ offset)
    }

    package func id(_ article: DocID) -> String { ids[Int(article)] }
    package func idHash(_ article: DocID) -> UInt64 { u64(ArticleRow.Offset.idHash, of: article) }
    package func version(_ article: DocID) -> UInt64 { u64(ArticleRow.Offset.version, of: article) }
    package func contentHash(_ article: DocID) -> UInt64 {
        u64(ArticleRow.Offset.contentHash, of: article)
    }
    /// The server's sequence number; 0 in a segment that no server has numbered.
    package func sequence(_ article: DocID) -> UInt64 { u64(ArticleRow.Offset.sequence, of: article) }
    package func language(_ article: DocID) -> String { languages[languageNumber(article)] }
    /// Length of the article's text with all that is kept beside it.
    package func recordBytes(_ article: DocID) -> Int {
        Int(u32(ArticleRow.Offset.recordBytes, of: article))
    }
    package func published(_ article: DocID) -> PublicationDate? {
        ArticleRow.decode(u64(ArticleRow.Offset.published, of: article))
    }
    package func title(_ article: DocID) -> String? { Self.optional(titles[Int(article)]) }
    package func url(_ article: DocID) -> String? { Self.optional(urls[Int(article)]) }

    package func source(_ article: DocID) -> String? {
        sourceNumber(article).map { sources[$0] }
    }

    /// Numbers in the tables of languages and of sources.
    func languageNumber(_ article: DocID) -> Int {
        Int(u32(ArticleRow.Offset.language, of: article) & 0xFFFF)
    }

    func sourceNumber(_ article: DocID) -> Int? {
        let number = Int(u32(ArticleRow.Offset.source, of: article))
        return number == 0 ? nil : number - 1
    }

    private static func optional(_ string: String) -> String? { string.isEmpty ? nil : string }

    // MARK: Text

    /// The whole article. Its text is inflated now, and was never looked at before: damage throws and concerns this article alone.
    package func article(_ number: DocID) throws(SegmentError) -> Article {
        let row = row(number)
        var article = Article(
            id: id(number), language: language(number), title: title(number), published: row.published,
            pageDate: row.pageDate, body: [], url: url(number), source: source(number), version: row.version)
        var reader = try TextReader()
        try readRecord(row, &reader)
        try ArticleRecord.decode(reader.record, into: &article)
        return article
    }

    /// What snippets of the article are cut from, see `ArticleRecord.readText`; damage throws and concerns this article alone.
    func readText(of article: DocID, _ reader: inout TextReader) throws(SegmentError) {
        try readRecord(row(article), &reader)
        try ArticleRecord.readText(reader.record, into: &reader.text)
    }

    static func inflater() throws(SegmentError) -> Inflater {
        do throws(DeflateError) { return try Inflater() } catch { throw SegmentError("texts: \(error)") }
    }

    private func readRecord(_ row: ArticleRow, _ reader: inout TextReader) throws(SegmentError) {
        guard let codec = row.validAlphabet?.codec else {
            return try inflate(row, with: reader.inflater, into: &reader.record)
        }
        try inflate(row, with: reader.inflater, into: &reader.coded)
        let coded = reader.coded
        try codec.decode(coded.span, exactly: Int(row.recordBytes), into: &reader.record)
    }

    private func inflate(
        _ row: ArticleRow, with inflater: Inflater, into coded: inout [UInt8]
    ) throws(SegmentError) {
        try text.withBytes(at: row.textOffset, count: Int(row.textBytes)) { bytes throws(SegmentError) in
            do throws(DeflateError) {
                try inflater.inflate(bytes, exactly: Int(row.codedBytes), into: &coded)
            } catch {
                throw SegmentError("text of an article: \(error)")
            }
        }
    }

    /// Bytes by component, for statistics.
    package var bytesByComponent: [(name: String, bytes: Int)] {
        let terms = [Section.exactTerms, .stemTerms, .keywordTerms].reduce(0) { $0 + range($1).count }
        let postings = range(.postings).count
        let positions = range(.positions).count
        let signatures = range(.signatures).count
        return [
            ("columns", index.count - terms - postings - positions - signatures), ("signatures", signatures),
            ("terms", terms), ("postings", postings),
            ("positions", positions), ("text", text.count),
            // The one that is no part of the segment; none while it is being made, which nobody here waits for.
            ("names", nameTable.withLockIfAvailable { $0?.bytes ?? 0 } ?? 0),
        ]
    }

    package var languageCount: Int { languages.count }
    package var languageNames: [String] { (0..<languages.count).map { languages[$0] } }

    package func termCount(_ layer: Layer) -> Int { dictionary(of: layer).count }
}
