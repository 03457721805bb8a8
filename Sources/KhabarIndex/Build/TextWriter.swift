internal import KhabarText
internal import KhabarZlib

/// Deflates records, each on its own and in its alphabet, primed with a dictionary of its language.
///
/// A dictionary is cut from the first batch that has enough text of a language, and kept: later segments of the same writer name the same one,
/// so that a merge holds it once. Every segment carries the dictionaries that it uses and so stands alone.
struct TextWriter {
    /// Of texts in their alphabets level 2 leaves 2.5 % less for a tenth more time, level 3 4 % less for half as much again (docs/benchmarks.md).
    static let level: Int32 = 1
    /// 16 KiB: articles are shorter, so a greater window would hold but a longer dictionary, which saves 1 %, and double what is copied for each.
    static let windowBits: Int32 = 14
    /// A window's worth.
    static let dictionaryBytes = min(1 << Int(windowBits), Limits.dictionaryBytesMax)
    /// A language with less text in the first batch goes without: its dictionary would weigh more than it saves.
    static let trainingBytesMin = 16 * dictionaryBytes

    private struct Primed {
        let dictionary: TextDictionary
        let deflater: Deflater
    }

    private var primed: [String: Primed] = [:]
    private let plain = Deflater(level: level, windowBits: windowBits)

    /// Cuts dictionaries for languages that have none yet.
    mutating func train(_ articles: [PreparedArticle]) {
        let byLanguage = Dictionary(grouping: articles.indices, by: { articles[$0].article.language })
        for (language, indices) in byLanguage where primed[language] == nil {
            let available = indices.reduce(0) { $0 + articles[$1].recordBytes }
            guard available >= Self.trainingBytesMin else { continue }
            let dictionary = TextDictionary(Self.sample(articles, indices))
            primed[language] = Primed(
                dictionary: dictionary,
                deflater: Deflater(
                    level: Self.level, windowBits: Self.windowBits, dictionary: dictionary.bytes))
        }
    }

    /// The beginnings of evenly spaced records, a dictionary full.
    private static func sample(_ articles: [PreparedArticle], _ indices: [Int]) -> [UInt8] {
        let pieceBytes = 1_024
        let pieces = Self.dictionaryBytes / pieceBytes
        var sample: [UInt8] = []
        for piece in 0..<max(pieces, 1) {
            let record = articles[indices[piece * indices.count / pieces]].record.bytes
            sample.append(contentsOf: record.prefix(pieceBytes))
        }
        return Array(sample.prefix(Self.dictionaryBytes))
    }

    /// Appends the deflated records of `articles` to a new text, after the dictionaries that they use.
    func write(_ articles: [PreparedArticle]) -> (text: [UInt8], dictionaries: [UInt8], places: [TextPlace]) {
        var text: [UInt8] = []
        text.reserveCapacity(articles.reduce(0) { $0 + $1.record.bytes.count } / 2)
        var numbers: [String: UInt16] = [:]
        var table = TextDictionaryTable()
        for language in Set(articles.map(\.article.language)).sorted() {
            guard let dictionary = primed[language]?.dictionary else { continue }
            let offset = text.count
            text.append(contentsOf: dictionary.deflated)
            table.append(dictionary, textOffset: offset)
            numbers[language] = UInt16(table.count)
        }
        let places = articles.map { prepared in
            let language = prepared.article.language
            let offset = text.count
            let deflater = primed[language]?.deflater ?? plain
            let record = prepared.record.bytes
            let count = deflater.deflate(record.span, into: &text)
            return TextPlace(
                offset: UInt64(offset), deflatedBytes: UInt32(count),
                dictionary: numbers[language] ?? 0)
        }
        return (text, table.finish(), places)
    }
}

/// Where an article's deflated record lies.
struct TextPlace {
    var offset: UInt64
    var deflatedBytes: UInt32
    /// Number in the segment's table plus one; 0 for none.
    var dictionary: UInt16
}
