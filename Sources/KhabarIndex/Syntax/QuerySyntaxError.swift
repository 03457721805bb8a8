/// Why a string is no query. Most oddities are forgiven; these are the ones where guessing would mislead.
package struct QuerySyntaxError: Error, Equatable, Sendable {
    package enum Cause: Equatable, Sendable {
        case tooLong(bytes: Int)
        case tooManyClauses
        /// `a-b-c-d…`, or a very long phrase
        case tooManyTerms
        case tooDeep
        /// `a* b* c* …`
        case tooManyExpansions
        /// `"a … z"~3` with very many words
        case tooManyLooseWords
        /// `word~9`
        case tooManyEdits(String)
        /// `"a phrase"~1000`
        case tooMuchSlop(String)
        /// `word^1000`
        case badBoost(String)
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
        case .tooManyTerms:
            "the query has more than \(QueryLimits.termsMax) words, those of phrases and compounds counted"
        case .tooDeep: "parentheses are nested more than \(QueryLimits.nestingMax) deep"
        case .tooManyExpansions: "more than \(QueryLimits.expansionsMax) words of the query end in `*` or `~`"
        case .tooManyLooseWords:
            "a phrase with `~` has more than \(QueryLimits.loosePhraseWordsMax) words; leave `~` out, or the phrase's quotes"
        case .tooManyEdits(let text):
            "`~\(text)` is too loose; write `word~`, `word~1` or `word~2`: so many letters may be others"
        case .tooMuchSlop(let text):
            "`~\(text)` is too far; the words of a phrase may be up to \(QueryLimits.slopMax) places apart"
        case .badBoost(let text): "`^\(text)` is no weight; write a number from 0.01 to 100, as in `word^2`"
        case .badLanguage(let code): "`\(code)` is no language code; write two or three letters, as in `lang:ur,hi`"
        case .badDate(let text):
            "`\(text)` is no date; write `date:2015`, `date:2015-10`, `date:2015-10-31`, `date:2015-10-01..2015-10-31`, `date:today` or `date:7d` (the last 7 days; h, d, w, m, y)"
        case .dateRangeEndsBeforeItStarts: "the range of dates ends before it starts"
        }
    }
}
