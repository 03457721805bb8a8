/// A query after analysis: terms of layers instead of words. The same plan serves every segment of a snapshot.
indirect enum QueryPlan: Sendable {
    /// Every article of these segments.
    case all
    case none
    case word(PlannedWord)
    case expansion(PlannedExpansion)
    case phrase(PlannedPhrase)
    case filter(Filter)
    case boolean(must: [QueryPlan], should: [QueryPlan], mustNot: [QueryPlan])

    /// The plan as it scores where an article is known to match.
    var raised: QueryPlan {
        if case .word(let word) = self { .word(word.raised) } else { self }
    }

    /// Whether there is a word among others, any of which will do, that few articles have.
    var hasRareWord: Bool {
        guard case .boolean(let must, let should, _) = self else { return false }
        if (must + should).contains(where: \.hasRareWord) { return true }
        return must.count(where: \.scores) + should.count > 1
            && should.contains { if case .word(let word) = $0 { PlannedWord.isRare(word.terms) } else { false } }
    }

    /// Whether the plan ranks articles and not only selects them.
    var scores: Bool {
        switch self {
        case .all, .none, .filter: false
        case .word, .phrase, .expansion: true
        case .boolean(let must, let should, _): must.contains(where: \.scores) || should.contains(where: \.scores)
        }
    }

    var hasNear: Bool {
        if case .word(let word) = self { !word.near.isEmpty } else { false }
    }
}

/// One word of a query: it matches by any of its terms, and scores by the best.
struct PlannedWord: Sendable {
    /// The exact term that the query has, or several with spaces between them for an initialism; empty for a keyword.
    var written: [UInt8]
    var terms: [PlannedTerm]
    /// Terms that are only near to the word: an article that matches otherwise may score by them, none matches for them.
    var near: [PlannedTerm] = []
    var field: Words.Field

    /// Whether so few articles have any of a word's terms that they don't fill a page.
    static func isRare(_ terms: [PlannedTerm]) -> Bool { terms.allSatisfy { $0.articleCount < rareBelow } }

    private static let rareBelow = 10

    /// The word as it scores where an article is known to match.
    var raised: PlannedWord { PlannedWord(written: written, terms: terms + near, field: field) }
}

/// All terms with one beginning, which may be very many. It scores by the best posting of any of them, and all weigh the same: as what is in the articles of
/// all.
struct PlannedExpansion: Sendable {
    /// What the terms begin with.
    var prefix: [UInt8]
    /// By segment, in the order of its dictionary.
    var entries: [[TermEntry]]
    var weight: Float
    var field: Words.Field

    /// Postings in all segments.
    var postings: Int { entries.reduce(0) { $1.reduce($0) { $0 + Int($1.articleCount) } } }
}

/// A term of one layer, looked up in every segment.
struct PlannedTerm: Sendable {
    var layer: Layer
    /// As the layer's dictionaries have it: a stem with its reading's letter.
    var term: [UInt8]
    /// By segment; nil where the term is absent.
    var entries: [TermEntry?]
    /// See `Scoring.weight`.
    var weight: Float

    /// In all segments, articles that were replaced included.
    var articleCount: Int { entries.reduce(0) { $0 + Int($1?.articleCount ?? 0) } }
}

/// Exact terms that stand at given distances.
struct PlannedPhrase: Sendable {
    var terms: [[UInt8]]
    /// By part: its entries by segment.
    var parts: [[TermEntry?]]
    /// By part: its position, the first being 0.
    var offsets: [UInt32]
    /// The sum of the parts' weights.
    var weight: Float
    var field: Words.Field
    /// By how many places the parts may be shifted against each other.
    var slop: UInt32 = 0
    /// Whether it is another name for words of the query, and not in the query itself.
    var isAlias = false
}

/// Which layers a search uses: each holds those before it.
package enum SearchLayers: UInt8, Sendable, CaseIterable {
    case exact = 0
    case stem
    case alias
    case name

    package var usesStems: Bool { self != .exact }
    var usesAliases: Bool { rawValue >= Self.alias.rawValue }
    var usesNames: Bool { self == .name }
}
