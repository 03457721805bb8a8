internal import KhabarText

extension Snapshot {
    /// A term as an article spells it, in its title if it stands there: terms are folded, and nobody writes so. The term itself when no text can be read.
    func surfaceForm(_ term: [UInt8]) -> String {
        let folded = String(decoding: term, as: UTF8.self)
        for (number, view) in views.enumerated() {
            guard let entry = view.segment.dictionary(of: .exact).find(term),
                let form = surfaceForm(term, entry, number)
            else { continue }
            return form
        }
        return folded
    }

    /// Articles of one term that are looked at: the first has the word, unless it was replaced or its text can't be read.
    private static var articlesMax: Int { 4 }

    private func surfaceForm(_ term: [UInt8], _ entry: TermEntry, _ number: Int) -> String? {
        let view = views[number]
        var cursor = view.segment.postings(entry)
        var looks = 0
        while cursor.article != PostingsCursor.end, looks < Self.articlesMax {
            if view.isLive(cursor.article) {
                looks += 1
                if let form = surfaceForm(term, cursor.article, view.segment) { return form }
            }
            cursor.next()
        }
        return nil
    }

    private func surfaceForm(_ term: [UInt8], _ article: DocID, _ segment: Segment) -> String? {
        if let title = segment.title(article), let form = word(term, in: Array(title.utf8)) { return form }
        guard var reader = try? TextReader(), (try? segment.readText(of: article, &reader)) != nil else { return nil }
        return word(term, in: reader.text)
    }

    /// The first word of a text that folds to `term`.
    private func word(_ term: [UInt8], in text: [UInt8]) -> String? {
        var tokens = Tokens()
        tokenize(text.span, into: &tokens)
        for index in 0..<tokens.count where tokens.term(index) == term {
            return String(decoding: text[Int(tokens.starts[index])..<Int(tokens.ends[index])], as: UTF8.self)
        }
        return nil
    }
}
