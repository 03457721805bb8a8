/// So much of an article is looked at: some forty words decide. Of 5,200 stories without a claim as many are named rightly as with twice as much.
private let sampleScalarsMax = 240
/// From each of so many places, so that one quotation or one line of the page doesn't decide.
private let samplePlaces = 4
/// Paragraphs with fewer letters are in the article's language.
private let paragraphLettersMin = 100

/// The article's main language: a BCP 47 tag (`hi`, `ckb`, `ur-Latn`) or `und`. `hint` is what the source claims; it decides only what the
/// text leaves open.
package func identifyLanguage(of article: Article, hint: String? = nil) -> String {
    var evidence = LanguageEvidence()
    var room = sampleScalarsMax
    if let title = article.title { room -= evidence.add(title.utf8.span, limit: sampleScalarsMax / samplePlaces) }
    let body = article.body
    let each = max(sampleScalarsMax / samplePlaces, sampleScalarsMax / max(1, body.count))
    func read(_ paragraph: Int) { room -= evidence.add(body[paragraph].utf8.span, limit: min(each, room)) }
    // Evenly spaced paragraphs, then, where those are short, the ones between.
    let step = max(1, body.count / samplePlaces)
    for paragraph in stride(from: 0, to: body.count, by: step) where room > 0 { read(paragraph) }
    for paragraph in body.indices where room > 0 && paragraph % step != 0 { read(paragraph) }
    if room > 0, let summary = article.summary { _ = evidence.add(summary.utf8.span, limit: room) }
    return evidence.verdict(claim: hint.flatMap(LanguageClaim.init))
}

/// The paragraphs whose language is known to be another than the article's, by their index in the body.
package func foreignParagraphs(of article: Article) -> [(paragraph: Int, language: String)] {
    article.body.indices.compactMap { paragraph in
        let language = identifyLanguage(
            ofParagraph: article.body[paragraph].utf8.span, articleLanguage: article.language)
        return language == article.language ? nil : (paragraph, language)
    }
}

/// The language of a paragraph: its own where it is long enough to tell, else the article's.
package func identifyLanguage(ofParagraph text: Span<UInt8>, articleLanguage: String) -> String {
    var evidence = LanguageEvidence()
    _ = evidence.add(text, limit: sampleScalarsMax)
    guard evidence.letterCount >= paragraphLettersMin else { return articleLanguage }
    let language = evidence.verdict(claim: LanguageClaim(articleLanguage))
    return language == "und" ? articleLanguage : language
}
