/// One article in a postings list.
struct Posting: Equatable {
    var article: DocID
    /// `(term frequency - 1) << 4 | lead level << 1 | in the title`.
    var code: UInt32

    init(article: DocID, code: UInt32) {
        self.article = article
        self.code = code
    }

    init(article: DocID, frequency: UInt32, level: UInt32, inTitle: Bool) {
        self.article = article
        code = (frequency - 1) << 4 | level << 1 | (inTitle ? 1 : 0)
    }

    var frequency: UInt32 { PostingCode.frequency(code) }
    var level: UInt32 { PostingCode.level(code) }
    var inTitle: Bool { code & 1 == 1 }
}

/// Reads the parts of a `Posting.code`.
enum PostingCode {
    @inline(__always) static func frequency(_ code: UInt32) -> UInt32 { code &>> 4 &+ 1 }

    /// See `Lead`.
    @inline(__always) static func level(_ code: UInt32) -> UInt32 { code &>> 1 & 7 }

    /// The frequency that ranking uses: it saturates at 255, where BM25's curve has long been flat.
    @inline(__always) static func rankingFrequency(_ code: UInt32) -> UInt8 {
        UInt8(truncatingIfNeeded: min(frequency(code), 255))
    }
}

/// An article's number inside its segment, dense from 0.
package typealias DocID = UInt32
