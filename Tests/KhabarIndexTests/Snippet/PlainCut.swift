@testable import KhabarIndex

// The cut as it is said, with `String` counting clusters: what the fast one must agree with.

func plainCut(_ text: String, around window: Range<Int>, clustersMax: Int) -> Range<Int> {
    let from = text.clusterStart(text.utf8Index(window.lowerBound))
    let end = text.utf8Index(window.upperBound)
    var core = Walk(at: from, clusters: clustersMax, bytes: SnippetLimits.bytesMax)
    while core.index < end, core.forward(in: text) {}
    if from == text.endIndex { return window }

    let ahead = leading(text, Walk(at: from, clusters: core.clusters / 2, bytes: core.bytes / 2), sentences: true)
    let room = Walk(
        at: core.index, clusters: core.clusters - ahead.clusters, bytes: core.bytes - text.bytes(ahead.start, from))
    var (upper, unused) = trailing(text, room, hard: core.index == from)
    var lower = ahead.start
    if upper == text.endIndex, lower > text.startIndex, unused.clusters > 0 {
        // The text ends early: what is left belongs to the other side.
        let more = Walk(
            at: from, clusters: unused.clusters + ahead.clusters, bytes: unused.bytes + text.bytes(lower, from))
        lower = leading(text, more, sentences: false).start
    }
    while lower < upper, text[lower].isWhitespace { lower = text.index(after: lower) }
    while lower < upper, text[text.index(before: upper)].isWhitespace { upper = text.index(before: upper) }
    return text.bytes(text.startIndex, lower)..<text.bytes(text.startIndex, upper)
}

/// Steps over whole clusters until a budget is used up.
private struct Walk {
    var index: String.Index
    var clusters: Int
    var bytes: Int

    init(at index: String.Index, clusters: Int, bytes: Int) {
        self.index = index
        self.clusters = clusters
        self.bytes = bytes
    }

    mutating func forward(in text: String) -> Bool {
        guard index < text.endIndex else { return false }
        return step(to: text.index(after: index), text)
    }

    mutating func backward(in text: String) -> Bool {
        guard index > text.startIndex else { return false }
        return step(to: text.index(before: index), text)
    }

    private mutating func step(to next: String.Index, _ text: String) -> Bool {
        let width = text.bytes(min(index, next), max(index, next))
        guard clusters > 0, width <= bytes else { return false }
        (index, clusters, bytes) = (next, clusters - 1, bytes - width)
        return true
    }
}

/// Where to begin before a match: at the text's beginning, else, when asked for, at the nearest beginning of a
/// sentence, else at the farthest word within two thirds of the budget (so that what follows gets more), else at the match.
private func leading(
    _ text: String, _ budget: Walk, sentences: Bool
) -> (start: String.Index, clusters: Int) {
    var walk = budget
    var word = (start: budget.index, clusters: 0)
    var sentence: (start: String.Index, clusters: Int)?
    let enough = sentences ? budget.clusters * 2 / 3 : budget.clusters
    while true {
        let used = budget.clusters - walk.clusters
        if walk.index == text.startIndex { return (walk.index, used) }
        let previous = text.index(before: walk.index)
        if text[previous].isWhitespace {
            if sentences, sentence == nil, endsSentence(text, before: previous) { sentence = (walk.index, used) }
            if used <= enough { word = (walk.index, used) }
        }
        guard walk.backward(in: text) else { return sentence ?? word }
    }
}

private func endsSentence(_ text: String, before index: String.Index) -> Bool {
    guard index > text.startIndex, let last = text[text.index(before: index)].unicodeScalars.first else { return false }
    return switch last {
    case ".", "!", "?", "\u{964}", "\u{965}", "\u{61F}", "\u{6D4}": true
    default: false
    }
}

/// The last end of a word within the budget, and what it leaves of it; with `hard`, when there is none, the last cluster.
private func trailing(_ text: String, _ budget: Walk, hard: Bool) -> (end: String.Index, unused: Walk) {
    var walk = budget
    var word: Walk?
    while true {
        if walk.index == text.endIndex || text[walk.index].isWhitespace, !(hard && walk.index == budget.index) {
            word = walk
        }
        guard walk.forward(in: text) else { break }
    }
    let end = word ?? (hard ? walk : budget)
    return (end.index, end)
}

extension String {
    func utf8Index(_ offset: Int) -> Index { utf8.index(startIndex, offsetBy: offset) }

    func bytes(_ first: Index, _ end: Index) -> Int { utf8.distance(from: first, to: end) }

    /// The beginning of the cluster that holds the byte.
    func clusterStart(_ index: Index) -> Index {
        index == endIndex ? index : self.index(before: self.index(after: index))
    }
}
