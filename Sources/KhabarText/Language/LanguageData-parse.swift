/// The `language-….txt` resources, parsed. They are part of the program: a mistake in one is a mistake of ours, and traps.
struct LanguageResources {
    var codes: [String] = []
    var priors: [Int32] = []
    var scripts: [LanguageData.Script] = []
    var blocks: [(range: ClosedRange<UInt32>, script: Int)] = []
    var evidence: [UInt64: [Int: Int32]] = [:]
    var letterOf = [UInt8](repeating: 0, count: Int(FoldTable.size))
    var letterWeights: [(script: Int, weights: [Int32])] = [(0, [])]

    init() {
        readScripts(PackageResources.language_scripts_txt)
        for resource in [
            PackageResources.language_words_arabic_txt, PackageResources.language_words_devanagari_txt,
            PackageResources.language_words_latin_txt, PackageResources.language_words_cyrillic_txt,
        ] { readWords(resource) }
        readPriors(PackageResources.language_priors_txt)
        readLetters(PackageResources.language_letters_txt)
    }

    private mutating func readScripts(_ resource: [UInt8]) {
        for line in resourceLines(resource) {
            let fields = resourceFields(line)
            let ends = fields[0].split(separator: "-").map { UInt32($0, radix: 16)! }
            if !scripts.contains(where: { $0.name == fields[1] }) { scripts.append(.init(name: fields[1])) }
            blocks.append((ends[0]...ends[1], scripts.firstIndex { $0.name == fields[1] }!))
        }
    }

    /// `[code code …] weight`, then words; without a weight, words count 3 nats (of one letter 1.5) and affixes 1.
    private mutating func readWords(_ resource: [UInt8]) {
        var languages: [Int] = []
        var weight: Int32?
        for line in resourceLines(resource) {
            if line.unicodeScalars.first == "[" {
                let parts = line.dropFirst().split(separator: "]")
                languages = resourceFields(parts[0]).map { index(of: $0) }
                weight = parts.count > 1 ? tenths(resourceFields(parts[1])[0]) : nil
                continue
            }
            for word in resourceFields(line) { add(word, languages, weight) }
        }
    }

    private mutating func index(of code: String) -> Int {
        if let known = codes.firstIndex(of: code) { return known }
        codes.append(code)
        priors.append(0)
        return codes.count - 1
    }

    /// By scalars: a vowel sign makes one `Character` with the mark before it.
    private mutating func add(_ word: String, _ languages: [Int], _ weight: Int32?) {
        var scalars = Array(word.unicodeScalars)
        let isEnding = scalars.first == "…"
        let isBeginning = scalars.last == "…"
        if isEnding { scalars.removeFirst() }
        if isBeginning { scalars.removeLast() }
        claim(scalars[0].value, languages)
        let letters = scalars.map { foldedLetter($0.value) }.filter { $0 != FoldTable.ignored }
        precondition(letters.allSatisfy { $0 >= FoldTable.firstLetter }, "not one word: \(word)")
        let hash = letters.reduce(wordSeed) { hashed($0, $1) }
        let weight = weight ?? (isEnding || isBeginning ? 10 : letters.count > 1 ? 30 : 15)
        if isEnding {
            precondition(letters.count <= endingLettersMax, "too long: \(word)")
            var ending = endingSeed
            for letter in letters.reversed() {
                ending = hashed(ending, letter)
                if evidence[ending] == nil { evidence[ending] = [:] }
            }
            put(weight, languages, at: ending)
        } else if isBeginning {
            precondition(beginningLetters.contains(letters.count), "too short or long: \(word)")
            put(weight, languages, at: beginningKey(hash))
        } else {
            put(weight, languages, at: hash)
        }
    }

    /// Where a word stands twice for one language, its greatest weight counts.
    private mutating func put(_ weight: Int32, _ languages: [Int], at key: UInt64) {
        for language in languages {
            evidence[key, default: [:]][language] = max(weight, evidence[key]?[language] ?? weight)
        }
    }

    /// The first word of a language says which script it has.
    private mutating func claim(_ sample: UInt32, _ languages: [Int]) {
        let script = blocks.first { $0.range.contains(sample) }!.script
        for language in languages where !scripts.contains(where: { $0.languages.contains(language) }) {
            scripts[script].languages.append(language)
        }
    }

    /// `[unknown]`: script, nats, nats for each word. `[prior]`: nats, codes; `others` first.
    private mutating func readPriors(_ resource: [UInt8]) {
        var isPrior = false
        for line in resourceLines(resource) {
            let fields = resourceFields(line)
            if fields[0] == "[unknown]" || fields[0] == "[prior]" {
                isPrior = fields[0] == "[prior]"
            } else if isPrior {
                if fields[1] == "others" { priors = priors.map { _ in tenths(fields[0]) } }
                for code in fields.dropFirst() where code != "others" {
                    priors[codes.firstIndex(of: code)!] = tenths(fields[0])
                }
            } else {
                let script = scripts.firstIndex { $0.name == fields[0] }!
                scripts[script].unknownBase = tenths(fields[1])
                scripts[script].unknownPerWord = tenths(fields[2])
            }
        }
    }

    /// `[alphabet] weight`: a language that doesn't list a letter of the section finds it foreign, with this weight. `[frequency]`: one that doesn't list
    /// it has nothing to say. A letter may stand in both.
    private mutating func readLetters(_ resource: [UInt8]) {
        var alphabet: [UInt32: [Int: Int32]] = [:]
        var frequency: [UInt32: [Int: Int32]] = [:]
        var foreign: Int32 = 0
        var isAlphabet = false
        for line in resourceLines(resource) {
            let fields = resourceFields(line)
            if fields[0] == "[alphabet]" || fields[0] == "[frequency]" {
                isAlphabet = fields[0] == "[alphabet]"
                if isAlphabet { foreign = tenths(fields[1]) }
                continue
            }
            let language = codes.firstIndex(of: fields[0])!
            for letter in fields.dropFirst(2) {
                let scalar = letter.unicodeScalars.first!.value
                if isAlphabet {
                    alphabet[scalar, default: [:]][language] = tenths(fields[1])
                } else {
                    frequency[scalar, default: [:]][language] = tenths(fields[1])
                }
            }
        }
        for scalar in Set(alphabet.keys).union(frequency.keys).sorted() {
            let script = blocks.first { $0.range.contains(scalar) }!.script
            addLetter(scalar, script) { language in
                (alphabet[scalar].map { $0[language] ?? foreign } ?? 0) + (frequency[scalar]?[language] ?? 0)
            }
        }
        // Capitals of Latin-1.
        for capital in 0xC0...0xDE where letterOf[capital] == 0 { letterOf[capital] = letterOf[capital + 0x20] }
    }

    private mutating func addLetter(_ scalar: UInt32, _ script: Int, weight: (Int) -> Int32) {
        let row = scripts[script].languages.map(weight)
        if let known = letterWeights.firstIndex(where: { $0.script == script && $0.weights == row }) {
            letterOf[Int(scalar)] = UInt8(known)
        } else {
            letterOf[Int(scalar)] = UInt8(letterWeights.count)
            letterWeights.append((script, row))
        }
    }
}

private func foldedLetter(_ scalar: UInt32) -> UInt16 {
    scalar < FoldTable.size ? FoldTable.entries[Int(scalar)] : FoldTable.fold(scalar)
}

/// `-12` of `-1.2`.
private func tenths(_ number: String) -> Int32 { Int32((Double(number)! * 10).rounded()) }
