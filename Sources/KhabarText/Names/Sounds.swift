/// How a term sounds: up to 15 consonants, and the vowels before, between and behind them. No allocation: a million terms are read when
/// a segment is opened.
///
/// Consonant k is a letter (an index into `SoundTable.phones`) and its class; vowels k stand before it, and vowels `count` at the end.
struct Sounds: Equatable, Sendable {
    /// Four bits a consonant, the first lowest.
    private(set) var classes: UInt64 = 0
    /// Eight bits a consonant.
    private(set) var letters: UInt128 = 0
    /// Four bits each, see `Vowels`.
    private(set) var vowelBits: UInt64 = 0
    private(set) var count = 0

    /// What lies behind is left out: two names of fifteen like consonants are one name.
    static let consonantsMax = 15

    init() {}

    /// Nothing for the letter that is none.
    mutating func append(_ consonant: Consonant) {
        guard consonant.letter != 0, count < Self.consonantsMax else { return }
        classes |= UInt64(consonant.soundClass) << UInt64(4 * count)
        letters |= UInt128(consonant.letter) << UInt128(8 * count)
        count += 1
    }

    func consonant(_ k: Int) -> Consonant {
        Consonant(
            letter: UInt8(truncatingIfNeeded: letters >> UInt128(8 * k)),
            soundClass: UInt8(truncatingIfNeeded: classes >> UInt64(4 * k)) & 15)
    }

    func vowels(_ k: Int) -> Vowels { Vowels(rawValue: UInt8(truncatingIfNeeded: vowelBits >> UInt64(4 * k)) & 15) }

    mutating func setVowels(_ k: Int, _ vowels: Vowels) {
        vowelBits = vowelBits & ~(15 << UInt64(4 * k)) | UInt64(vowels.rawValue) << UInt64(4 * k)
    }

    /// The vowels behind the last consonant so far.
    var lastVowels: Vowels {
        get { vowels(count) }
        set { setVowels(count, newValue) }
    }

    /// Adds a vowel to those behind the last consonant: a run of vowels is long.
    mutating func add(_ vowels: Vowels) {
        let before = lastVowels
        lastVowels = before.isEmpty ? vowels : before.union(vowels).subtracting(.short)
    }

    /// Consonant k and the vowels behind it taken out; `vowels` stand in their place and in that of those before it.
    func removing(_ k: Int, vowels: Vowels) -> Sounds {
        var result = Sounds()
        for j in 0..<count {
            if j != k {
                result.lastVowels = j == k + 1 ? vowels : self.vowels(j)
                result.append(consonant(j))
            }
        }
        result.lastVowels = k == count - 1 ? vowels : self.vowels(count)
        return result
    }

    /// A consonant put in before consonant k, in place of the vowels there.
    func inserting(_ consonant: Consonant, before k: Int) -> Sounds {
        var result = Sounds()
        for j in 0..<count {
            if j == k {
                result.append(consonant)
            } else {
                result.lastVowels = vowels(j)
            }
            result.append(self.consonant(j))
        }
        result.lastVowels = vowels(count)
        return result
    }

    func replacing(_ k: Int, by consonant: Consonant) -> Sounds {
        var result = self
        result.classes = classes & ~(15 << UInt64(4 * k)) | UInt64(consonant.soundClass) << UInt64(4 * k)
        result.letters = letters & ~(255 << UInt128(8 * k)) | UInt128(consonant.letter) << UInt128(8 * k)
        return result
    }
}

/// A consonant as written, and the class of what it sounds like.
struct Consonant: Equatable, Sendable {
    var letter: UInt8
    /// From 1.
    var soundClass: UInt8

    static let none = Consonant(letter: 0, soundClass: 0)
}

/// The colours of a run of vowels.
struct Vowels: OptionSet, Sendable {
    let rawValue: UInt8
    static let a = Vowels(rawValue: 1)
    static let i = Vowels(rawValue: 2)
    static let u = Vowels(rawValue: 4)
    /// The Arabic script may leave it unwritten.
    static let short = Vowels(rawValue: 8)
    /// What stands for any vowel: alef and ain at a word's beginning.
    static let any: Vowels = [.a, .i, .u, .short]

    var colours: Vowels { subtracting(.short) }
}
