/// A paragraph: one line, or several that were one before something broke them at a fixed width.
struct Paragraph {
    /// Into `ScannedText.lines`, without gaps.
    var lines: Range<Int>
    var words: Range<Int>
    var fingerprint: UInt64
    var endsSentence: Bool
    var scalars: Int
}

/// Widths at which mail and wire services break lines. Shorter ones are lists and verse, longer ones whole paragraphs.
private let wrapWidths = 45...100

/// Cuts a text into paragraphs. Blank lines are left out; each other line is a paragraph, unless the text was hard-wrapped.
///
/// A text counts as wrapped when nearly every line is so full that the next line's first word did not fit. Then a line
/// continues the paragraph above unless it is indented, or the line above had room for its first word.
func paragraphs(of scan: ScannedText, text: Span<UInt8>) -> [Paragraph] {
    let width = wrapWidth(of: scan, text: text)
    var found: [Paragraph] = []
    found.reserveCapacity(scan.lines.count)
    for index in scan.lines.indices {
        let line = scan.lines[index]
        if line.isBlank { continue }
        if let width, let last = found.indices.last, found[last].lines.upperBound == index {
            let above = scan.lines[index &- 1]
            let isFull = !fits(line, after: above, width: width, text: text)
            let runsOn = !above.endsSentence && startsLowercase(line, text)
            if line.indent == 0 && !line.words.isEmpty && (isFull || runsOn) {
                found[last].lines = found[last].lines.lowerBound..<(index &+ 1)
                found[last].words = found[last].words.lowerBound..<line.words.upperBound
                for word in line.words {
                    found[last].fingerprint = fingerprinted(found[last].fingerprint, scan.words[word])
                }
                found[last].endsSentence = line.endsSentence
                found[last].scalars &+= line.scalars &+ 1
                continue
            }
        }
        found.append(
            Paragraph(
                lines: index..<(index &+ 1), words: line.words, fingerprint: line.fingerprint,
                endsSentence: line.endsSentence, scalars: line.scalars))
    }
    return found
}

private func wrapWidth(of scan: ScannedText, text: Span<UInt8>) -> Int? {
    var width = 0
    for line in scan.lines {
        width = max(width, line.scalars)
        if width > wrapWidths.upperBound { return nil }
    }
    guard width >= wrapWidths.lowerBound else { return nil }
    var full = 0
    var pairs = 0
    for index in scan.lines.indices.dropFirst(2) {
        let line = scan.lines[index]
        let above = scan.lines[index &- 1]
        if line.isBlank || above.isBlank || line.indent > 0 { continue }
        pairs &+= 1
        if !fits(line, after: above, width: width, text: text) { full &+= 1 }
    }
    return pairs >= 2 && full &* 10 >= pairs &* 7 ? width : nil
}

private func fits(_ line: Line, after above: Line, width: Int, text: Span<UInt8>) -> Bool {
    var firstWord = 0
    var at = line.start
    while at < line.end && text[at] != 0x20 {
        if text[at] & 0xC0 != 0x80 { firstWord &+= 1 }
        at &+= 1
    }
    return above.scalars &+ 1 &+ firstWord <= width
}

private func startsLowercase(_ line: Line, _ text: Span<UInt8>) -> Bool { (0x61...0x7A).contains(text[line.start]) }
