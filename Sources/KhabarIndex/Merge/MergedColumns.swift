/// The columns, tables and text of a merged segment.
struct MergedColumns {
    var rows: [UInt8] = []
    var lengths: [UInt8] = []
    var ids = StringColumnWriter()
    var urls = StringColumnWriter()
    var titles = StringColumnWriter()
    var sources = StringTableWriter()
    var languages = StringTableWriter()
    var dictionaries = TextDictionaryTable()
    var text = TextChunks()

    init(_ merged: [MergeSource], _ renumbering: Renumbering) {
        var dictionaryNumbers: [UInt64: UInt16] = [:]
        rows.reserveCapacity(renumbering.count * ArticleRow.bytes)
        lengths.reserveCapacity(renumbering.count)
        for (number, source) in merged.enumerated()
        where renumbering.numbers[number].contains(where: { $0 != Renumbering.gone }) {
            let segment = source.segment
            let textStart = UInt64(text.count)
            text.append(segment.text)
            let mapped = mapDictionaries(segment, textStart, &dictionaryNumbers)
            for article in 0..<DocID(segment.articleCount)
            where renumbering.numbers[number][Int(article)] != Renumbering.gone {
                append(article, of: source, textStart: textStart, dictionaries: mapped)
            }
        }
        text = text.compacted()
    }

    /// The new number of each dictionary of `segment`: dictionaries of equal hash were checked to be equal, and are kept once.
    private mutating func mapDictionaries(
        _ segment: Segment, _ textStart: UInt64, _ numbers: inout [UInt64: UInt16]
    ) -> [UInt16] {
        (0..<segment.textDictionaryCount).map { old in
            var row = segment.textDictionary(old)
            if let number = numbers[row.hash] { return number }
            row.textOffset += textStart
            dictionaries.append(row)
            numbers[row.hash] = UInt16(dictionaries.count)
            return UInt16(dictionaries.count)
        }
    }

    private mutating func append(
        _ article: DocID, of source: MergeSource, textStart: UInt64, dictionaries: [UInt16]
    ) {
        let segment = source.segment
        var row = segment.row(article)
        row.textOffset += textStart
        row.dictionary = row.dictionary == 0 ? 0 : dictionaries[Int(row.dictionary) - 1]
        row.source = segment.source(article).map { UInt32(sources.number($0) + 1) } ?? 0
        row.language = UInt16(languages.number(segment.language(article)))
        if row.sequence == 0 { row.sequence = source.sequence }
        row.encode(into: &rows)
        lengths.append(segment.lengthCode(article))
        ids.append(segment.view, segment.ids.range(Int(article)))
        urls.append(segment.view, segment.urls.range(Int(article)))
        titles.append(segment.view, segment.titles.range(Int(article)))
    }
}
