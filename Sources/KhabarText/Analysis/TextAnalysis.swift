/// How words match; each layer holds those before it.
package enum AnalysisLayer: String, Sendable, CaseIterable {
    case exact
    case stem
    case alias
    case name

    private var rank: Int { Self.allCases.firstIndex(of: self)! }

    func holds(_ other: Self) -> Bool { other.rank <= rank }
}

/// One line of `khabar analyze`.
package struct AnalyzedToken: Sendable, Equatable {
    /// As written.
    package var text: String
    /// Of the exact layer the folded word, of the stem layer its stem, of the alias layer another name for the same thing, of the name layer the classes of
    /// the consonants that spellings of the name in other scripts share.
    package var term: String
    package var layer: AnalysisLayer
    /// Byte range in the text.
    package var start: Int
    package var end: Int

    package init(text: String, term: String, layer: AnalysisLayer, start: Int, end: Int) {
        self.text = text
        self.term = term
        self.layer = layer
        self.start = start
        self.end = end
    }
}

/// Every token of a text, in each layer up to `layers`: its exact term, then its stem, or its stems where no language is given and the script has several
/// readings, and those of its irregular plurals; then what a query with these words is widened by: the aliases of the run of words that ends there, and the word as a name.
///
/// A reading without a stemmer gives no stem.
package func analyze(
    text: String, language: String?, layers: AnalysisLayer = .name, aliases: Aliases = .shared
) -> [AnalyzedToken] {
    let bytes = [UInt8](text.utf8)
    let stemmer = Stemmer()
    let terms = analyze(query: bytes.span, stemmer: stemmer)
    let expansions = layers.holds(.alias) ? aliases.expansions(of: terms) : []
    var analyzed: [AnalyzedToken] = []
    func add(_ term: [UInt8], _ layer: AnalysisLayer, _ range: Range<Int>) {
        let token = AnalyzedToken(
            text: String(decoding: bytes[range], as: UTF8.self), term: String(decoding: term, as: UTF8.self),
            layer: layer,
            start: range.lowerBound, end: range.upperBound)
        if analyzed.last != token { analyzed.append(token) }
    }
    for (number, term) in terms.enumerated() {
        let range = term.start..<term.end
        add(term.exact, .exact, range)
        if layers.holds(.stem) {
            let wanted = language.map { [reading(of: term.script, articleLanguage: $0)] }
            for (reading, stem) in term.stems + term.siblings
            where reading != .none && wanted?.contains(reading) ?? true {
                add(stem, .stem, range)
            }
        }
        for expansion in expansions where expansion.terms.upperBound == number + 1 {
            for form in expansion.forms {
                add(
                    Array(form.terms.joined(separator: [UInt8(ascii: " ")])), .alias,
                    terms[expansion.terms.lowerBound].start..<term.end)
            }
        }
        if layers.holds(.name), !term.isStopWord {
            for classes in NameQuery(term.exact).classes { add([UInt8](classes.utf8), .name, range) }
        }
    }
    return analyzed
}
