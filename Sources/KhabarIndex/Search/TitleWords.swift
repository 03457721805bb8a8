internal import KhabarText

/// Tells whether a term stands in a title, or elsewhere than in it. Postings say the first; for the second the title is analysed again: titles are short, and
/// such queries rare.
struct TitleWords {
    private let segment: Segment
    private let stemmer = Stemmer()
    private var tokens = Tokens()
    private var article: DocID?

    init(_ segment: Segment) { self.segment = segment }

    /// Whether a posting of a term lies in the field at least once.
    mutating func lets(_ code: UInt32, of term: PlannedTerm, _ article: DocID, into field: Words.Field) -> Bool {
        let inTitle = code & 1 == 1
        switch field {
        case .anywhere: return true
        case .title: return inTitle
        case .body: return !inTitle || PostingCode.frequency(code) > count(of: term, in: article)
        }
    }

    /// How often the term stands in the article's title.
    private mutating func count(of term: PlannedTerm, in article: DocID) -> UInt32 {
        if self.article != article {
            tokens.removeAll()
            if let title = segment.title(article) { tokenize(title.utf8.span, into: &tokens) }
            self.article = article
        }
        let language = segment.language(article)
        var count: UInt32 = 0
        for index in 0..<tokens.count where matches(index, term, language) { count += 1 }
        return count
    }

    private func matches(_ token: Int, _ term: PlannedTerm, _ language: String) -> Bool {
        let exact = tokens.term(token)
        guard term.layer == .stem else { return exact == term.term }
        let reading = KhabarText.reading(of: tokens.scripts[token], articleLanguage: language)
        guard reading.rawValue == term.term.first, reading != .none, !isStopWord(exact.span, reading: reading)
        else { return false }
        var stem = [reading.rawValue]
        stemmer.stem(exact.span, as: reading, into: &stem)
        return stem == term.term
    }
}

extension Segment {
    /// The position after the title's last word. Not stored: titles are short, and queries for it rare.
    func titleEnd(_ article: DocID) -> UInt32 {
        guard let title = title(article) else { return 0 }
        var tokens = Tokens()
        tokenize(title.utf8.span, into: &tokens)
        return (tokens.positions.max() ?? 0) + (tokens.positions.isEmpty ? 0 : 1)
    }
}
