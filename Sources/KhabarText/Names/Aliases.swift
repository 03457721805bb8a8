/// Other words for the same thing, in all four languages, as the resources `alias-*.txt` list them, and as initialisms are spelled (`Initialisms`).
///
/// A query's words are looked up as written, then by their stems, the longest run of words first. What is found are the other forms of the same
/// line: of other languages always, of the word's own language only where the line is a name (`Britain`, `UK`) or the word is romanised.
package final class Aliases: Sendable {
    /// Those that come with Khabar.
    package static let shared = Aliases(AliasList.all)

    /// The score of an alias against that of the word as written. A run of words shares it: each has the alias at its part.
    package static let factor: Float = 0.5

    /// Those that come with Khabar.
    private let shipped: AliasTable
    private let own: AliasTable?

    /// The lines, each with all its forms.
    var concepts: [AliasConcept] { shipped.concepts + (own?.concepts ?? []) }

    /// Those that come with Khabar, and some of a user's own.
    package convenience init(adding own: OwnAliases) { self.init(AliasList.all, own) }

    init(_ lists: [AliasList], _ own: OwnAliases? = nil) {
        var concepts: [AliasConcept] = []
        let stemmer = Stemmer()
        for list in lists { list.concepts(stemmer, into: &concepts) }
        shipped = AliasTable(concepts)
        self.own = own.map { AliasTable($0.concepts) }
    }

    /// The aliases of a query's terms: those of the lists in the order of the query, then how else its initialisms are written. Terms that follow each other are
    /// taken for neighbours, whatever their positions. Runs of either kind do not overlap; stop words alone have none.
    package func expansions(of terms: [QueryTerm]) -> [AliasExpansion] {
        var initialisms = Initialisms.expansions(of: terms)
        // A word of an initialism is a letter and nothing else: سی is C in سی پی آئی, and no Sinai.
        let listed = listedExpansions(of: terms).filter { expansion in
            !initialisms.contains { $0.terms.count > expansion.terms.count && $0.terms.overlaps(expansion.terms) }
        }
        for index in initialisms.indices {
            for other in listed where other.terms.overlaps(initialisms[index].terms) {
                initialisms[index].forms.removeAll { form in other.forms.contains { $0.terms == form.terms } }
            }
        }
        return listed + initialisms.filter { !$0.forms.isEmpty }
    }

    private func listedExpansions(of terms: [QueryTerm]) -> [AliasExpansion] {
        var expansions: [AliasExpansion] = []
        var start = 0
        var ownFormsLeft = OwnAliases.formsPerQueryMax
        while start < terms.count {
            guard let expansion = expansion(of: terms, from: start, &ownFormsLeft) else {
                start += 1
                continue
            }
            expansions.append(expansion)
            start = expansion.terms.upperBound
        }
        return expansions
    }

    private func expansion(
        of terms: [QueryTerm], from start: Int, _ ownFormsLeft: inout Int
    ) -> AliasExpansion? {
        var end = min(start + max(shipped.wordsMax, own?.wordsMax ?? 0), terms.count)
        while end > start {
            let run = terms[start..<end]
            if run.count > 1 || !run[start].isStopWord {
                var seen: Set<AliasKey> = []
                var forms: [AliasForm] = []
                shipped.append(formsFor: run, to: &forms, &seen)
                // Each is looked up in its own right: a user's line adds to ours, and hides none.
                let count = forms.count
                own?.append(formsFor: run, to: &forms, &seen)
                let taken = min(forms.count - count, OwnAliases.formsPerRunMax, ownFormsLeft)
                forms.removeLast(forms.count - count - taken)
                ownFormsLeft -= taken
                forms.removeAll { $0.terms == run.map(\.exact) }
                if !forms.isEmpty {
                    return AliasExpansion(terms: start..<end, forms: forms, factor: Self.factor / Float(run.count))
                }
            }
            end -= 1
        }
        return nil
    }
}

/// What a run of a query's terms may be called besides.
package struct AliasExpansion: Sendable, Equatable {
    /// Which of the query's terms.
    package var terms: Range<Int>
    package var forms: [AliasForm]
    /// For each of these terms.
    package var factor: Float
}

/// One form of a name or word.
package struct AliasForm: Sendable, Equatable {
    package var reading: Reading
    /// Its exact terms, folded. More than one are a phrase.
    package var terms: [[UInt8]]
    /// The stems of these: a single word is best looked up by its stem.
    package var stems: [[UInt8]]
    /// Whether a query that holds it is widened, and whether others find it.
    var widens: Bool
    var isFound: Bool

    /// Whether a single word is looked up by its stem. Short stems of Hindi and Urdu are those of other words too: پان of پانی (water) and of the leaf, چل of چلی (Chile)
    /// and of چلے (went).
    package var isFoundByStem: Bool {
        switch reading {
        case .none: false
        case .arabic, .english: true
        case .hindi, .urdu: stems[0].count { $0 & 0xC0 != 0x80 } >= 4
        }
    }

    func isSame(_ other: AliasForm) -> Bool { reading == other.reading && terms == other.terms }

    /// The phrase with what Arabic writes together with its first word: والأمم المتحدة, للأمم المتحدة.
    package var phrases: [[[UInt8]]] {
        guard reading == .arabic, terms.count > 1 else { return [terms] }
        return [terms] + ArabicProclitic.before(terms[0]).map { [$0] + terms.dropFirst() }
    }
}
