extension Article {
    /// The article as `khabar-ingest --print` writes it: one line of JSON in UTF-8, without a newline at the end.
    ///
    /// Absent fields are null; `url`, `source`, `tags` and `version` are not part of this form. `paragraphLanguages` is there when some paragraphs are in
    /// another language than the article: their numbers in `body`, from 0 on, and their languages.
    package func json() -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(256 + body.reduce(0) { $0 + $1.utf8.count + 8 })
        appendRaw("{\"id\":", to: &out)
        appendString(id, to: &out)
        appendRaw(",\"language\":", to: &out)
        appendString(language, to: &out)
        appendField("title", title, to: &out)
        appendField("summary", summary, to: &out)
        appendField("dateline", dateline, to: &out)
        appendField("agency", agency, to: &out)
        appendField("published", published?.text, to: &out)
        appendField("pageDate", pageDate?.text, to: &out)
        appendList("hashtags", hashtags, to: &out)
        appendList("body", body, to: &out)
        appendRaw(",\"dropped\":[", to: &out)
        for (index, drop) in dropped.enumerated() {
            if index > 0 { out.append(0x2C) }
            appendRaw("{\"line\":\(drop.line),\"reason\":", to: &out)
            appendString(drop.reason.name, to: &out)
            out.append(0x7D)
        }
        out.append(0x5D)
        let foreign = foreignParagraphs(of: self)
        if !foreign.isEmpty {
            appendRaw(",\"paragraphLanguages\":{", to: &out)
            for (index, entry) in foreign.enumerated() {
                if index > 0 { out.append(0x2C) }
                appendRaw("\"\(entry.paragraph)\":", to: &out)
                appendString(entry.language, to: &out)
            }
            out.append(0x7D)
        }
        out.append(0x7D)
        return out
    }
}

private func appendRaw(_ text: String, to out: inout [UInt8]) { out.append(contentsOf: text.utf8) }

private func appendField(_ name: String, _ value: String?, to out: inout [UInt8]) {
    appendRaw(",\"\(name)\":", to: &out)
    if let value { appendString(value, to: &out) } else { appendRaw("null", to: &out) }
}

private func appendList(_ name: String, _ values: [String], to out: inout [UInt8]) {
    appendRaw(",\"\(name)\":[", to: &out)
    for (index, value) in values.enumerated() {
        if index > 0 { out.append(0x2C) }
        appendString(value, to: &out)
    }
    out.append(0x5D)
}

/// Escapes what RFC 8259 requires and nothing more.
private func appendString(_ text: String, to out: inout [UInt8]) {
    out.append(0x22)
    for byte in text.utf8 {
        switch byte {
        case 0x22, 0x5C:
            out.append(0x5C)
            out.append(byte)
        case 0x0A: appendRaw("\\n", to: &out)
        case 0x0D: appendRaw("\\r", to: &out)
        case 0x09: appendRaw("\\t", to: &out)
        case 0..<0x20:
            let digits: [UInt8] = Array("0123456789abcdef".utf8)
            appendRaw("\\u00", to: &out)
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        default: out.append(byte)
        }
    }
    out.append(0x22)
}
