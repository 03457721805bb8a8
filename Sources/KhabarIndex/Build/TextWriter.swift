internal import KhabarDeflate

/// Deflates records, each on its own and in its alphabet.
struct TextWriter {
    /// Level 5 leaves 1.2 % less for two thirds more time (docs/benchmarks.md).
    private let deflater = Deflater(level: 1)

    /// The deflated records of `articles`, one behind the other.
    func write(_ articles: [PreparedArticle]) -> (text: [UInt8], places: [TextPlace]) {
        var text: [UInt8] = []
        text.reserveCapacity(articles.reduce(0) { $0 + $1.record.bytes.count } / 2)
        let places = articles.map { prepared in
            let offset = text.count
            let record = prepared.record.bytes
            let count = deflater.deflate(record.span, into: &text)
            return TextPlace(offset: UInt64(offset), deflatedBytes: UInt32(count))
        }
        return (text, places)
    }
}

/// Where an article's deflated record lies.
struct TextPlace {
    var offset: UInt64
    var deflatedBytes: UInt32
}
