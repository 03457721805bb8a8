package import KhabarText

/// What must be found of an article that the server has acknowledged.
package struct AcknowledgedArticle: Sendable, Equatable {
    package var id: String
    package var version: UInt64
    /// Words that stand together in it; nil when it has none that can be searched.
    package var phrase: String?
    /// The phrase is found in this article alone.
    package var isOwnPhrase: Bool
    /// Of everything that a reader can see of it; good in this process only.
    package var fingerprint: Int

    package init(_ article: Article, ownPhrase: String?) {
        id = article.id
        version = article.version
        isOwnPhrase = ownPhrase != nil
        phrase = ownPhrase ?? samplePhrase(article.body)
        fingerprint = ArticleContent(article).hashValue
    }
}

/// Every field of an article that a reader can see.
package struct ArticleContent: Hashable {
    private let fields: [String?]
    private let lists: [[String]]
    private let dates: [PublicationDate?]
    private let dropped: [Int]

    package init(_ article: Article) {
        fields = [
            article.id, article.language, article.title, article.summary, article.dateline, article.agency,
            article.url, article.source,
        ]
        lists = [article.hashtags, article.body, article.tags]
        dates = [article.published, article.pageDate]
        dropped = article.dropped.flatMap { [Int($0.line), Int($0.reason.rawValue)] }
    }
}

/// The first words of the paragraph with the most words: from space to space, so that the analyser sees what it saw in
/// the article.
package func samplePhrase(_ body: [String]) -> String? {
    var best: [Substring] = []
    for paragraph in body {
        let words = paragraph.split(separator: " ", maxSplits: Limits.phraseWordsMax)
            .prefix(Limits.phraseWordsMax)
        if words.count > best.count { best = Array(words) }
    }
    var phrase = ""
    for word in best where phrase.utf8.count + word.utf8.count < Limits.phraseBytesMax {
        // A quotation mark would end the phrase early; to the analyser it is a break between words, as a space is.
        let parts = word.split(whereSeparator: quotationMarks.contains)
        phrase += (phrase.isEmpty || parts.isEmpty ? "" : " ") + parts.joined(separator: " ")
    }
    return phrase.contains(where: \.isLetter) ? phrase : nil
}

/// What the query language reads as the beginning or end of a phrase.
let quotationMarks: Set<Character> = ["\"", "“", "”", "„", "«", "»", "‟", "＂"]
