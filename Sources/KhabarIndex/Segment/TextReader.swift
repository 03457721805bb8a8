internal import KhabarDeflate

/// What reading the texts of articles, one after the other, needs again and again. One per thread.
struct TextReader {
    let inflater: Inflater
    /// The last article's record in its alphabet, where that is not UTF-8.
    var coded: [UInt8] = []
    /// The last article's record.
    var record: [UInt8] = []
    /// The last article's text.
    var text: [UInt8] = []

    init() throws(SegmentError) { inflater = try Segment.inflater() }
}
