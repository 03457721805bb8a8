package enum SnippetLimits {
    /// About two lines of a terminal: enough to judge an article by. In grapheme clusters, ellipses included.
    package static let clustersMax = 160
    /// A cluster may carry any number of marks; this bounds what 160 of them can be in bytes of UTF-8.
    package static let bytesMax = 4 * 1024
    /// Terms of a query that snippets tell apart: the bits of a word. Those after the 64th are not marked.
    package static let termsMax = 64
    /// So much of a text is looked at first: where news says what it is about.
    static let firstPieceBytes = 1_024
    /// Then so much, and each time as much again. Whatever was found until then is shown: nobody waits for the rest of a book.
    static let pieceBytes = 32 * 1024
}
