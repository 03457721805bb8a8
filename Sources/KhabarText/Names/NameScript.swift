/// How a name is spelled: the scripts, and Arabic's by whether a term has a letter that Urdu writes and Arabic doesn't.
package enum NameScript: UInt8, CaseIterable, Sendable {
    case latin, arabic, urdu, devanagari

    /// The bits of a key that hold one.
    static let mask: UInt32 = 3

    /// Nil where names have no sounds.
    init?(_ term: Span<UInt8>) {
        switch scriptOfTerm(term) {
        case .latin: self = .latin
        case .devanagari: self = .devanagari
        case .arabic: self = UrduLetters.set(term) == 0 ? .arabic : .urdu
        case .digits, .other: return nil
        }
    }
}

/// Terms that may be one name with a query's: those filed under a hash, in some of the scripts.
package struct NameKey: Equatable, Sendable {
    /// The least key that the hash has: those of the scripts follow each other.
    package let first: UInt32
    /// A bit for each script.
    private var scripts: UInt8

    init(_ hash: UInt32, _ script: NameScript) {
        first = hash
        scripts = 1 << script.rawValue
    }

    mutating func add(_ script: NameScript) { scripts |= 1 << script.rawValue }

    /// The greatest key that the hash has.
    package var last: UInt32 { first | NameScript.mask }

    /// Whether terms under a key are looked for.
    package func contains(_ key: UInt32) -> Bool {
        key & ~NameScript.mask == first && UInt32(scripts) >> (key & NameScript.mask) & 1 == 1
    }
}

/// ٹ پ چ گ ڈ ڑ ے ں ھ: what Urdu writes and Arabic doesn't.
enum UrduLetters {
    private static let first: UInt32 = 0x660
    private static let letters = "ٹپچگڈڑےںھ".unicodeScalars.reduce(UInt128(0)) { $0 | 1 << UInt128($1.value - first) }

    /// Which of them a term in Arabic script has, one bit each.
    static func set(_ term: Span<UInt8>) -> UInt128 {
        var set: UInt128 = 0
        var i = 0
        while i + 1 < term.count {
            // Of two bytes of UTF-8, as nearly all letters of such terms are.
            let scalar = UInt32(term[i] & 0x1F) << 6 | UInt32(term[i + 1] & 0x3F)
            if term[i] & 0xE0 == 0xC0, first..<first + 128 ~= scalar { set |= 1 << UInt128(scalar - first) & letters }
            i += 2
        }
        return set
    }
}
