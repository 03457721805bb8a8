/// What a page says about its story beside the story.
struct PageFacts {
    var dateline: String?
    /// The paragraph that was the dateline.
    var datelineIndex: Int?
    var agency: String?
    var pageDate: PublicationDate?
    var published: PublicationDate?
    var updated: PublicationDate?
}

/// One text while it is cleaned: its paragraphs and what each of them is.
struct Page {
    let scan: ScannedText
    let text: [UInt8]
    let givenTitle: String?
    let paragraphs: [Paragraph]
    /// Why a paragraph is dropped; nil while it is kept.
    var reasons: [DropReason?]
    /// The paragraphs that are the title and the summary, if the text holds them.
    var headline: Int?
    var summary: Int?
    var facts = PageFacts()

    private let titleFingerprint: UInt64?

    init(scan: ScannedText, text: [UInt8], givenTitle: String?) {
        self.scan = scan
        self.text = text
        self.givenTitle = givenTitle
        paragraphs = KhabarText.paragraphs(of: scan, text: text.span)
        reasons = [DropReason?](repeating: nil, count: paragraphs.count)
        titleFingerprint = givenTitle.map { wordHashes($0).reduce(0) { fingerprinted($0, $1) } }
    }

    func bytes(_ index: Int) -> Range<Int> {
        let lines = paragraphs[index].lines
        return scan.lines[lines.lowerBound].start..<scan.lines[lines.upperBound - 1].end
    }

    func isKept(_ index: Int) -> Bool { reasons[index] == nil && index != headline && index != summary }

    // MARK: What a line is by itself

    /// Drops what is no paragraph of the story by its own look, and takes the facts that such lines hold.
    mutating func classify() {
        var storyHasBegun = false
        var isFirst = true
        var facts = PageFacts()
        for index in paragraphs.indices {
            let paragraph = paragraphs[index]
            if paragraph.words.isEmpty {
                reasons[index] = .punctuation
                continue
            }
            if let titleFingerprint, paragraph.fingerprint == titleFingerprint {
                reasons[index] = .titleRepeat
                isFirst = false
                continue
            }
            reasons[index] = reason(index, storyHasBegun: storyHasBegun, isFirst: isFirst, facts: &facts)
            if reasons[index] == nil {
                isFirst = false
                if paragraph.endsSentence && paragraph.words.count >= 8 { storyHasBegun = true }
            }
        }
        self.facts = facts
    }

    private func reason(
        _ index: Int, storyHasBegun: Bool, isFirst: Bool, facts: inout PageFacts
    ) -> DropReason? {
        let paragraph = paragraphs[index]
        // What was wrapped into several lines is prose.
        guard paragraph.lines.count == 1 else { return nil }
        let range = bytes(index)
        let line = text.span.extracting(range)
        switch line[0] {
        case 0x21, 0x5B, 0x68, 0x77, 0x70, 0x23, 0x2A, 0x2D, 0x28, 0x3C, 0x7C, 0x48:
            switch markup(of: line) {
            case .image: return .image
            case .link: return .link
            case .hashtags: return .hashtags
            case .text: break
            }
        default: break
        }
        let words = scan.words.span.extracting(paragraph.words)
        if let match = PhraseBook.shared.match(words, fingerprint: paragraph.fingerprint, line: line) {
            switch match.kind {
            case .drop(.caption)
            where match.isEnding && (paragraph.endsSentence && !line.isBracketed || line.hasInnerSentence):
                // A paragraph that ends with a remark about its picture is still a paragraph.
                break
            case .drop(.boilerplate) where paragraph.endsSentence && words.count <= 3 && !line.endsInEllipsis: break
            case .drop(let reason): return reason
            case .creditLabel:
                let name = trimmedName(line, from: offset(afterWords: match.words, in: line))
                if facts.agency == nil { facts.agency = name }
                if name != nil { return .sourceCredit }
                if !PhraseBook.shared.isAgencies(words) { return .boilerplate }
            case .agency: break
            }
        }
        let isAtEnd = index < 4 || index >= paragraphs.count - 4
        if isAtEnd, paragraph.scalars <= 80, paragraphs.count > 1, PhraseBook.shared.isAgencies(words) {
            if facts.agency == nil { facts.agency = trimmedName(line, from: 0) }
            return .sourceCredit
        }
        if let reason = dateReason(line, words, isFirst: isFirst, facts: &facts) { return reason }
        if !storyHasBegun, facts.datelineIndex == nil, index < paragraphs.count - 1, let place = placeLine(line, words),
            // A list follows other labels with a colon, a sentence follows a place.
            paragraphs[index + 1].endsSentence && paragraphs[index + 1].words.count >= 8
        {
            facts.dateline = place
            facts.datelineIndex = index
            return .dateline
        }
        return nil
    }

    private func dateReason(
        _ line: Span<UInt8>, _ words: Span<UInt64>, isFirst: Bool, facts: inout PageFacts
    ) -> DropReason? {
        guard words.count <= 20, line.count <= Limits.publishedBytesMax else { return nil }
        let first = decodeScalar(line, 0)
        let folded = first.value < FoldTable.size ? FoldTable.entries[Int(first.value)] : FoldTable.fold(first.value)
        let startsWithDigit = (0x30...0x39).contains(folded)
        guard startsWithDigit || DateWords.shared.begins(with: words[0]) else { return nil }
        let reading = readDate(line)
        guard reading.isOnlyDate else { return nil }
        guard let date = reading.date else {
            let isLabel = !reading.hasNumber && (reading.isPublished || reading.isUpdated)
            return isLabel ? .emptyDateLabel : nil
        }
        let isLabelled = reading.isPublished || reading.isUpdated
        if isFirst && givenTitle == nil && !isLabelled && !date.hasTime {
            // Above the headline stands the day of the visit, not of the story.
            if facts.pageDate == nil { facts.pageDate = date }
        } else if reading.isUpdated && !reading.isPublished {
            if facts.updated == nil { facts.updated = date }
            if facts.published == nil { facts.published = date }
        } else if facts.published == nil || (reading.isPublished && facts.published == facts.updated) {
            facts.published = date
        }
        return .date
    }

    // MARK: Repeats

    mutating func dropRepeats() {
        if let headline {
            let fingerprint = paragraphs[headline].fingerprint
            for index in paragraphs.indices
            where index != headline && reasons[index] == nil && paragraphs[index].fingerprint == fingerprint {
                reasons[index] = .titleRepeat
            }
        }
        // Title and summary take no part: a first paragraph may well say the summary again.
        var marks = reasons
        if let headline { marks[headline] = .titleRepeat }
        if let summary { marks[summary] = .titleRepeat }
        let before = marks
        markRepeats(paragraphs, scan: scan, text: text.span, reasons: &marks)
        for index in paragraphs.indices where before[index] == nil { reasons[index] = marks[index] }
    }

    // MARK: What is left

    var hasBody: Bool { paragraphs.indices.contains { isKept($0) } }

    /// When nothing would be left, keeps the lines that hold text after all, rather than lose the article.
    mutating func restore() {
        for index in paragraphs.indices {
            switch reasons[index] {
            case .boilerplate, .caption, .readAlso, .titleRepeat, .sourceCredit, .dateline: reasons[index] = nil
            default: break
            }
        }
        if paragraphs.indices.contains(where: { reasons[$0] == nil }) {
            headline = nil
            summary = nil
            facts.dateline = nil
            facts.agency = nil
        }
        var marks = reasons
        markRepeats(paragraphs, scan: scan, text: text.span, reasons: &marks)
        reasons = marks
    }

    func paragraphText(_ index: Int) -> String {
        let lines = paragraphs[index].lines
        let first = scan.lines[lines.lowerBound]
        if lines.count == 1 && !first.hasBracket && !(first.hasHash && text[first.start] == 0x23) {
            // The whole text was made valid before it was cut between characters: no need to check it again.
            return unsafe String(copying: UTF8Span(unchecked: text.span.extracting(first.start..<first.end)))
        }
        var bytes: [UInt8] = []
        var hasMarkup = false
        for number in lines {
            let line = scan.lines[number]
            if number > lines.lowerBound { bytes.append(0x20) }
            bytes.append(contentsOf: text[line.start..<line.end])
            hasMarkup = hasMarkup || line.hasBracket || (line.hasHash && text[line.start] == 0x23)
        }
        return String(decoding: hasMarkup ? withoutMarkdown(bytes) : bytes, as: UTF8.self)
    }

    func body() -> [String] {
        var body: [String] = []
        for index in paragraphs.indices where isKept(index) {
            let text = paragraphText(index)
            if !text.isEmpty { body.append(text) }
        }
        return body
    }

    func dropped() -> [DroppedLine] {
        var dropped: [DroppedLine] = []
        for index in paragraphs.indices {
            guard let reason = reasons[index] else { continue }
            for line in paragraphs[index].lines {
                dropped.append(DroppedLine(line: scan.lines[line].number, reason: reason))
            }
        }
        return dropped
    }

    func captions() -> [String] {
        paragraphs.indices.filter { reasons[$0] == .caption }.map(paragraphText)
    }

    func hashtags(givenTitle: String?) -> [String] {
        var tags: [String] = []
        if let givenTitle, givenTitle.utf8.contains(0x23) {
            collectHashtags(Array(givenTitle.utf8).span, into: &tags)
        }
        for index in paragraphs.indices where reasons[index] == nil || reasons[index] == .hashtags {
            for number in paragraphs[index].lines where scan.lines[number].hasHash {
                collectHashtags(text.span.extracting(scan.lines[number].start..<scan.lines[number].end), into: &tags)
            }
        }
        return tags
    }
}
