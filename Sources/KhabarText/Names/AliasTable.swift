/// A line of a list.
struct AliasConcept: Sendable {
    var forms: [AliasForm]
    var isName: Bool
}

/// Lines by what widens a query to them.
struct AliasTable: Sendable {
    let concepts: [AliasConcept]
    /// By reading and terms; by reading and stems.
    private var byTerms: [AliasKey: [Entry]] = [:]
    private var byStems: [AliasKey: [Entry]] = [:]
    /// The longest form that widens a query, in words.
    private(set) var wordsMax = 1

    /// Where a form that widens leads.
    private struct Entry {
        var concept: Int
        /// Names join forms of one language, and so do romanised words, which are in the English column but no English.
        var joinsOwnLanguage: Bool
    }

    init(_ concepts: [AliasConcept]) {
        self.concepts = concepts
        for (number, concept) in concepts.enumerated() {
            for form in concept.forms where form.widens {
                wordsMax = max(wordsMax, form.terms.count)
                let entry = Entry(concept: number, joinsOwnLanguage: concept.isName || !form.isFound)
                byTerms[AliasKey(form.reading, form.terms), default: []].append(entry)
                byStems[AliasKey(form.reading, form.stems), default: []].append(entry)
            }
        }
    }

    /// What a run of a query's words, as written or else by its stems, may be called besides.
    ///
    /// - Parameter seen: forms that need not be appended again.
    func append(formsFor run: ArraySlice<QueryTerm>, to forms: inout [AliasForm], _ seen: inout Set<AliasKey>) {
        for reading in plausibleReadings(of: run[run.startIndex].script) {
            for entry in entries(of: run, as: reading) {
                for form in concepts[entry.concept].forms
                where form.isFound && (entry.joinsOwnLanguage || form.reading != reading)
                    && seen.insert(AliasKey(form.reading, form.terms)).inserted
                {
                    forms.append(form)
                }
            }
        }
    }

    private func entries(of run: ArraySlice<QueryTerm>, as reading: Reading) -> [Entry] {
        if let found = byTerms[AliasKey(reading, run.map(\.exact))] { return found }
        let stems = run.map { term in term.stems.first { $0.0 == reading }?.1 ?? term.exact }
        return byStems[AliasKey(reading, stems)] ?? []
    }
}

/// Words of a reading, to be looked up by.
struct AliasKey: Hashable {
    var bytes: [UInt8]

    init(_ reading: Reading, _ words: [[UInt8]]) {
        bytes = [reading.rawValue]
        for word in words {
            bytes.append(UInt8(ascii: " "))
            bytes += word
        }
    }
}
