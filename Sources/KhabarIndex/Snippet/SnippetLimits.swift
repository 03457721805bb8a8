package enum SnippetLimits {
    /// About two lines of a terminal: enough to judge an article by. In grapheme clusters, ellipses included.
    package static let clustersMax = 160
    /// A cluster may carry any number of marks; this bounds what 160 of them can be in bytes of UTF-8.
    package static let bytesMax = 4 * 1024
    /// Terms of a query that snippets tell apart: the bits of a word. Those after the 64th are not marked.
    package static let termsMax = 64
    /// A text is looked at in pieces of so many bytes, and the first that shows anything is the one that is shown: nobody waits for the rest of a book.
    static let pieceBytesMax = 32 * 1024
}
