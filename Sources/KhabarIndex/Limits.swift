/// Every limit of a segment, with its reason. A segment that exceeds one is refused whole.
package enum Limits {
    /// Offsets inside a segment's index are 32 bits wide; half of that leaves room for sums.
    package static let indexBytesMax = 2 << 30
    /// Text offsets are 64 bits wide; this bounds what one merge writes.
    package static let textBytesMax = 64 << 30
    /// Keeps DocIDs, and sums of them, inside 32 bits.
    package static let articlesMax = 1 << 26
    /// An id is a URL at its longest; far longer ones are attacks on the id table.
    package static let idBytesMax = 1_024
    /// As long as the cleaner lets them be.
    package static let urlBytesMax = 16 << 10
    package static let titleBytesMax = 64 << 10
    package static let sourceBytesMax = 4 << 10
    /// `ar`, `ur-PK`, `und`: the longest tag of RFC 5646 that is of use.
    package static let languageBytesMax = 35
    /// Several times what is told apart; a row's number of its language has 16 bits, and a merge has those of all its sources.
    package static let languagesMax = 256
    /// An article's stored record, inflated: twice the largest text that the cleaner takes.
    package static let recordBytesMax = 32 << 20
    /// Strings in one list of a record, and dropped lines: several times the lines that the cleaner takes, and as many as the protocol can give back.
    package static let recordListMax = 1 << 20
    /// The tokeniser cuts longer words; a keyword is a source or a tag.
    package static let termBytesMax = 1_100
    /// Positions in one article: more words than a record of the largest size can hold.
    package static let positionMax: UInt32 = 1 << 25
}
