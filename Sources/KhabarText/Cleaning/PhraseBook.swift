/// The phrases by which a line is known for what it is, from the `cleaning-phrases-….txt` resource files.
///
/// A section `[kind words]` says what a match means and the most words that a matching line may have. Under it, one phrase a line:
///
///     phrase        is the whole line
///     phrase…       begins it
///     phrase:…      begins it, and a colon, dash or bar must follow, or the line's end if it has several words
///     …phrase       ends it
///     phrase…other  begins and ends it; `phrase…other…`: the other stands somewhere behind
///     …phrase…      stands anywhere in it
///
/// Case, punctuation, harakat, nukta and keyboard variants don't matter. `!` before a phrase says that it needs no second sign (see `StoryWords`).
struct PhraseBook: Sendable {
    enum Kind: Sendable, Equatable {
        case drop(DropReason)
        /// A label before the name of a news agency or source.
        case creditLabel
        /// The name of a news agency.
        case agency
        /// Who wrote a story. Only outside the story: inside, `By …` begins a sentence.
        case byline
        /// Names that stand where an agency's would: newsrooms, newspapers, correspondents. Alone on a line they are a byline.
        case desk
        /// Names of a site's sections. Dropped outside the story only: inside, they are subheadings.
        case section
        /// Names of networks: a share bar above or below the story, inside it what it is about.
        case network
        /// Headings over links to other stories: the short lines below go with them.
        case list
        /// Headings over key words: the short lines below go with them, after the story.
        case tags
        /// Words that may stand beside an agency's name under a picture.
        case pictureWord
    }

    struct Match: Sendable {
        var kind: Kind
        /// How many of the line's words the phrase has.
        var words: Int
        /// Whether it stands at the line's end, or inside, with more before it.
        var isEnding = false
        /// Whether it may stand anywhere and more may follow it.
        var isInner = false
        /// Whether it begins the line and a colon or dash parts it from the rest.
        var isLabel = false
        /// Whether there is more than the phrase, and how much that says about the story or the page.
        var rest: StoryWords.Rest?
    }

    private struct Phrase: Sendable {
        var words: [UInt64]
        /// The other words of `phrase…other`, and whether more may follow them.
        var other: [UInt64] = []
        var otherIsInner = false
        var kind: Kind
        var lineWordsMax: Int
        var needsBreak: Bool
        var isSure: Bool
    }

    static let shared = PhraseBook([
        PackageResources.cleaning_phrases_ar_txt, PackageResources.cleaning_phrases_en_txt,
        PackageResources.cleaning_phrases_hi_txt, PackageResources.cleaning_phrases_ur_txt,
    ])

    private var whole: [UInt64: Kind] = [:]
    private var byFirstWord: [UInt64: [Phrase]] = [:]
    private var byLastWord: [UInt64: [Phrase]] = [:]
    private var byInnerWord: [UInt64: [Phrase]] = [:]
    private var agencies = WordSequences()
    private var desks = WordSequences()
    private var pictureWords = WordSequences()
    /// Whole lines, in a row: share bars and menus on one line.
    private var buttons = WordSequences()
    private var sections = WordSequences()
    private(set) var storyWords = StoryWords()
    private var lineWordsMax = 0
    /// Most lines match nothing: these answer before a dictionary is asked.
    private var wholeFilter = HashFilter()
    private var firstFilter = HashFilter()
    private var lastFilter = HashFilter()
    private var innerFilter = HashFilter()

    init(_ resources: [[UInt8]]) {
        for resource in resources {
            var kind = Kind.drop(.boilerplate)
            var limit = 12
            var isVocabulary = false
            for line in resourceLines(resource) {
                if line.first == "[" {
                    let fields = resourceFields(line.dropFirst().dropLast())
                    isVocabulary = storyWords.begin(fields[0])
                    if isVocabulary { continue }
                    kind = Self.kind(named: fields[0])
                    limit = fields.count > 1 ? Int(fields[1])! : 12
                } else if isVocabulary {
                    storyWords.insert(line)
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
        case "byline": return .byline
        case "desk": return .desk
        case "section": return .section
        case "network": return .network
        case "list": return .list
        case "tags": return .tags
        case "picture-word": return .pictureWord
        default:
            guard let reason = DropReason.allCases.first(where: { $0.name == name }) else {
                preconditionFailure("unknown section in a phrase file: \(name)")
            }
            return .drop(reason)
        }
    }

    private mutating func add(_ marked: Substring, _ kind: Kind, _ limit: Int) {
        let isMarked = marked.unicodeScalars.first == "!"
        let line = isMarked ? Substring(marked.unicodeScalars.dropFirst()) : marked
        let parts = line.unicodeScalars.split(separator: "…", omittingEmptySubsequences: false)
        let words = parts.map { wordHashes(String($0)) }
        precondition(words.contains { !$0.isEmpty }, "a phrase without a word: \(line)")
        switch kind {
        case .agency: return agencies.insert(words[0])
        case .pictureWord: return pictureWords.insert(words[0])
        case .desk where words.count == 1: desks.insert(words[0])
        default: break
        }
        var phrase = Phrase(
            words: words[0], kind: kind, lineWordsMax: limit, needsBreak: parts[0].last == ":",
            isSure: isMarked || words.contains { $0.count >= sureWordsMin })
        switch parts.count {
        case 1:
            let fingerprint = phrase.words.reduce(0) { fingerprinted($0, $1) }
            // The first file or section that lists a line decides what it is.
            if whole[fingerprint] == nil { whole[fingerprint] = kind }
            wholeFilter.insert(fingerprint)
            lineWordsMax = max(lineWordsMax, phrase.words.count)
            switch kind {
            case .drop(.boilerplate), .list, .tags, .network: buttons.insert(phrase.words)
            case .section: sections.insert(phrase.words)
            default: break
            }
            return
        case 2 where words[0].isEmpty:
            phrase.words = words[1]
            byLastWord[words[1][words[1].count - 1], default: []].append(phrase)
            lastFilter.insert(words[1][words[1].count - 1])
        case 2:
            phrase.other = words[1]
            byFirstWord[words[0][0], default: []].append(phrase)
            firstFilter.insert(words[0][0])
        case 3 where !words[0].isEmpty && words[2].isEmpty:
            phrase.other = words[1]
            phrase.otherIsInner = true
            byFirstWord[words[0][0], default: []].append(phrase)
            firstFilter.insert(words[0][0])
        default:
            precondition(
                parts.count == 3 && words[0].isEmpty && words[2].isEmpty, "a phrase with too many gaps: \(line)")
            phrase.words = words[1]
            byInnerWord[words[1][0], default: []].append(phrase)
            innerFilter.insert(words[1][0])
        }
        lineWordsMax = max(lineWordsMax, limit)
    }

    /// What a line is, if a phrase says so. The longest phrase wins, and a beginning over an ending over one in the middle.
    func match(_ words: Span<UInt64>, fingerprint: UInt64, line: Span<UInt8>) -> Match? {
        guard words.count > 0, words.count <= lineWordsMax else { return nil }
        if wholeFilter.mayContain(fingerprint), let kind = whole[fingerprint] {
            return Match(kind: kind, words: words.count)
        }
        var best: Phrase?
        if firstFilter.mayContain(words[0]), let phrases = byFirstWord[words[0]] {
            for phrase in phrases where fits(phrase, words, at: 0) && phrase.words.count > best?.words.count ?? 0 {
                if !phrase.needsBreak || isBreak(line, after: phrase.words.count) { best = phrase }
            }
        }
        if let best { return match(best, words, line, isEnding: false) }
        let last = words.count - 1
        if lastFilter.mayContain(words[last]), let phrases = byLastWord[words[last]] {
            for phrase in phrases where phrase.words.count > best?.words.count ?? 0 {
                if fits(phrase, words, at: words.count - phrase.words.count) { best = phrase }
            }
        }
        if let best { return match(best, words, line, isEnding: best.words.count < words.count) }
        for at in 0..<words.count where innerFilter.mayContain(words[at]) {
            for phrase in byInnerWord[words[at]] ?? [] where fits(phrase, words, at: at) {
                var found = match(phrase, words, line, isEnding: at > 0)
                found.isInner = true
                return found
            }
        }
        return nil
    }

    private func match(_ phrase: Phrase, _ words: Span<UInt64>, _ line: Span<UInt8>, isEnding: Bool) -> Match {
        let count = phrase.words.count
        var match = Match(kind: phrase.kind, words: count, isEnding: isEnding)
        guard words.count > count else { return match }
        match.isLabel = !isEnding && (phrase.needsBreak || isBreak(line, after: count))
        match.rest = storyWords.rest(words, besides: phrase.words, phrase.other, isSure: phrase.isSure)
        return match
    }

    private func fits(_ phrase: Phrase, _ words: Span<UInt64>, at offset: Int) -> Bool {
        let rest = phrase.other.count
        guard words.count <= phrase.lineWordsMax, offset >= 0, offset + phrase.words.count + rest <= words.count else {
            return false
        }
        for index in phrase.words.indices where phrase.words[index] != words[offset + index] { return false }
        if rest == 0 { return true }
        let last = words.count - rest
        let first = phrase.otherIsInner ? offset + phrase.words.count : last
        return (first...last).contains { at in phrase.other.indices.allSatisfy { phrase.other[$0] == words[at + $0] } }
    }

    // MARK: Words in a row

    /// Whether the words are names of agencies and nothing else.
    func isAgencies(_ words: Span<UInt64>) -> Bool {
        words.count > 0 && words.count <= 8 && agencyWords(words, at: 0) == words.count
    }

    /// How many words from `at` on are names of agencies.
    func agencyWords(_ words: Span<UInt64>, at: Int) -> Int {
        var end = at
        while let count = agencies.longest(words, at: end) { end += count }
        return end - at
    }

    /// How many words from `at` on are the name of one newsroom, newspaper or kind of correspondent.
    func deskWords(_ words: Span<UInt64>, at: Int) -> Int { desks.longest(words, at: at) ?? 0 }

    /// How many words from `at` on stand beside an agency's name under a picture: file, photo.
    func pictureWords(_ words: Span<UInt64>, at: Int) -> Int {
        var end = at
        while let count = pictureWords.longest(words, at: end) { end += count }
        return end - at
    }

    /// Whether the words are two or more buttons, sections or headings in a row, counts beside them allowed: `Share 12 Tweet Print`.
    func isButtons(_ words: Span<UInt64>, line: Span<UInt8>) -> Bool {
        guard words.count > 1, words.count <= buttonWordsMax else { return false }
        let startsWithDigit = (0x30...0x39).contains(foldedScalar(decodeScalar(line, 0).value))
        guard startsWithDigit || buttons.longest(words, at: 0) != nil || sections.longest(words, at: 0) != nil else {
            return false
        }
        var at = 0
        var found = 0
        var hasButton = false
        var numbers: [Bool]?
        while at < words.count {
            if let count = buttons.longest(words, at: at) {
                at += count
                found += 1
                hasButton = true
                continue
            }
            if let count = sections.longest(words, at: at) {
                at += count
                found += 1
                continue
            }
            let isNumber = numbers ?? numericWords(line)
            numbers = isNumber
            // Two counts in a row are a table's.
            guard at < isNumber.count, isNumber[at], at == 0 || !isNumber[at - 1] else { return false }
            at += 1
            found += 1
        }
        // Two sections' names may be a company's: `International Business`.
        return found > 2 || found == 2 && hasButton
    }
}

/// A phrase of so many words says what only a page says of itself.
private let sureWordsMin = 5
/// A bar of buttons or sections has fewer words than this.
private let buttonWordsMax = 40

/// Whether a colon, dash, bar, bracket or the end of the line follows the line's first `words` words.
private func isBreak(_ line: Span<UInt8>, after words: Int) -> Bool {
    var at = offset(afterWords: words, in: line)
    while at < line.count {
        let scalar = decodeScalar(line, at)
        switch scalar.value {
        case 0x20, 0xA0, 0x2A, 0x22, 0x27, 0x29: at &+= scalar.length
        case 0x2D:
            // Inside a word it parts nothing: `home-made`.
            return line[at - 1] == 0x20 || at + 1 == line.count || line[at + 1] == 0x20 || line[at + 1] == 0x2D
        case 0x3A, 0x7C, 0x5B, 0x2F, 0x2010...0x2015, 0xAB, 0xBB, 0x203A, 0x3E, 0xFF1A, 0x2026, 0x6D4, 0x964,
            0x640:
            return true
        default: return false
        }
    }
    // One word alone is no label.
    return words > 1
}
