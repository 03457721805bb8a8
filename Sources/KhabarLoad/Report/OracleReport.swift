/// Whether what was acknowledged is there.
package struct OracleReport: Codable, Sendable, Equatable {
    /// Articles that the server acknowledged, whether checked or not.
    package var acknowledged = 0
    package var checked = 0
    /// Of these, right after their acknowledgement.
    package var checkedAtOnce = 0
    /// Of these, by their phrase too.
    package var searched = 0
    /// Not stored, or stored and not found by their phrase.
    package var missing = 0
    /// Found more than once.
    package var twice = 0
    /// Stored otherwise than sent, or in an older version.
    package var differs = 0
    /// Whose phrase finds articles that do not have it.
    package var elsewhere = 0
    /// Some of them: id, what is wrong, and the query that should find it.
    package var examples: [String] = []

    package init() {}

    /// Everything checked is as it was acknowledged.
    package var holds: Bool { missing == 0 && twice == 0 && differs == 0 && elsewhere == 0 }

    package mutating func note(_ finding: Finding?, _ article: AcknowledgedArticle) {
        checked += 1
        guard let finding else { return }
        switch finding {
        case .notStored, .notFound: missing += 1
        case .foundTwice: twice += 1
        case .differs, .outdated: differs += 1
        case .foundElsewhere: elsewhere += 1
        }
        guard examples.count < Limits.examplesMax else { return }
        let query = Judgement.query(article).map { " (\($0))" } ?? ""
        examples.append("\(article.id): \(finding)\(query)")
    }
}
