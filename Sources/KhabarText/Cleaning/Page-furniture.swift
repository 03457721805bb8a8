/// A run of so many short lines above an unknown headline is a menu, if a phrase knows one of them.
private let menuRunMin = 3
/// Between headline and story: a writer's name is longer, and so is what stands below a headline.
private let scrapWordsMax = 2
private let scrapsMax = 4
private let headlineWords = 4...headlineWordsMax
/// Lines that no phrase knows, for each below the story that one does.
private let unknownMax = 3
/// A date and a writer's name are no more.
private let namedDateWordsMax = 12
private let nameWords = 2...3
/// Before it there were no pages.
private let firstPage = CivilDay(year: 1990, month: 1, day: 1)!.daysSince1970 * 86_400

/// The page's furniture that no phrase knows: told by where it stands, and by what stands beside it and is known.
extension Page {
    /// - Parameters:
    ///   - first: the story's first paragraph of prose.
    ///   - last: its last.
    ///   - undecided: what only its place made the page's, such as the name of a section, and so is no sign of more.
    mutating func dropFurniture(above first: Int, below last: Int, besides undecided: Set<Int>) {
        // Twice where the window's title is there too.
        if let title = (0..<first).last(where: { reasons[$0] == .titleRepeat }) {
            let isMenu = (0..<title).allSatisfy { reasons[$0] != nil || isMenuEntry($0) }
            if isMenu || (0..<title).contains(where: { reasons[$0] == .boilerplate }) {
                for index in 0..<title where reasons[index] == nil { reasons[index] = .boilerplate }
            }
            dropScraps(between: title, first)
        } else if givenTitle == nil {
            dropMenuAboveHeadline(first)
        }
        dropTail(below: last, besides: undecided)
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
        guard between.contains(where: isFurniture) else { return }
        var run: [Int] = []
        for index in between {
            let words = paragraphs[index].words.count
            if reasons[index] == nil, words <= 1 || words <= scrapWordsMax && isMenuEntry(index) {
                run.append(index)
            } else if reasons[index] == nil {
                drop(scraps: run)
                run = []
            }
        }
        drop(scraps: run)
    }

    /// Whether a line is known to be the page's, or to stand between headline and story.
    func isFurniture(_ index: Int) -> Bool {
        switch reasons[index] {
        case .boilerplate, .date, .byline: true
        default: false
        }
    }

    /// More of them are a list or verse.
    private mutating func drop(scraps run: [Int]) {
        if run.count <= scrapsMax { for index in run { reasons[index] = .boilerplate } }
    }

    /// Where the page goes on below the story, what follows is the page's, but for sentences and for a list that a line with a colon announces.
    ///
    /// It goes on where two lines in a row are known, or a pointer to another story: an advertisement or a button alone stands in lists and verse too.
    private mutating func dropTail(below last: Int, besides undecided: Set<Int>) {
        func isKnown(_ index: Int) -> Bool {
            (reasons[index] == .boilerplate || reasons[index] == .readAlso) && !undecided.contains(index)
        }
        let below = (last + 1)..<paragraphs.count
        let start = below.first { index in
            reasons[index] == .readAlso || isKnown(index) && index + 1 < paragraphs.count && isKnown(index + 1)
        }
        guard let start else { return }
        var isAnnounced = false
        var unknown: [Int] = []
        for index in start..<paragraphs.count {
            if reasons[index] == .readAlso { isAnnounced = false }
            guard reasons[index] == nil else { continue }
            if text[bytes(index)].last == 0x3A { isAnnounced = true }
            if !isAnnounced && !mayBeSentence(index) { unknown.append(index) }
        }
        // In a text without full stops a few lines that look like buttons prove nothing.
        guard unknown.count <= unknownMax * (start..<paragraphs.count).count(where: isKnown) else { return }
        for index in unknown { reasons[index] = .boilerplate }
    }

    private func mayBeSentence(_ index: Int) -> Bool {
        if paragraphs[index].endsSentence || isUnmarkedSentence(index) || hasInnerSentence(index) { return true }
        return PhraseBook.shared.storyWords.reports(scan.words.span.extracting(paragraphs[index].words))
    }

    private func hasInnerSentence(_ index: Int) -> Bool {
        let line = text.span.extracting(bytes(index))
        return line.hasInnerSentence
    }

    // MARK: A date beside a name

    /// Where no date has a label or a line of its own: between headline and story one beside a name (`Jane Doe May 24, 2022`) is the story's.
    mutating func takeNamedDate(below title: Int) {
        guard facts.published == nil,
            let story = paragraphs.indices.first(where: { $0 > title && reasons[$0] == nil && isStory($0) })
        else { return }
        for index in (title + 1)..<story where reasons[index] == nil {
            guard let date = namedDate(index) else { continue }
            facts.published = date
            reasons[index] = .date
            return
        }
    }

    private func namedDate(_ index: Int) -> PublicationDate? {
        let paragraph = paragraphs[index]
        guard !paragraph.endsSentence, paragraph.words.count <= namedDateWordsMax, paragraph.lines.count == 1 else {
            return nil
        }
        let line = text.span.extracting(bytes(index))
        guard line.hasDigit, line.count <= Limits.publishedBytesMax else { return nil }
        let reading = readDate(line)
        guard nameWords.contains(reading.otherWords), !hasWordOfASentence(line), let date = reading.date,
            date.seconds >= firstPage
        else { return nil }
        return date
    }

    /// What no name has beside it: a stop word, in Latin script a word that begins small, a label's colon.
    private func hasWordOfASentence(_ line: Span<UInt8>) -> Bool {
        for at in 0..<line.count where line[at] == 0x3A && (at + 1 == line.count || line[at + 1] == 0x20) {
            return true
        }
        var tokens = Tokens()
        tokenize(line, into: &tokens)
        for k in 0..<tokens.count {
            let term = tokens.term(k)
            if term.count >= 3, (0x61...0x7A).contains(line[Int(tokens.starts[k])]) { return true }
            if plausibleReadings(of: tokens.scripts[k]).contains(where: { isStopWord(term.span, reading: $0) }) {
                return true
            }
        }
        return false
    }
}
