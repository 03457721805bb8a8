internal import KhabarText

/// The columns, tables and text of a merged segment.
struct MergedColumns {
    var rows: [UInt8] = []
    var lengths: [UInt8] = []
    var signatures: [UInt8] = []
    var ids = StringColumnWriter()
    var urls = StringColumnWriter()
    var titles = StringColumnWriter()
    var sources = StringTableWriter()
    var languages = StringTableWriter()
    var text = TextChunks()

    init(_ merged: [MergeSource], _ renumbering: Renumbering) {
        rows.reserveCapacity(renumbering.count * ArticleRow.bytes)
        lengths.reserveCapacity(renumbering.count)
        signatures.reserveCapacity(renumbering.count * CopySignature.bytes)
        for (number, source) in merged.enumerated()
        where renumbering.numbers[number].contains(where: { $0 != Renumbering.gone }) {
            let segment = source.segment
            var place = TextCopy(start: UInt64(text.count), copies: !source.isWhole)
            var names = NameNumbers(segment)
            for article in 0..<DocID(segment.articleCount)
            where renumbering.numbers[number][Int(article)] != Renumbering.gone {
                append(article, of: source, &place, &names)
            }
            if place.copies { text.append(ByteStorage(place.bytes)) } else { text.append(segment.text) }
        }
        text = text.compacted()
    }

    private mutating func append(
        _ article: DocID, of source: MergeSource, _ place: inout TextCopy, _ names: inout NameNumbers
    ) {
        let segment = source.segment
        var row = segment.row(article)
        (row.textOffset, row.textBytes) = place.move(row.textOffset, row.textBytes, of: segment)
        if row.source > 0 { row.source = names.source(Int(row.source) - 1, of: segment, in: &sources) + 1 }
        row.language = UInt16(names.language(Int(row.language), of: segment, in: &languages))
        if row.sequence == 0 { row.sequence = source.sequence }
        row.encode(into: &rows)
        lengths.append(segment.lengthCode(article))
        let signature = segment.range(.signatures).lowerBound + Int(article) * CopySignature.bytes
        segment.view.append(signature..<(signature + CopySignature.bytes), to: &signatures)
        ids.append(segment.view, segment.ids.range(Int(article)))
        urls.append(segment.view, segment.urls.range(Int(article)))
        titles.append(segment.view, segment.titles.range(Int(article)))
    }
}

/// The merged numbers of one segment's sources and languages, given out when an article first names them: each name is looked up once.
private struct NameNumbers {
    private var sources: [UInt32?]
    private var languages: [UInt32?]

    init(_ segment: Segment) {
        sources = Array(repeating: nil, count: segment.sources.count)
        languages = Array(repeating: nil, count: segment.languages.count)
    }

    mutating func source(_ old: Int, of segment: Segment, in table: inout StringTableWriter) -> UInt32 {
        if let number = sources[old] { return number }
        let number = UInt32(table.number(segment.sources[old]))
        sources[old] = number
        return number
    }

    mutating func language(_ old: Int, of segment: Segment, in table: inout StringTableWriter) -> UInt32 {
        if let number = languages[old] { return number }
        let number = UInt32(table.number(segment.languages[old]))
        languages[old] = number
        return number
    }
}

/// Where one source's text goes: taken over whole, or copied article by article, so that nothing of what was retracted or replaced stays.
private struct TextCopy {
    /// Of this source's text in the merged one.
    let start: UInt64
    let copies: Bool
    private(set) var bytes: [UInt8] = []

    init(start: UInt64, copies: Bool) {
        self.start = start
        self.copies = copies
    }

    /// The new place of some bytes of the source's text.
    mutating func move(_ offset: UInt64, _ count: UInt32, of segment: Segment) -> (offset: UInt64, count: UInt32) {
        guard copies else { return (start + offset, count) }
        let moved = start + UInt64(bytes.count)
        // Bytes that can't be had are those of an article that could not be read before either.
        let taken = segment.textBytes(at: offset, count)
        bytes.append(contentsOf: taken ?? [])
        return (moved, taken == nil ? 0 : count)
    }
}

extension Segment {
    /// A copy of some bytes of the text; nil when they lie outside of it.
    fileprivate func textBytes(at offset: UInt64, _ count: UInt32) -> [UInt8]? {
        try? text.withBytes(at: offset, count: Int(count)) { span throws(SegmentError) in
            unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
        }
    }
}
