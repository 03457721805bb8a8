/// Reads the sounds of a term: as Arabic and as Urdu where the script is theirs, with a proclitic and without.
///
/// The scheme is one of consonant classes (in the line of Russell's Soundex and Philips's Metaphone), worked out for four scripts at once. The
/// spellings are data (`names-sounds.txt`); what looks further than a letter's neighbours is here.
struct SoundReader {
    private let table = SoundTable.shared

    /// The term's letters.
    private var scalars: [UInt32] = []
    /// What the term may sound like, without repeats. At most `readingsMax`.
    private(set) var readings: [Sounds] = []

    static let readingsMax = 16

    init() {
        scalars.reserveCapacity(64)
        readings.reserveCapacity(Self.readingsMax)
    }

    /// Reads a folded term into `readings`; without any where its script has no sounds here (digits, other scripts).
    ///
    /// - Parameter asQuery: also what the letters seldom stand for, so that the table of a segment need not hold it.
    mutating func read(_ term: Span<UInt8>, asQuery: Bool) {
        readings.removeAll(keepingCapacity: true)
        guard let script = decode(term) else { return }
        switch script {
        case .latin: addAll(english(), asQuery: asQuery)
        case .devanagari:
            let sounds = hindi()
            addAll(sounds, asQuery: asQuery)
            add(finished(sounds, joiningOverShort: true))
        case .arabic:
            addAll(arabic(from: 0, urdu: false), asQuery: asQuery)
            addAll(arabic(from: 0, urdu: true), asQuery: asQuery)
            let stripped = ArabicProclitic.length(scalars)
            if stripped > 0 { addAll(arabic(from: stripped, urdu: false), asQuery: asQuery) }
            if ArabicScalar.beginsWithHelp(scalars) {
                for urdu in [false, true] {
                    let sounds = arabic(from: 1, urdu: urdu)
                    // Shorter ones sound like too much else: اسم (name) like Sam.
                    if sounds.count > NameQuery.shortConsonantsMax { addAll(sounds, asQuery: asQuery) }
                }
            }
        case .digits, .other: return
        }
    }

    /// Fills `scalars` and gives their script; nil where the term has letters of two scripts, or none with sounds.
    private mutating func decode(_ term: Span<UInt8>) -> Script? {
        scalars.removeAll(keepingCapacity: true)
        let script = scriptOfTerm(term)
        var i = 0
        switch script {
        case .latin:
            while i < term.count {
                scalars.append(UInt32(term[i]))
                i += 1
            }
        case .arabic:
            while i + 1 < term.count, term[i] >= 0xD8, term[i] <= 0xDB {
                scalars.append(UInt32(term[i] & 0x1F) << 6 | UInt32(term[i + 1] & 0x3F))
                i += 2
            }
        case .devanagari:
            while i + 2 < term.count, term[i] == 0xE0, term[i + 1] & 0xFE == 0xA4 {
                scalars.append(0x900 | UInt32(term[i + 1] & 1) << 6 | UInt32(term[i + 2] & 0x3F))
                i += 3
            }
        case .digits, .other: return nil
        }
        return i == term.count ? script : nil
    }

    // MARK: Readings

    private mutating func add(_ sounds: Sounds) {
        guard sounds.count > 0, readings.count < Self.readingsMax, !readings.contains(sounds) else { return }
        readings.append(sounds)
    }

    private mutating func addAll(_ sounds: Sounds, asQuery: Bool) {
        add(finished(sounds))
        if let nasal = withoutVelar(sounds) { add(finished(nasal)) }
        guard asQuery else { return }
        if let other = SoundVariants.vowelForW(sounds, table) { add(finished(other)) }
        if let other = SoundVariants.wForVowel(sounds, table, isArabicScript: scalars[0] < 0x900 && scalars[0] > 0x7F) {
            add(finished(other))
        }
        if let other = SoundVariants.voicedEnd(sounds, table) { add(finished(other)) }
    }

    /// Doubles joined, and without an h at the end (Shah, شاہ, फ़तह).
    ///
    /// - Parameter joiningOverShort: also where a short vowel stands between, which Urdu does not write (सिस्टम = سسٹم).
    private func finished(_ sounds: Sounds, joiningOverShort: Bool = false) -> Sounds {
        var result = Sounds()
        result.lastVowels = sounds.vowels(0)
        for k in 0..<sounds.count {
            let consonant = sounds.consonant(k)
            let between = result.lastVowels
            let joins = between.isEmpty || joiningOverShort && between.contains(.short) && between != .any
            if result.count > 0, joins, result.consonant(result.count - 1).soundClass == consonant.soundClass {
                result.lastVowels = sounds.vowels(k + 1)
            } else {
                result.append(consonant)
                result.lastVowels = sounds.vowels(k + 1)
            }
        }
        let last = result.count - 1
        let end = result.lastVowels
        if last > 0, result.consonant(last).soundClass == table.breath, end.isEmpty || end == [.a, .short] {
            return result.removing(last, vowels: result.vowels(last))
        }
        return result
    }

    /// ng as n, at the end and before a consonant: واشنطن is Washington.
    private func withoutVelar(_ sounds: Sounds) -> Sounds? {
        for k in 0..<max(sounds.count - 1, 0) {
            let next = sounds.consonant(k + 1)
            guard sounds.consonant(k).soundClass == table.n.soundClass, sounds.vowels(k + 1).isEmpty,
                table.phones[Int(next.letter)] & table.velars != 0
            else { continue }
            let behind = sounds.vowels(k + 2)
            guard behind.isEmpty || behind == [.a, .short] else { continue }
            return sounds.removing(k + 1, vowels: behind)
        }
        return nil
    }
}

// MARK: Scripts

extension SoundReader {
    /// The longest rule for the letters from `i` on.
    private func rule(_ starts: [UInt16], _ i: Int) -> SoundTable.Rule? {
        let slot = SoundTable.slot(scalars[i])
        for k in Int(starts[slot])..<Int(starts[slot + 1]) {
            let rule = table.rules[k]
            let end = i + 1 + rule.restCount
            guard end <= scalars.count, rest(i, rule.restCount) == rule.rest else { continue }
            if rule.before != 0 {
                guard end < scalars.count, (97...122).contains(scalars[end]),
                    rule.before >> (scalars[end] - 97) & 1 == 1
                else { continue }
            }
            return rule
        }
        return nil
    }

    private func rest(_ i: Int, _ count: Int) -> UInt32 {
        var rest: UInt32 = 0
        if count > 0 { rest = scalars[i + 1] }
        if count > 1 { rest |= scalars[i + 2] << 16 }
        return rest
    }

    private func english() -> Sounds {
        var sounds = Sounds()
        var i = 0
        while i < scalars.count {
            guard let rule = rule(table.english, i) else {
                i += 1
                continue
            }
            let isSilent = scalars[i] == 0x65 && i == scalars.count - 1 && i > 1  // e at the end
            if !isSilent, !rule.vowels.isEmpty { sounds.add(rule.vowels) }
            sounds.append(rule.first)
            sounds.append(rule.second)
            i += 1 + rule.restCount
        }
        return sounds
    }

    /// A consonant without a sign has a short a behind it, save at the end: whether it is spoken, only the reader knows.
    private func hindi() -> Sounds {
        var sounds = Sounds()
        var hasInherent = false
        for (i, scalar) in scalars.enumerated() {
            let inherent = { (sounds: inout Sounds) in
                if hasInherent, sounds.lastVowels.isEmpty { sounds.lastVowels = [.a, .short] }
            }
            switch scalar {
            case 0x94D: hasInherent = false
            case 0x902:
                inherent(&sounds)
                let next = i + 1 < scalars.count ? scalars[i + 1] : 0
                sounds.append((0x92A...0x92E).contains(next) ? table.m : table.n)
                hasInherent = false
            case 0x92F:
                sounds.add(.i)
                hasInherent = true
            default:
                guard let rule = rule(table.hindi, i) else { continue }
                if rule.first != .none {
                    inherent(&sounds)
                    sounds.append(rule.first)
                    hasInherent = true
                    if scalar == 0x943 || scalar == 0x90B {
                        sounds.lastVowels = [.i, .short]
                        hasInherent = false
                    }
                } else {
                    sounds.add(rule.vowels)
                    hasInherent = false
                }
            }
        }
        return sounds
    }

    private func arabic(from start: Int, urdu: Bool) -> Sounds {
        var sounds = Sounds()
        var i = start
        while i < scalars.count {
            let next = i + 1 < scalars.count ? scalars[i + 1] : 0
            let isFirst = i == start
            switch scalars[i] {
            case ArabicScalar.alef:
                sounds.add(isFirst ? ArabicScalar.carried(by: next) : .a)
            case ArabicScalar.ain:
                // Behind a vowel it adds nothing (شروع); else it is a vowel in Urdu (بعد = बाद), and hardly one in Arabic.
                if isFirst {
                    sounds.add(next == ArabicScalar.alef ? .a : ArabicScalar.carried(by: next))
                } else if sounds.lastVowels.isEmpty {
                    sounds.lastVowels = urdu ? .a : [.a, .short]
                }
            case ArabicScalar.yeh, ArabicScalar.yehBarree: sounds.add(.i)
            case ArabicScalar.waw:
                let isBehindAlef = i > start + 1 && scalars[i - 1] == ArabicScalar.alef && !urdu
                let isBeforeVowel = next == ArabicScalar.alef || urdu && ArabicScalar.isVowelBehindWaw(next)
                if isFirst || isBehindAlef || isBeforeVowel {
                    sounds.append(table.w)
                } else {
                    sounds.add(.u)
                }
            case ArabicScalar.heh where next == 0:
                // The ending ة or a Hindi final ा: a vowel.
                if sounds.lastVowels.isEmpty { sounds.lastVowels = [.a, .short] }
            default:
                guard let rule = rule(urdu ? table.urdu : table.arabic, i) else { break }
                sounds.append(rule.first)
                i += rule.restCount
            }
            i += 1
        }
        return sounds
    }
}
