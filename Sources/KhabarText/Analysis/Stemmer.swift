import CStemmer

/// Takes a folded term to its stem: a function of the term and the reading alone.
///
/// - Arabic: the prefixes of light10 (Larkey, Ballesteros, Connell 2007), the words written with the next one, and own suffixes, over folded letters.
/// - Hindi: longest suffix of the lists of Ramanathan and Rao (2003) and a few more, folded; what verbs have, of listed roots alone.
/// - Urdu: own light suffixes, likewise.
/// - English: Snowball's English stemmer (Porter 2), of libstemmer, over American spelling; but for the words that are listed.
///
/// One per thread: libstemmer keeps state. The lists and what they measure are in the resources `analysis-stem-*.txt`.
@safe package final class Stemmer {
    private static let arabic = AffixStemmer(PackageResources.analysis_stem_ar_txt, carrier: "ب")
    private static let hindi = AffixStemmer(PackageResources.analysis_stem_hi_txt, carrier: "क")
    private static let urdu = AffixStemmer(PackageResources.analysis_stem_ur_txt, carrier: "ب")

    /// What Snowball's suffixes don't explain, or take for what it isn't.
    private static let english = {
        let rules = StemRules(PackageResources.analysis_stem_en_txt, carrier: "b")
        precondition(rules.areListsAlone, "English has no affixes but Snowball's")
        return rules
    }()
    private static let englishOwns = StemTable(
        english.owns.flatMap { line in line.map { (word: $0, stem: line[0]) } })
    private static let englishSiblings = {
        let stemmer = Stemmer()
        return StemSiblings(english.irregulars.map { $0.map { stemmer.stem($0.span, as: .english) } })
    }()

    private let english: OpaquePointer

    package init() {
        guard let stemmer = unsafe sb_stemmer_new("english", "UTF_8") else {
            preconditionFailure("libstemmer lacks its English stemmer")
        }
        unsafe english = stemmer
    }

    deinit { unsafe sb_stemmer_delete(english) }

    /// Appends the stem of a term. Never empty for a term that is not.
    package func stem(_ term: Span<UInt8>, as reading: Reading, into stem: inout [UInt8]) {
        switch reading {
        case .none: append(term, to: &stem)
        case .arabic: Stemmer.arabic.stem(term, into: &stem)
        case .hindi: Stemmer.hindi.stem(term, into: &stem)
        case .urdu: Stemmer.urdu.stem(term, into: &stem)
        case .english:
            if let american = EnglishSpelling.shared.american(term) {
                englishStem(american.span, into: &stem)
            } else {
                englishStem(term, into: &stem)
            }
        }
    }

    private func stem(_ term: Span<UInt8>, as reading: Reading) -> [UInt8] {
        var stem: [UInt8] = []
        self.stem(term, as: reading, into: &stem)
        return stem
    }

    /// The stems of a word's irregular forms.
    package static func siblings(of stem: [UInt8], as reading: Reading) -> [[UInt8]] {
        switch reading {
        case .none: []
        case .english: englishSiblings.of(stem)
        case .arabic: arabic.siblings.of(stem)
        case .hindi: hindi.siblings.of(stem)
        case .urdu: urdu.siblings.of(stem)
        }
    }

    /// How terms that have a stem may begin, if not as it does: they are listed, or spelled otherwise.
    package static func otherBeginnings(of stem: [UInt8], as reading: Reading) -> [[UInt8]] {
        switch reading {
        case .none: []
        case .english: englishOwns.words(of: stem)
        case .arabic: arabic.otherBeginnings(of: stem)
        case .hindi: hindi.otherBeginnings(of: stem)
        case .urdu: urdu.otherBeginnings(of: stem)
        }
    }

    private func append(_ term: Span<UInt8>, to stem: inout [UInt8]) {
        for k in term.indices { stem.append(term[k]) }
    }

    private func englishStem(_ term: Span<UInt8>, into stem: inout [UInt8]) {
        if let own = Self.englishOwns.stem(of: term) {
            stem += own
            return
        }
        guard !term.isEmpty, let length = Int32(exactly: term.count) else { return }
        let english = unsafe english
        let before = stem.count
        unsafe term.withUnsafeBufferPointer { buffer in
            // Null only when memory is short: the term then stands for itself, as for an empty stem.
            guard let base = buffer.baseAddress, let bytes = unsafe sb_stemmer_stem(english, base, length) else {
                return
            }
            let count = unsafe Int(sb_stemmer_length(english))
            unsafe stem.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        }
        if stem.count == before { append(term, to: &stem) }
    }
}
