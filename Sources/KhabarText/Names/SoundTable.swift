/// The spellings of sounds, as `names-sounds.txt` lists them.
struct SoundTable: Sendable {
    static let shared = SoundTable(PackageResources.names_sounds_txt)

    /// One spelling: letters, what must follow them, and what they sound like.
    struct Rule: Sendable {
        /// Up to two letters behind the first one, 16 bits each, the first lowest.
        var rest: UInt32 = 0
        var restCount = 0
        /// The Latin letters of which one must follow, as bits from a; 0: anything may.
        var before: UInt32 = 0
        /// Up to two consonants; letter 0 is none.
        var first = Consonant.none
        var second = Consonant.none
        var vowels: Vowels = []

        /// More letters first, then what demands something of the next one.
        var rank: Int { 2 * restCount + (before == 0 ? 0 : 1) }
    }

    /// By reading, then by the first letter (`slot`): where its rules begin in `rules`, the longest first.
    private(set) var english: [UInt16] = []
    private(set) var hindi: [UInt16] = []
    private(set) var arabic: [UInt16] = []
    private(set) var urdu: [UInt16] = []
    private(set) var rules: [Rule] = []
    /// By letter: a bit for each sound that it may stand for. Letter 0 is none.
    private(set) var phones: [UInt32] = [0]
    /// By letter, its class.
    private var classes: [UInt8] = [0]
    private var bits: [String: UInt32] = [:]
    /// By class, from 1.
    private var classNames: [String] = [""]
    private var classOfBit: [UInt32: UInt8] = [:]

    // What the readers ask for by name.
    private(set) var m = Consonant.none
    private(set) var n = Consonant.none
    private(set) var s = Consonant.none
    private(set) var w = Consonant.none
    private(set) var z = Consonant.none
    /// The class of h.
    private(set) var breath: UInt8 = 0
    /// The sounds g and gh, s, w, z.
    private(set) var velars: UInt32 = 0
    private(set) var hiss: UInt32 = 0
    private(set) var glide: UInt32 = 0
    private(set) var buzz: UInt32 = 0

    /// Letters of one script lie within 256 code points, the Latin ones below U+0100.
    static let slots = 256

    static func slot(_ scalar: UInt32) -> Int { Int(scalar & 0xFF) }

    init(_ resource: [UInt8]) {
        var listed: [String: [[Rule]]] = [:]
        for reading in ["english", "hindi", "arabic", "urdu"] {
            listed[reading] = [[Rule]](repeating: [], count: Self.slots)
        }
        for fields in resourceFields(resource) {
            if fields[0] == "class" {
                addClass(fields)
                continue
            }
            guard let (first, rule) = rule(fields), listed[fields[0]] != nil else {
                preconditionFailure("names-sounds.txt: \(fields)")
            }
            listed[fields[0]]?[Self.slot(first)].append(rule)
        }
        english = lay(listed["english"] ?? [])
        hindi = lay(listed["hindi"] ?? [])
        arabic = lay(listed["arabic"] ?? [])
        urdu = lay(listed["urdu"] ?? [])
        (m, n, s, w, z) = (letter(["m"]), letter(["n"]), letter(["s"]), letter(["w", "v"]), letter(["z"]))
        breath = letter(["h"]).soundClass
        (velars, hiss, glide, buzz) = (mask(["g", "gh"]), mask(["s"]), mask(["w"]), mask(["z"]))
    }

    private func mask(_ sounds: [String]) -> UInt32 { sounds.reduce(0) { $0 | (bits[$1] ?? 0) } }

    func name(ofClass number: UInt8) -> String { classNames[Int(number)] }

    private mutating func addClass(_ fields: [String]) {
        let number = UInt8(Set(classOfBit.values).count + 1)
        precondition(number < 16, "a class is four bits")
        classNames.append(fields[1])
        for sound in fields.dropFirst(2) {
            precondition(bits.count < 32 && bits[sound] == nil, "a sound of names-sounds.txt: \(sound)")
            let bit = UInt32(1) << UInt32(bits.count)
            bits[sound] = bit
            classOfBit[bit] = number
        }
    }

    private mutating func rule(_ fields: [String]) -> (UInt32, Rule)? {
        guard fields.count >= 3 else { return nil }
        let parts = fields[1].split(separator: "(")
        let letters = parts[0].unicodeScalars.map(\.value)
        var before: UInt32 = 0
        if parts.count == 2 {
            for byte in parts[1].utf8.dropLast() { before |= 1 << UInt32(byte - UInt8(ascii: "a")) }
        }
        guard (1...3).contains(letters.count) else { return nil }
        var rule = Rule()
        rule.restCount = letters.count - 1
        for (k, letter) in letters.dropFirst().enumerated() { rule.rest |= letter << UInt32(16 * k) }
        rule.before = before
        switch fields[2] {
        case "-": break
        case "vowel":
            let colours: [String: Vowels] = ["a": .a, "i": .i, "u": .u, "short": .short]
            for field in fields.dropFirst(3) { rule.vowels.formUnion(colours[field] ?? []) }
        default:
            let consonants = fields.dropFirst(2).split(separator: "+").map { letter(Array($0)) }
            rule.first = consonants[0]
            if consonants.count > 1 { rule.second = consonants[1] }
        }
        return (letters[0], rule)
    }

    private mutating func letter(_ sounds: [String]) -> Consonant {
        var mask: UInt32 = 0
        for sound in sounds {
            guard let bit = bits[sound] else { preconditionFailure("names-sounds.txt: no sound \(sound)") }
            mask |= bit
        }
        let soundClass = classOfBit[bits[sounds[0]] ?? 0] ?? 0
        if let known = phones.firstIndex(of: mask) { return Consonant(letter: UInt8(known), soundClass: soundClass) }
        precondition(phones.count < 256, "a letter is eight bits")
        phones.append(mask)
        classes.append(soundClass)
        return Consonant(letter: UInt8(phones.count - 1), soundClass: soundClass)
    }

    private mutating func lay(_ listed: [[Rule]]) -> [UInt16] {
        var starts: [UInt16] = []
        for slot in listed {
            starts.append(UInt16(rules.count))
            rules += slot.sorted { $0.rank > $1.rank }
        }
        starts.append(UInt16(rules.count))
        return starts
    }
}
