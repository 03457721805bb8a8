/// A light stemmer over folded terms: takes off prefixes and then suffixes, as a resource file lists them (`StemRules` has the lines).
struct AffixStemmer: Sendable {
    private let rules: StemRules
    private let passes: [SuffixPass]
    /// What verbs' suffixes are taken off of.
    private let roots: TermSet
    /// Forms that no suffix follows, and as they are before one.
    private let closed: TermSet
    private var bound = StemTable([])
    /// From irregular forms, and from the stems of other spellings of a word, to their stems.
    private var forms = StemTable([])
    private var variants = StemTable([])
    private(set) var siblings = StemSiblings([])

    /// `carrier`: a consonant of the script, which no rule of folding changes beside an affix.
    init(_ resource: [UInt8], carrier: String) {
        rules = StemRules(resource, carrier: carrier)
        passes = rules.suffixes.map(SuffixPass.init)
        roots = TermSet(rules.roots)
        closed = TermSet(Array(rules.closed))
        // Variants are told by the affixes alone, forms by what is known so far.
        let causatives = SuffixPass(rules.causatives)
        let shortened = rules.roots.compactMap { root in
            suffix(causatives, of: root.span).map { (root, Array(root[..<$0.cut])) }
        }
        variants = StemTable(
            rules.variants.flatMap { line in line.dropFirst().map { (stem(of: $0), stem(of: line[0])) } } + shortened)
        let owns = rules.owns.flatMap { line in line.map { (word: $0, stem: line[0]) } }
        forms = StemTable(owns)
        let irregulars = rules.irregulars.map { line in
            let own = rules.owns.contains { $0.contains(line[0]) }
            return [own ? stem(of: line[0]) : withoutSuffixes(line[0])] + line.dropFirst()
        }
        let listed =
            owns + rules.forms.flatMap { line in line.map { ($0, stem(of: line[0])) } }
            + rules.wholes.map { ($0, withoutSuffixes($0)) }
            + zip(rules.irregulars, irregulars).flatMap { words, stems in zip(words, stems).map { ($0, $1) } }
        forms = StemTable(listed + Self.forms(of: rules.verbs, besides: Set(listed.map(\.word))))
        bound = StemTable(rules.closed.map { word in (word.dropLast(2) + Self.boundTeh, stem(of: word)) })
        siblings = StemSiblings(irregulars + rules.verbs.map { verb in [verb.past] + verb.nouns.map(stem(of:)) })
    }

    /// The forms of verbs with their stems. What else is listed, and the past of any of them, is no other's form: تقدم (progress) is none of قدم (to present).
    private static func forms(
        of verbs: [ArabicVerb], besides listed: Set<[UInt8]>
    ) -> [(word: [UInt8], stem: [UInt8])] {
        var known = listed
        var forms: [(word: [UInt8], stem: [UInt8])] = []
        for kind in [\ArabicVerb.pastForms, \.presentForms] {
            for verb in verbs {
                for form in verb[keyPath: kind] where known.insert(form).inserted { forms.append((form, verb.past)) }
            }
        }
        return forms
    }

    /// How terms with a stem begin, behind whatever prefix: as it does, or as one of these.
    func otherBeginnings(of stem: [UInt8]) -> [[UInt8]] {
        let spelled = ([stem] + variants.words(of: stem)).flatMap { word in
            [word] + rules.spellings.compactMap { respelled($0, word) } + openings(of: word)
        }
        return Array(spelled.dropFirst()) + forms.words(of: stem)
    }

    /// A stem as it was before it was spelled in one way.
    private func respelled(_ spelling: StemRules.Spelling, _ stem: [UInt8]) -> [UInt8]? {
        let before = stem.replacing(spelling.to, with: spelling.from)
        return before == stem ? nil : before
    }

    private func openings(of stem: [UInt8]) -> [[UInt8]] {
        rules.prefixes.joined().filter { $0.cut < $0.bytes.count && stem.starts(with: $0.bytes[$0.cut...]) }.map {
            $0.bytes[..<$0.cut] + stem
        }
    }

    /// ت, as ة is written before a suffix.
    private static let boundTeh: [UInt8] = [0xD8, 0xAA]

    private func withoutSuffixes(_ word: [UInt8]) -> [UInt8] {
        var stem: [UInt8] = []
        appendWithoutSuffixes(word.span, to: &stem)
        return stem
    }

    private func stem(of word: [UInt8]) -> [UInt8] {
        var stem: [UInt8] = []
        self.stem(word.span, into: &stem)
        return stem
    }

    /// Appends a term's stem. Never empty for a term that is not.
    func stem(_ term: Span<UInt8>, into stem: inout [UInt8]) {
        if term.isEmpty { return }
        var start = 0
        // What looks like a prefix may be the first letter of an irregular form (وزراء), and a shorter one than fits may be meant (للجنة).
        if append(stemOfForm: term, to: &stem) { return }
        for line in rules.prefixes.indices {
            for prefix in rules.prefixes[line].indices where fits(line, prefix, term) {
                let cut = rules.prefixes[line][prefix].cut
                if append(stemOfForm: term.extracting(cut...), to: &stem) { return }
            }
        }
        for line in rules.prefixes.indices {
            guard let cut = cut(line, term.extracting(start...)) else { continue }
            start += cut
            if append(stemOfForm: term.extracting(start...), to: &stem) { return }
        }
        appendWithoutSuffixes(term.extracting(start...), to: &stem)
    }

    private func appendWithoutSuffixes(_ word: Span<UInt8>, to stem: inout [UInt8]) {
        let before = stem.count
        for place in word.indices { stem.append(word[place]) }
        for pass in passes.indices { takeSuffix(passes[pass], off: &stem, from: before) }
        for spelling in rules.spellings.indices { respell(rules.spellings[spelling], &stem, from: before) }
        let known = variants.stem(of: stem.span.extracting(before...))
        if let known { stem.replaceSubrange(before..., with: known) }
    }

    private func append(stemOfForm word: Span<UInt8>, to stem: inout [UInt8]) -> Bool {
        guard let known = self.stem(ofForm: word) else { return false }
        stem += known
        return true
    }

    /// Of a form that is listed, with a suffix or without.
    private func stem(ofForm word: Span<UInt8>) -> [UInt8]? {
        guard !forms.isEmpty, !word.isEmpty else { return nil }
        if let known = forms.stem(of: word) { return known }
        for pass in passes {
            // The longest form counts: علمائها is of علماء (scholars) and not of علم (science).
            for index in pass.range(endingIn: word[word.count - 1]).reversed() where !pass.suffixes[index].isOfVerbs {
                guard let cut = pass.cut(index, off: word) else { continue }
                let form = word.extracting(..<cut)
                if let known = bound.stem(of: form) { return known }
                if let known = forms.stem(of: form), !closed.contains(form) { return known }
            }
        }
        return nil
    }

    /// How many bytes the first of a line's prefixes takes off.
    private func cut(_ line: Int, _ word: Span<UInt8>) -> Int? {
        for prefix in rules.prefixes[line].indices where fits(line, prefix, word) {
            return rules.prefixes[line][prefix].cut
        }
        return nil
    }

    /// By number: prefixes have arrays, which a copy of each would count.
    private func fits(_ line: Int, _ prefix: Int, _ word: Span<UInt8>) -> Bool {
        rules.prefixes[line][prefix].bytes.count <= word.count
            && hasSlice(word, rules.prefixes[line][prefix].bytes, at: 0)
            && hasLetters(
                word.extracting(rules.prefixes[line][prefix].cut...), rules.prefixes[line][prefix].lettersLeft)
    }

    private func takeSuffix(_ pass: SuffixPass, off stem: inout [UInt8], from start: Int) {
        guard let (index, cut) = suffix(pass, of: stem.span.extracting(start...)) else { return }
        stem.replaceSubrange((start + cut)..., with: pass.suffixes[index].end)
    }

    private func suffix(_ pass: SuffixPass, of word: Span<UInt8>) -> (index: Int, cut: Int)? {
        for index in pass.range(endingIn: word[word.count - 1]) {
            guard let cut = pass.cut(index, off: word),
                !pass.suffixes[index].isOfVerbs || roots.contains(word.extracting(..<cut))
            else { continue }
            return (index, cut)
        }
        return nil
    }

    private func respell(_ spelling: StemRules.Spelling, _ stem: inout [UInt8], from start: Int) {
        var place = start
        while place + spelling.from.count <= stem.count {
            guard stem[place] == spelling.from[0], hasSlice(stem.span, spelling.from, at: place),
                hasLetters(stem.span.extracting(start...), spelling.lettersMin)
            else {
                place += 1
                continue
            }
            stem.replaceSubrange(place..<place + spelling.from.count, with: spelling.to)
            place += spelling.to.count
        }
    }
}

/// Suffixes of which one is taken off, in the order in which they are tried: those with one last byte together, the longest first.
private struct SuffixPass: Sendable {
    let suffixes: [StemRules.Suffix]
    /// By last byte: where its suffixes begin; and their number.
    private let starts: [Int]

    init(_ suffixes: [StemRules.Suffix]) {
        func last(_ suffix: StemRules.Suffix) -> Int { Int(suffix.bytes[suffix.bytes.count - 1]) }
        // Of one length, in the order of the file.
        let order = suffixes.enumerated().sorted { left, right in
            let (one, other) = (left.element, right.element)
            if last(one) != last(other) { return last(one) < last(other) }
            return one.bytes.count != other.bytes.count
                ? one.bytes.count > other.bytes.count : left.offset < right.offset
        }.map(\.element)
        self.suffixes = order
        starts = (0...256).map { byte in order.firstIndex { last($0) >= byte } ?? order.count }
    }

    @inline(__always)
    func range(endingIn byte: UInt8) -> Range<Int> { starts[Int(byte)]..<starts[Int(byte) + 1] }

    /// Where a suffix begins that may be taken off.
    @inline(__always)
    func cut(_ index: Int, off word: Span<UInt8>) -> Int? {
        let cut = word.count - suffixes[index].bytes.count
        guard cut > 0, hasSlice(word, suffixes[index].bytes, at: cut) else { return nil }
        let left = word.extracting(..<cut)
        return hasLetters(left, suffixes[index].lettersLeft) && !endsInVirama(left) ? cut : nil
    }
}

/// - Parameter place: such that the slice ends in the term.
@inline(__always)
private func hasSlice(_ term: Span<UInt8>, _ slice: [UInt8], at place: Int) -> Bool {
    for k in slice.indices where term[place + k] != slice[k] { return false }
    return true
}

private func hasLetters(_ word: Span<UInt8>, _ least: Int) -> Bool {
    var letters = 0
    for k in word.indices where word[k] & 0xC0 != 0x80 { letters += 1 }
    return letters >= max(1, least)
}

/// A consonant with a virama is one with the next, and no end of a word: समस्या is no समस् with या.
private func endsInVirama(_ word: Span<UInt8>) -> Bool {
    let end = word.count
    return end >= 3 && word[end - 1] == 0x8D && word[end - 2] == 0xA5 && word[end - 3] == 0xE0
}
