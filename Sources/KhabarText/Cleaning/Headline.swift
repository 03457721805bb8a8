/// Headlines are shorter than this; so are the summaries under them.
let headlineWordsMax = 40
private let headlineScalarsMax = 300
private let summaryWordsMax = 70
/// A paragraph without a full stop is prose from this many words on.
private let proseWordsMin = 25
/// Sections, buttons and names of sites are shorter.
private let furnitureTitleWordsMin = 5
/// A section's name above the headline is no longer.
private let labelWordsMax = 2
/// The words before a headline's colon that a page repeats at the head of its summary and first paragraph.
private let kickerWords = 2...6

extension Page {
    /// Finds title and summary by their place and shape: a short line without a full stop, and prose below it.
    ///
    /// With a given title only the summary is looked for, and only where the text repeats the title.
    mutating func findHeadline() {
        if givenTitle == nil { dropWindowTitle() }
        guard var titleAt = givenTitle == nil ? structuralHeadline() ?? headlineInFurniture() : repeatedTitle() else {
            return
        }
        if givenTitle == nil {
            if let below = headlineBelowLabel(titleAt) {
                reasons[titleAt] = .boilerplate
                titleAt = below
            }
            headline = titleAt
        }
        takeNamedDate(below: titleAt)
        summary = findSummary(below: titleAt)
    }

    private func repeatedTitle() -> Int? {
        guard let first = reasons.firstIndex(where: { $0 == .titleRepeat || $0 == nil }) else { return nil }
        return reasons[first] == .titleRepeat ? first : nil
    }

    private func nextKept(after index: Int) -> Int? {
        paragraphs.indices[(index + 1)...].first { reasons[$0] == nil }
    }

    private func structuralHeadline() -> Int? {
        guard let first = reasons.firstIndex(where: { $0 == nil }) else { return nil }
        // Below a dateline the story has begun.
        if let datelineIndex = facts.datelineIndex, datelineIndex < first { return nil }
        let paragraph = paragraphs[first]
        guard paragraph.words.count <= headlineWordsMax, paragraph.scalars <= headlineScalarsMax else { return nil }
        // A line that the page repeats within its first few is its title, whatever it looks like.
        var near = 0
        var next = first
        var prose: Int?
        while near < 5, let index = nextKept(after: next) {
            if paragraphs[index].fingerprint == paragraph.fingerprint {
                return nextDifferent(after: first) == nil ? nil : first
            }
            if prose == nil && isProse(index) { prose = index }
            next = index
            near += 1
        }
        guard prose != nil, !endsLikeProse(first) else { return nil }
        // Between title and prose a summary or two labels may stand, not a whole list of short lines.
        guard let below = nextKept(after: first) else { return nil }
        if isProse(below) { return first }
        guard let second = nextKept(after: below), isProse(second) else { return nil }
        return first
    }

    /// The headline of a page that has more around it than the rules above allow for: the first line of several words that no bar divides. What stands above it is the
    /// page's.
    private mutating func headlineInFurniture() -> Int? {
        guard let story = paragraphs.indices.first(where: { reasons[$0] == nil && isProse($0) }) else { return nil }
        let headline = (0..<story).first { index in
            let words = paragraphs[index].words.count
            return reasons[index] == nil && (furnitureTitleWordsMin...headlineWordsMax).contains(words)
                && paragraphs[index].scalars <= headlineScalarsMax && !endsLikeProse(index) && !hasBar(index)
                && !PhraseBook.shared.storyWords.reports(scan.words.span.extracting(paragraphs[index].words))
        }
        guard (0..<story).contains(where: isFurniture), let headline, facts.datelineIndex.map({ headline < $0 }) ?? true
        else { return nil }
        for index in 0..<headline where reasons[index] == nil { reasons[index] = .boilerplate }
        return headline
    }

    /// `Today's paper | May 24 | E-paper`, `State » District`.
    private func hasBar(_ index: Int) -> Bool {
        var at = bytes(index).lowerBound
        while at < bytes(index).upperBound {
            let scalar = decodeScalar(text.span, at)
            if [0x7C, 0xBB, 0x203A].contains(scalar.value) { return true }
            at += scalar.length
        }
        return false
    }

    /// The window's title, headline and site's name, may stand above everything: the headline itself comes further down.
    private mutating func dropWindowTitle() {
        guard let first = reasons.firstIndex(where: { $0 == nil }), paragraphs[first].words.count <= headlineWordsMax
        else { return }
        var next = first
        for _ in 0..<5 {
            guard let index = nextKept(after: next) else { return }
            let title = paragraphs[index].words
            if title.count < paragraphs[first].words.count, repeats(first, title: Array(scan.words[title])) {
                reasons[first] = .titleRepeat
                return
            }
            next = index
        }
    }

    /// The headline below a line that is only the section's name.
    private func headlineBelowLabel(_ label: Int) -> Int? {
        guard paragraphs[label].words.count <= labelWordsMax, let below = nextKept(after: label) else { return nil }
        let title = paragraphs[below].words
        guard (4...headlineWordsMax).contains(title.count), !isProse(below), !endsLikeProse(below),
            let story = nextKept(after: below), paragraphs[story].words.count > title.count
        else { return nil }
        return below
    }

    private func nextDifferent(after index: Int) -> Int? {
        paragraphs.indices[(index + 1)...].first {
            reasons[$0] == nil && paragraphs[$0].fingerprint != paragraphs[index].fingerprint
        }
    }

    private func isProse(_ index: Int) -> Bool {
        let paragraph = paragraphs[index]
        return (paragraph.endsSentence && paragraph.words.count >= 6) || paragraph.words.count >= proseWordsMin
    }

    /// A full stop or a mark after which something must come. `?`, `!` and an ellipsis end headlines too.
    func endsLikeProse(_ index: Int) -> Bool {
        let range = bytes(index)
        var at = range.upperBound
        // The last visible scalar that is no quote or bracket.
        while at > range.lowerBound {
            var start = at - 1
            while start > range.lowerBound && text[start] & 0xC0 == 0x80 { start -= 1 }
            let scalar = decodeScalar(text.span, start)
            switch scalar.value {
            case 0x22, 0x27, 0x29, 0x5D, 0xBB, 0x2018...0x201F: at = start
            case 0x2E: return !(start >= range.lowerBound + 2 && text[start - 1] == 0x2E)
            case 0x3A, 0x3B, 0x2C, 0x60C, 0x61B, 0x6D4, 0x964, 0x965: return true
            default: return false
            }
        }
        return false
    }

    private func findSummary(below title: Int) -> Int? {
        guard let candidate = nextKept(after: title), let story = nextKept(after: candidate), isProse(story) else {
            return nil
        }
        let paragraph = paragraphs[candidate]
        guard paragraph.lines.count == 1, (3...summaryWordsMax).contains(paragraph.words.count) else { return nil }
        if let datelineIndex = facts.datelineIndex, datelineIndex < candidate { return nil }
        let isSecondHeadline =
            !endsLikeProse(candidate) && !paragraph.endsSentence && paragraph.words.count <= headlineWordsMax
            && paragraphs[story].words.count > paragraph.words.count
        if isSecondHeadline { return candidate }
        // The lead picture stands between standfirst and story.
        let hasImageBelow = ((candidate + 1)..<story).contains { reasons[$0] == .image || reasons[$0] == .caption }
        if hasImageBelow && paragraphs[story].words.count > paragraph.words.count { return candidate }
        return startsWithKicker(candidate, of: title) && startsWithKicker(story, of: title) ? candidate : nil
    }

    /// Whether a paragraph begins with the words that stand before the title's first colon.
    private func startsWithKicker(_ index: Int, of title: Int) -> Bool {
        let range = bytes(title)
        guard let colon = text[range].firstIndex(of: 0x3A) else { return false }
        let kicker = wordHashes(String(decoding: text[range.lowerBound..<colon], as: UTF8.self))
        let words = scan.words[paragraphs[index].words]
        return kickerWords.contains(kicker.count) && words.starts(with: kicker)
    }
}
