/// A sentence that a phrase begins is no shorter: `Stay tuned for more.` is the page's.
private let storyWordsMin = 6
/// Behind `by`, names are shorter.
private let nameWordsMax = 3
/// What ends in a picture's word without a mark before it is a caption up to this length.
private let unmarkedCaptionWordsMax = 8

private let byWord = wordHashes("by")[0]

extension Page {
    /// Whether a line that begins or ends as a phrase does, or has it in its middle, is the story's all the same.
    ///
    /// It would rather keep the page's sentence than lose one that reports. Captions are no loss: they are kept as such.
    func isStory(_ index: Int, despite match: PhraseBook.Match, _ line: Span<UInt8>, _ words: Span<UInt64>) -> Bool {
        guard let rest = match.rest else { return false }
        let endsInStop = paragraphs[index].endsSentence && endsLikeProse(index)
        let isLong = words.count >= storyWordsMin
        // `Related: the families of the victims knew each other.` Headlines and names have no full stop.
        let isSentenceBehindWord = match.isLabel && match.words == 1 && endsInStop && isLong
        switch match.kind {
        case .drop(.boilerplate):
            let isSentence =
                paragraphs[index].endsSentence || PhraseBook.shared.storyWords.areFinal(words)
            if rest.reports { return isSentence || !match.isLabel }
            return !rest.isSure && !rest.namesPage && isSentence && isLong
        case .drop(.readAlso):
            if match.words == 1 { return isSentenceBehindWord }
            return !match.isLabel && endsInStop && (rest.reports || !rest.isSure && !rest.namesPage)
        case .drop(.caption):
            if match.isInner { return false }
            if match.isEnding {
                return match.words <= 2 && (match.words == 1 || words.count > unmarkedCaptionWordsMax)
                    && !paragraphs[index].endsSentence && !isMarked(line, before: words.count - match.words)
            }
            return isSentenceBehindWord || !match.isLabel && endsInStop && rest.reports
        case .byline:
            if match.isEnding { return false }
            return isSentenceBehindWord || endsInStop && rest.reports || isNoName(line, words, after: match.words)
        case .creditLabel: return isSentenceBehindWord || endsInStop && rest.reports
        default: return false
        }
    }

    /// `Writing by hand improves memory`: behind `by` a name has a capital, or a newsroom stands there.
    private func isNoName(_ line: Span<UInt8>, _ words: Span<UInt64>, after count: Int) -> Bool {
        // `By dawn it was over`: a newspaper's name is one when nothing follows.
        let rest = words.count - count
        guard rest > nameWordsMax, words[count - 1] == byWord, PhraseBook.shared.deskWords(words, at: count) < rest,
            PhraseBook.shared.agencyWords(words, at: count) < rest
        else { return false }
        var at = offset(afterWords: count, in: line)
        while at < line.count, foldedScalar(decodeScalar(line, at).value) < FoldTable.firstLetter {
            at += decodeScalar(line, at).length
        }
        return at < line.count && (0x61...0x7A).contains(line[at])
    }
}

/// Whether anything but spaces stands between the line's words `count` - 1 and `count`.
private func isMarked(_ line: Span<UInt8>, before count: Int) -> Bool {
    var at = offset(afterWords: count, in: line)
    while at < line.count {
        let scalar = decodeScalar(line, at)
        let folded = foldedScalar(scalar.value)
        if folded >= FoldTable.firstLetter { return false }
        if folded != FoldTable.space && folded != FoldTable.ignored { return true }
        at += scalar.length
    }
    return false
}
