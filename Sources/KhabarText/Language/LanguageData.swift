/// What the language resources say: scripts, telling letters, function words and endings.
struct LanguageData: Sendable {
    static let shared = LanguageData()

    /// Codes of the languages that share a script with others; a score is kept for each.
    let codes: [String]
    /// Names of scripts, or codes of languages that have a script for themselves.
    let scripts: [String]
    /// For each of `scripts` that several languages share, their indices in `codes`.
    let languagesOfScript: [[Int]]
    /// Which of `codes` have a folded word, as a bit set.
    let words: BitSetTable
    /// The same for the last two, three or four folded letters of a longer word.
    let endings: BitSetTable
    /// What a letter says: weights, by the index that `letterOf` gives, from 1 on.
    let letterWeights: [[(language: Int, weight: Double)]]
    /// For each scalar below `FoldTable.size`: its script's index and 1, or 0 for digits, punctuation and symbols.
    let scriptOf: [UInt8]
    /// For each scalar below `FoldTable.size`: an index into `letterWeights`, 0 for letters that don't tell.
    let letterOf: [UInt8]

    private let blocks: [(range: ClosedRange<UInt32>, script: Int)]

    private init() {
        var codes = Names()
        var scripts = Names()
        var blocks: [(range: ClosedRange<UInt32>, script: Int)] = []
        for line in resourceLines(PackageResources.language_scripts_txt) {
            let fields = resourceFields(line)
            let ends = fields[0].split(separator: "-").map { UInt32($0, radix: 16)! }
            blocks.append((ends[0]...ends[1], scripts.index(fields[1])))
        }
        blocks.sort { $0.range.lowerBound < $1.range.lowerBound }

        var words: [UInt64: UInt64] = [:]
        var endings: [UInt64: UInt64] = [:]
        var languagesOfScript = [[Int]](repeating: [], count: scripts.names.count)
        var language = 0
        var isFirst = false
        for line in resourceLines(PackageResources.language_words_txt) {
            if line.unicodeScalars.first == "[" {
                language = codes.index(String(line.dropFirst().dropLast()))
                isFirst = true
                continue
            }
            for word in resourceFields(line) {
                // By scalars: a vowel sign makes one `Character` with the mark before it.
                let isEnding = word.unicodeScalars.first == "…"
                let hashes = wordHashes(isEnding ? String(word.unicodeScalars.dropFirst()) : word)
                precondition(hashes.count == 1, "not one word: \(word)")
                if isEnding {
                    endings[hashes[0], default: 0] |= 1 << UInt64(language)
                } else {
                    words[hashes[0], default: 0] |= 1 << UInt64(language)
                }
                if isFirst {
                    let sample = word.unicodeScalars.first!.value
                    languagesOfScript[blocks.first { $0.range.contains(sample) }!.script].append(language)
                    isFirst = false
                }
            }
        }
        var weights: [[(language: Int, weight: Double)]] = [[]]
        var letterOf = [UInt8](repeating: 0, count: Int(FoldTable.size))
        for line in resourceLines(PackageResources.language_letters_txt) {
            let fields = resourceFields(line)
            let isNew = !codes.names.contains(fields[0])
            let language = codes.index(fields[0])
            for letter in fields.dropFirst(2) {
                let scalar = Int(letter.unicodeScalars.first!.value)
                if letterOf[scalar] == 0 {
                    letterOf[scalar] = UInt8(weights.count)
                    weights.append([])
                }
                weights[Int(letterOf[scalar])].append((language, Double(fields[1])!))
            }
            if isNew {
                // Known by its letters alone.
                let sample = fields[2].unicodeScalars.first!.value
                languagesOfScript[blocks.first { $0.range.contains(sample) }!.script].append(language)
            }
        }
        precondition(codes.names.count <= 64, "a bit for each language")
        self.codes = codes.names
        self.scripts = scripts.names
        self.languagesOfScript = languagesOfScript
        self.words = BitSetTable(words)
        self.endings = BitSetTable(endings)
        self.letterOf = letterOf
        self.blocks = blocks
        letterWeights = weights
        scriptOf = (0..<FoldTable.size).map { scalar in
            blocks.first { $0.range.contains(scalar) }.map { UInt8($0.script + 1) } ?? 0
        }
    }

    /// The script of a scalar from `FoldTable.size` on, by binary search, as `scriptOf` gives it.
    func scriptOfHigh(_ scalar: UInt32) -> UInt8 {
        var low = 0
        var high = blocks.count
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle].range.upperBound < scalar { low = middle + 1 } else { high = middle }
        }
        return low < blocks.count && blocks[low].range.contains(scalar) ? UInt8(blocks[low].script + 1) : 0
    }
}

private struct Names {
    var names: [String] = []

    mutating func index(_ name: String) -> Int {
        if let known = names.firstIndex(of: name) { return known }
        names.append(name)
        return names.count - 1
    }
}

/// Hashes to bit sets: open addressing, a quarter full, never changed.
struct BitSetTable: Sendable {
    private var keys: [UInt64]
    private var sets: [UInt64]

    init(_ entries: [UInt64: UInt64]) {
        var size = 64
        while size < entries.count * 4 { size *= 2 }
        keys = [UInt64](repeating: 0, count: size)
        sets = keys
        for (key, set) in entries {
            var at = Int(truncatingIfNeeded: key >> 16) & (size - 1)
            while sets[at] != 0 { at = (at + 1) & (size - 1) }
            keys[at] = key
            sets[at] = set
        }
    }

    /// The empty set for hashes that aren't there.
    func set(of key: UInt64) -> UInt64 {
        let mask = keys.count &- 1
        var at = Int(truncatingIfNeeded: key >> 16) & mask
        while sets[at] != 0 {
            if keys[at] == key { return sets[at] }
            at = (at &+ 1) & mask
        }
        return 0
    }
}
