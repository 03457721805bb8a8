/// A piece of a query with its place, in bytes of the query's UTF-8.
struct QueryLexeme: Equatable {
    enum Kind: Equatable {
        case open
        case close
        /// `+` or `-`, glued to what follows.
        case sign(Clause.Occurrence)
        /// `title:`, glued to what follows.
        case title
        case and
        case or
        case not
        case word(String)
        case phrase(String)
        case filter(Filter)
    }

    var kind: Kind
    var range: Range<Int>

    /// Whether an operand can begin here, so that an operator before it is one.
    var beginsOperand: Bool {
        switch kind {
        case .close, .and, .or: false
        case .open, .sign, .title, .not, .word, .phrase, .filter: true
        }
    }
}
