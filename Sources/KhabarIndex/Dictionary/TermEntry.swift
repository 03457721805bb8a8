/// Where a term's postings lie, and how many articles hold it.
struct TermEntry: Equatable, Sendable {
    var articleCount: UInt32
    /// Range in the postings section.
    var postings: Range<Int>
    /// Range in the positions section; empty in layers without positions.
    var positions: Range<Int>
}

/// A dictionary of the segment: each layer has its own terms.
package enum Layer: UInt8, CaseIterable, Sendable {
    /// Folded words as written, with positions.
    case exact = 0
    /// A reading's letter and the stem, without positions. A stem with one form shares that form's postings.
    case stem = 1
    /// Language, source and tags of an article: a kind's letter and the value. No positions, no score.
    case keyword = 2

    var hasPositions: Bool { self == .exact }
}

/// The first byte of a term in the keyword layer.
package enum Keyword: UInt8 {
    case language = 0x6C  // l
    case source = 0x73  // s
    case tag = 0x74  // t

    package func term(_ value: String) -> [UInt8] { [rawValue] + Array(value.utf8.prefix(Limits.termBytesMax - 1)) }
}
