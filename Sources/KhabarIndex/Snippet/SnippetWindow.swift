/// The stretch of text, from the beginning of a match to the end of one, that shows the most in at most so many
/// clusters; the text's beginning when there is no match. A match that is too long comes back alone.
///
/// Slides both ends over the matches once, keeping how often each term and each phrase is inside.
func bestWindow(_ found: Occurrences, in text: Span<UInt8>, clustersMax: Int) -> Range<Int> {
    guard let first = found.tokens.first else { return 0..<0 }
    let (starts, ends) = clusterOffsets(of: found.tokens, in: text)
    let startingRuns = found.runs.sorted { $0.first < $1.first }
    var termCounts = [Int](repeating: 0, count: SnippetLimits.termsMax)
    var phraseCounts: [Int: Int] = [:]
    var terms: UInt64 = 0
    var (entered, left, leaving) = (0, 0, 0)  // tokens, and runs on both sides
    var best = first.range
    var bestScore = (phrases: -1, terms: 0, matches: 0)
    for start in found.tokens.indices {
        while entered < found.tokens.count, entered == start || ends[entered] - starts[start] <= clustersMax {
            count(found.tokens[entered].terms, in: &termCounts) { counts, bit in
                counts[bit] += 1
                if counts[bit] == 1 { terms |= 1 << UInt64(bit) }
            }
            while left < found.runs.count, found.runs[left].last == entered {
                if found.runs[left].first >= start { phraseCounts[found.runs[left].phrase, default: 0] += 1 }
                left += 1
            }
            entered += 1
        }
        let score = (phraseCounts.count, terms.nonzeroBitCount, entered - start)
        if score > bestScore {
            bestScore = score
            let end = found.tokens[start..<entered].reduce(0) { max($0, $1.range.upperBound) }
            best = found.tokens[start].range.lowerBound..<end
        }
        count(found.tokens[start].terms, in: &termCounts) { counts, bit in
            counts[bit] -= 1
            if counts[bit] == 0 { terms &= ~(1 << UInt64(bit)) }
        }
        while leaving < startingRuns.count, startingRuns[leaving].first == start {
            let run = startingRuns[leaving]
            if run.last < entered, let inside = phraseCounts[run.phrase] {
                phraseCounts[run.phrase] = inside == 1 ? nil : inside - 1
            }
            leaving += 1
        }
    }
    return best
}

private func count(_ terms: UInt64, in counts: inout [Int], _ body: (inout [Int], Int) -> Void) {
    var rest = terms
    while rest != 0 {
        body(&counts, rest.trailingZeroBitCount)
        rest &= rest &- 1
    }
}

/// About how many clusters stand before the beginning and the end of each token.
private func clusterOffsets(of tokens: [TokenMatch], in text: Span<UInt8>) -> (starts: [Int], ends: [Int]) {
    var (starts, ends): ([Int], [Int]) = ([], [])
    var (offset, clusters) = (0, 0)
    for token in tokens {
        clusters += estimatedClusters(text, offset..<token.range.lowerBound)
        offset = token.range.lowerBound
        starts.append(clusters)
        ends.append(clusters + estimatedClusters(text, token.range))
    }
    return (starts, ends)
}

/// Scalars that are no mark of Arabic, Devanagari or Latin and join no conjunct: near enough to choose by, and twenty
/// times as fast as the grapheme clusters that the cut then counts.
func estimatedClusters(_ text: Span<UInt8>, _ range: Range<Int>) -> Int {
    var clusters = 0
    var index = range.lowerBound
    var afterVirama = false
    while index < range.upperBound {
        let byte = text[index]
        let width = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
        guard index + width <= range.upperBound else { break }
        let second = width > 1 ? text[index + 1] : 0
        let third = width > 2 ? text[index + 2] : 0
        if !isMark(byte, second, third), !(afterVirama && byte == 0xE0) { clusters += 1 }
        afterVirama = byte == 0xE0 && second == 0xA5 && third == 0x8D
        index += width
    }
    return clusters
}

private func isMark(_ first: UInt8, _ second: UInt8, _ third: UInt8) -> Bool {
    switch (first, second) {
    case (0xCC, _), (0xCD, 0x80...0xAF): true  // U+0300 to U+036F
    case (0xD8, 0x90...0x9A), (0xD9, 0x8B...0x9F), (0xD9, 0xB0): true  // U+0610…061A, U+064B…065F, U+0670
    case (0xDB, 0x96...0x9C), (0xDB, 0x9F...0xA4), (0xDB, 0xA7...0xA8), (0xDB, 0xAA...0xAD): true  // Quranic marks
    case (0xE0, 0xA4): third <= 0x83 || (0xBA...0xBC).contains(third) || third >= 0xBE
    case (0xE0, 0xA5): third <= 0x8F && third != 0x90 || (0x91...0x97).contains(third) || (0xA2...0xA3).contains(third)
    case (0xE2, 0x80): third == 0x8C || third == 0x8D  // ZWNJ, ZWJ
    default: false
    }
}
