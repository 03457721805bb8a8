/// The window with as much of the text around it as fits: from the beginning of its sentence or of a word, to the
/// end of a word. In bytes of the text's UTF-8, both ends on cluster boundaries. Cuts inside a word only when the word
/// alone is too long.
func cut(_ text: inout Clusters, around window: Range<Int>, clustersMax: Int) -> Range<Int> {
    let from = text.start(of: window.lowerBound)
    var core = Walk(at: from, clusters: clustersMax, bytes: SnippetLimits.bytesMax)
    while core.place < window.upperBound, core.forward(in: &text) {}
    if from == text.count { return window }

    let ahead = leading(&text, Walk(at: from, clusters: core.clusters / 2, bytes: core.bytes / 2), sentences: true)
    let room = Walk(
        at: core.place, clusters: core.clusters - ahead.clusters, bytes: core.bytes - (from - ahead.start))
    var (upper, unused) = trailing(&text, room, hard: core.place == from)
    var lower = ahead.start
    if upper == text.count, lower > 0, unused.clusters > 0 {
        // The text ends early: what is left belongs to the other side.
        let more = Walk(
            at: from, clusters: unused.clusters + ahead.clusters, bytes: unused.bytes + from - lower)
        lower = leading(&text, more, sentences: false).start
    }
    while lower < upper, isWhitespace(text.text, at: lower) { lower = text.end(lower) }
    while lower < upper {
        let last = text.start(before: upper)
        guard isWhitespace(text.text, at: last) else { break }
        upper = last
    }
    return lower..<max(lower, upper)
}

/// Steps over whole clusters until a budget is used up.
private struct Walk {
    var place: Int
    var clusters: Int
    var bytes: Int

    init(at place: Int, clusters: Int, bytes: Int) {
        self.place = place
        self.clusters = clusters
        self.bytes = bytes
    }

    mutating func forward(in text: inout Clusters) -> Bool {
        place < text.count && step(to: text.end(place))
    }

    mutating func step(to next: Int) -> Bool {
        let width = abs(next - place)
        guard clusters > 0, width <= bytes else { return false }
        (place, clusters, bytes) = (next, clusters - 1, bytes - width)
        return true
    }
}

/// Where to begin before a match: at the text's beginning, else, when asked for, at the nearest beginning of a
/// sentence, else at the farthest word within two thirds of the budget (so that what follows gets more), else at the match.
private func leading(_ text: inout Clusters, _ budget: Walk, sentences: Bool) -> (start: Int, clusters: Int) {
    var walk = budget
    var word = (start: budget.place, clusters: 0)
    var sentence: (start: Int, clusters: Int)?
    let enough = sentences ? budget.clusters * 2 / 3 : budget.clusters
    while true {
        let used = budget.clusters - walk.clusters
        if walk.place == 0 { return (walk.place, used) }
        let previous = text.start(before: walk.place)
        if isWhitespace(text.text, at: previous) {
            if sentences, sentence == nil, endsSentence(&text, before: previous) { sentence = (walk.place, used) }
            if used <= enough { word = (walk.place, used) }
        }
        guard walk.step(to: previous) else { return sentence ?? word }
    }
}

private func endsSentence(_ text: inout Clusters, before place: Int) -> Bool {
    guard place > 0 else { return false }
    let last = text.start(before: place)
    let bytes = text.text
    func byte(_ offset: Int) -> UInt8 { last + offset < bytes.count ? bytes[last + offset] : 0 }
    return switch (byte(0), byte(1), byte(2)) {
    case (UInt8(ascii: "."), _, _), (UInt8(ascii: "!"), _, _), (UInt8(ascii: "?"), _, _): true
    case (0xE0, 0xA5, 0xA4), (0xE0, 0xA5, 0xA5): true  // । ॥
    case (0xD8, 0x9F, _), (0xDB, 0x94, _): true  // ؟ ۔
    default: false
    }
}

/// The last end of a word within the budget, and what it leaves of it; with `hard`, when there is none, the last cluster.
private func trailing(_ text: inout Clusters, _ budget: Walk, hard: Bool) -> (end: Int, unused: Walk) {
    var walk = budget
    var word: Walk?
    while true {
        let isEnd = walk.place == text.count || isWhitespace(text.text, at: walk.place)
        if isEnd, !(hard && walk.place == budget.place) { word = walk }
        guard walk.forward(in: &text) else { break }
    }
    let end = word ?? (hard ? walk : budget)
    return (end.place, end)
}

/// Whether the scalar at `place` is White_Space, as `Character.isWhitespace` says of a cluster that begins with it.
func isWhitespace(_ text: [UInt8], at place: Int) -> Bool {
    let first = text[place]
    if first < 0x80 { return first == 0x20 || (0x09...0x0D).contains(first) }
    func byte(_ offset: Int) -> UInt8 { place + offset < text.count ? text[place + offset] : 0 }
    return switch (first, byte(1), byte(2)) {
    case (0xC2, 0x85, _), (0xC2, 0xA0, _): true
    case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9), (0xE2, 0x80, 0xAF): true
    case (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80): true
    default: false
    }
}
