/// What depends on where the story begins and ends.
struct PositionRules {
    var outside: [(index: Int, reason: DropReason)] = []
    var pictureCredits: [Int] = []
    var dayAbove: (index: Int, date: PublicationDate)?
    var days: [(index: Int, date: PublicationDate)] = []
    var headings: [(index: Int, isTags: Bool)] = []
}

/// A link to another story is no longer.
private let linkWordsMax = 22
/// Inside the story, shorter lines may be subheadings, and more of them a list of its own.
private let innerLinkWordsMin = 5
private let innerLinksMax = 6
/// Entries of menus and key words; a run of so many is a menu.
private let menuWordsMax = 3
private let menuRunMin = 3
/// Below the story more, since verse and tables have such lines too.
private let tailRunMin = 4

extension Page {
    mutating func apply(_ rules: PositionRules) {
        // Everything undecided counts as no story: bylines and sections are not, and a caption does not end it.
        var undecided = Set(rules.outside.map(\.index)).union(rules.pictureCredits)
        undecided.formUnion(rules.days.map(\.index))
        func isProse(_ index: Int) -> Bool {
            reasons[index] == nil && isStory(index) && (undecided.isEmpty || !undecided.contains(index))
        }
        guard let first = paragraphs.indices.first(where: isProse), let last = paragraphs.indices.last(where: isProse)
        else {
            // Without prose nothing says what is beside it; dates are dates all the same.
            takeDays(rules, storyEnd: -1)
            return
        }
        for (index, reason) in rules.outside where !(first...last).contains(index) { reasons[index] = reason }
        for (index, reason) in rules.outside where reason == .byline && index < first { dropName(above: index) }
        // The story itself may end in a credit and without a full stop.
        let end = max(last, rules.pictureCredits.last { paragraphs[$0].words.count >= 8 } ?? last)
        for index in rules.pictureCredits where index < end { reasons[index] = .caption }
        takeDays(rules, storyEnd: last)
        for heading in rules.headings { dropLinks(below: heading.index, isTags: heading.isTags, first, last) }
        dropMenu(above: first)
        dropMenu(below: last)
        dropFurniture(above: first, below: last, besides: undecided)
    }

    /// The writer's name, right above his newsroom's. The first line of all may be the title.
    private mutating func dropName(above byline: Int) {
        let index = byline - 1
        guard index > 0, reasons[index] == nil, isMenuEntry(index), reasons[..<index].contains(nil) || givenTitle != nil
        else { return }
        reasons[index] = .byline
    }

    /// One day alone below the story is its date. In the story a day is an entry of a chronicle, or a birthday: it stays. So does the day right above the
    /// story if the story has others, and it is no publication date if one of them is later.
    private mutating func takeDays(_ rules: PositionRules, storyEnd: Int) {
        let days = rules.days
        guard days.contains(where: { $0.index < storyEnd }) else {
            guard days.count == 1 else { return }
            if facts.published == nil { facts.published = days[0].date }
            reasons[days[0].index] = .date
            return
        }
        guard let above = rules.dayAbove else { return }
        reasons[above.index] = nil
        if facts.published == above.date, days.contains(where: { $0.date.seconds > above.date.seconds }) {
            facts.published = nil
        }
    }

    /// Below a heading that announces them, short lines are links to other stories, or key words.
    private mutating func dropLinks(below heading: Int, isTags: Bool, _ first: Int, _ last: Int) {
        guard heading >= first else { return }
        let reason = isTags ? DropReason.boilerplate : .readAlso
        if heading > last {
            for index in (heading + 1)..<paragraphs.count where reasons[index] == nil {
                if paragraphs[index].words.count > linkWordsMax || isUnmarkedSentence(index) { return }
                reasons[index] = reason
            }
        } else if !isTags {
            // `Features` or `Recommended` in the story may be its own subheading.
            if paragraphs[heading].words.count == 1 {
                reasons[heading] = nil
                return
            }
            for index in (heading + 1)..<min(heading + 1 + innerLinksMax, last) where reasons[index] == nil {
                let words = paragraphs[index].words.count
                if isStory(index) || isUnmarkedSentence(index) || !(innerLinkWordsMin...linkWordsMax).contains(words) {
                    return
                }
                reasons[index] = reason
            }
        }
    }

    /// Whether a line without a mark at its end is a sentence of Hindi or Urdu: it ends in a verb as headlines do not.
    func isUnmarkedSentence(_ index: Int) -> Bool {
        let paragraph = paragraphs[index]
        return !paragraph.endsSentence
            && PhraseBook.shared.storyWords.areFinal(scan.words.span.extracting(paragraph.words))
    }

    func isMenuEntry(_ index: Int) -> Bool {
        let paragraph = paragraphs[index]
        guard paragraph.words.count <= menuWordsMax, !paragraph.endsSentence, paragraph.lines.count == 1 else {
            return false
        }
        let line = text.span.extracting(bytes(index))
        // Items of a story's own list have marks; so have teams and results, and what announces a list.
        let isItem = line[0] == 0x2D || line[0] == 0x2A || decodeScalar(line, 0).value == 0x2022
        return !isItem && !line.hasDigit && line[line.count - 1] != 0x3A
    }

    /// A run of short lines from the top on, and a headline below.
    private mutating func dropMenu(above first: Int) {
        var run: [Int] = []
        for index in paragraphs.indices {
            if index >= first { return }
            if isMenuEntry(index) {
                run.append(index)
            } else if reasons[index] == nil {
                if run.count >= menuRunMin { dropMenu(run) }
                return
            }
        }
    }

    /// A run of short lines below the last sentence, unless a line with a colon announces them.
    private mutating func dropMenu(below last: Int) {
        var run: [Int] = []
        var isAnnounced = false
        for index in (last + 1)..<paragraphs.count {
            if isMenuEntry(index) {
                run.append(index)
            } else if reasons[index] == nil {
                if isAnnounced { keepNames(run) }
                isAnnounced = text[bytes(index)].last == 0x3A
                run.removeAll()
            }
        }
        if isAnnounced {
            keepNames(run)
        } else if run.count >= tailRunMin {
            dropMenu(run)
        }
    }

    /// A menu is told from a squad, a list of the dead or a recipe by the names of sections and buttons in it, which were dropped as such: what stands
    /// between them goes with them, if they are three and at least as many.
    private mutating func dropMenu(_ run: [Int]) {
        let known = run.filter { reasons[$0] == .boilerplate }
        guard known.count >= menuRunMin, let first = known.first, let last = known.last else { return }
        let unknown = run.filter { reasons[$0] == nil && (first...last).contains($0) }
        guard unknown.count <= known.count else { return }
        for index in unknown { reasons[index] = .boilerplate }
    }

    /// `The apps that were banned:` has no share bar below it, `The teams:` no menu.
    private mutating func keepNames(_ run: [Int]) {
        for index in run where reasons[index] == .boilerplate && isName(index) { reasons[index] = nil }
    }

    private func isName(_ index: Int) -> Bool {
        let words = scan.words.span.extracting(paragraphs[index].words)
        let match = PhraseBook.shared.match(
            words, fingerprint: paragraphs[index].fingerprint, line: text.span.extracting(bytes(index)))
        return match?.kind == .network || match?.kind == .section
    }

    // MARK: Facts in the story's own lines

    /// Dateline and agency that stand at the head of the first paragraph, and an agency behind the last sentence. The text stays as it is.
    mutating func readStory() { facts = storyFacts() }

    private func storyFacts() -> PageFacts {
        var facts = self.facts
        let body = paragraphs.indices.filter { isKept($0) }
        guard let head = body.first, let tail = body.last else { return facts }
        for index in body.prefix(2) where facts.dateline == nil && isStory(index) {
            let line = text.span.extracting(bytes(index))
            let words = scan.words.span.extracting(paragraphs[index].words)
            guard let dateline = readDateline(line, words), !dateline.isWholeLine || index != head else { continue }
            facts.dateline = dateline.place
            if facts.agency == nil { facts.agency = dateline.agency }
            break
        }
        if facts.agency == nil {
            facts.agency = trailingAgency(
                text.span.extracting(bytes(tail)), scan.words.span.extracting(paragraphs[tail].words))
        }
        return facts
    }
}
