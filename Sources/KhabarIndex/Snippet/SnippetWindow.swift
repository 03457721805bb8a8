/// The stretch of text, from the beginning of a match to the end of one, that shows the most in at most so many
/// clusters; the text's beginning when there is no match. A match that is too long comes back alone.
///
/// Slides both ends over the matches once, keeping how often each term and each phrase is inside.
func bestWindow(_ found: Occurrences, in text: Span<UInt8>, clustersMax: Int) -> Window {
    guard let first = found.tokens.first else { return Window(range: 0..<0, phrases: 0, terms: 0) }
    let (starts, ends) = clusterOffsets(of: found.tokens, in: text, enough: clustersMax + 1)
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
    return Window(range: best, phrases: bestScore.phrases, terms: bestScore.terms)
}

/// A stretch of text, in bytes, and how many different phrases and terms of a query are in it.
struct Window {
    var range: Range<Int>
    var phrases: Int
    var terms: Int
}

private func count(_ terms: UInt64, in counts: inout [Int], _ body: (inout [Int], Int) -> Void) {
    var rest = terms
    while rest != 0 {
        body(&counts, rest.trailingZeroBitCount)
        rest &= rest &- 1
    }
}

/// About how many clusters stand before the beginning and the end of each token. Between two tokens no more than `enough` are counted.
private func clusterOffsets(
    of tokens: [TokenMatch], in text: Span<UInt8>, enough: Int
) -> (starts: [Int], ends: [Int]) {
    let table = ClusterKind.table
    var (starts, ends): ([Int], [Int]) = ([], [])
    starts.reserveCapacity(tokens.count)
    ends.reserveCapacity(tokens.count)
    // Only distances count: from the first token on.
    var (offset, clusters) = (tokens.first?.range.lowerBound ?? 0, 0)
    for token in tokens {
        clusters += estimatedClusters(text, offset..<token.range.lowerBound, table.span, atMost: enough)
        offset = token.range.lowerBound
        starts.append(clusters)
        ends.append(clusters + estimatedClusters(text, token.range, table.span, atMost: .max))
    }
    return (starts, ends)
}

/// Scalars that are no mark and join no conjunct: near enough to choose by, and faster than the grapheme clusters that the cut then counts.
func estimatedClusters(
    _ text: Span<UInt8>, _ range: Range<Int>, _ table: Span<ClusterKind>, atMost enough: Int
) -> Int {
    var clusters = 0
    var place = range.lowerBound
    var last = ClusterKind.unknown
    while place < range.upperBound && clusters < enough {
        let (kind, width) = ClusterKind.of(text, place, table)
        let joins: Bool
        switch kind {
        case .mark, .virama, .joiner: joins = true
        case .consonant: joins = last == .virama
        case .plain, .unknown: joins = false
        }
        clusters += joins ? 0 : 1
        last = kind
        place += width
    }
    return clusters
}
