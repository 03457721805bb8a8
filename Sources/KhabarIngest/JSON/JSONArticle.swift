package import KhabarText

/// Reads lines of JSON Lines as articles, by the keys of the contract. Unknown keys are stepped over; of a key that comes twice the last counts;
/// of keys that mean the same (text, body, content) the first in that order that holds something does; of dates the first that can be read.
///
/// One per lane: its buffers are reused from line to line.
package struct JSONArticleReader {
    /// The id of the line read last, as far as it was read before a rejection.
    package private(set) var id: String?
    private var fields = Fields()
    private var scratch: [UInt8] = []

    private struct Fields {
        var url: String?, title: String?, source: String?
        var texts: [[UInt8]?] = [nil, nil, nil]
        var summary: String?
        /// Which of the texts is a list of paragraphs.
        var lists: Set<Int> = []
        var dates: [String?] = [nil, nil, nil]
        var languages: [String?] = [nil, nil]
        var version: UInt64?
        /// Where a version stands that is none.
        var badVersionAt: Int?
        var tags: [String] = [], categories: [String] = []
    }

    package init() {}

    package mutating func read(_ line: Span<UInt8>) throws(JSONRejection) -> RawArticle {
        fields = Fields()
        id = nil
        var at = 0
        // A byte order mark, which some editors leave at the start of a file.
        if line.count >= 3, line[0] == 0xEF, line[1] == 0xBB, line[2] == 0xBF { at = 3 }
        skipJSONWhitespace(line, &at)
        guard at < line.count, line[at] == UInt8(ascii: "{") else {
            throw JSONRejection(problem: .notAnObject, column: at + 1)
        }
        try forEachJSONMember(line, &at, depth: Limits.jsonDepthMax) {
            (at: inout Int) throws(JSONRejection) -> String in
            try readString(line, &at)
        } value: { (key: String, at: inout Int) throws(JSONRejection) in
            try readMember(key, line, &at)
        }
        skipJSONWhitespace(line, &at)
        guard at == line.count else { throw JSONRejection(problem: .trailingBytes, column: at + 1) }
        return try article()
    }

    private mutating func article() throws(JSONRejection) -> RawArticle {
        // A version decides which article wins: one that can't be read is not taken for the least. Told now, so that the id is known.
        if let at = fields.badVersionAt { throw JSONRejection(problem: .badVersion, column: at + 1) }
        let given = fields.texts.indices.filter { fields.texts[$0] != nil }
        guard let number = given.first(where: { !fields.texts[$0]!.isEmpty }) ?? given.first else {
            throw JSONRejection(problem: .missingText, column: 1)
        }
        var text = fields.texts[number]!
        // As `--print` writes an article: its first paragraph stands before the body.
        if fields.lists.contains(number), let summary = fields.summary {
            text = Array(summary.utf8) + [UInt8(ascii: "\n")] + text
        }
        return RawArticle(
            id: id, url: fields.url, title: fields.title, text: text,
            published: published(), source: fields.source,
            languageHint: fields.languages.compactMap { $0 }.first, version: fields.version,
            tags: fields.tags + fields.categories.filter { !fields.tags.contains($0) })
    }

    /// Exporters write `0000-00-00` where they know none.
    private func published() -> String? {
        let given = fields.dates.compactMap { $0 }
        guard given.count > 1 else { return given.first }
        return given.first { PublicationDate(reading: $0) != nil } ?? given.first
    }

    private mutating func readMember(_ key: String, _ line: Span<UInt8>, _ at: inout Int) throws(JSONRejection) {
        switch key {
        case "id": id = try readIdentifier(line, &at)
        case "url": fields.url = try readOptionalString(line, &at)
        case "title": fields.title = try readOptionalString(line, &at)
        case "text": try readText(0, line, &at)
        case "body": try readText(1, line, &at)
        case "content": try readText(2, line, &at)
        case "summary": fields.summary = try readOptionalString(line, &at)
        case "date": fields.dates[0] = try readDate(line, &at)
        case "published": fields.dates[1] = try readDate(line, &at)
        case "timestamp": fields.dates[2] = try readDate(line, &at)
        case "source": fields.source = try readOptionalString(line, &at)
        case "lang": fields.languages[0] = try readOptionalString(line, &at)
        case "language": fields.languages[1] = try readOptionalString(line, &at)
        case "version": fields.version = try readVersion(line, &at)
        case "tags": fields.tags = try readTags(line, &at)
        case "category": fields.categories = try readTags(line, &at)
        default: try skipJSONValue(line, &at, depth: Limits.jsonDepthMax - 1)
        }
    }

    private mutating func readString(_ line: Span<UInt8>, _ at: inout Int) throws(JSONRejection) -> String {
        scratch.removeAll(keepingCapacity: true)
        try readJSONString(line, &at, into: &scratch)
        return String(decoding: scratch, as: UTF8.self)
    }

    /// A string, if it says something; a value of another kind says nothing.
    private mutating func readOptionalString(_ line: Span<UInt8>, _ at: inout Int) throws(JSONRejection) -> String? {
        guard at < line.count, line[at] == 0x22 else {
            try skipJSONValue(line, &at, depth: Limits.jsonDepthMax - 1)
            return nil
        }
        at += 1
        let string = try readString(line, &at)
        return string.isEmpty ? nil : string
    }

    /// A number as it is written; nil (and nothing read) when the value is not a number.
    private func readNumber(_ line: Span<UInt8>, _ at: inout Int) throws(JSONRejection) -> String? {
        guard at < line.count, line[at] == UInt8(ascii: "-") || (0x30...0x39).contains(line[at]) else { return nil }
        let range = try scanJSONNumber(line, &at)
        var bytes: [UInt8] = []
        bytes.append(copying: line.extracting(range))
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func readIdentifier(_ line: Span<UInt8>, _ at: inout Int) throws(JSONRejection) -> String? {
        if let number = try readNumber(line, &at) { return number }
        return try readOptionalString(line, &at)
    }

    private mutating func readText(_ number: Int, _ line: Span<UInt8>, _ at: inout Int) throws(JSONRejection) {
        let isList = try requireJSONByte(line, at) == UInt8(ascii: "[")
        if isList { fields.lists.insert(number) } else { fields.lists.remove(number) }
        fields.texts[number] = try readText(line, &at)
    }

    /// A string, or several in an array, which are paragraphs; nil for null.
    private func readText(_ line: Span<UInt8>, _ at: inout Int) throws(JSONRejection) -> [UInt8]? {
        let byte = try requireJSONByte(line, at)
        if byte == UInt8(ascii: "n") {
            try skipJSONValue(line, &at, depth: Limits.jsonDepthMax - 1)
            return nil
        }
        var bytes: [UInt8] = []
        guard byte == UInt8(ascii: "[") else {
            try appendText(line, &at, to: &bytes)
            return bytes
        }
        try forEachJSONElement(line, &at, depth: Limits.jsonDepthMax - 1) { (at: inout Int) throws(JSONRejection) in
            let end = bytes.count
            if end > 0 { bytes.append(UInt8(ascii: "\n")) }
            let start = bytes.count
            try appendText(line, &at, to: &bytes)
            // An empty paragraph is none.
            if bytes.count == start { bytes.removeLast(start - end) }
        }
        return bytes
    }

    private func appendText(
        _ line: Span<UInt8>, _ at: inout Int, to bytes: inout [UInt8]
    ) throws(JSONRejection) {
        guard try requireJSONByte(line, at) == 0x22 else {
            let column = at + 1
            try skipJSONValue(line, &at, depth: Limits.jsonDepthMax - 2)
            throw JSONRejection(problem: .textIsNotAString, column: column)
        }
        at += 1
        if bytes.isEmpty {
            bytes.reserveCapacity(min(line.count - at, indexOfQuoteOrBackslash(line, from: at) - at + 1_024))
        }
        try readJSONString(line, &at, into: &bytes)
    }

    private mutating func readDate(_ line: Span<UInt8>, _ at: inout Int) throws(JSONRejection) -> String? {
        let number = try readNumber(line, &at)
        let string = number == nil ? try readOptionalString(line, &at) : nil
        guard let written = number ?? string else { return nil }
        // Ten digits in quotes are an epoch number too; eight are a day, fourteen a day with its time, and without quotes where they can be.
        let isEpoch =
            number != nil
            ? !Timestamp.isDigitsOfADay(written) : (9...13).contains(written.utf8.count) && UInt64(written) != nil
        guard isEpoch else { return written }
        return Double(written).flatMap(Timestamp.seconds(ofEpoch:)).flatMap(Timestamp.text(ofSeconds:))
    }

    /// null and the empty string are no version.
    private mutating func readVersion(_ line: Span<UInt8>, _ at: inout Int) throws(JSONRejection) -> UInt64? {
        let start = at
        let first = try requireJSONByte(line, at)
        fields.badVersionAt = nil
        let number = try readNumber(line, &at)
        let string = number == nil ? try readOptionalString(line, &at) : nil
        guard let written = number ?? string else {
            if first != 0x22, first != UInt8(ascii: "n") { fields.badVersionAt = start }
            return nil
        }
        let version =
            UInt64(written)
            ?? (number == nil ? Timestamp.seconds(of: written) : wholeNumber(written)).flatMap(UInt64.init(exactly:))
        if version == nil { fields.badVersionAt = start }
        return version
    }

    /// Of a number written with a point or an exponent, such as 1.5e3, as far as a Double is exact.
    private func wholeNumber(_ written: String) -> Int64? {
        Double(written).flatMap { abs($0) < 0x1p53 ? Int64(exactly: $0) : nil }
    }

    private mutating func readTags(_ line: Span<UInt8>, _ at: inout Int) throws(JSONRejection) -> [String] {
        guard at < line.count, line[at] == UInt8(ascii: "[") else {
            return try readOptionalString(line, &at).map { [$0] } ?? []
        }
        var tags: [String] = []
        try forEachJSONElement(line, &at, depth: Limits.jsonDepthMax - 1) { (at: inout Int) throws(JSONRejection) in
            guard try requireJSONByte(line, at) == 0x22 else {
                return try skipJSONValue(line, &at, depth: Limits.jsonDepthMax - 2)
            }
            at += 1
            let tag = try readString(line, &at)
            // The cleaner refuses an article with more; here the rest are left out.
            if !tag.isEmpty, tags.count < KhabarText.Limits.tagsMax, !tags.contains(tag) { tags.append(tag) }
        }
        return tags
    }
}
