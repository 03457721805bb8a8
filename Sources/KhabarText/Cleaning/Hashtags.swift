/// The end of the hashtag whose `#` stands at `at`: letters, digits, marks, joiners and `_`, with at least one letter.
///
/// Nil inside a word or an HTML entity (`a#b`, `&#39;`), and for numbers (`#1`).
func hashtagEnd(_ text: Span<UInt8>, _ at: Int) -> Int? {
    guard text[at] == 0x23 else { return nil }
    if at > 0 {
        switch text[at &- 1] {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x23, 0x26, 0x2F, 0x5F: return nil
        default: break
        }
    }
    var end = at &+ 1
    var hasLetter = false
    while end < text.count {
        let scalar = decodeScalar(text, end)
        let folded =
            scalar.value < FoldTable.size ? FoldTable.entries[Int(scalar.value)] : FoldTable.fold(scalar.value)
        let isWord = folded >= FoldTable.firstLetter || folded == FoldTable.ignored || scalar.value == 0x5F
        if !isWord { break }
        if folded > 0x39 { hasLetter = true }
        end &+= scalar.length
    }
    return hasLetter ? end : nil
}

/// Adds the hashtags of `text` that aren't in `tags` yet, in order, up to `Limits.hashtagsMax`.
func collectHashtags(_ text: Span<UInt8>, into tags: inout [String]) {
    var at = 0
    while at < text.count && tags.count < Limits.hashtagsMax {
        guard let end = hashtagEnd(text, at) else {
            at &+= 1
            continue
        }
        if end &- at <= Limits.hashtagBytesMax {
            var bytes: [UInt8] = []
            for offset in at..<end { bytes.append(text[offset]) }
            let tag = String(decoding: bytes, as: UTF8.self)
            if !tags.contains(tag) { tags.append(tag) }
        }
        at = end
    }
}
