/// What is kept of an article's text so that copies of its story are recognised: a sample of its shingles, and its first numbers.
///
/// A **shingle** is three content words in a row: stop words and numbers are passed over, since teams that scrape one page disagree about
/// both (Theobald, Siddharth and Paepcke, "SpotSigs", 2008, likewise look past what is not content). Of all shingles the 24 of the least
/// *priority* are kept: the shingle's hash times (32 + p)^1.5, p being the number of content words before it. That is a
/// bottom-k sample (Broder, "On the resemblance and containment of documents", 1997; Cohen and Kaplan, "Summarizing data using
/// bottom-k sketches", 2007) with weights that fall along the text: a story that was cut, or that a page's teasers were glued to,
/// still agrees with the whole one at its beginning, and two stories that share only such a tail do not agree.
///
/// The title comes last: of a short text it decides, of a long one it says nothing, as copies carry other headlines.
///
/// **Numbers** tell apart what words cannot: market and weather reports are one text with new numbers each day.
///
/// 112 bytes; `CopySketcher` makes it.
package struct CopySignature: Sendable {
    package static let bytes = 4 * shinglesMax + 2 * numbersMax
    package static let shinglesMax = 24
    package static let numbersMax = 8
    /// Fewer shingles in common are no evidence: a share bar or a byline has as many. Shorter texts are never copies.
    package static let sharedMin = 9
    /// The share of the comparable shingles that a copy has, in quarters.
    package static let shareQuartersMin = 3
    /// Two texts that both have so many numbers must agree in two thirds of the smaller's. Scrapings of one page agree in more than 80 %; reports of one
    /// kind from different days mostly in fewer than 50 %.
    package static let numbersMin = 2
    package static let numbersThirdsMin = 2

    /// Ascending. The upper 8 bits: the priority's code. The lower 24: other bits of the shingle's hash, none twice. `noShingle` fills up.
    var shingles: InlineArray<24, UInt32>
    /// Hashes of the first distinct numbers, in the text's order. 0 fills up.
    var numbers: InlineArray<8, UInt16>

    static let noShingle = UInt32.max
    static let hashMask: UInt32 = 0xFF_FFFF

    /// Of a text without words.
    package init() {
        shingles = InlineArray(repeating: Self.noShingle)
        numbers = InlineArray(repeating: 0)
    }

    var shingleCount: Int { Self.count(shingles.span) { $0 != Self.noShingle } }
    var numberCount: Int { Self.count(numbers.span) { $0 != 0 } }

    private static func count<T>(_ values: Span<T>, _ isUsed: (T) -> Bool) -> Int {
        var count = 0
        while count < values.count, isUsed(values[count]) { count += 1 }
        return count
    }

    /// By which copies find each other: the sampled shingles' hashes, each below 2^24, the most telling first.
    package var keys: [UInt32] {
        let span = shingles.span
        return (0..<shingleCount).map { span[$0] & Self.hashMask }
    }

    /// Whether a copy of it could be told at all.
    package var isTelling: Bool { shingleCount >= Self.sharedMin }
}

extension CopySignature: Equatable {
    package static func == (one: Self, other: Self) -> Bool {
        let (ones, others) = (one.shingles.span, other.shingles.span)
        for index in 0..<shinglesMax where ones[index] != others[index] { return false }
        let (numbers, otherNumbers) = (one.numbers.span, other.numbers.span)
        for index in 0..<numbersMax where numbers[index] != otherNumbers[index] { return false }
        return true
    }
}
