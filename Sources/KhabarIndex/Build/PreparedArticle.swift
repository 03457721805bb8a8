package import KhabarText

/// An article with its stored record and the hash by which a server knows whether it has it.
package final class PreparedArticle: Sendable {
    package let article: Article
    /// What the segment stores beside its columns.
    let record: CodedText
    /// XXH64 over everything that a reader can see of the article: equal hashes under one id and version mean that nothing changed.
    package let contentHash: UInt64

    /// Bytes of the record: about those of the article's text.
    package var recordBytes: Int { record.textBytes }

    /// What a segment holds of the article before it is deflated and its words are indexed. Segments of news have 1.1 to 1.2 times as much; where words seldom come again it
    /// is more.
    package var storedBytes: Int {
        let columns = [article.id, article.url ?? "", article.title ?? ""].reduce(0) { $0 + $1.utf8.count + 4 }
        return record.bytes.count + columns + ArticleRow.bytes + CopySignature.bytes
    }

    package init(_ article: Article) {
        self.article = article
        let record = ArticleRecord.encode(article)
        self.record = CodedText(record)
        contentHash = xxh64(record.span, seed: Self.columnsHash(article))
    }

    private static func columnsHash(_ article: Article) -> UInt64 {
        var columns: [UInt8] = []
        for field in [article.title, article.url, article.source, article.language] {
            columns.append(varint: UInt32((field?.utf8.count ?? -1) + 1))
            if let field { columns.append(contentsOf: field.utf8) }
        }
        columns.append(u64: ArticleRow.encode(article.published))
        columns.append(u64: ArticleRow.encode(article.pageDate))
        return xxh64(columns.span, seed: 0)
    }
}
