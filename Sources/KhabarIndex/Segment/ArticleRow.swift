internal import KhabarText

/// The fixed-size columns of one article, side by side.
struct ArticleRow: Equatable {
    static let bytes = 76

    /// XXH64 of the id, seed 0.
    var idHash: UInt64
    var contentHash: UInt64
    var version: UInt64
    /// Given by the server; 0 until then.
    var sequence: UInt64
    var published: PublicationDate?
    var pageDate: PublicationDate?
    /// Where the deflated record starts in the segment's text.
    var textOffset: UInt64
    var textBytes: UInt32
    /// Length of the record.
    var recordBytes: UInt32
    /// Number in the table of sources plus one; 0 for none.
    var source: UInt32
    var language: UInt16
    /// Raw value of an `Alphabet`.
    var alphabet: UInt16
    /// Length of the record in its alphabet: of what is inflated.
    var codedBytes: UInt32

    func encode(into output: inout [UInt8]) {
        output.append(u64: idHash)
        output.append(u64: contentHash)
        output.append(u64: version)
        output.append(u64: sequence)
        output.append(u64: Self.encode(published))
        output.append(u64: Self.encode(pageDate))
        output.append(u64: textOffset)
        output.append(u32: textBytes)
        output.append(u32: recordBytes)
        output.append(u32: source)
        output.append(u32: UInt32(language) | UInt32(alphabet) << 16)
        output.append(u32: codedBytes)
    }

    init(
        idHash: UInt64, contentHash: UInt64, version: UInt64, sequence: UInt64 = 0, published: PublicationDate?,
        pageDate: PublicationDate?, textOffset: UInt64, textBytes: UInt32, recordBytes: UInt32, source: UInt32,
        language: UInt16, alphabet: Alphabet, codedBytes: UInt32
    ) {
        self.idHash = idHash
        self.contentHash = contentHash
        self.version = version
        self.sequence = sequence
        self.published = published
        self.pageDate = pageDate
        self.textOffset = textOffset
        self.textBytes = textBytes
        self.recordBytes = recordBytes
        self.source = source
        self.language = language
        self.alphabet = UInt16(alphabet.rawValue)
        self.codedBytes = codedBytes
    }

    init(_ bytes: ByteView, at: Int) {
        idHash = bytes.u64(at)
        contentHash = bytes.u64(at + 8)
        version = bytes.u64(at + 16)
        sequence = bytes.u64(at + 24)
        published = Self.decode(bytes.u64(at + 32))
        pageDate = Self.decode(bytes.u64(at + 40))
        textOffset = bytes.u64(at + 48)
        textBytes = bytes.u32(at + 56)
        recordBytes = bytes.u32(at + 60)
        source = bytes.u32(at + 64)
        let packed = bytes.u32(at + 68)
        language = UInt16(truncatingIfNeeded: packed)
        alphabet = UInt16(packed >> 16)
        codedBytes = bytes.u32(at + 72)
    }

    /// The alphabet, if there is such a one and the record's two lengths are possible in it: in UTF-8 they are the same, in another it is worth its while,
    /// and a byte stands for three at most.
    var validAlphabet: Alphabet? {
        guard let known = UInt8(exactly: alphabet).flatMap(Alphabet.init) else { return nil }
        let isPossible =
            known == .utf8
            ? codedBytes == recordBytes : codedBytes < recordBytes && recordBytes / 3 <= codedBytes
        return isPossible ? known : nil
    }

    /// Seconds doubled, plus one when the time of day is known; the least integer for no date.
    static let noDate = UInt64(bitPattern: .min)

    static func encode(_ date: PublicationDate?) -> UInt64 {
        guard let date else { return noDate }
        return UInt64(bitPattern: date.seconds << 1 | (date.hasTime ? 1 : 0))
    }

    static func decode(_ bits: UInt64) -> PublicationDate? {
        guard bits != noDate else { return nil }
        let value = Int64(bitPattern: bits)
        return PublicationDate(seconds: value >> 1, hasTime: value & 1 == 1)
    }
}
