/// What a resource of `AffixStemmer` says. Of its lines LEAST is the number of letters (scalars) that must be left:
///
/// - `prefix LEAST PREFIX…`: the longest that fits is taken off; the next such line is tried on what is left.
/// - `opening LEAST LETTER REST…`: a prefix too, where one of these follows.
/// - `suffix LEAST SUFFIX…`: the longest that fits is taken off, of all lines up to the next `then`, behind which others are tried on what is left.
/// - `ending LEAST END SUFFIX…`: suffixes too, but END is put in their place.
/// - `verb LEAST SUFFIX…`: suffixes too, but only of what `root ROOT…` lists.
/// - `causative LEAST SUFFIX`: roots that end in it have the stem of the root without it: बना, to make, that of बन, to become.
/// - `spelling LEAST FROM TO`: what is written in two ways is written in one, in a stem of so many letters; in the order of the file.
/// - `variant WORD VARIANT…`: other spellings of a word: whatever has their stem gets that of the word.
/// - `form WORD FORM…`: forms that no suffix explains get the stem of the word, with prefixes and suffixes and without.
/// - `own WORD FORM…`: nothing is taken off of the word, whose stem would be another word's (शर्मा, a name, and शर्म, shame), nor of its forms, which are listed.
/// - `whole WORD…`: words whose first letters are no prefix, though they look like one; so with WORD of the next line.
/// - `irregular WORD FORM…`: forms that differ inside the word (broken plurals) are stems themselves, with prefixes and suffixes and without; a query with one
///   finds the others.
/// - `conjugated PAST PRESENT NOUN…`: an Arabic verb (`ArabicVerb`): its forms have one stem, and a query with one finds the nouns of the action too, and they it.
///
/// All is written as people write it, and folded when loaded.
struct StemRules: Sendable {
    struct Prefix {
        /// With what must follow it.
        var bytes: [UInt8]
        /// How many of them are taken off.
        var cut: Int
        var lettersLeft: Int
    }

    struct Suffix {
        var bytes: [UInt8]
        var lettersLeft: Int
        /// What comes in its place.
        var end: [UInt8] = []
        var isOfVerbs = false
    }

    struct Spelling {
        var from: [UInt8]
        var to: [UInt8]
        var lettersMin: Int
    }

    /// By line, the longest first.
    private(set) var prefixes: [[Prefix]] = []
    /// By pass.
    private(set) var suffixes: [[Suffix]] = [[]]
    private(set) var roots: [[UInt8]] = []
    private(set) var causatives: [Suffix] = []
    private(set) var spellings: [Spelling] = []
    /// By line: the word, then the others.
    private(set) var variants: [[[UInt8]]] = []
    private(set) var forms: [[[UInt8]]] = []
    private(set) var owns: [[[UInt8]]] = []
    private(set) var wholes: [[UInt8]] = []
    private(set) var irregulars: [[[UInt8]]] = []
    private(set) var verbs: [ArabicVerb] = []
    /// What is listed and ends in ة. In its place ت stands before suffixes (حملة, حملتها), so what looks like one with a suffix is another word (كتابها, كتابة).
    private(set) var closed: Set<[UInt8]> = []

    /// Whether there are words with stems of their own, and siblings, and nothing else.
    var areListsAlone: Bool {
        prefixes.isEmpty && suffixes.allSatisfy(\.isEmpty) && roots.isEmpty && causatives.isEmpty && spellings.isEmpty
            && variants.isEmpty
            && forms.isEmpty && wholes.isEmpty && verbs.isEmpty
    }

    /// `carrier`: a consonant of the script, which no rule of folding changes beside an affix.
    init(_ resource: [UInt8], carrier: String) {
        for fields in resourceFields(resource) {
            let words = fields.dropFirst()
            switch fields[0] {
            case "then": suffixes.append([])
            case "root": roots += words.map(Self.folded)
            case "variant": variants.append(words.map(Self.folded))
            case "form": forms.append(listed(words))
            case "own": owns.append(listed(words))
            case "whole": wholes += words.map(Self.folded)
            case "irregular": irregulars.append(listed(words))
            case "conjugated": verbs.append(ArabicVerb(Array(words), folded: Self.folded))
            default: add(fields, carrier)
            }
        }
    }

    private mutating func listed(_ words: ArraySlice<String>) -> [[UInt8]] {
        closed.formUnion(words.filter { $0.unicodeScalars.last == "ة" }.map(Self.folded))
        return words.map(Self.folded)
    }

    private mutating func add(_ fields: [String], _ carrier: String) {
        guard fields.count > 2, let least = Int(fields[1]) else {
            preconditionFailure("a stemmer's resource: \(fields)")
        }
        func letters(_ word: String) -> [UInt8] {
            let folded = Self.folded(word)
            precondition(
                folded.count { $0 & 0xC0 != 0x80 } == word.unicodeScalars.count,
                "a stemmer's resource: \(fields[0]) is folded to other letters: \(word)")
            return folded
        }
        func prefix(_ text: String) -> [UInt8] { letters(text + carrier).dropLast(carrier.utf8.count) }
        func suffix(_ text: String) -> [UInt8] { Array(letters(carrier + text).dropFirst(carrier.utf8.count)) }
        let affixes = fields.dropFirst(2)
        switch fields[0] {
        case "prefix", "opening":
            let letter = fields[0] == "opening" ? affixes.first! : nil
            let line = affixes.dropFirst(letter == nil ? 0 : 1).map { affix in
                let whole = prefix((letter ?? "") + affix)
                return Prefix(bytes: whole, cut: letter.map(prefix)?.count ?? whole.count, lettersLeft: least)
            }
            prefixes.append(line.sorted { $0.bytes.count > $1.bytes.count })
        case "suffix", "verb":
            suffixes[suffixes.count - 1] += affixes.map {
                Suffix(bytes: suffix($0), lettersLeft: least, isOfVerbs: fields[0] == "verb")
            }
        case "ending":
            suffixes[suffixes.count - 1] += affixes.dropFirst().map {
                Suffix(bytes: suffix($0), lettersLeft: least, end: suffix(fields[2]))
            }
        case "causative":
            causatives += affixes.map { Suffix(bytes: suffix($0), lettersLeft: least) }
        case "spelling":
            spellings.append(Spelling(from: suffix(fields[2]), to: suffix(fields[3]), lettersMin: least))
        default: preconditionFailure("a stemmer's resource: \(fields)")
        }
    }

    private static func folded(_ word: String) -> [UInt8] {
        var tokens = Tokens()
        tokenize([UInt8](word.utf8).span, into: &tokens)
        precondition(tokens.count == 1, "a stemmer's resource: not one word: \(word)")
        return tokens.term(0)
    }
}
