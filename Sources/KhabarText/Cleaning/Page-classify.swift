/// What a line is, by its own look.
enum Verdict {
    case keep
    case drop(DropReason)
    /// Only where the story is not: above its first sentence or below its last.
    case dropOutside(DropReason)
    /// Ends in an agency's name as captions do: one if the story goes on below.
    case pictureCredit
    /// A day alone, without a time or label, above the story or in it: the story's date, or an entry of a chronicle.
    case dayAbove(PublicationDate)
    case day(PublicationDate)
    /// Above links to other stories, or above key words.
    case heading(isTags: Bool)
}

extension Page {
    /// Drops what is no paragraph of the story, and takes the facts that such lines hold.
    ///
    /// First each line by its own look, then what depends on where the story begins and ends.
    mutating func classify() {
        var storyHasBegun = false
        var isFirst = true
        var facts = PageFacts()
        var position = PositionRules()
        for index in paragraphs.indices {
            if paragraphs[index].words.isEmpty {
                reasons[index] = .punctuation
                continue
            }
            if !titleWords.isEmpty, repeats(index, title: titleWords) {
                reasons[index] = .titleRepeat
                isFirst = false
                continue
            }
            switch verdict(index, storyHasBegun: storyHasBegun, isFirst: isFirst, facts: &facts) {
            case .keep:
                isFirst = false
                if isStory(index) { storyHasBegun = true }
            case .drop(let reason): reasons[index] = reason
            case .dropOutside(let reason): position.outside.append((index, reason))
            case .pictureCredit: position.pictureCredits.append(index)
            case .dayAbove(let date):
                reasons[index] = .date
                if position.dayAbove == nil { position.dayAbove = (index, date) }
            case .day(let date): position.days.append((index, date))
            case .heading(let isTags):
                reasons[index] = .boilerplate
                position.headings.append((index, isTags))
            }
        }
        self.facts = facts
        apply(position)
        settleDates()
    }

    /// Whether a paragraph says a title, perhaps one of the two with the site's name behind a dash or bar.
    func repeats(_ index: Int, title: [UInt64]) -> Bool {
        let words = scan.words.span.extracting(paragraphs[index].words)
        let shared = min(words.count, title.count)
        guard shared > 0, abs(words.count - title.count) <= siteWordsMax else { return false }
        for at in 0..<shared where words[at] != title[at] { return false }
        if words.count == title.count { return true }
        guard shared >= siteTitleWordsMin, paragraphs[index].lines.count == 1 else { return false }
        if words.count > title.count { return hasSiteMark(text.span.extracting(bytes(index)), after: shared) }
        let longer = Array((givenTitle ?? headline.map(paragraphText) ?? "").utf8)
        return hasSiteMark(longer.span, after: shared)
    }

    private func verdict(
        _ index: Int, storyHasBegun: Bool, isFirst: Bool, facts: inout PageFacts
    ) -> Verdict {
        let paragraph = paragraphs[index]
        // What was wrapped into several lines is prose.
        guard paragraph.lines.count == 1 else { return .keep }
        let line = text.span.extracting(bytes(index))
        let words = scan.words.span.extracting(paragraph.words)
        switch line[0] {
        case 0x21, 0x5B, 0x68, 0x77, 0x70, 0x23, 0x2A, 0x2D, 0x28, 0x3C, 0x7C, 0x48, 0x40:
            switch markup(of: line) {
            case .image: return .drop(.image)
            case .link: return .drop(.link)
            case .hashtags: return .drop(.hashtags)
            case .text: break
            }
        case 0xC2 where line.count > 1 && line[1] == 0xA9 && words.count <= copyrightWordsMax:
            // "© AFP" stands under a picture, "© 2015 The Daily" under a page.
            return .drop(PhraseBook.shared.agencyWords(words, at: 0) > 0 ? .caption : .boilerplate)
        default: break
        }
        let mayBeDateline =
            !storyHasBegun && facts.datelineIndex == nil && index < paragraphs.count - 1 && isStory(index + 1)
            && paragraphs[index + 1].endsSentence
        if let verdict = phraseVerdict(index, line, words, storyHasBegun, isFirst, &facts) {
            // `اسلام آباد —` is a section's name too, and `دبي - العربية.نت` ends as a byline does.
            if case .dropOutside = verdict, mayBeDateline,
                let dateline = datelineVerdict(index, line, words, &facts)
            {
                return dateline
            }
            return verdict
        }
        let isAtEnd = index < 4 || index >= paragraphs.count - 4
        if isAtEnd, paragraph.scalars <= 80, paragraphs.count > 1, PhraseBook.shared.isAgencies(words) {
            if facts.agency == nil { facts.agency = trimmedName(line, from: 0) }
            return .drop(.sourceCredit)
        }
        if !paragraph.endsSentence, PhraseBook.shared.isButtons(words, line: line) { return .drop(.boilerplate) }
        if let verdict = dateVerdict(line, words, paragraph, storyHasBegun, isFirst, &facts) { return verdict }
        if mayBeDateline, let verdict = datelineVerdict(index, line, words, &facts) { return verdict }
        if !storyHasBegun, !paragraph.endsSentence, !isFirst || givenTitle != nil,
            let verdict = namedDateVerdict(line, words, &facts)
        {
            return verdict
        }
        guard !paragraph.endsSentence, endsInPictureCredit(line, words) else { return .keep }
        // `… the talks will go on, a spokesman said (Reuters)` is the story's.
        return PhraseBook.shared.storyWords.reports(words) ? .keep : .pictureCredit
    }

    private func phraseVerdict(
        _ index: Int, _ line: Span<UInt8>, _ words: Span<UInt64>, _ storyHasBegun: Bool, _ isFirst: Bool,
        _ facts: inout PageFacts
    ) -> Verdict? {
        let paragraph = paragraphs[index]
        guard let match = PhraseBook.shared.match(words, fingerprint: paragraph.fingerprint, line: line),
            !isStory(index, despite: match, line, words)
        else { return nil }
        switch match.kind {
        case .drop(.caption)
        where match.isEnding
            && (paragraph.endsSentence && !line.isBracketed || words.count > remarkWordsMax && line.hasInnerSentence):
            // A paragraph that ends with a remark about its picture is still a paragraph.
            return nil
        case .drop(.boilerplate) where paragraph.endsSentence && words.count <= 3 && !line.endsInEllipsis: return nil
        case .drop(.boilerplate) where match.isEnding && words.count > promotionWordsMax && line.hasInnerSentence:
            // So is one that ends with the site's promotion of itself.
            return nil
        case .drop(.readAlso) where match.words == 1 && isFirst && givenTitle == nil:
            // `Watch: …` above a story is its headline's kicker.
            return nil
        case .drop(let reason): return .drop(reason)
        case .creditLabel:
            let name = trimmedName(line, from: offset(afterWords: match.words, in: line))
            if facts.agency == nil { facts.agency = name }
            if name != nil { return .drop(.sourceCredit) }
            return PhraseBook.shared.isAgencies(words) ? nil : .drop(.boilerplate)
        // `By Saturday it was over.` and `Europe.` are sentences, or the ends of broken ones.
        case .byline where paragraph.endsSentence && (match.words == 1 || (0x61...0x7A).contains(line[0])): return nil
        case .section where paragraph.endsSentence, .network where paragraph.endsSentence: return nil
        case .byline, .desk:
            if !storyHasBegun, words.count <= dateWordsMax, let date = takeDate(readDate(line), &facts) { return date }
            return .dropOutside(.byline)
        case .section, .network: return .dropOutside(.boilerplate)
        case .list: return .heading(isTags: false)
        case .tags: return .heading(isTags: true)
        case .agency, .pictureWord: return nil
        }
    }

    private func datelineVerdict(
        _ index: Int, _ line: Span<UInt8>, _ words: Span<UInt64>, _ facts: inout PageFacts
    ) -> Verdict? {
        if let dateline = readDateline(line, words), dateline.isWholeLine, let place = dateline.place {
            facts.dateline = place
            if facts.agency == nil { facts.agency = dateline.agency }
            if facts.published == nil, words.count <= dateWordsMax { facts.published = readDate(line).date }
        } else if let place = placeLine(line, words) {
            // A list follows other labels with a colon, a sentence follows a place.
            facts.dateline = place
        } else {
            return nil
        }
        facts.datelineIndex = index
        return .drop(.dateline)
    }
}

private let copyrightWordsMax = 30
/// A sentence that is a caption, with `(file photo)` behind it, is no longer.
private let remarkWordsMax = 20
/// A line of several sentences that promotes the site is no longer.
private let promotionWordsMax = 25
/// A site's name behind a title, and a title so short that nothing behind it can be told from its own words.
private let siteWordsMax = 6
private let siteTitleWordsMin = 4

/// Whether a dash or bar follows the first `count` words.
private func hasSiteMark(_ line: Span<UInt8>, after count: Int) -> Bool {
    var at = offset(afterWords: count, in: line)
    while at < line.count {
        let scalar = decodeScalar(line, at)
        switch scalar.value {
        case 0x7C, 0x2D, 0x2010...0x2015, 0xAB, 0xBB, 0xB7, 0x2022: return true
        default: if foldedScalar(scalar.value) >= FoldTable.firstLetter { return false }
        }
        at &+= scalar.length
    }
    return false
}
