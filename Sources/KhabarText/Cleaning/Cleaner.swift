/// Turns what a source gave into a normalised article: title, summary, dateline, credit, dates and body without the page around it.
///
/// Made for crawled text, line by line. It would rather keep a line of navigation than lose one of the story: most phrases match whole lines or their
/// ends, what could be a subheading is dropped only above or below the story, and what repeats only where the same was said before.
package struct Cleaner: Sendable {
    package init() {}

    /// Throws a `Rejection` when the text is missing, past a limit, or holds no word of a story.
    package func clean(_ raw: RawArticle) throws(Rejection) -> Article {
        let fields = try checkedFields(raw)
        if raw.text.isEmpty { throw .missingText }
        let limit = Limits.textBytesMax
        if raw.text.count > limit { throw .tooLarge(bytes: raw.text.count, limit: limit) }

        let page = try page(of: raw.text, givenTitle: fields.title)
        if !page.hasBody { throw .emptyAfterCleaning }
        return article(raw, fields, page)
    }

    /// A text with all its paragraphs, each kept or dropped for a reason.
    func page(of text: [UInt8], givenTitle: String?) throws(Rejection) -> Page {
        var plain = PlainText(bytes: text)
        var scan = ScannedText()
        scan.lines.reserveCapacity(32)
        // Most texts need no repair: reading them once is enough.
        let found = scanLines(text.span, into: &scan, stopsAtRepair: true)
        if !found.isClean || !found.isNormal || found.mayHaveHTML {
            // Letters that are not in NFC are all that most of the others have.
            if !found.isNormal, let normal = normalizedIfPlain(text.span) {
                plain.bytes = normal
            } else {
                plain = repairText(text)
            }
            scan.lines.removeAll(keepingCapacity: true)
            scan.words.removeAll(keepingCapacity: true)
            scanLines(plain.bytes.span, into: &scan)
        }
        if scan.lines.count > Limits.linesMax { throw .tooManyLines(limit: Limits.linesMax) }
        var page = Page(scan: scan, text: plain.bytes, givenTitle: givenTitle, emptied: plain.emptiedLines)
        page.clean()
        return page
    }

    private func article(_ raw: RawArticle, _ fields: Fields, _ page: Page) -> Article {
        var article = Article(
            id: fields.id ?? identifier(raw, fields), language: "und", title: fields.title, body: page.body(),
            dropped: page.dropped(), captions: page.captions(), url: fields.url, source: fields.source,
            tags: fields.tags)
        if let title = page.headline { article.title = page.paragraphText(title) }
        if let summary = page.summary { article.summary = page.paragraphText(summary) }
        article.dateline = page.facts.dateline
        article.agency = page.facts.agency
        article.pageDate = page.facts.pageDate
        article.published = fields.published ?? page.facts.published
        article.hashtags = page.hashtags(givenTitle: fields.title)
        let newest = page.facts.updated?.seconds ?? article.published?.seconds ?? 0
        article.version = raw.version ?? UInt64(max(0, newest))
        article.language = identifyLanguage(of: article, hint: fields.languageHint)
        return article
    }

    /// Given, else the URL, else a hash: of a URL that is too long to be a key, or of the text.
    private func identifier(_ raw: RawArticle, _ fields: Fields) -> String {
        guard let url = fields.url else { return hexadecimal(xxh64(raw.text.span)) }
        return url.utf8.count <= Limits.idBytesMax ? url : hexadecimal(xxh64(Array(url.utf8).span))
    }
}

/// The raw article's fields but its text, repaired and within bounds.
private struct Fields {
    var id: String?
    var url: String?
    var title: String?
    var source: String?
    var published: PublicationDate?
    var languageHint: String?
    var tags: [String]
}

private func checkedFields(_ raw: RawArticle) throws(Rejection) -> Fields {
    let tags = raw.tags.prefix(Limits.tagsMax + 1)
    if tags.count > Limits.tagsMax { throw .fieldTooLong(field: "tags", bytes: tags.count, limit: Limits.tagsMax) }
    var cleanTags: [String] = []
    for tag in tags {
        if let tag = try oneLine(tag, "tag", Limits.tagBytesMax) { cleanTags.append(tag) }
    }
    let title = try oneLine(raw.title, "title", Limits.titleBytesMax)
    let published = raw.published ?? ""
    return Fields(
        id: try oneLine(raw.id, "id", Limits.idBytesMax, isKey: true),
        url: try oneLine(raw.url, "url", Limits.urlBytesMax, isKey: true),
        title: title.flatMap { hasLetter($0.utf8.span) ? $0 : nil },
        source: try oneLine(raw.source, "source", Limits.sourceBytesMax),
        published: PublicationDate(reading: published), languageHint: raw.languageHint, tags: cleanTags)
}

/// The id under which an article lies that was given `id`: marks of direction and controls that strayed into it are not part of it. Nil when nothing visible is left.
package func articleKey(_ id: String) -> String? { try? oneLine(id, "id", Limits.idBytesMax, isKey: true) }

/// A field as one trimmed line of valid NFC; nil when nothing visible is left.
///
/// Keys are neither brought to NFC nor trimmed: two ids that differ in a space at the end name two articles (real crawls have such). Who asks for an article
/// by the id that he gave must find it: see `articleKey`.
private func oneLine(
    _ text: String?, _ field: String, _ limit: Int, isKey: Bool = false
) throws(Rejection) -> String? {
    guard let text else { return nil }
    if text.utf8.count > limit { throw .fieldTooLong(field: field, bytes: text.utf8.count, limit: limit) }
    if isPlainLine(text.utf8.span) { return text }
    var bytes = isKey ? repairEncoding(Array(text.utf8)) : repairText(Array(text.utf8)).bytes
    for index in bytes.indices where bytes[index] == 0x0A || bytes[index] == softBreak { bytes[index] = 0x20 }
    var scan = ScannedText()
    scanLines(bytes.span, into: &scan)
    guard let line = scan.lines.first, !line.isBlank else { return nil }
    if isKey { return String(decoding: bytes, as: UTF8.self) }
    let trimmed = String(decoding: bytes[line.start..<line.end], as: UTF8.self)
    // Composition makes some letters longer.
    if trimmed.utf8.count > limit { throw .fieldTooLong(field: field, bytes: trimmed.utf8.count, limit: limit) }
    return trimmed
}

/// Whether a field is what `oneLine` would make of it: nothing to repair, no space at either end. Nearly all are.
private func isPlainLine(_ text: Span<UInt8>) -> Bool {
    guard text.count > 0, mayBeginSpace(text[0]) == false else { return false }
    for place in max(0, text.count - 3)..<text.count where mayBeginSpace(text[place]) { return false }
    for place in 0..<text.count where text[place] < 0x20 { return false }
    let found = inspect(text)
    return found.isClean && found.isNormal && !found.mayHaveHTML
}

/// Whether a byte may be the first of a scalar that counts as space (see `FoldTable`): these have at most three bytes.
private func mayBeginSpace(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == 0xC2 || byte == 0xE2 || byte == 0xE3
}

private func hexadecimal(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
