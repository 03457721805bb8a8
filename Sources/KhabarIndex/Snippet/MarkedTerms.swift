internal import KhabarText

/// The terms that a query shows in texts, each with the numbers of the query's terms that it stands for, one bit each.
///
/// Nearly all tokens of a text match nothing, so that what counts is to know that of most of them without a look-up, let alone a stem: see `TermGate`.
struct MarkedTerms {
    private var exact = TermBits()
    private var stems = TermBits()
    private var gate = TermGate()
    private let stemmer = Stemmer()
    private var stem: [UInt8] = []
    private var known = KnownTerms()
    /// Beginnings that stand for all terms that have them.
    private var prefixes: [(prefix: [UInt8], bits: UInt64)] = []

    /// All terms are added before the first text.
    mutating func add(exact term: [UInt8], _ bits: UInt64) {
        exact.add(term, bits)
        gate.add(exact: term.span)
    }

    /// - Parameter stem: as the analyser makes it of a term that is read so.
    mutating func add(stem: [UInt8], as reading: Reading, _ bits: UInt64) {
        stems.add([reading.rawValue] + stem, bits)
        gate.add(stem: stem, as: reading)
    }

    /// All terms that begin so.
    mutating func add(prefix: [UInt8], _ bits: UInt64) { prefixes.append((prefix, bits)) }

    private func prefixBits(_ term: Span<UInt8>) -> UInt64 {
        prefixes.reduce(0) { bits, entry in
            guard entry.prefix.count <= term.count else { return bits }
            return entry.prefix.indices.allSatisfy { term[$0] == entry.prefix[$0] } ? bits | entry.bits : bits
        }
    }

    /// The query's terms that stand in the text, token by token; the offset of the tokens' text is added to their ranges.
    mutating func appendMatches(
        _ tokens: Tokens, articleLanguage: String, offset: Int, to matches: inout [TokenMatch]
    ) {
        let (termArray, endArray, scriptArray) = (tokens.termBytes, tokens.termEnds, tokens.scripts)
        let (terms, ends, scripts) = (termArray.span, endArray.span, scriptArray.span)
        let arabic = reading(of: .arabic, articleLanguage: articleLanguage)
        var start = 0
        for k in 0..<ends.count {
            let term = start..<Int(ends[k])
            start = term.upperBound
            let script = scripts[k]
            var bits = prefixes.isEmpty ? 0 : prefixBits(terms.extracting(term))
            if gate.mayPass(terms, term, script, arabic) {
                let reading = script == .arabic ? arabic : reading(of: script, articleLanguage: articleLanguage)
                bits |= self.bits(of: terms.extracting(term), reading)
            }
            guard bits != 0 else { continue }
            matches.append(
                TokenMatch(
                    range: (offset + Int(tokens.starts[k]))..<(offset + Int(tokens.ends[k])),
                    position: Int(tokens.positions[k]), terms: bits))
        }
    }

    private mutating func bits(of term: Span<UInt8>, _ reading: Reading) -> UInt64 {
        let hash = TermBits.hash(term)
        if let bits = known.bits(of: term, reading, hash) { return bits }
        var bits = exact.bits(of: term, hash)
        if !stems.isEmpty, reading != .none, !isStopWord(term, reading: reading) {
            stem.removeAll(keepingCapacity: true)
            stem.append(reading.rawValue)
            stemmer.stem(term, as: reading, into: &stem)
            bits |= stems.bits(of: stem.span, TermBits.hash(stem.span))
        }
        known.set(term, reading, hash, bits)
        return bits
    }
}

/// What was looked up last, by the last bits of its hash: the words that pass the gate are mostly the same few.
private struct KnownTerms {
    private var entries = [(term: [UInt8], reading: Reading, bits: UInt64)](
        repeating: ([], .none, 0), count: Self.count)

    private static let count = 256

    func bits(of term: Span<UInt8>, _ reading: Reading, _ hash: UInt64) -> UInt64? {
        let index = Int(hash % UInt64(Self.count))
        guard entries[index].reading == reading, isEqual(entries[index].term, term) else { return nil }
        return entries[index].bits
    }

    mutating func set(_ term: Span<UInt8>, _ reading: Reading, _ hash: UInt64, _ bits: UInt64) {
        var copy: [UInt8] = []
        copy.reserveCapacity(term.count)
        for k in 0..<term.count { copy.append(term[k]) }
        entries[Int(hash % UInt64(Self.count))] = (copy, reading, bits)
    }
}

private func isEqual(_ a: [UInt8], _ b: Span<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    for k in 0..<b.count where a[k] != b[k] { return false }
    return true
}

/// Bits by term, without a copy of the term that is looked up.
private struct TermBits {
    private var entries: [UInt64: [(term: [UInt8], bits: UInt64)]] = [:]

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ term: [UInt8], _ bits: UInt64) {
        let hash = Self.hash(term.span)
        if let index = entries[hash]?.firstIndex(where: { $0.term == term }) {
            entries[hash]![index].bits |= bits
        } else {
            entries[hash, default: []].append((term, bits))
        }
    }

    func bits(of term: Span<UInt8>, _ hash: UInt64) -> UInt64 {
        guard let entries = entries[hash] else { return 0 }
        for entry in entries where isEqual(entry.term, term) { return entry.bits }
        return 0
    }

    /// FNV-1a; the dictionary's own hash has a seed that nobody outside knows.
    static func hash(_ term: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for k in 0..<term.count { hash = (hash ^ UInt64(term[k])) &* 0x100_0000_01B3 }
        return hash
    }
}
