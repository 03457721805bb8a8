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

    /// Where the fields lie in a row. What asks many articles for one field reads no other.
    enum Offset {
        static let idHash = 0
        static let contentHash = 8
        static let version = 16
        static let sequence = 24
        static let published = 32
        static let pageDate = 40
        static let textOffset = 48
        static let textBytes = 56
        static let recordBytes = 60
        static let source = 64
        /// With the alphabet in the upper half.
        static let language = 68
        static let codedBytes = 72
    }

    init(_ bytes: ByteView, at: Int) {
        idHash = bytes.u64(at + Offset.idHash)
        contentHash = bytes.u64(at + Offset.contentHash)
        version = bytes.u64(at + Offset.version)
        sequence = bytes.u64(at + Offset.sequence)
        published = Self.decode(bytes.u64(at + Offset.published))
        pageDate = Self.decode(bytes.u64(at + Offset.pageDate))
        textOffset = bytes.u64(at + Offset.textOffset)
        textBytes = bytes.u32(at + Offset.textBytes)
        recordBytes = bytes.u32(at + Offset.recordBytes)
        source = bytes.u32(at + Offset.source)
        let packed = bytes.u32(at + Offset.language)
        language = UInt16(truncatingIfNeeded: packed)
        alphabet = UInt16(packed >> 16)
        codedBytes = bytes.u32(at + Offset.codedBytes)
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
