package import KhabarText

/// The header of one WARC record (ISO 28500, versions 1.0 and 1.1): a version line, `Name: value` lines, an empty line.
struct WETHeader: Equatable {
    var type = ""
    var contentBytes: Int?
    var targetURI: String?
    var date: String?

    /// Reads a header that ends before its empty line; nil when it is damaged.
    init?(_ header: Span<UInt8>) {
        var lineStart = 0
        var isFirst = true
        while lineStart < header.count {
            let feed = indexOfLineFeed(header, from: lineStart)
            var end = feed
            if end > lineStart, header[end - 1] == 0x0D { end -= 1 }
            let line = header.extracting(lineStart..<end)
            lineStart = feed + 1
            if isFirst {
                isFirst = false
                guard hasPrefix(line, "WARC/1.0") || hasPrefix(line, "WARC/1.1") else { return nil }
            } else if line.count > 0 {
                guard read(line) else { return nil }
            }
        }
        guard !isFirst, contentBytes != nil, !type.isEmpty else { return nil }
    }

    private mutating func read(_ line: Span<UInt8>) -> Bool {
        // A line that starts with white space continues the one before; none of the fields that count here does so.
        if line[0] == 0x20 || line[0] == 0x09 { return true }
        var colon = 0
        while colon < line.count, line[colon] != UInt8(ascii: ":") { colon += 1 }
        guard colon > 0, colon < line.count else { return false }
        let name = text(line.extracting(0..<colon)).lowercased()
        var start = colon + 1
        var end = line.count
        while start < end, line[start] == 0x20 || line[start] == 0x09 { start += 1 }
        while end > start, line[end - 1] == 0x20 || line[end - 1] == 0x09 { end -= 1 }
        let value = line.extracting(start..<end)
        switch name {
        case "warc-type": type = text(value).lowercased()
        case "warc-target-uri":
            // WARC 1.0's grammar put angle brackets around it, and some writers do.
            let uri = text(value)
            targetURI =
                uri.hasPrefix("<") && uri.hasSuffix(">") && uri.count > 2 ? String(uri.dropFirst().dropLast()) : uri
        case "warc-date": date = text(value)
        case "content-length":
            guard value.count <= 18, let bytes = Int(text(value)), bytes >= 0, value.count > 0, value[0] != 0x2B else {
                return false
            }
            contentBytes = bytes
        default: break
        }
        return true
    }

    private func text(_ bytes: Span<UInt8>) -> String {
        var copy: [UInt8] = []
        copy.append(copying: bytes)
        return String(decoding: copy, as: UTF8.self)
    }
}

/// The article of one whole conversion record, header included, as `WETCutter` found it.
///
/// The crawl's day is the version, not the publication date: a later crawl of a page outranks an earlier one, and says nothing of when the story ran.
package func readWETRecord(_ record: Span<UInt8>) -> RawArticle? {
    guard let content = wetContentStart(record, from: 0), let header = WETHeader(record.extracting(0..<content)) else {
        return nil
    }
    var text: [UInt8] = []
    text.append(copying: record.extracting(content..<record.count))
    return RawArticle(
        url: header.targetURI.flatMap { $0.isEmpty ? nil : $0 }, text: text,
        version: header.date.flatMap(Timestamp.seconds(of:)).flatMap(UInt64.init(exactly:)))
}

/// Index behind the empty line that ends the header starting at `start`; nil when it has not come yet.
func wetContentStart(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var at = start
    while true {
        let feed = indexOfLineFeed(bytes, from: at)
        guard feed < bytes.count else { return nil }
        if feed > start, feed == at || (feed == at + 1 && bytes[at] == 0x0D) { return feed + 1 }
        at = feed + 1
    }
}

@inline(__always)
func hasPrefix(_ bytes: Span<UInt8>, _ prefix: StaticString) -> Bool {
    guard bytes.count >= prefix.utf8CodeUnitCount else { return false }
    for index in 0..<prefix.utf8CodeUnitCount where unsafe bytes[index] != prefix.utf8Start[index] { return false }
    return true
}
