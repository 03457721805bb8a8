/// A piece of a query with its place, in bytes of the query's UTF-8.
struct QueryLexeme: Equatable {
    enum Kind: Equatable {
        case open
        case close
        /// `+` or `-`, glued to what follows.
        case sign(Clause.Occurrence)
        /// `title:` or `body:`, glued to what follows.
        case field(Words.Field)
        case and
        case or
        case not
        case word(String, Words.Form)
        case phrase(String, slop: Int)
        /// `^2`, glued to what precedes.
        case boost(Float)
        case filter(Filter)
    }

    var kind: Kind
    var range: Range<Int>
    /// Of a word: where the one begins that stands before it with nothing but space between.
    var wordBefore: Int?

    /// Whether an operand can begin here, so that an operator before it is one.
    var beginsOperand: Bool {
        switch kind {
        case .close, .and, .or, .boost: false
        case .open, .sign, .field, .not, .word, .phrase, .filter: true
        }
    }
}
