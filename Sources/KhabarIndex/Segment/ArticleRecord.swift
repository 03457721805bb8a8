internal import KhabarText

/// The stored form of what an article has beside its columns: summary, dateline, agency, hashtags, tags, body, captions and
/// dropped lines.
///
/// A record is deflated on its own, so that reading one article inflates one article. Grammar in SEGMENT.md, "Record".
enum ArticleRecord {
    static func encode(_ article: Article) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(article.body.reduce(64) { $0 + $1.utf8.count + 3 })
        for optional in [article.summary, article.dateline, article.agency] {
            append(optional, to: &output)
        }
        for list in [article.hashtags, article.tags, article.body, article.captions] {
            output.append(varint: UInt32(list.count))
            for string in list { append(string, to: &output) }
        }
        output.append(varint: UInt32(article.dropped.count))
        for line in article.dropped {
            output.append(varint: line.line)
            output.append(line.reason.rawValue)
        }
        return output
    }

    /// Length plus one, then the bytes; 0 for none.
    private static func append(_ string: String?, to output: inout [UInt8]) {
        guard let string else { return output.append(0) }
        output.append(varint: UInt32(string.utf8.count + 1))
        output.append(contentsOf: string.utf8)
    }

    /// Fills the record's fields of `article` from bytes that nobody has validated.
    static func decode(_ record: [UInt8], into article: inout Article) throws(SegmentError) {
        var dropped: [DroppedLine] = []
        try read(record) { field, bytes in
            let string = String(decoding: bytes, as: UTF8.self)
            switch field {
            case .summary: article.summary = string
            case .dateline: article.dateline = string
            case .agency: article.agency = string
            case .hashtag: article.hashtags.append(string)
            case .tag: article.tags.append(string)
            case .body: article.body.append(string)
            case .caption: article.captions.append(string)
            }
        } dropped: {
            dropped.append($0)
        }
        article.dropped = dropped
    }

    /// Replaces what is in `text` by the summary, body and captions, a space between two: what snippets are cut from. Bytes as stored, which need not
    /// be UTF-8.
    static func readText(_ record: [UInt8], into text: inout [UInt8]) throws(SegmentError) {
        text.removeAll(keepingCapacity: true)
        text.reserveCapacity(record.count)
        var isFirst = true
        try read(record) { field, bytes in
            guard field == .summary || field == .body || field == .caption else { return }
            if !isFirst { text.append(UInt8(ascii: " ")) }
            isFirst = false
            text.append(contentsOf: bytes)
        } dropped: { _ in
        }
    }

    private enum Field {
        case summary, dateline, agency
        case hashtag, tag, body, caption

        static let optional: [Field] = [.summary, .dateline, .agency]
        static let lists: [Field] = [.hashtag, .tag, .body, .caption]
    }

    /// Hands over the strings of a record that nobody has validated, in their order, and the dropped lines.
    private static func read(
        _ record: [UInt8], string: (Field, ArraySlice<UInt8>) -> Void, dropped: (DroppedLine) -> Void
    ) throws(SegmentError) {
        let storage = ByteStorage(record)
        defer { withExtendedLifetime(storage) {} }
        var reader = CheckedReader(storage.view, 0..<record.count, "record")
        for field in Field.optional {
            if let range = try range(&reader) { string(field, record[range]) }
        }
        for field in Field.lists {
            let count = try count(&reader)
            for _ in 0..<count {
                guard let range = try range(&reader) else { throw reader.error("a string is missing") }
                string(field, record[range])
            }
        }
        for _ in 0..<(try count(&reader)) {
            let line = try reader.varint()
            // A reason that this version does not know is one that a later version has added: the line is still dropped.
            guard let reason = DropReason(rawValue: try reader.u8()) else { continue }
            dropped(DroppedLine(line: line, reason: reason))
        }
        try reader.finish()
    }

    /// The length of a list whose entries take a byte at least.
    private static func count(_ reader: inout CheckedReader) throws(SegmentError) -> Int {
        let count = Int(try reader.varint())
        guard count <= min(Limits.recordListMax, reader.end - reader.at) else {
            throw reader.error("a list is too long")
        }
        return count
    }

    /// The bytes of a string; nil for none.
    private static func range(_ reader: inout CheckedReader) throws(SegmentError) -> Range<Int>? {
        let length = Int(try reader.varint())
        return length > 0 ? try reader.take(length - 1) : nil
    }
}
