/// What a page says about its story beside the story.
struct PageFacts {
    var dateline: String?
    /// The paragraph that was the dateline.
    var datelineIndex: Int?
    var agency: String?
    var pageDate: PublicationDate?
    var published: PublicationDate?
    var updated: PublicationDate?
    /// The date above the headline: the page's, unless it has a time and is the only one.
    var header: PublicationDate?
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
    /// Lines of the source that held nothing but HTML.
    let emptied: [DroppedLine]
    let titleWords: [UInt64]

    init(scan: ScannedText, text: [UInt8], givenTitle: String?, emptied: [DroppedLine] = []) {
        self.scan = scan
        self.text = text
        self.givenTitle = givenTitle
        paragraphs = KhabarText.paragraphs(of: scan, text: text.span)
        reasons = [DropReason?](repeating: nil, count: paragraphs.count)
        self.emptied = emptied
        titleWords = givenTitle.map { wordHashes($0) } ?? []
    }

    func bytes(_ index: Int) -> Range<Int> {
        let lines = paragraphs[index].lines
        return scan.lines[lines.lowerBound].start..<scan.lines[lines.upperBound - 1].end
    }

    func isKept(_ index: Int) -> Bool { reasons[index] == nil && index != headline && index != summary }

    /// Whether a paragraph is so long, or a sentence so long, that it is the story's and no link or label.
    func isStory(_ index: Int) -> Bool {
        let paragraph = paragraphs[index]
        return paragraph.endsSentence && paragraph.words.count >= 8 || paragraph.words.count >= 25
    }

    /// All that is done to a text, in order.
    mutating func clean() {
        classify()
        findHeadline()
        dropRepeats()
        if !hasBody { restore() }
        dropEmpty()
        readStory()
    }

    // MARK: Repeats

    mutating func dropRepeats() {
        if let headline {
            let title = Array(scan.words[paragraphs[headline].words])
            for index in paragraphs.indices where index != headline && reasons[index] == nil {
                if repeats(index, title: title) { reasons[index] = .titleRepeat }
            }
            if let summary, reasons[summary] != nil { self.summary = nil }
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
            case .boilerplate, .caption, .readAlso, .titleRepeat, .sourceCredit, .dateline, .byline:
                reasons[index] = nil
            default: break
            }
        }
        // A date says little, but more than nothing: the article has a headline.
        if !reasons.contains(nil) {
            for index in paragraphs.indices where reasons[index] == .date { reasons[index] = nil }
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

    /// A paragraph of which nothing is left without its images and links is not kept in silence.
    mutating func dropEmpty() {
        for index in paragraphs.indices where reasons[index] == nil {
            guard paragraphs[index].lines.contains(where: { scan.lines[$0].hasBracket }) else { continue }
            guard paragraphText(index).isEmpty else { continue }
            reasons[index] = .image
            if headline == index { headline = nil }
            if summary == index { summary = nil }
        }
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
        // What markup leaves may be a letter and the mark that stood behind it.
        return String(decoding: hasMarkup ? repairUnicode(withoutMarkdown(bytes)) : bytes, as: UTF8.self)
    }

    func body() -> [String] {
        var body: [String] = []
        for index in paragraphs.indices where isKept(index) {
            let text = paragraphText(index)
            if !text.isEmpty { body.append(text) }
        }
        return body
    }

    /// Ascending by line. A line of several paragraphs, parted where HTML had a block, may be there with several reasons.
    func dropped() -> [DroppedLine] {
        var dropped = emptied
        for index in paragraphs.indices {
            guard let reason = reasons[index] else { continue }
            for line in paragraphs[index].lines {
                let drop = DroppedLine(line: scan.lines[line].number, reason: reason)
                // Each reason of a line once, whatever stood between.
                let ofTheLine = dropped.reversed().prefix { $0.line == drop.line }
                if !ofTheLine.contains(drop) { dropped.append(drop) }
            }
        }
        if !emptied.isEmpty { dropped.sort { ($0.line, $0.reason.rawValue) < ($1.line, $1.reason.rawValue) } }
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
