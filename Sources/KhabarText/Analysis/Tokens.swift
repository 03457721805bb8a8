/// The script that decides a token's folding and its stemmer.
package enum Script: UInt8, Sendable, CaseIterable {
    case latin = 0
    case devanagari = 1
    case arabic = 2
    case digits = 3
    case other = 4
}

/// The tokens of one or more texts, as a structure of arrays: element k of each array belongs to token k.
///
/// Meant to be reused, one per worker thread: `removeAll` keeps the memory.
package struct Tokens: Sendable {
    /// The folded terms, back to back, followed by at least 16 bytes of zero.
    package var termBytes: [UInt8] = [UInt8](repeating: 0, count: AnalysisLimits.termPaddingBytes)
    /// Where each token's term ends in `termBytes`; it begins where the one before ends.
    package var termEnds: [UInt32] = []
    /// The byte range of each token in the text that was given: its letters and the marks on them.
    package var starts: [UInt32] = []
    package var ends: [UInt32] = []
    /// Counted in words from 0, over all texts since `removeAll`. The pieces of a word with missing spaces count one each.
    package var positions: [UInt32] = []
    package var scripts: [Script] = []
    /// The position of the next token. A caller may raise it between two texts, so that no phrase reaches over the gap.
    package var nextPosition: UInt32 = 0

    package init() {}

    package var count: Int { termEnds.count }

    /// Forgets all tokens but keeps the memory.
    package mutating func removeAll() {
        termBytes.removeAll(keepingCapacity: true)
        termBytes.append(contentsOf: repeatElement(0, count: AnalysisLimits.termPaddingBytes))
        termEnds.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
        scripts.removeAll(keepingCapacity: true)
        nextPosition = 0
    }

    /// Where token k's term lies in `termBytes`.
    package func termRange(_ k: Int) -> Range<Int> {
        (k == 0 ? 0 : Int(termEnds[k - 1]))..<Int(termEnds[k])
    }

    /// Token k's term, copied.
    package func term(_ k: Int) -> [UInt8] { [UInt8](termBytes[termRange(k)]) }
}
