/// A light stemmer over folded terms: takes off prefixes and then suffixes, as a resource file lists them.
///
/// Lines of the file: `prefix LEAST AFFIX…` (the longest that fits is taken; the next such line is tried on what is left) and
/// `suffix LEAST AFFIX…`, where LEAST is the number of letters (scalars) that must be left. `pass once` takes the longest suffix that
/// fits, `pass through` tries each once, in the order of the file. `opening LEAST LETTER REST…` takes the letter off where one of these follows. Affixes are written as people write them and folded when loaded.
struct AffixStemmer: Sendable {
    private struct Affix {
        /// Where its bytes lie in `bytes`.
        var start: Int
        var count: Int
        /// Looked at first: it rules out most.
        var lastByte: UInt8
        var lettersLeft: Int
    }

    private var bytes: [UInt8] = []
    /// A letter and what must follow it, and how many bytes the letter has.
    private var openings: [(affix: Affix, letterBytes: Int)] = []
    private var prefixes: [[Affix]] = []
    private var suffixes: [Affix] = []
    private var isOnce = true

    /// `carrier`: a consonant of the script, which no rule of folding changes beside an affix.
    init(_ resource: [UInt8], carrier: String) {
        for fields in resourceFields(resource) {
            if fields[0] == "pass" {
                isOnce = fields[1] == "once"
                continue
            }
            guard let letters = Int(fields[1]), ["opening", "prefix", "suffix"].contains(fields[0]) else {
                preconditionFailure("a stemmer's resource: \(fields)")
            }
            if fields[0] == "opening" {
                let letterBytes = AffixStemmer.folded(fields[2], carrier: carrier, isPrefix: true).count
                for rest in fields.dropFirst(3) {
                    let whole = AffixStemmer.folded(fields[2] + rest, carrier: carrier, isPrefix: true)
                    openings.append((affix(whole, lettersLeft: letters), letterBytes))
                }
                continue
            }
            let isPrefix = fields[0] == "prefix"
            let affixes = fields.dropFirst(2).map {
                affix(AffixStemmer.folded($0, carrier: carrier, isPrefix: isPrefix), lettersLeft: letters)
            }
            if isPrefix {
                prefixes.append(affixes.sorted { $0.count > $1.count })
            } else {
                suffixes += affixes
            }
        }
        if isOnce { suffixes.sort { $0.count > $1.count } }
    }

    private mutating func affix(_ folded: [UInt8], lettersLeft: Int) -> Affix {
        guard let last = folded.last else {
            preconditionFailure("a stemmer's resource: an affix that folds to nothing")
        }
        bytes.append(contentsOf: folded)
        return Affix(
            start: bytes.count - folded.count, count: folded.count, lastByte: last, lettersLeft: lettersLeft)
    }

    /// The range of a term's stem. Never empty for a term that is not.
    func stem(_ term: Span<UInt8>) -> Range<Int> {
        var start = 0
        var end = term.count
        for opening in openings
        where matches(term, opening.affix, at: 0)
            && hasLetters(term, opening.letterBytes..<end, opening.affix.lettersLeft)
        {
            start = opening.letterBytes
            break
        }
        for line in prefixes {
            for prefix in line where matches(term, prefix, at: start) {
                let cut = start + prefix.count
                guard hasLetters(term, cut..<end, prefix.lettersLeft) else { continue }
                start = cut
                break
            }
        }
        for suffix in suffixes {
            let cut = end - suffix.count
            guard cut > start, matches(term, suffix, at: cut), hasLetters(term, start..<cut, suffix.lettersLeft)
            else { continue }
            end = cut
            if isOnce { break }
        }
        return start..<end
    }

    @inline(__always)
    private func matches(_ term: Span<UInt8>, _ affix: Affix, at place: Int) -> Bool {
        guard place >= 0, place + affix.count <= term.count, term[place + affix.count - 1] == affix.lastByte else {
            return false
        }
        for k in 0..<(affix.count - 1) where term[place + k] != bytes[affix.start + k] { return false }
        return true
    }

    private func hasLetters(_ term: Span<UInt8>, _ range: Range<Int>, _ least: Int) -> Bool {
        var letters = 0
        for k in range where term[k] & 0xC0 != 0x80 { letters += 1 }
        return letters >= least && letters > 0
    }

    private static func folded(_ affix: String, carrier: String, isPrefix: Bool) -> [UInt8] {
        var tokens = Tokens()
        let word = [UInt8]((isPrefix ? affix + carrier : carrier + affix).utf8)
        tokenize(word.span, into: &tokens)
        precondition(tokens.count == 1, "an affix must fold to one word: \(affix)")
        let term = tokens.term(0)
        return [UInt8](isPrefix ? term.dropLast(carrier.utf8.count) : term.dropFirst(carrier.utf8.count))
    }
}
