/// Whether a folded term is a function word that says nothing of what a text is about.
///
/// The lists (`analysis-stop-*.txt`) are short on purpose: a word that can be a name or a topic is not on them. Stop words are indexed
/// like all others; a plain ranked query leaves them out, unless nothing else is left.
package func isStopWord(_ term: Span<UInt8>, reading: Reading) -> Bool {
    switch reading {
    case .english: StopWords.english.contains(term)
    case .hindi: StopWords.hindi.contains(term)
    case .arabic: StopWords.arabic.contains(term)
    case .urdu: StopWords.urdu.contains(term)
    case .none: false
    }
}

/// The stop words of one reading, folded as the tokeniser folds them.
struct StopWords: Sendable {
    static let english = StopWords(PackageResources.analysis_stop_en_txt)
    static let hindi = StopWords(PackageResources.analysis_stop_hi_txt)
    static let arabic = StopWords(PackageResources.analysis_stop_ar_txt)
    static let urdu = StopWords(PackageResources.analysis_stop_ur_txt)

    private let words: TermSet

    init(_ resource: [UInt8]) {
        var tokens = Tokens()
        for word in resourceFields(resource).joined() {
            let bytes = [UInt8](word.utf8)
            tokenize(bytes.span, into: &tokens)
        }
        words = TermSet((0..<tokens.count).map(tokens.term))
    }

    func contains(_ term: Span<UInt8>) -> Bool { words.contains(term) }
}
