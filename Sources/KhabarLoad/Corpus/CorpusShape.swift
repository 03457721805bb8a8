/// What generated articles look like. Chosen after the news that Khabar is for; the figures decide how large
/// dictionaries and postings grow, so a change makes runs incomparable: the golden hash in the tests will tell.
enum CorpusShape {
    /// Words per language beside the function words. Texts also have a tail of words of their own.
    static let vocabularyWords = 30_000
    /// Added to a word's rank: flattens the top, as in real texts (Mandelbrot's form of Zipf's law).
    static let zipfShift = 2.7
    /// Of the logarithm of an article's length.
    static let lengthSpread = 0.6
    static let lengthBytes = 400.0...60_000.0
    /// An article keeps coming back to so many words.
    static let topicWords = 24
    // Out of 1,024 words of an article:
    static let topicShare = 160
    /// made for this place, most of them found nowhere else,
    static let rareShare = 14
    /// and numbers.
    static let numberShare = 14
    /// One word in so many is followed by a comma.
    static let wordsPerComma = 14
    /// One sentence in so many asks, and one has a quotation.
    static let sentencesPerQuestion = 32
    static let sentencesPerQuotation = 16
    static let sourcesPerLanguage = 12
    /// 2010-01-01T00:00:00Z, and fifteen years from there.
    static let publishedFrom = 1_262_304_000
    static let publishedSeconds = 15 * 365 * 86_400
    /// Numbers of articles: three words of 12 bits each make an article's own phrase.
    static let articlesMax: UInt64 = 1 << 36
}
