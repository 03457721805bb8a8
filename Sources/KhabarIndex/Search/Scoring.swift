/// BM25 and a bonus for the lead, in integers, so that a sum does not depend on its order, nor on how articles are cut into segments.
///
/// Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009; the variant without a negative idf, as in Lucene.
struct Scoring: Sendable {
    static let k1: Float = 1
    static let b: Float = 0.55
    /// What a term scores more for standing near the beginning, by lead level, beside BM25's share of at most 1.
    ///
    /// News say first what they are about. Over 8 collections of passages and news in four languages the best of a wide range; added, not multiplied, and
    /// not as more occurrences, both of which gained half as much.
    static let leadShares: [Float] = (0..<Lead.levels).map { 0.9 * Float(7 - $0) / 7 / (k1 + 1) }
    /// Integer steps in a score of 1: the greatest score of a term, about 65, times the greatest number of terms stays below 2^31.
    static let scale: Float = 65_536

    private let table: NormTable
    /// By length code. Valid as long as this value is held.
    let norms: Norms

    /// - Parameter totalLength: in words, of that many articles.
    init(totalLength: UInt64, articles: Int) {
        let average = max(Float(totalLength) / Float(max(articles, 1)), 1)
        table = NormTable(k1: Self.k1, b: Self.b, averageLength: average, leadShares: Self.leadShares)
        norms = table.norms
    }

    /// What a term's scores are multiplied with: the rarer, the more.
    static func weight(articles: Int, of total: Int, factor: Float) -> Float {
        let count = Double(min(articles, total))
        let idf = naturalLogarithm(1 + (Double(total) - count + 0.5) / (count + 0.5))
        return Float(idf) * (k1 + 1) * scale * factor
    }

    /// Adds what an article scores for two parts of a query; stays at the greatest number. The words of a query alone never come so far, all their other names at once might.
    static func sum(_ score: Int32, _ other: Int32) -> Int32 {
        let (sum, isTooMuch) = score.addingReportingOverflow(other)
        return isTooMuch ? .max : sum
    }

    /// A posting's score; grows with `frequency` and `lead` and falls with the length, also after rounding.
    @inline(__always)
    static func score(weight: Float, frequency: UInt8, norm: Float, lead: Float) -> Int32 {
        let frequency = Float(frequency)
        return Int32(weight * (frequency / (frequency + norm) + lead))
    }
}

/// ln of a positive number, the same on every machine: no mathematics library's last digit gets into scores.
///
/// x = m · 2^e with m around 1, and ln m = 2 artanh((m - 1) / (m + 1)) as its series.
func naturalLogarithm(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite)
    var mantissa = x.significand
    var exponent = Double(x.exponent)
    if mantissa > 1.414_213_562_373_095_1 {
        mantissa /= 2
        exponent += 1
    }
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var power = ratio
    var sum = 0.0
    for odd in stride(from: 1.0, through: 21, by: 2) {
        sum += power / odd
        power *= square
    }
    return exponent * 0.693_147_180_559_945_3 + 2 * sum
}
