/// A line for a terminal: highlights in bold, and text that may run from right to left isolated, so that it cannot
/// reorder what stands beside it. Controls are taken out: a text that brings its own escape sequences could clear the
/// screen, or worse; white space of any kind becomes a space.
/// - Parameter highlights: ranges of bytes in the text's UTF-8, widened to whole clusters. They may come from a server:
///   any ranges will do.
package func terminalText(_ text: String, highlights: [Range<Int>] = [], bold: Bool = true) -> String {
    let marked = bold ? merged(highlights) : []
    var line = ""
    var isRightToLeft = false
    var isBold = false
    var next = 0
    var offset = 0
    for cluster in text {
        let end = offset + cluster.utf8.count
        while next < marked.count, marked[next].upperBound <= offset { next += 1 }
        // A sequence inside a cluster would tear a mark from its letter.
        let highlighted = next < marked.count && marked[next].overlaps(offset..<end)
        offset = end
        for shown in cluster.unicodeScalars.compactMap(printable) {
            if highlighted != isBold {
                line += highlighted ? boldOn : boldOff
                isBold = highlighted
            }
            line.unicodeScalars.append(shown)
            isRightToLeft = isRightToLeft || runsRightToLeft(shown)
        }
    }
    if isBold { line += boldOff }
    return isRightToLeft ? "\u{2068}\(line)\u{2069}" : line
}

private let boldOn = "\u{1B}[1m"
private let boldOff = "\u{1B}[22m"

private func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
        if let last = merged.last, range.lowerBound <= last.upperBound {
            merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        } else {
            merged.append(range)
        }
    }
    return merged
}

/// The scalar, a space for white space, nil for what must not reach a terminal.
private func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0x09...0x0D, 0x85, 0x2028, 0x2029: " "
    case 0x00..<0x20, 0x7F...0x9F: nil
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x206F: nil  // directions
    case 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F: nil  // invisible: byte order, annotations, tags
    default: scalar
    }
}

/// Whether a scalar lies in a block of a right-to-left script.
private func runsRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
    default: false
    }
}
