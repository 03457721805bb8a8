/// What crawlers leave of a page's images and links.
enum MarkupLine {
    case image
    case link
    case hashtags
    case text
}

/// Whether a trimmed line is nothing but images, links (at least one of them a bare URL or a Markdown link) or hashtags.
func markup(of line: Span<UInt8>) -> MarkupLine {
    var at = 0
    var images = 0
    var links = 0
    var tags = 0
    while at < line.count {
        let byte = line[at]
        if byte == 0x21, let end = markdownTarget(line, at &+ 1) {
            images &+= 1
            at = end
        } else if byte == 0x5B, let end = markdownTarget(line, at) {
            links &+= 1
            at = end
        } else if let end = bareLink(line, at) {
            links &+= 1
            at = end
        } else if byte == 0x23, let end = hashtagEnd(line, at) {
            tags &+= 1
            at = end
        } else if byte == 0x23, tags > 0 {
            // A numbered one among others.
            at &+= 1
            while at < line.count && line[at] >= 0x30 && line[at] <= 0x39 { at &+= 1 }
        } else if byte == 0x40, let end = handle(line, at) {
            links &+= 1
            at = end
        } else if isFiller(byte) {
            at &+= 1
        } else {
            return .text
        }
    }
    if images > 0 { return .image }
    if links > 0 { return .link }
    return tags > 0 ? .hashtags : .text
}

/// Between links: blanks, list marks, bars, commas, brackets.
private func isFiller(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x2A, 0x2D, 0x7C, 0x2C, 0x3A, 0x28, 0x29, 0x3C, 0x3E: true
    default: false
    }
}

/// The end of an account's name, `@someone`.
private func handle(_ line: Span<UInt8>, _ at: Int) -> Int? {
    var end = at &+ 1
    while end < line.count,
        (0x30...0x39).contains(line[end]) || (0x41...0x5A).contains(line[end] & 0xDF) || line[end] == 0x5F
    {
        end &+= 1
    }
    return end > at &+ 1 ? end : nil
}

/// The end of `[text](target)` that starts at `at`. Nil when there is none, or the target is no address.
func markdownTarget(_ line: Span<UInt8>, _ at: Int) -> Int? {
    guard let middle = markdownTextEnd(line, at) else { return nil }
    var end = middle &+ 2
    var depth = 0
    while end < line.count {
        switch line[end] {
        case 0x28: depth &+= 1
        case 0x29:
            if depth == 0 { return end &+ 1 }
            depth &-= 1
        default: break
        }
        end &+= 1
    }
    return nil
}

/// The offset of the `](` that ends the text of a Markdown link at `at`.
func markdownTextEnd(_ line: Span<UInt8>, _ at: Int) -> Int? {
    guard at < line.count, line[at] == 0x5B else { return nil }
    var depth = 0
    var end = at
    while end < line.count {
        if line[end] == 0x5B { depth &+= 1 }
        if line[end] == 0x5D {
            depth &-= 1
            if depth == 0 {
                guard end &+ 2 < line.count, line[end &+ 1] == 0x28, isAddress(line, end &+ 2) else { return nil }
                return end
            }
        }
        end &+= 1
    }
    return nil
}

private func isAddress(_ line: Span<UInt8>, _ at: Int) -> Bool {
    switch line[at] {
    case 0x2F, 0x23, 0x29, 0x3C: true
    default:
        hasPrefix(line, at, "http") || hasPrefix(line, at, "mailto:") || hasPrefix(line, at, "data:")
            || hasPrefix(line, at, "www.")
    }
}

private func bareLink(_ line: Span<UInt8>, _ at: Int) -> Int? {
    guard line[at] == 0x68 || line[at] == 0x77 || line[at] == 0x70 else { return nil }
    guard
        hasPrefix(line, at, "http://") || hasPrefix(line, at, "https://") || hasPrefix(line, at, "www.")
            || hasPrefix(line, at, "pic.twitter.com/")
    else { return nil }
    var end = at
    while end < line.count && line[end] > 0x20 && line[end] < 0x80 { end &+= 1 }
    return end
}

func hasPrefix(_ line: Span<UInt8>, _ at: Int, _ prefix: StaticString) -> Bool {
    guard at &+ prefix.utf8CodeUnitCount <= line.count else { return false }
    for offset in 0..<prefix.utf8CodeUnitCount {
        let wanted = unsafe prefix.utf8Start[offset]
        if line[at &+ offset] | 0x20 != wanted | 0x20 { return false }
    }
    return true
}

/// A paragraph without Markdown: images go, links leave their text, `##` before a heading goes.
func withoutMarkdown(_ line: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(line.count)
    var at = 0
    while at < line.count && at < 6 && line[at] == 0x23 { at &+= 1 }
    if at > 0 && !(at < line.count && line[at] == 0x20) { at = 0 }
    // Texts of links that still have their `](target)` to come: where the text ends and where the target does.
    var open: [(text: Int, target: Int)] = []
    // Each failed look may read to the end of the line: past some, brackets are just brackets.
    var failures = 0
    while at < line.count {
        if let link = open.last, link.text == at {
            at = link.target
            open.removeLast()
        } else if failures < 32, line[at] == 0x21, let end = markdownTarget(line.span, at &+ 1) {
            at = end
        } else if failures < 32, open.isEmpty, line[at] == 0x5B, let text = markdownTextEnd(line.span, at),
            let end = markdownTarget(line.span, at)
        {
            open.append((text, end))
            at &+= 1
        } else {
            if line[at] == 0x5B { failures &+= 1 }
            out.append(line[at])
            at &+= 1
        }
    }
    var start = 0
    while start < out.count && out[start] == 0x20 { start &+= 1 }
    while let last = out.last, last == 0x20, out.count > start { out.removeLast() }
    return Array(out[start...])
}
