/// A resource with aliases: one meaning a line, `English | Hindi | Urdu | Arabic`, the forms of a language between commas.
///
/// A form behind `>` is found by the others but does not widen a query that holds it, since it has a more frequent meaning; behind `<` it widens but is
/// not found.
struct AliasList {
    let resource: [UInt8]
    /// Whether its lines are names, whose forms in one language are as good as each other.
    let isOfNames: Bool

    static var all: [AliasList] {
        [
            AliasList(resource: PackageResources.alias_places_txt, isOfNames: true),
            AliasList(resource: PackageResources.alias_organisations_txt, isOfNames: true),
            AliasList(resource: PackageResources.alias_people_txt, isOfNames: true),
            AliasList(resource: PackageResources.alias_nations_txt, isOfNames: false),
            AliasList(resource: PackageResources.alias_calendar_txt, isOfNames: false),
            AliasList(resource: PackageResources.alias_news_txt, isOfNames: false),
            AliasList(resource: PackageResources.alias_knowledge_txt, isOfNames: false),
        ]
    }

    /// The languages of a line's columns.
    static let readings: [Reading] = [.english, .hindi, .urdu, .arabic]

    /// Its lines as fields of forms, as written; comments left out.
    var lines: [[[String]]] { resourceLines(resource).map(resourceColumns) }

    func concepts(_ stemmer: Stemmer, into concepts: inout [AliasConcept]) {
        var tokens = Tokens()
        for columns in lines {
            precondition(columns.count == Self.readings.count, "a line of aliases: \(columns)")
            var forms: [AliasForm] = []
            for (reading, column) in zip(Self.readings, columns) {
                for written in column { forms.append(AliasForm(written, reading, stemmer, &tokens)) }
            }
            concepts.append(AliasConcept(forms: forms, isName: isOfNames))
        }
    }
}

extension AliasForm {
    /// Reads a form of a list. `tokens` is left with what it was split into.
    init(_ written: String, _ reading: Reading, _ stemmer: Stemmer, _ tokens: inout Tokens) {
        tokens.removeAll()
        let bytes = [UInt8](written.utf8)
        tokenize(bytes.span, into: &tokens)
        let terms = (0..<tokens.count).map(tokens.term)
        let stems = terms.map { term in
            var stem: [UInt8] = []
            stemmer.stem(term.span, as: reading, into: &stem)
            return stem
        }
        self.init(
            reading: reading, terms: terms, stems: stems, widens: bytes.first != UInt8(ascii: ">"),
            isFound: bytes.first != UInt8(ascii: "<"))
    }
}
