internal import KhabarText

/// How far a search goes beyond what is spelled like its words.
enum WideningReach: Sendable {
    case spelling
    /// The same articles; of several words those that few articles have lift by their other names what matches otherwise.
    case lifted
    /// And what means the same: aliases, and names as other scripts write them.
    case otherNames
    /// And what may be meant: other spellings of names, words in two. Only for what stands behind all other hits.
    case all
}

/// What a query's words may be besides: other words for the same thing, two words where they are one, and terms that sound alike.
///
/// What is found so ranks behind whatever matches by spelling, see `PreparedSearch`.
struct Widening {
    private let snapshot: Snapshot
    private let layers: SearchLayers
    private let reach: WideningReach
    private let splitBudget = SplitBudget()

    /// A family of a key may hold thousands of terms in a large index; more than this of each script are not looked at.
    private static let familyMax = 1_024

    /// nil when nothing is widened.
    init?(_ snapshot: Snapshot, layers: SearchLayers, reach: WideningReach) {
        guard layers.usesAliases, reach == .otherNames || reach == .all else { return nil }
        self.reach = reach
        self.snapshot = snapshot
        self.layers = layers
    }

    /// What words gain: terms for each of them, and phrases for runs of them.
    struct Gain {
        /// By word.
        var terms: [[PlannedTerm]]
        /// With the words that each stands for.
        var phrases: [(words: Range<Int>, phrase: PlannedPhrase)] = []

        /// Those for just these words.
        func phrases(of words: Range<Int>) -> [PlannedPhrase] { phrases.filter { $0.words == words }.map(\.phrase) }
    }

    /// - Parameters:
    ///   - terms: of a ranked list, or of words typed as one, in the order of the query; runs of them may have an alias together.
    ///   - inOne: neighbours as one word, with the first one's number: the two gain what that does (علی گڑھ is Aligarh).
    func gain(_ terms: [QueryTerm], _ inOne: [(first: Int, word: QueryTerm)] = []) -> Gain {
        var gain = otherNames(terms)
        for (first, word) in inOne {
            let both = otherNames([word])
            gain.terms[first] += both.terms[0]
            gain.terms[first + 1] += both.terms[0]
            gain.phrases += both.phrases.map { (first..<first + 2, $0.phrase) }
        }
        if reach == .all { gain.phrases += splits(terms) }
        return gain
    }

    private func otherNames(_ terms: [QueryTerm]) -> Gain {
        var gain = Gain(terms: terms.map(names))
        for expansion in snapshot.aliases.expansions(of: terms) {
            let words = expansion.forms.filter { $0.terms.count == 1 }.map { form in
                form.isFoundByStem
                    ? Found(.stem, [form.reading.rawValue] + form.stems[0], snapshot)
                    : Found(.exact, form.terms[0], snapshot)
            }
            let planned = weighted(words.map { ($0, expansion.factor) })
            for term in expansion.terms { gain.terms[term] += planned }
            for form in expansion.forms where form.terms.count > 1 {
                for terms in form.phrases {
                    guard let phrase = phrase(terms, share: expansion.factor * Float(expansion.terms.count)) else {
                        continue
                    }
                    gain.phrases.append((expansion.terms, phrase))
                }
            }
        }
        return gain
    }

    /// Terms as two words that the index has, which stand together.
    private func splits(_ terms: [QueryTerm]) -> [(words: Range<Int>, phrase: PlannedPhrase)] {
        let spelled = Initialisms.runs(in: terms).map(\.core).filter { $0.count > 1 }
        var splits: [(words: Range<Int>, phrase: PlannedPhrase)] = []
        for (index, term) in terms.enumerated() where !spelled.contains(where: { $0.contains(index) }) {
            if splitBudget.left == 0 { break }
            let phrases = split(term).prefix(splitBudget.left)
            splitBudget.left -= phrases.count
            splits += phrases.map { (index..<index + 1, $0) }
        }
        return splits
    }

    /// What is left of `WordSpacing.querySplitsMax`: a query's parts are widened one by one.
    private final class SplitBudget {
        var left = WordSpacing.querySplitsMax
    }

    private func split(_ term: QueryTerm) -> [PlannedPhrase] {
        guard !term.isStopWord, Found(.exact, term.exact, snapshot).articleCount <= WordSpacing.articlesMax else {
            return []
        }
        func rarer(_ phrase: PlannedPhrase) -> Int {
            phrase.parts.map { $0.reduce(0) { $0 + Int($1?.articleCount ?? 0) } }.min()!
        }
        let found = WordSpacing.cuts(of: term).compactMap { cut in
            WordSpacing.pair(of: term, cutAt: cut).flatMap { phrase($0, share: WordSpacing.splitFactor) }
        }
        return Array(found.sorted { rarer($0) > rarer($1) }.prefix(WordSpacing.splitsMax))
    }

    /// A term of the index, by segment.
    private struct Found {
        let layer: Layer
        let term: [UInt8]
        var entries: [TermEntry?]

        init(_ layer: Layer, _ term: [UInt8], _ snapshot: Snapshot) {
            self.layer = layer
            self.term = term
            entries = snapshot.views.map { $0.segment.dictionary(of: layer).find(term) }
        }

        init(_ layer: Layer, _ term: [UInt8], segments: Int) {
            self.layer = layer
            self.term = term
            entries = [TermEntry?](repeating: nil, count: segments)
        }

        var articleCount: Int { entries.reduce(0) { $0 + Int($1?.articleCount ?? 0) } }
    }

    /// The terms that are in the index, each at its factor. All weigh as what is in the articles of any of them: a rare spelling of a common name is not rare.
    private func weighted(_ found: [(term: Found, factor: Float)]) -> [PlannedTerm] {
        let present = found.filter { $0.term.articleCount > 0 }
        let together = present.reduce(0) { $0 + $1.term.articleCount }
        return present.map { term, factor in
            PlannedTerm(
                layer: term.layer, term: term.term, entries: term.entries,
                weight: Scoring.weight(articles: together, of: snapshot.countedArticles, factor: factor))
        }
    }

    /// Words that stand together; nil where the index lacks one of them.
    private func phrase(_ terms: [[UInt8]], share: Float) -> PlannedPhrase? {
        var parts: [Found] = []
        for term in terms {
            parts.append(Found(.exact, term, snapshot))
            if parts[parts.count - 1].articleCount == 0 { return nil }
        }
        let weights = parts.map {
            Scoring.weight(articles: $0.articleCount, of: snapshot.countedArticles, factor: share / Float(parts.count))
        }
        return PlannedPhrase(
            terms: terms, parts: parts.map(\.entries), offsets: parts.indices.map(UInt32.init),
            weight: weights.reduce(0, +), field: .anywhere, isAlias: true)
    }

    /// Terms that sound like this one, the best of each script, other spellings in its own apart.
    private func names(_ term: QueryTerm) -> [PlannedTerm] {
        guard layers.usesNames, !term.isStopWord, !Initialisms.isUnpronounceable(term) else { return [] }
        let name = NameQuery(term.exact, findsOwnScript: reach == .all)
        guard !name.keys.isEmpty else { return [] }
        var reader = NameReader()
        var families: [Family: [[UInt8]: (found: Found, match: NameMatch)]] = [:]
        for (number, view) in snapshot.views.enumerated() {
            let dictionary = view.segment.dictionary(of: .exact)
            for key in name.keys {
                let ordinals = view.segment.names.ordinals(of: key, atMost: Self.familyMax)
                dictionary.forEach(at: ordinals) { candidate, entry in
                    // Before they are compared: few candidates are stop words.
                    guard let match = name.match(candidate.span, reader: &reader), !isStopWord(candidate) else {
                        return
                    }
                    let family = Family(script: scriptOfTerm(candidate.span), isOwn: match.isOwnScript)
                    families[family, default: [:]][
                        candidate,
                        default: (Found(.exact, candidate, segments: snapshot.views.count), match)
                    ].found.entries[number] = entry
                }
            }
        }
        let own = families.filter(\.key.isOwn).values.flatMap { best($0, NameQuery.ownTermsMax) }
        let others = families.filter { !$0.key.isOwn }.values.flatMap { best($0, NameQuery.termsPerScriptMax) }
        return weighted(own) + weighted(others)
    }

    private func isStopWord(_ term: [UInt8]) -> Bool {
        plausibleReadings(of: scriptOfTerm(term.span)).contains { KhabarText.isStopWord(term.span, reading: $0) }
    }

    /// A word that sounds like a name of two consonants and is in every fiftieth article is no name: said, السويد (Sweden).
    private var shortNameArticlesMax: Int { max(100, snapshot.countedArticles / 50) }

    /// Names that are compared with each other: the best of each family are taken.
    private struct Family: Hashable {
        var script: Script
        var isOwn: Bool
    }

    private func best(
        _ family: [[UInt8]: (found: Found, match: NameMatch)], _ count: Int
    ) -> [(term: Found, factor: Float)] {
        family.values.filter { !$0.match.isShort || $0.found.articleCount <= shortNameArticlesMax }.sorted {
            left, right in
            let (one, other) = (left.match.similarity, right.match.similarity)
            if one != other { return one > other }
            // A slip of the pen sounds right too, but is rare.
            let (leftCount, rightCount) = (left.found.articleCount, right.found.articleCount)
            return leftCount != rightCount
                ? leftCount > rightCount : left.found.term.lexicographicallyPrecedes(right.found.term)
        }
        .prefix(count).map { ($0.found, NameQuery.factor * $0.match.similarity * $0.match.similarity) }
    }
}
