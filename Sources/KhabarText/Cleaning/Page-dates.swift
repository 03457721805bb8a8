/// A date, its labels and zone have fewer words; names before a labelled date too.
let dateWordsMax = 20
private let dateNamesMax = 8

private let byWord = wordHashes("by")[0]

extension Page {
    func dateVerdict(
        _ line: Span<UInt8>, _ words: Span<UInt64>, _ paragraph: Paragraph, _ storyHasBegun: Bool, _ isFirst: Bool,
        _ facts: inout PageFacts
    ) -> Verdict? {
        guard words.count <= dateWordsMax, line.count <= Limits.publishedBytesMax else { return nil }
        let folded = foldedScalar(decodeScalar(line, 0).value)
        let mayBeDate = (0x30...0x39).contains(folded) || DateWords.shared.begins(with: words[0])
        // A label may stand behind names: `Agencies | Updated: …`.
        guard mayBeDate || !storyHasBegun && !paragraph.endsSentence && line.hasDigit else { return nil }
        let reading = readDate(line)
        guard reading.isOnlyDate else {
            return !storyHasBegun && reading.isLabelled && reading.otherWords <= dateNamesMax
                ? takeDate(reading, &facts) : nil
        }
        guard let date = reading.date else {
            let isLabel = reading.isPublished || reading.isUpdated
            if reading.isRelative && (reading.hasNumber || isLabel) || !paragraph.endsSentence && reading.isIncomplete {
                return .dropOutside(.date)
            }
            return isLabel && !reading.hasNumber ? .drop(.emptyDateLabel) : nil
        }
        let isLabelled = reading.isPublished || reading.isUpdated
        if isFirst && givenTitle == nil && !isLabelled {
            // Above the headline stands the day of the visit, not of the story.
            if facts.header == nil { facts.header = date }
            return .drop(.date)
        }
        if isLabelled || date.hasTime { return takeDate(reading, &facts) }
        if storyHasBegun { return .day(date) }
        _ = takeDate(reading, &facts)
        return .dayAbove(date)
    }

    func takeDate(_ reading: DateReading, _ facts: inout PageFacts) -> Verdict? {
        guard let date = reading.date else { return nil }
        if reading.isUpdated && !reading.isPublished {
            if facts.updated == nil { facts.updated = date }
            if facts.published == nil { facts.published = date }
        } else if facts.published == nil || (reading.isPublished && facts.published == facts.updated) {
            facts.published = date
        }
        return .drop(.date)
    }

    mutating func settleDates() {
        guard let header = facts.header else { return }
        if header.hasTime && facts.published == nil { facts.published = header } else { facts.pageDate = header }
    }

    /// The date of a line that besides it names newsrooms, agencies and places and nothing else: `Dawn.com | AFP | Published June 1, 2021`,
    /// `TNN | Jun 1, 2021, 04:11 IST`, `لندن: «الشرق الأوسط» 1 يونيو 2021`.
    func namedDateVerdict(_ line: Span<UInt8>, _ words: Span<UInt64>, _ facts: inout PageFacts) -> Verdict? {
        guard (2...dateWordsMax).contains(words.count), line.count <= Limits.publishedBytesMax else { return nil }
        guard
            nameWords(words, at: 0) > 0 || words[0] == byWord || DateWords.shared.begins(with: words[0])
                || (0x30...0x39).contains(foldedScalar(decodeScalar(line, 0).value))
        else {
            return nil
        }
        let startsWithDigit = digitWords(line)
        guard startsWithDigit.contains(true) else { return nil }
        let list = (0..<words.count).map { words[$0] }
        var at = 0
        var names = 0
        while at < words.count {
            let name = nameWords(words, at: at)
            if name > 0 {
                names += 1
                at += name
            } else if let meaning = DateWords.shared.meaning(list, at: at) {
                at += meaning.count
            } else if startsWithDigit[at] || words[at] == byWord {
                at += 1
            } else {
                return nil
            }
        }
        let reading = readDate(line)
        guard names > 0, reading.date != nil else { return nil }
        if facts.dateline == nil, let place = Places.shared.longest(words, at: 0) {
            facts.dateline = trimmedName(line.extracting(0..<offset(afterWords: place, in: line)), from: 0)
        }
        return takeDate(reading, &facts)
    }

    private func nameWords(_ words: Span<UInt64>, at: Int) -> Int {
        max(
            PhraseBook.shared.deskWords(words, at: at), PhraseBook.shared.agencyWords(words, at: at),
            Places.shared.longest(words, at: at) ?? 0)
    }
}
