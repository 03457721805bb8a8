/// The bounds of analysis, with their reasons.
enum AnalysisLimits {
    /// Longer terms are cut at a scalar boundary, in documents and queries alike: no word of the four languages is longer (the longest
    /// Hindi compounds seen have 19 letters of three bytes), and a dictionary of runs of base64 helps nobody.
    static let termBytesMax = 64
    /// A word with missing spaces falls into at most this many pieces: each has at least two letters of two bytes.
    static let piecesPerWordMax = termBytesMax / 4
    /// Zero bytes behind the last term, so that readers may load whole vectors.
    static let termPaddingBytes = 16
    /// Room that one word may need in the term buffer: the longest term, and what a four-byte store may overlap.
    static let wordRoomBytes = termBytesMax + 2 * termPaddingBytes
}
