/// Writes one article, word by word.
struct ArticleWriter {
    let vocabulary: Vocabulary
    var random: SplitMix64
    private var topic: [Int] = []

    init(vocabulary: Vocabulary, random: SplitMix64) {
        self.vocabulary = vocabulary
        self.random = random
        while topic.count < CorpusShape.topicWords {
            let rank = vocabulary.drawRank(&self.random)
            if rank >= vocabulary.functionWordCount { topic.append(rank) }
        }
    }

    mutating func title() -> [UInt8] {
        var title: [UInt8] = []
        let length = 5 + random.below(6)
        for number in 0..<length {
            if number > 0 { title.append(space) }
            if random.below(2) == 0 {
                title += vocabulary.word(topic[random.below(topic.count)])
            } else {
                title += vocabulary.word(vocabulary.drawRank(&random))
            }
        }
        capitalise(&title, at: 0)
        return title
    }

    /// Paragraphs; the phrase is a sentence of its own, behind the second paragraph or the last.
    mutating func text(with phrase: String) -> [UInt8] {
        let drawn = random.logNormal(median: vocabulary.language.medianBytes, spread: CorpusShape.lengthSpread)
        let range = CorpusShape.lengthBytes
        let length = Int(min(max(drawn, range.lowerBound), range.upperBound))
        var text: [UInt8] = []
        text.reserveCapacity(length + 1_024)
        var paragraphs = 0
        while text.count < length || paragraphs == 0 {
            if paragraphs > 0 { text.append(lineFeed) }
            let sentences = 1 + random.below(5)
            for number in 0..<sentences {
                if number > 0 { text.append(space) }
                appendSentence(to: &text)
            }
            paragraphs += 1
            if paragraphs == 2 { append(phrase, to: &text) }
        }
        if paragraphs < 2 { append(phrase, to: &text) }
        return text
    }

    private func append(_ phrase: String, to text: inout [UInt8]) {
        text.append(space)
        text += phrase.utf8
        text += vocabulary.language.fullStop.utf8
    }

    private mutating func appendSentence(to text: inout [UInt8]) {
        let language = vocabulary.language
        let first = text.count
        let length = 4 + random.below(12) + random.below(12) + random.below(12)
        var quotation = 0..<0
        if length > 8, random.below(CorpusShape.sentencesPerQuotation) == 0 {
            let start = 1 + random.below(length - 8)
            quotation = start..<(start + 3 + random.below(4))
        }
        for number in 0..<length {
            if number > 0 { text.append(space) }
            if number == quotation.lowerBound, !quotation.isEmpty { text += language.quotes.open.utf8 }
            appendWord(to: &text)
            if number == quotation.upperBound - 1, !quotation.isEmpty { text += language.quotes.close.utf8 }
            if number < length - 1, random.below(CorpusShape.wordsPerComma) == 0 { text += language.comma.utf8 }
        }
        capitalise(&text, at: first)
        text += (random.below(CorpusShape.sentencesPerQuestion) == 0 ? language.questionMark : language.fullStop).utf8
    }

    private mutating func appendWord(to text: inout [UInt8]) {
        var kind = random.below(1_024)
        if kind < CorpusShape.topicShare {
            text += vocabulary.word(topic[random.below(topic.count)])
            return
        }
        kind -= CorpusShape.topicShare
        if kind < CorpusShape.rareShare {
            text += vocabulary.rareWord(&random).utf8
        } else if kind < CorpusShape.rareShare + CorpusShape.numberShare {
            appendNumber(to: &text)
        } else {
            text += vocabulary.word(vocabulary.drawRank(&random))
        }
    }

    /// A year or a count, most in ASCII digits, as the press of all four languages writes them today.
    private mutating func appendNumber(to text: inout [UInt8]) {
        let number = random.below(2) == 0 ? 1_950 + random.below(75) : random.below(1_000)
        if random.below(4) > 0 {
            text += String(number).utf8
        } else {
            for digit in String(number).utf8 { text += vocabulary.language.digits[Int(digit - 48)].utf8 }
        }
    }

    /// ASCII letters alone have a case here.
    private func capitalise(_ text: inout [UInt8], at index: Int) {
        if index < text.count, (0x61...0x7A).contains(text[index]) { text[index] -= 0x20 }
    }
}

private let space = UInt8(ascii: " ")
private let lineFeed = UInt8(ascii: "\n")
