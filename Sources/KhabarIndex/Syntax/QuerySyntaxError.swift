/// Why a string is no query. Most oddities are forgiven; these are the ones where guessing would mislead.
package struct QuerySyntaxError: Error, Equatable, Sendable {
    package enum Cause: Equatable, Sendable {
        case tooLong(bytes: Int)
        case tooManyClauses
        case tooDeep
        /// `word*`: part of the language, not built yet.
        case prefixNotSupported
        /// `word~`: part of the language, not built yet.
        case fuzzyNotSupported
        /// `"a phrase"~2`: part of the language, not built yet.
        case proximityNotSupported
        case badLanguage(String)
        case badDate(String)
        /// `date:2016..2015`
        case dateRangeEndsBeforeItStarts
    }

    package let cause: Cause
    /// Where in the query, in bytes of its UTF-8.
    package let offset: Int

    package init(_ cause: Cause, at offset: Int) {
        self.cause = cause
        self.offset = offset
    }
}

extension QuerySyntaxError: CustomStringConvertible {
    /// One line for a person: what is wrong, where, and what to write instead.
    package var description: String {
        "\(message) (at byte \(offset) of the query)"
    }

    private var message: String {
        switch cause {
        case .tooLong(let bytes): "the query has \(bytes) bytes; at most \(QueryLimits.bytesMax) are taken"
        case .tooManyClauses: "the query has more than \(QueryLimits.clausesMax) words, phrases and filters"
        case .tooDeep: "parentheses are nested more than \(QueryLimits.nestingMax) deep"
        case .prefixNotSupported: "`word*` is not supported yet; write the whole word"
        case .fuzzyNotSupported: "`word~` is not supported yet; write the word as it is spelled"
        case .proximityNotSupported: "`\"a phrase\"~2` is not supported yet; write the phrase without `~`"
        case .badLanguage(let code): "`\(code)` is no language code; write two or three letters, as in `lang:ur,hi`"
        case .badDate(let text):
            "`\(text)` is no date; write `date:2015`, `date:2015-10`, `date:2015-10-31` or `date:2015-10-01..2015-10-31`"
        case .dateRangeEndsBeforeItStarts: "the range of dates ends before it starts"
        }
    }
}
