internal import KhabarText

extension Segment {
    /// Opens a segment from outside after checking every rule of SEGMENT.md that reading it relies on: no byte pattern can make a later read trap,
    /// loop or allocate without bound. Text is not inflated: a bad stream costs its own article.
    ///
    /// - Parameters:
    ///   - isSummed: whether another checksum of these bytes was found right already; the index's own is not looked at then.
    ///   - loop: large segments are checked several pieces at once, if it is given.
    package static func validated(
        _ bytes: consuming SegmentBytes, isSummed: Bool = false, _ loop: ParallelLoop = .serial
    ) throws(SegmentError) -> Segment {
        let index = ByteStorage(bytes.index)
        let text = TextChunks(bytes.text)
        return try validated(index: index, text: text, isSummed: isSummed, loop)
    }

    static func validated(
        index: ByteStorage, text: TextChunks, isSummed: Bool = false, _ loop: ParallelLoop = .serial,
        stretchBytes: Int = PostingsValidation.stretchBytes
    ) throws(SegmentError) -> Segment {
        let header = try SegmentHeader.validated(index.view, textBytes: text.count, isSummed: isSummed)
        try ColumnValidation.validateSizes(header)
        try ColumnValidation.validateLengths(index.view, header)
        let unchecked = Segment(unchecked: index, header: header, text: text)
        var postings = PostingsValidation(unchecked, loop, stretchBytes: stretchBytes)
        try postings.validate { () throws(SegmentError) in
            try ColumnValidation.validateStrings(index.view, header)
            try unchecked.validateRows()
        }
        return Segment(index: index, header: header, text: text)
    }
}

extension SegmentHeader {
    /// Reads and checks the head: magic, version, sizes, both checksums, or its own alone if all of the index `isSummed`.
    static func validated(
        _ bytes: ByteView, textBytes: Int, isSummed: Bool
    ) throws(SegmentError) -> SegmentHeader {
        guard bytes.count >= Self.bytes else { throw SegmentError("head: \(bytes.count) bytes are too few") }
        guard bytes.count <= Limits.indexBytesMax else { throw SegmentError("head: the index is too large") }
        for (at, byte) in magic.enumerated() where bytes.u8(at) != byte {
            guard at == magic.count - 1 else { throw SegmentError("head: no segment") }
            throw SegmentError(
                "head: it is of format \(bytes.u8(at)), and this build reads format \(magic[at]) alone; "
                    + "load the articles anew with workers of this build")
        }
        guard bytes.span(0..<(Self.bytes - 4), crc32c) == bytes.u32(Self.bytes - 4) else {
            throw SegmentError("head: its checksum is wrong")
        }
        guard bytes.u64(16) == UInt64(bytes.count) else { throw SegmentError("head: the index has another length") }
        guard bytes.u64(24) == UInt64(textBytes), textBytes <= Limits.textBytesMax else {
            throw SegmentError("head: the text has another length")
        }
        guard isSummed || bytes.span(Self.bytes..<bytes.count, crc32c) == bytes.u32(40) else {
            throw SegmentError("the index's checksum is wrong")
        }
        guard bytes.u32(44) == 0, bytes.u32(Self.bytes - 8) == 0 else { throw SegmentError("head: reserved bytes") }
        guard bytes.u32(12) <= UInt32(Limits.articlesMax) else { throw SegmentError("head: too many articles") }
        var lengths: [Int] = []
        for section in Section.allCases {
            let length = bytes.u64(fixedBytes + 8 * section.rawValue)
            guard length <= UInt64(bytes.count) else { throw SegmentError("head: section \(section) is too long") }
            lengths.append(Int(length))
        }
        let header = SegmentHeader(
            analyserVersion: bytes.u32(8), articleCount: bytes.u32(12), textBytes: bytes.u64(24),
            totalLength: bytes.u64(32), sectionLengths: lengths)
        guard header.indexBytes == bytes.count else { throw SegmentError("head: the sections do not fill the index") }
        for (range, next) in zip(header.sections, header.sections.dropFirst().map(\.lowerBound) + [bytes.count]) {
            for at in range.upperBound..<next where bytes.u8(at) != 0 {
                throw SegmentError("byte \(at): padding that is not zero")
            }
        }
        return header
    }
}

/// Checks what `StringColumn` and `ArticleRow` take for granted.
enum ColumnValidation {
    /// What a column has at least: the number of its strings.
    private static let stringColumnBytesMin = 4

    static func validateSizes(_ header: SegmentHeader) throws(SegmentError) {
        let sections = header.sections
        let articles = Int(header.articleCount)
        guard sections[Section.articles.rawValue].count == articles * ArticleRow.bytes else {
            throw SegmentError("articles: wrong number of rows")
        }
        guard sections[Section.lengths.rawValue].count == articles else {
            throw SegmentError("lengths: wrong number of codes")
        }
        guard sections[Section.signatures.rawValue].count == articles * CopySignature.bytes else {
            throw SegmentError("signatures: wrong number of signatures")
        }
        for section in [Section.ids, .urls, .titles, .sources, .languages] {
            guard sections[section.rawValue].count >= stringColumnBytesMin else {
                throw SegmentError("\(section): ends early")
            }
        }
    }

    /// Lists are judged by the lengths of their articles, so that these are known to be some before.
    static func validateLengths(_ bytes: ByteView, _ header: SegmentHeader) throws(SegmentError) {
        for at in header.sections[Section.lengths.rawValue] where bytes.u8(at) > LengthCode.greatest {
            throw SegmentError("lengths: one of an article is wrong")
        }
    }

    /// The sizes must have been checked.
    static func validateStrings(_ bytes: ByteView, _ header: SegmentHeader) throws(SegmentError) {
        let sections = header.sections
        let articles = Int(header.articleCount)
        for (section, bytesMax) in [
            (Section.ids, Limits.idBytesMax), (.urls, Limits.urlBytesMax), (.titles, Limits.titleBytesMax),
        ] {
            let count = try column(bytes, sections[section.rawValue], "\(section)", stringBytesMax: bytesMax)
            guard count == articles else { throw SegmentError("\(section): wrong number of strings") }
        }
        let sources = try column(
            bytes, sections[Section.sources.rawValue], "sources", stringBytesMax: Limits.sourceBytesMax)
        let languages = try column(
            bytes, sections[Section.languages.rawValue], "languages", stringBytesMax: Limits.languageBytesMax)
        guard sources <= articles, languages <= articles else {
            throw SegmentError("sources, languages: more strings than articles")
        }
        guard languages <= Limits.languagesMax else {
            throw SegmentError("languages: \(languages) are more than \(Limits.languagesMax)")
        }
    }

    /// Checks one string column and returns how many strings it has. All must be UTF-8.
    private static func column(
        _ bytes: ByteView, _ section: Range<Int>, _ name: String, stringBytesMax: Int
    ) throws(SegmentError) -> Int {
        let count = Int(bytes.u32(section.lowerBound))
        guard count <= (section.count - stringColumnBytesMin) / 4 else { throw SegmentError("\(name): ends early") }
        let text = section.lowerBound + 4 + 4 * count
        var start = 0
        for number in 0..<count {
            let end = Int(bytes.u32(section.lowerBound + 4 + 4 * number))
            guard end >= start, end - start <= stringBytesMax, end <= section.upperBound - text else {
                throw SegmentError("\(name): string \(number) has a wrong end")
            }
            // All strings are UTF-8 if their bytes together are, and none begins inside a character.
            guard end == start || bytes.u8(text + start) & 0xC0 != 0x80 else {
                throw SegmentError("\(name): string \(number) is not UTF-8")
            }
            start = end
        }
        guard start == section.upperBound - text else { throw SegmentError("\(name): bytes too many") }
        guard bytes.isUTF8(text..<section.upperBound) else { throw SegmentError("\(name): a string is not UTF-8") }
        return count
    }
}

extension Segment {
    fileprivate func validateRows() throws(SegmentError) {
        var seen = Set<UInt64>(minimumCapacity: articleCount)
        var colliding = 0
        var total: UInt64 = 0
        var textEnd: UInt64 = 0
        for number in 0..<DocID(articleCount) {
            let row = row(number)
            let id = ids.range(Int(number))
            guard !id.isEmpty, row.idHash == view.span(id, { xxh64($0) }) else {
                throw SegmentError("article \(number): the id's hash is wrong, or it has no id")
            }
            // Two ids may share a hash; two articles may not share an id.
            if !seen.insert(row.idHash).inserted {
                for other in 0..<number
                where idHash(other) == row.idHash && ExactString(self.id(other)) == ExactString(self.id(number)) {
                    throw SegmentError("article \(number): the same id as article \(other)")
                }
                colliding += 1
                guard colliding <= 16 else { throw SegmentError("too many colliding ids") }
            }
            guard Int(row.source) <= sources.count, Int(row.language) < languages.count else {
                throw SegmentError("article \(number): its source or language is unknown")
            }
            guard row.textOffset <= UInt64(text.count), UInt64(row.textBytes) <= UInt64(text.count) - row.textOffset,
                row.recordBytes <= Limits.recordBytesMax
            else { throw SegmentError("article \(number): its text lies outside") }
            // A merge copies each article's text: what many of them named would be written as many times.
            guard row.textOffset >= textEnd else {
                throw SegmentError("article \(number): its text overlaps another's")
            }
            textEnd = row.textOffset + UInt64(row.textBytes)
            guard row.validAlphabet != nil else {
                throw SegmentError("article \(number): its alphabet, or its length in it, is wrong")
            }
            total += UInt64(LengthCode.decode(lengthCode(number)))
            guard signature(number).isWellFormed else {
                throw SegmentError("article \(number): its signature is wrong")
            }
        }
        guard total == totalLength else { throw SegmentError("head: the sum of lengths is wrong") }
    }
}
