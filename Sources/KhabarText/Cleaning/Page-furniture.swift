/// A run of so many short lines above an unknown headline is a menu, if a phrase knows one of them.
private let menuRunMin = 3
/// Between headline and story: a writer's name is longer, and so is what stands below a headline.
private let scrapWordsMax = 2
private let headlineWords = 4...40

/// The page's furniture that no phrase knows: told by where it stands, and by what stands beside it and is known.
extension Page {
    /// - Parameters:
    ///   - first: the story's first paragraph of prose.
    ///   - last: its last.
    mutating func dropFurniture(above first: Int, below last: Int) {
        // Twice where the window's title is there too.
        if let title = (0..<first).last(where: { reasons[$0] == .titleRepeat }) {
            for index in 0..<title where reasons[index] == nil { reasons[index] = .boilerplate }
            dropScraps(between: title, first)
        } else if givenTitle == nil {
            dropMenuAboveHeadline(first)
        }
        dropTail(below: last)
    }

    /// Sections, languages, buttons above the headline, when the text itself has to tell which line that is.
    private mutating func dropMenuAboveHeadline(_ first: Int) {
        let headline = (0..<first).first { index in
            reasons[index] == nil && !isMenuEntry(index) && headlineWords.contains(paragraphs[index].words.count)
        }
        guard let headline, (0..<headline).allSatisfy({ reasons[$0] != nil || isMenuEntry($0) }) else { return }
        let menu = (0..<headline).filter(isMenuEntry)
        guard menu.count >= menuRunMin, menu.contains(where: { reasons[$0] == .boilerplate }) else { return }
        for index in menu where reasons[index] == nil { reasons[index] = .boilerplate }
    }

    /// `AA`, `Small`, `Listen` among dates, bylines and buttons.
    private mutating func dropScraps(between title: Int, _ first: Int) {
        let between = (title + 1)..<first
        let isKnown = between.contains { index in
            switch reasons[index] {
            case .boilerplate, .date, .byline, .caption, .sourceCredit: true
            default: false
            }
        }
        guard isKnown else { return }
        for index in between where reasons[index] == nil {
            let words = paragraphs[index].words.count
            if words <= 1 || words <= scrapWordsMax && isMenuEntry(index) { reasons[index] = .boilerplate }
        }
    }

    /// Where the page goes on below the story, all that follows is the page's, but for sentences and for a list that a line with a colon announces.
    private mutating func dropTail(below last: Int) {
        // Not a picture's line, below which the story may end without a full stop.
        func isPage(_ index: Int) -> Bool { reasons[index] == .boilerplate || reasons[index] == .readAlso }
        guard let start = ((last + 1)..<paragraphs.count).first(where: isPage) else { return }
        var isAnnounced = false
        for index in start..<paragraphs.count {
            if isPage(index) { isAnnounced = false }
            guard reasons[index] == nil else { continue }
            if text[bytes(index)].last == 0x3A { isAnnounced = true }
            if isAnnounced || isUnmarkedSentence(index) { continue }
            if !hasInnerSentence(index) { reasons[index] = .boilerplate }
        }
    }

    private func hasInnerSentence(_ index: Int) -> Bool {
        let line = text.span.extracting(bytes(index))
        return line.hasInnerSentence
    }
}
