internal import CHardware

/// The order of a segment's parts; SEGMENT.md gives the grammar. All integers are little-endian.
enum Section: Int, CaseIterable {
    /// One row of `ArticleRow.bytes` an article.
    case articles = 0
    /// One length code an article.
    case lengths
    /// One `CopySignature` an article.
    case signatures
    case ids
    case urls
    case titles
    /// Strings that many articles share; rows name them by number.
    case sources
    case languages
    case exactTerms
    case stemTerms
    case keywordTerms
    /// Lists of the exact layer, then of the stem layer, then of the keyword layer.
    case postings
    /// Of the exact layer.
    case positions

    static func terms(of layer: Layer) -> Section {
        switch layer {
        case .exact: .exactTerms
        case .stem: .stemTerms
        case .keyword: .keywordTerms
        }
    }
}

/// The fixed head of a segment's index.
struct SegmentHeader: Equatable {
    static let magic: [UInt8] = [0x4B, 0x48, 0x53, 0x47, 0x0D, 0x0A, 0x00, 0x05]  // KHSG, CR LF, version 5
    /// magic, analyser version, article count, index bytes, text bytes, sum of lengths, CRC of the rest of the index, CRC of the head.
    static let fixedBytes = 48
    /// Then each section's length, 8 bytes each, and the CRC of all of this.
    static let bytes = fixedBytes + 8 * Section.allCases.count + 8

    var analyserVersion: UInt32
    var articleCount: UInt32
    var textBytes: UInt64
    /// Sum of the decoded length codes: the average length of an index is this over the number of articles.
    var totalLength: UInt64
    var sectionLengths: [Int]

    /// Where each section lies: one after the other, each starting at a multiple of 8.
    var sections: [Range<Int>] {
        var at = Self.bytes
        return sectionLengths.map { length in
            defer { at = (at + length + 7) & ~7 }
            return at..<(at + length)
        }
    }

    var indexBytes: Int {
        ((sections.last?.upperBound ?? Self.bytes) + 7) & ~7
    }

    /// The whole index: head, then the sections padded.
    static func assemble(
        analyserVersion: UInt32, articleCount: Int, textBytes: Int, totalLength: UInt64,
        columns: [[UInt8]], lists: consuming WrittenLists
    ) -> [UInt8] {
        let front = columns + lists.dictionaries
        let header = SegmentHeader(
            analyserVersion: analyserVersion, articleCount: UInt32(articleCount), textBytes: UInt64(textBytes),
            totalLength: totalLength, sectionLengths: (front + [lists.postings, lists.positions]).map(\.count))
        let sections = header.sections
        precondition(sections.count == Section.allCases.count)
        // The largest section becomes the index, so that its bytes need memory once: a system that gives fresh memory clears it first.
        var output = lists.postings
        lists.postings = []
        output.reserveCapacity(header.indexBytes)
        output.pad(to: 8)
        output.append(contentsOf: lists.positions)
        lists.positions = []
        output.pad(to: 8)
        output.prepend(zeros: sections[Section.postings.rawValue].lowerBound)
        for (section, range) in zip(front, sections) { output.put(section, at: range.lowerBound) }
        precondition(output.count == header.indexBytes)
        var head = magic
        head.append(u32: header.analyserVersion)
        head.append(u32: header.articleCount)
        head.append(u64: UInt64(output.count))
        head.append(u64: header.textBytes)
        head.append(u64: header.totalLength)
        head.append(u32: crc32c(output.span.extracting(bytes..<output.count)))
        head.append(u32: 0)
        precondition(head.count == fixedBytes)
        for length in header.sectionLengths { head.append(u64: UInt64(length)) }
        head.append(u32: 0)
        head.append(u32: crc32c(head.span))
        output.put(head, at: 0)
        return output
    }
}

/// The lists of a segment that is being written, and the dictionaries that name them.
struct WrittenLists {
    /// In the order of the layers.
    var dictionaries: [[UInt8]]
    /// At best with room for all of the index, which is made around them.
    var postings: [UInt8]
    var positions: [UInt8]

    init(_ dictionaries: [Layer: [UInt8]], postings: consuming [UInt8], positions: consuming [UInt8]) {
        self.dictionaries = Layer.allCases.map { dictionaries[$0]! }
        self.postings = postings
        self.positions = positions
    }
}

/// CRC-32C of `bytes`.
func crc32c(_ bytes: Span<UInt8>) -> UInt32 {
    unsafe bytes.withUnsafeBytes { unsafe khabar_crc32c(0, $0.baseAddress, $0.count) }
}
