/// What a query may be at most. A query comes from outside: these bound the work that its bytes can cause.
package enum QueryLimits {
    /// A pasted paragraph fits; what is longer is no query, and the frame that carries it has the same limit.
    package static let bytesMax = 16 * 1024
    /// Words, phrases and filters together: each opens at least one cursor over a postings list.
    package static let clausesMax = 256
    /// Words after analysis, which makes several of one like `e-mail`, those of phrases counted: so many greatest scores stay below 2^31 together, see `Scoring.scale`.
    package static let termsMax = 480
    /// Open parentheses: bounds the parser's and the evaluator's recursion.
    package static let nestingMax = 16
    /// What an error message repeats of the query: enough to recognise the place, never a screenful.
    package static let quotedScalarsMax = 40
    /// Words with `*` or `~`: each is looked for in whole dictionaries, or in long stretches of them.
    package static let expansionsMax = 16
    /// A word of two edits more is another word.
    package static let editsMax = 2
    /// A phrase whose words may stand further apart is a list of words.
    package static let slopMax = 100
    /// Words of a phrase that may be shifted; of longer ones nobody means any order.
    package static let loosePhraseWordsMax = 32
    /// More is no emphasis, and less is none.
    package static let boosts: ClosedRange<Float> = 0.01...100

    /// Nested groups multiply their boosts.
    static func boost(_ boost: Float) -> Float { min(max(boost, boosts.lowerBound), boosts.upperBound) }
}
