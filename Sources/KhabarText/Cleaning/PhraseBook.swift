/// The phrases by which a line is known for what it is, from the `cleaning-phrases-….txt` resource files.
///
/// A section `[reason words]` says what a match means and the most words that a matching line may have. Under it,
/// one phrase a line: `phrase` is the whole line; `phrase…` begins it; `phrase:…` begins it and a colon, dash, bar or
/// the line's end must follow; `…phrase` ends it. Case, punctuation, harakat, nukta and keyboard variants don't matter.
struct PhraseBook: Sendable {
    enum Kind: Sendable, Equatable {
        case drop(DropReason)
        /// A label before the name of a news agency or source.
        case creditLabel
        /// The name of a news agency.
        case agency
    }

    struct Match: Sendable {
        var kind: Kind
        /// How many of the line's words the phrase has.
        var words: Int
        /// Whether it stands at the line's end with more before it.
        var isEnding = false
    }

    private struct Phrase: Sendable {
        var words: [UInt64]
        var kind: Kind
        var lineWordsMax: Int
        var needsBreak: Bool
    }

    static let shared = PhraseBook([
        PackageResources.cleaning_phrases_ar_txt, PackageResources.cleaning_phrases_en_txt,
        PackageResources.cleaning_phrases_hi_txt, PackageResources.cleaning_phrases_ur_txt,
    ])

    private var whole: [UInt64: Kind] = [:]
    private var byFirstWord: [UInt64: [Phrase]] = [:]
    private var byLastWord: [UInt64: [Phrase]] = [:]
    private var agencies: [UInt64: [[UInt64]]] = [:]
    private var lineWordsMax = 0
    /// Most lines match nothing: these answer before a dictionary is asked.
    private var wholeFilter = HashFilter()
    private var firstFilter = HashFilter()
    private var lastFilter = HashFilter()
    private var agencyFilter = HashFilter()

    init(_ resources: [[UInt8]]) {
        for resource in resources {
            var kind = Kind.drop(.boilerplate)
            var limit = 12
            for line in resourceLines(resource) {
                if line.first == "[" {
                    let fields = resourceFields(line.dropFirst().dropLast())
                    kind = Self.kind(named: fields[0])
                    limit = fields.count > 1 ? Int(fields[1])! : 12
                } else {
                    add(line, kind, limit)
                }
            }
        }
    }

    private static func kind(named name: String) -> Kind {
        switch name {
        case "credit-label": return .creditLabel
        case "agency": return .agency
        default:
            guard let reason = DropReason.allCases.first(where: { $0.name == name }) else {
                preconditionFailure("unknown section in a phrase file: \(name)")
            }
            return .drop(reason)
        }
    }

    private mutating func add(_ line: Substring, _ kind: Kind, _ limit: Int) {
        let scalars = line.unicodeScalars
        let begins = scalars.last == "…"
        let ends = scalars.first == "…"
        let text = begins ? scalars.dropLast() : ends ? scalars.dropFirst() : scalars
        let words = wordHashes(String(text))
        precondition(!words.isEmpty, "a phrase without a word: \(line)")
        let phrase = Phrase(words: words, kind: kind, lineWordsMax: limit, needsBreak: text.last == ":")
        if kind == .agency {
            agencies[words[0], default: []].append(words)
            agencyFilter.insert(words[0])
        } else if begins {
            byFirstWord[words[0], default: []].append(phrase)
            firstFilter.insert(words[0])
        } else if ends {
            byLastWord[words[words.count - 1], default: []].append(phrase)
            lastFilter.insert(words[words.count - 1])
        } else {
            let fingerprint = words.reduce(0) { fingerprinted($0, $1) }
            whole[fingerprint] = kind
            wholeFilter.insert(fingerprint)
            lineWordsMax = max(lineWordsMax, words.count)
        }
        if begins || ends { lineWordsMax = max(lineWordsMax, limit) }
    }

    /// What a line is, if a phrase says so. The longest phrase wins.
    func match(_ words: Span<UInt64>, fingerprint: UInt64, line: Span<UInt8>) -> Match? {
        guard words.count > 0, words.count <= lineWordsMax else { return nil }
        if wholeFilter.mayContain(fingerprint), let kind = whole[fingerprint] {
            return Match(kind: kind, words: words.count)
        }
        var best: Phrase?
        var isEnding = false
        if firstFilter.mayContain(words[0]), let phrases = byFirstWord[words[0]] {
            for phrase in phrases where fits(phrase, words, at: 0) && phrase.words.count > best?.words.count ?? 0 {
                if !phrase.needsBreak || isBreak(line, after: phrase.words.count) { best = phrase }
            }
        }
        if best == nil, lastFilter.mayContain(words[words.count - 1]), let phrases = byLastWord[words[words.count - 1]]
        {
            for phrase in phrases where phrase.words.count > best?.words.count ?? 0 {
                if fits(phrase, words, at: words.count - phrase.words.count) {
                    best = phrase
                    isEnding = phrase.words.count < words.count
                }
            }
        }
        return best.map { Match(kind: $0.kind, words: $0.words.count, isEnding: isEnding) }
    }

    private func fits(_ phrase: Phrase, _ words: Span<UInt64>, at offset: Int) -> Bool {
        guard words.count <= phrase.lineWordsMax, offset >= 0, offset + phrase.words.count <= words.count else {
            return false
        }
        for index in phrase.words.indices where phrase.words[index] != words[offset + index] { return false }
        return true
    }

    /// Whether the words are names of agencies and nothing else.
    func isAgencies(_ words: Span<UInt64>) -> Bool {
        guard words.count > 0, words.count <= 8, agencyFilter.mayContain(words[0]) else { return false }
        var at = 0
        while at < words.count {
            var longest = 0
            for name in agencies[words[at]] ?? [] where at + name.count <= words.count && name.count > longest {
                if name.indices.allSatisfy({ name[$0] == words[at + $0] }) { longest = name.count }
            }
            if longest == 0 { return false }
            at += longest
        }
        return true
    }
}

/// A set of hashes that may say yes wrongly, never no: one bit for each.
struct HashFilter: Sendable {
    private var bits = [UInt64](repeating: 0, count: 512)

    mutating func insert(_ hash: UInt64) { bits[Int(hash >> 16 & 511)] |= 1 << (hash >> 32 & 63) }

    func mayContain(_ hash: UInt64) -> Bool { bits[Int(hash >> 16 & 511)] & 1 << (hash >> 32 & 63) != 0 }
}

/// Whether a colon, dash, bar, bracket or the end of the line follows the line's first `words` words.
private func isBreak(_ line: Span<UInt8>, after words: Int) -> Bool {
    var at = offset(afterWords: words, in: line)
    while at < line.count {
        let scalar = decodeScalar(line, at)
        switch scalar.value {
        case 0x20, 0xA0, 0x2A, 0x22, 0x27: at &+= scalar.length
        case 0x3A, 0x2D, 0x7C, 0x5B, 0x2F, 0x2010...0x2015, 0xBB, 0x203A, 0x3E, 0xFF1A, 0x2026, 0x6D4, 0x964:
            return true
        default: return false
        }
    }
    return true
}

/// The byte offset in a line behind its `count`th word.
func offset(afterWords count: Int, in line: Span<UInt8>) -> Int {
    var at = 0
    var seen = 0
    var inWord = false
    while at < line.count {
        let scalar = decodeScalar(line, at)
        let folded =
            scalar.value < FoldTable.size ? FoldTable.entries[Int(scalar.value)] : FoldTable.fold(scalar.value)
        if folded >= FoldTable.firstLetter {
            inWord = true
        } else if inWord && folded != FoldTable.ignored {
            inWord = false
            seen += 1
            if seen == count { return at }
        }
        at &+= scalar.length
    }
    return line.count
}
