internal import KhabarZlib

/// What reading the texts of articles, one after the other, needs again and again. One per thread.
struct TextReader {
    let inflater: Inflater
    /// The last article's inflated record.
    var record: [UInt8] = []
    /// The last article's text.
    var text: [UInt8] = []

    init() throws(SegmentError) { inflater = try Segment.inflater() }
}
