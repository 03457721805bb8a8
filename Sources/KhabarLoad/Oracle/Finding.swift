package import KhabarClient
internal import KhabarFormats
internal import KhabarText

/// What is wrong with an article that was acknowledged.
package enum Finding: Sendable, Equatable {
    /// The server has no article of that id.
    case notStored
    /// It is there, in an older version.
    case outdated
    /// It is there, but not as it was sent.
    case differs
    /// It is there, but its phrase does not find it.
    case notFound
    /// Its phrase finds it more than once.
    case foundTwice
    /// Its own phrase finds an article of the same run that does not have it.
    case foundElsewhere
}

/// Judges what a server answers about an acknowledged article.
package enum Judgement {
    /// - Parameter isUnique: no other article was sent under this id.
    package static func stored(
        _ article: AcknowledgedArticle, isUnique: Bool, _ stored: StoredArticle?
    ) -> Finding? {
        guard let stored else { return .notStored }
        if stored.version < article.version { return .outdated }
        guard isUnique, stored.version == article.version else { return nil }
        return ArticleContent(Article(stored)).hashValue == article.fingerprint ? nil : .differs
    }

    /// - Parameters:
    ///   - found: ids of the hits for the article's phrase.
    ///   - runPrefix: how the ids of this run's generated articles begin.
    package static func found(_ article: AcknowledgedArticle, _ found: [String], runPrefix: String) -> Finding? {
        let count = found.count { $0 == article.id }
        if count == 0 { return .notFound }
        if count > 1 { return .foundTwice }
        let hasStranger = found.contains { $0 != article.id && $0.hasPrefix(runPrefix) }
        return article.isOwnPhrase && hasStranger ? .foundElsewhere : nil
    }

    /// The query that must find the article.
    package static func query(_ article: AcknowledgedArticle) -> String? {
        guard let phrase = article.phrase else { return nil }
        if article.isOwnPhrase { return "\"\(phrase)\"" }
        // Others may hold the same words: among them this one must be.
        guard !article.id.contains("\"") else { return nil }
        return "+\"\(phrase)\" id:\"\(article.id)\""
    }
}
