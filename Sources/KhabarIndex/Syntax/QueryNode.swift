/// A query as it was written: the tree that `parseQuery` makes, before any word is analysed.
///
/// Byte ranges refer to the UTF-8 of the query's string.
package indirect enum QueryNode: Equatable, Sendable {
    /// Clauses side by side. A list matches an article when every `must` matches, no `mustNot` does, and, if it has
    /// `should` clauses and no `must` but filters, at least one `should` does. A list of `mustNot` alone matches
    /// every other article. The empty list, which only an empty query gives, matches nothing.
    case list([Clause])
    /// One word as typed: what stood between spaces. Analysis may make several terms of it (`e-mail`), or none (`…`).
    case word(Words)
    /// Words that stand in this order, next to each other, or as far apart as `Words.slop` allows.
    case phrase(Words)
    /// A condition that selects articles and does not score them.
    case filter(Filter, range: Range<Int>)
}

/// Part of a list, with what it asks of an article.
package struct Clause: Equatable, Sendable {
    package enum Occurrence: Equatable, Sendable {
        /// Adds to the score.
        case should
        case must
        case mustNot
    }

    package var occurrence: Occurrence
    package var node: QueryNode

    package init(_ occurrence: Occurrence, _ node: QueryNode) {
        self.occurrence = occurrence
        self.node = node
    }
}

/// The text of a word or a phrase, where it must stand, and how nearly.
package struct Words: Equatable, Sendable {
    package enum Field: Equatable, Sendable {
        /// Title or body.
        case anywhere
        case title
        /// Whatever is not the title.
        case body
    }

    /// What of a word counts.
    package enum Form: Equatable, Sendable {
        case whole
        /// `word*`: the last of its terms may go on.
        case prefix
        /// `word~`: its terms may be spelled otherwise in so many letters; nil: as their length allows.
        case fuzzy(edits: Int?)
    }

    /// As typed, but without bidi controls, quotes, suffixes and outer spaces. Never empty.
    package var text: String
    package var field: Field
    package var range: Range<Int>
    /// Of a word.
    package var form: Form
    /// Of a phrase: by how many places its words may be shifted against each other.
    package var slop: Int
    /// Scores are multiplied with it.
    package var boost: Float
    /// Of a word: where the one begins that stands before it with nothing but space between.
    package var wordBefore: Int?

    package init(
        _ text: String, field: Field = .anywhere, range: Range<Int>, form: Form = .whole, slop: Int = 0,
        boost: Float = 1, wordBefore: Int? = nil
    ) {
        self.text = text
        self.field = field
        self.range = range
        self.form = form
        self.slop = slop
        self.boost = boost
        self.wordBefore = wordBefore
    }
}

extension QueryNode {
    /// Whether all that is asked are filters, so that the node selects without scoring.
    package var isFilter: Bool {
        switch self {
        case .filter: true
        case .word, .phrase: false
        case .list(let clauses): !clauses.isEmpty && clauses.allSatisfy { $0.node.isFilter }
        }
    }

    /// All words and phrases below, in the order of the query.
    package var words: [Words] {
        switch self {
        case .word(let words), .phrase(let words): [words]
        case .filter: []
        case .list(let clauses): clauses.flatMap(\.node.words)
        }
    }

    /// Whether terms must be looked for in the dictionaries, and not only looked up.
    package var isExpanded: Bool {
        switch self {
        case .word(let words): words.form != .whole
        case .phrase, .filter: false
        case .list(let clauses): clauses.contains { $0.node.isExpanded }
        }
    }

    /// The greatest weight of a word or phrase below; at least 1.
    var greatestBoost: Float {
        switch self {
        case .word(let words), .phrase(let words): max(1, words.boost)
        case .filter: 1
        case .list(let clauses): clauses.reduce(1) { max($0, $1.node.greatestBoost) }
        }
    }

    /// The node with its words' scores multiplied.
    func boosted(_ factor: Float) -> QueryNode {
        switch self {
        case .word(var words):
            words.boost = QueryLimits.boost(words.boost * factor)
            return .word(words)
        case .phrase(var words):
            words.boost = QueryLimits.boost(words.boost * factor)
            return .phrase(words)
        case .filter: return self
        case .list(let clauses):
            return .list(clauses.map { Clause($0.occurrence, $0.node.boosted(factor)) })
        }
    }
}
