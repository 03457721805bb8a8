/// One article in a postings list.
struct Posting: Equatable {
    var article: DocID
    /// `(term frequency - 1) << 1 | in the title`: small numbers for the common case.
    var code: UInt32

    init(article: DocID, code: UInt32) {
        self.article = article
        self.code = code
    }

    init(article: DocID, frequency: UInt32, inTitle: Bool) {
        self.article = article
        code = (frequency - 1) << 1 | (inTitle ? 1 : 0)
    }

    var frequency: UInt32 { (code >> 1) + 1 }
    var inTitle: Bool { code & 1 == 1 }
}

/// An article's number inside its segment, dense from 0.
package typealias DocID = UInt32

/// The frequency that ranking uses: an occurrence in the title counts as `titleWeight` more.
///
/// Part of the format, since block maxima are computed with it.
enum RankingFrequency {
    static let titleWeight: UInt32 = 2

    /// Of a posting's code; saturates at 255, where BM25's curve has long been flat.
    @inline(__always) static func of(code: UInt32) -> UInt8 {
        let frequency = (code &>> 1) &+ 1 &+ (code & 1) &* titleWeight
        return UInt8(truncatingIfNeeded: min(frequency, 255))
    }
}
