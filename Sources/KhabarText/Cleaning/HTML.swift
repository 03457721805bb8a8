/// A text without the HTML that a crawler left in it, and the lines that held nothing else.
struct PlainText {
    var bytes: [UInt8]
    /// 1-based, ascending.
    var emptiedLines: [DroppedLine] = []
}

/// Parts a line where a block of the page ended, without counting as a line of the source. Repaired text has no other vertical tabs.
let softBreak: UInt8 = 0x0B

/// A tag longer than this is no tag; nor is a comment or script of which the end is further away.
private let tagBytesMax = 4 << 10
private let elementBytesMax = 256 << 10

/// Takes tags, comments, scripts and styles out of repaired text, and reads character references. Line ends stay, so that lines keep their numbers.
///
/// Only what has the name of an HTML element between `<` and `>` is a tag: `a < b` and `<name@example.org>` are text. References are those that
/// news pages use; what they stand for is subject to the same rules as the text itself: control characters go, spaces are spaces.
func withoutHTML(_ text: Span<UInt8>) -> PlainText {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var emptied: [DroppedLine] = []
    var number: UInt32 = 1
    var lineStart = 0
    var removed = Removed()
    var closers = Closers()
    var at = 0
    while at < text.count {
        let byte = text[at]
        switch byte {
        case 0x0A:
            removed.close(out, from: lineStart, line: number, into: &emptied)
            out.append(byte)
            number &+= 1
            lineStart = out.count
            at &+= 1
        case 0x3C:
            guard let tag = htmlTag(text, at, &closers) else {
                out.append(byte)
                at &+= 1
                break
            }
            // What is skipped may hold line ends.
            for offset in at..<tag.end where text[offset] == 0x0A {
                removed.add(tag)
                removed.close(out, from: lineStart, line: number, into: &emptied)
                out.append(0x0A)
                number &+= 1
                lineStart = out.count
            }
            removed.add(tag)
            if tag.isBlock && out.count > lineStart { out.append(softBreak) }
            at = tag.end
        case 0x26:
            guard let reference = characterReference(text, at) else {
                out.append(byte)
                at &+= 1
                break
            }
            // It may stand for nothing that is seen.
            removed.any = true
            if let other = replacement(of: reference.scalar) {
                if other != 0 { out.append(0x20) }
            } else {
                appendScalar(reference.scalar, to: &out)
            }
            at = reference.end
        default:
            out.append(byte)
            at &+= 1
        }
    }
    removed.close(out, from: lineStart, line: number, into: &emptied)
    return PlainText(bytes: out, emptiedLines: emptied)
}

/// What was taken out of the line so far.
private struct Removed {
    var any = false
    var image = false

    mutating func add(_ tag: HTMLTag) {
        any = true
        if tag.isImage { image = true }
    }

    mutating func close(_ out: [UInt8], from start: Int, line: UInt32, into emptied: inout [DroppedLine]) {
        if any && !out[start...].contains(where: { $0 > 0x20 }) {
            emptied.append(DroppedLine(line: line, reason: image ? .image : .markup))
        }
        self = Removed()
    }
}

private struct HTMLTag {
    var end: Int
    var isBlock = false
    var isImage = false
}

private func htmlTag(_ text: Span<UInt8>, _ at: Int, _ closers: inout Closers) -> HTMLTag? {
    var next = at &+ 1
    guard next < text.count else { return nil }
    if text[next] == 0x21 {
        guard hasPrefix(text, next, "!--") else { return nil }
        return closers.comment.end(in: text, from: next &+ 3).map { HTMLTag(end: $0) }
    }
    let isClosing = text[next] == 0x2F
    if isClosing { next &+= 1 }
    let start = next
    while next < text.count, next &- start < 12, isNameByte(text[next]) { next &+= 1 }
    guard next > start, next < text.count else { return nil }
    // Behind a name comes a space, a slash or the end.
    guard [0x20, 0x0A, 0x2F, 0x3E].contains(text[next]) else { return nil }
    guard let kind = elements[lowercased(text, start..<next)] else { return nil }
    guard let end = tagEnd(text, next) else { return nil }
    // Attributes have values. `<Video Example Inc>` is a name, and so is `<S>`: wire services print companies so.
    var hasValue = false
    var isBare = true
    for offset in next..<end {
        if text[offset] == 0x3D { hasValue = true }
        if ![0x20, 0x0A, 0x2F, 0x3E].contains(text[offset]) { isBare = false }
    }
    guard isBare || hasValue else { return nil }
    if isBare, !isClosing, (0x41...0x5A).contains(text[start]), kind == .inline || next &- start <= 2 {
        guard next &- start == 2, text[start] == 0x42, text[start &+ 1] == 0x52 else { return nil }
    }
    if kind == .raw && !isClosing {
        let isScript = text[start &+ 1] | 0x20 == 0x63
        let body = isScript ? closers.script.end(in: text, from: end) : closers.style.end(in: text, from: end)
        guard let body, let last = tagEnd(text, body) else { return HTMLTag(end: end) }
        return HTMLTag(end: last)
    }
    return HTMLTag(end: end, isBlock: kind == .block, isImage: kind == .image)
}

private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
}

private func lowercased(_ text: Span<UInt8>, _ range: Range<Int>) -> String {
    var name: [UInt8] = []
    for offset in range { name.append((0x41...0x5A).contains(text[offset]) ? text[offset] | 0x20 : text[offset]) }
    return String(decoding: name, as: UTF8.self)
}

/// The offset behind the `>` of a tag, quoted values aside.
private func tagEnd(_ text: Span<UInt8>, _ at: Int) -> Int? {
    var next = at
    var quote: UInt8 = 0
    while next < text.count, next &- at < tagBytesMax {
        let byte = text[next]
        next &+= 1
        if quote != 0 {
            if byte == quote { quote = 0 }
        } else if byte == 0x3E {
            return next
        } else if byte == 0x22 || byte == 0x27 {
            if text[next &- 2] == 0x3D { quote = byte }
        } else if byte == 0x3C {
            return nil
        }
    }
    return nil
}

/// What ends comments, scripts and styles.
private struct Closers {
    var comment = Closer("-->")
    var script = Closer("</script")
    var style = Closer("</style")
}

/// Looks for one closer, again and again from later places, and reads no byte twice: a page may hold a hundred thousand openers that nothing closes.
struct Closer {
    private let wanted: StaticString
    /// Where the closer stands that was found last.
    private var found = -1
    /// Between the places that were asked for and this one there is no other.
    private(set) var looked = 0

    init(_ wanted: StaticString) { self.wanted = wanted }

    /// The offset behind the next closer, if it is at most `elementBytesMax` away. Never called with a lesser `from` than before.
    mutating func end(in text: Span<UInt8>, from: Int) -> Int? {
        let length = wanted.utf8CodeUnitCount
        let last = min(text.count, from &+ elementBytesMax) &- length
        if found >= from { return found <= last ? found &+ length : nil }
        looked = max(looked, from)
        while looked <= last {
            if hasPrefix(text, looked, wanted) {
                found = looked
                looked &+= 1
                return found &+ length
            }
            looked &+= 1
        }
        return nil
    }
}

private enum ElementKind {
    case inline, block, image, raw
}

/// The elements of the HTML standard that are met in articles.
private let elements: [String: ElementKind] = {
    var kinds: [String: ElementKind] = ["script": .raw, "style": .raw]
    let block = """
        article aside blockquote body br center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header \
        hr html li main nav ol option p pre section select summary table tbody td template tfoot th thead title tr ul
        """
    let inline = """
        a abbr acronym address amp b bdi bdo big button cite code data del dfn em font i ins input kbd label link mark meta noscript \
        param q rp rt ruby s samp small source span strike strong sub sup svg time tt u var wbr
        """
    for name in block.split(separator: " ") { kinds[String(name)] = .block }
    for name in inline.split(separator: " ") { kinds[String(name)] = .inline }
    for name in ["img", "picture", "video", "audio", "iframe", "embed", "object", "canvas"] { kinds[name] = .image }
    return kinds
}()

/// The scalar that `&…;` at `at` stands for. A pair of surrogates counts as the one that it means.
private func characterReference(_ text: Span<UInt8>, _ at: Int) -> (scalar: UInt32, end: Int)? {
    guard let first = oneReference(text, at) else { return nil }
    guard (0xD800..<0xE000).contains(first.scalar) else { return first }
    if first.scalar < 0xDC00, first.end < text.count, text[first.end] == 0x26,
        let second = oneReference(text, first.end), (0xDC00..<0xE000).contains(second.scalar)
    {
        return (0x10000 &+ (first.scalar &- 0xD800) << 10 &+ (second.scalar &- 0xDC00), second.end)
    }
    return (0xFFFD, first.end)
}

private func oneReference(_ text: Span<UInt8>, _ at: Int) -> (scalar: UInt32, end: Int)? {
    var next = at &+ 1
    guard next < text.count else { return nil }
    if text[next] == 0x23 {
        next &+= 1
        let isHexadecimal = next < text.count && text[next] | 0x20 == 0x78
        if isHexadecimal { next &+= 1 }
        let start = next
        var value: UInt32 = 0
        while next < text.count, next &- start < 7, let digit = digitValue(text[next], isHexadecimal ? 16 : 10) {
            value = value &* (isHexadecimal ? 16 : 10) &+ digit
            next &+= 1
        }
        guard next > start, next < text.count, text[next] == 0x3B, value > 0, value <= 0x10FFFF else { return nil }
        return (value, next &+ 1)
    }
    let start = next
    while next < text.count, next &- start < 8, isNameByte(text[next]) { next &+= 1 }
    guard next > start, next < text.count, text[next] == 0x3B else { return nil }
    var name: [UInt8] = []
    for offset in start..<next { name.append(text[offset]) }
    return references[String(decoding: name, as: UTF8.self)].map { ($0, next &+ 1) }
}

private func digitValue(_ byte: UInt8, _ radix: UInt32) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte &- 0x30)
    case 0x41...0x46 where radix == 16, 0x61...0x66 where radix == 16: UInt32(byte | 0x20) &- 0x57
    default: nil
    }
}

private let references: [String: UInt32] = [
    "amp": 0x26, "lt": 0x3C, "gt": 0x3E, "quot": 0x22, "apos": 0x27, "nbsp": 0x20, "ensp": 0x20, "emsp": 0x20,
    "thinsp": 0x20, "zwnj": 0x200C, "zwj": 0x200D, "lrm": 0x200E, "rlm": 0x200F, "shy": 0xAD, "ndash": 0x2013,
    "mdash": 0x2014, "lsquo": 0x2018, "rsquo": 0x2019, "sbquo": 0x201A, "ldquo": 0x201C, "rdquo": 0x201D,
    "bdquo": 0x201E, "laquo": 0xAB, "raquo": 0xBB, "lsaquo": 0x2039, "rsaquo": 0x203A, "hellip": 0x2026,
    "bull": 0x2022, "middot": 0xB7, "copy": 0xA9, "reg": 0xAE, "trade": 0x2122, "euro": 0x20AC, "pound": 0xA3,
    "yen": 0xA5, "cent": 0xA2, "sect": 0xA7, "para": 0xB6, "deg": 0xB0, "plusmn": 0xB1, "times": 0xD7, "divide": 0xF7,
    "frac12": 0xBD, "frac14": 0xBC, "frac34": 0xBE, "minus": 0x2212, "rarr": 0x2192, "larr": 0x2190, "eacute": 0xE9,
    "egrave": 0xE8, "ecirc": 0xEA, "agrave": 0xE0, "acirc": 0xE2, "aacute": 0xE1, "ccedil": 0xE7, "ocirc": 0xF4,
    "oacute": 0xF3, "iacute": 0xED, "uacute": 0xFA, "ntilde": 0xF1, "auml": 0xE4, "ouml": 0xF6, "uuml": 0xFC,
    "szlig": 0xDF,
]
