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
        let storage = ByteStorage(record)
        defer { withExtendedLifetime(storage) {} }
        var reader = CheckedReader(storage.view, 0..<record.count, "record")
        article.summary = try string(&reader)
        article.dateline = try string(&reader)
        article.agency = try string(&reader)
        article.hashtags = try list(&reader)
        article.tags = try list(&reader)
        article.body = try list(&reader)
        article.captions = try list(&reader)
        let count = Int(try reader.varint())
        guard count <= reader.end - reader.at else { throw reader.error("too many dropped lines") }
        article.dropped = []
        for _ in 0..<count {
            let line = try reader.varint()
            // A reason that this version does not know is one that a later version has added: the line is still dropped.
            guard let reason = DropReason(rawValue: try reader.u8()) else { continue }
            article.dropped.append(DroppedLine(line: line, reason: reason))
        }
        try reader.finish()
    }

    private static func string(_ reader: inout CheckedReader) throws(SegmentError) -> String? {
        let length = Int(try reader.varint())
        guard length > 0 else { return nil }
        return reader.bytes.string(try reader.take(length - 1))
    }

    private static func list(_ reader: inout CheckedReader) throws(SegmentError) -> [String] {
        let count = Int(try reader.varint())
        guard count <= reader.end - reader.at else { throw reader.error("too many strings") }
        var strings: [String] = []
        for _ in 0..<count {
            guard let string = try string(&reader) else { throw reader.error("a string is missing") }
            strings.append(string)
        }
        return strings
    }
}
