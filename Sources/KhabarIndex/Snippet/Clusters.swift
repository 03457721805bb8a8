/// Where the grapheme clusters of a text begin and end, in bytes of UTF-8.
///
/// Between scalars whose cluster rules are simple (`ClusterKind`) this is a matter of two table look-ups, which is ten times as fast as asking `String`.
/// Everywhere else `String` is asked, about the text around the place alone, so that no step costs more than its surroundings.
struct Clusters {
    let text: [UInt8]
    private let kinds = ClusterKind.table
    /// Whether the text is not UTF-8 at a place that was looked at; then no answer means anything.
    private(set) var isIllFormed = false
    /// The piece of text that `String` was last asked about, and the cluster in it that it found last.
    private var asked: (range: Range<Int>, string: String)?
    private var lastAsked = 0..<0

    init(_ text: [UInt8]) { self.text = text }

    var count: Int { text.count }

    /// Where the cluster that begins at `start` ends. One of more than `SnippetLimits.bytesMax` bytes, which fits nowhere, may seem shorter, but not
    /// short enough to fit.
    mutating func end(_ start: Int) -> Int {
        var end = start + width(start)
        while end - start <= SnippetLimits.bytesMax, !isBoundary(end) { end += width(end) }
        return end
    }

    /// Where the cluster before `end` begins; the same holds of its length.
    mutating func start(before end: Int) -> Int {
        var start = scalar(before: end)
        while end - start <= SnippetLimits.bytesMax, !isBoundary(start) { start = scalar(before: start) }
        return start
    }

    /// The beginning of the cluster that holds the byte.
    mutating func start(of byte: Int) -> Int { isBoundary(byte) ? byte : start(before: byte) }

    /// The clusters that a range of bytes touches.
    mutating func around(_ range: Range<Int>) -> Range<Int> {
        let start = start(of: range.lowerBound)
        let upper = range.upperBound
        return start..<(isBoundary(upper) ? upper : end(self.start(before: upper)))
    }

    mutating func isBoundary(_ place: Int) -> Bool {
        if place <= 0 || place >= text.count { return true }
        let before = scalar(before: place)
        let (first, second) = (kind(before), kind(place))
        if first == .unknown { return ask(place) }
        switch second {
        case .mark, .virama, .joiner: return false
        case .unknown: return ask(place)
        case .plain: return first == .joiner ? ask(place) : true
        case .consonant:
            switch first {
            case .plain, .consonant: return true
            case .mark where !joins(before): return true
            default: return !isConjunct(before) && ask(place)
            }
        }
    }

    /// Whether the marks that end with the one at `place` may hold something that joins a consonant.
    private func joins(_ place: Int) -> Bool {
        var place = place
        // More marks than this are no word of any language.
        for _ in 0..<8 {
            guard place > 0 else { return false }
            place = scalar(before: place)
            switch kind(place) {
            case .mark: continue
            case .plain, .consonant: return false
            case .virama, .joiner, .unknown: return true
            }
        }
        return true
    }

    /// Whether a consonant and its virama, with or without a ZWJ, end with the scalar at `place`: they join the next consonant.
    private func isConjunct(_ place: Int) -> Bool {
        var place = place
        if place > 0, kind(place) == .joiner { place = scalar(before: place) }
        return place > 0 && kind(place) == .virama && kind(scalar(before: place)) == .consonant
    }

    // MARK: Scalars

    /// Of the scalar at `place`, by its first byte.
    private func width(_ place: Int) -> Int {
        let byte = text[place]
        return min(byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4, text.count - place)
    }

    private func scalar(before place: Int) -> Int {
        var start = place - 1
        while start > 0, place - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }

    @inline(__always)
    private func kind(_ place: Int) -> ClusterKind { ClusterKind.of(text.span, place, kinds.span).kind }

    // MARK: String

    /// `String` looks at so many bytes on both sides of a place: a cluster that is longer fits nowhere.
    private static let reach = 2 * SnippetLimits.bytesMax

    private mutating func ask(_ place: Int) -> Bool {
        if lastAsked.lowerBound < place, place < lastAsked.upperBound { return false }
        if lastAsked.lowerBound == place || lastAsked.upperBound == place { return true }
        guard let (range, string) = surroundings(place) else {
            isIllFormed = true
            return true
        }
        let index = string.utf8.index(string.startIndex, offsetBy: place - range.lowerBound)
        guard index < string.endIndex else { return true }
        let end = string.index(after: index)
        let start = string.index(before: end)
        let lower = range.lowerBound + string.utf8.distance(from: string.startIndex, to: start)
        lastAsked = lower..<(range.lowerBound + string.utf8.distance(from: string.startIndex, to: end))
        return lower == place
    }

    private mutating func surroundings(_ place: Int) -> (range: Range<Int>, string: String)? {
        let near = max(0, place - Self.reach / 2)..<min(text.count, place + Self.reach / 2)
        if let asked, asked.range.lowerBound <= near.lowerBound, asked.range.upperBound >= near.upperBound {
            return asked
        }
        var lower = max(0, place - Self.reach)
        while lower > 0, lower < place, text[lower] & 0xC0 == 0x80 { lower += 1 }
        var upper = min(text.count, place + Self.reach)
        while upper < text.count, upper > place, text[upper] & 0xC0 == 0x80 { upper -= 1 }
        guard let string = String(validating: text[lower..<upper], as: UTF8.self) else { return nil }
        asked = (lower..<upper, string)
        return asked
    }
}
