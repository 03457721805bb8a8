/// Whether a line ends as captions do: an agency's name in brackets, behind a dash, bar or slash, perhaps with `file` or `photo` beside it, or before a
/// slash and a photographer's name: `… (Reuters)`, `… — AFP/File`, `… REUTERS/Jane Doe`.
func endsInPictureCredit(_ line: Span<UInt8>, _ words: Span<UInt64>) -> Bool {
    guard words.count >= 3, words.count <= captionWordsMax else { return false }
    for start in max(1, words.count - creditWordsMax)..<words.count {
        var end = start + PhraseBook.shared.pictureWords(words, at: start)
        let agencies = PhraseBook.shared.agencyWords(words, at: end)
        guard agencies > 0 else { continue }
        end += agencies
        end += PhraseBook.shared.pictureWords(words, at: end)
        if end == words.count { return isMark(line, before: start) && !line.hasInnerSentence }
        // A name behind the slash tells a credit from everything else.
        return markBehind(line, end) == 0x2F
    }
    return false
}

/// The agency in brackets or behind a dash at the end of a story's last line.
func trailingAgency(_ line: Span<UInt8>, _ words: Span<UInt64>) -> String? {
    guard words.count > creditWordsMax else { return nil }
    for start in (words.count - creditWordsMax)..<words.count
    where PhraseBook.shared.agencyWords(words, at: start) == words.count - start {
        return isMark(line, before: start) ? trimmedName(line, from: offset(afterWords: start, in: line)) : nil
    }
    return nil
}

/// A caption is a sentence or two; a name of an agency and what stands beside it are a few words.
private let captionWordsMax = 40
private let creditWordsMax = 6

/// Whether a bracket, dash, bar or slash stands between the words `count` - 1 and `count`.
private func isMark(_ line: Span<UInt8>, before count: Int) -> Bool {
    switch markBehind(line, count) {
    case 0x28, 0x5B, 0x2F, 0x7C, 0xA9, 0x640, 0x2D, 0x2010...0x2015: true
    default: false
    }
}

/// The last mark behind the first `count` words, spaces and quotes aside; 0 if there is none.
private func markBehind(_ line: Span<UInt8>, _ count: Int) -> UInt32 {
    var at = offset(afterWords: count, in: line)
    var mark: UInt32 = 0
    while at < line.count {
        let scalar = decodeScalar(line, at)
        if foldedScalar(scalar.value) >= FoldTable.firstLetter { break }
        switch scalar.value {
        case 0x20, 0xA0, 0x22, 0x27: break
        default: mark = scalar.value
        }
        at &+= scalar.length
    }
    return mark
}
