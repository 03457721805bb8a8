internal import CHardware

/// What an article's length does to its scores, by length code: k1 · (1 - b + b · length / average); and what a lead level adds.
///
/// Read once a posting, so it lies at a fixed address and is not counted; whoever reads holds the `Scoring` that it came from.
@safe
struct Norms: Sendable {
    /// Any thread may read here: a `NormTable` is never written again.
    nonisolated(unsafe) private let base: UnsafePointer<Float>

    fileprivate init(_ base: UnsafePointer<Float>) { unsafe self.base = base }

    /// Any code has a norm, so no bounds need checking.
    @inline(__always) subscript(code: UInt8) -> Float { unsafe base[Int(code)] }

    /// Scores many postings at once; to the last bit as `Scoring.score` does one.
    ///
    /// - Parameters:
    ///   - articles: at least one, ascending.
    ///   - lengths: the length codes by article.
    @inline(__always)
    func score(
        _ articles: UnsafePointer<DocID>, _ codes: UnsafePointer<UInt32>, _ count: Int, lengths: ByteView,
        weight: Float, into scores: UnsafeMutablePointer<Int32>
    ) {
        precondition(unsafe count > 0 && Int(articles[count - 1]) < lengths.count)
        unsafe lengths.withBase {
            unsafe khabar_score_postings(
                articles, codes, count, $0, base, base + NormTable.codes, weight, scores)
        }
    }

    /// - Parameter level: see `Lead`; only its last three bits count.
    @inline(__always) func lead(level: UInt32) -> Float { unsafe base[NormTable.codes + Int(level & Lead.lastLevel)] }
}

/// Owns the 256 norms of one average length, and the shares of the eight lead levels behind them.
///
/// An array's elements stay where they are as long as it is neither mutated nor released, and this type does neither before `deinit`.
final class NormTable: Sendable {
    fileprivate static let codes = 256
    private let values: [Float]

    init(k1: Float, b: Float, averageLength: Float, leadShares: [Float]) {
        precondition(leadShares.count == Lead.levels)
        let norms = (0..<Self.codes).map { code in
            let length = code <= Int(LengthCode.greatest) ? Float(LengthCode.decode(UInt8(code))) : .infinity
            return k1 * (1 - b + b * length / averageLength)
        }
        values = norms + leadShares
    }

    var norms: Norms { unsafe values.withUnsafeBufferPointer { unsafe Norms($0.baseAddress!) } }
}
