/// Letters of the Arabic script that are now vowels, now consonants.
enum ArabicScalar {
    static let alef: UInt32 = 0x627
    static let ain: UInt32 = 0x639
    static let heh: UInt32 = 0x647
    static let waw: UInt32 = 0x648
    static let yeh: UInt32 = 0x64A
    static let yehBarree: UInt32 = 0x6D2

    /// The vowel of an alef or ain at the beginning, by the letter behind it: alone it may be any.
    static func carried(by next: UInt32) -> Vowels {
        switch next {
        case waw: .u
        case yeh, yehBarree: .i
        default: .any
        }
    }

    /// Whether a vowel helps into two consonants that begin a foreign word: اسٹارمر is Starmer, إسبانيا Spain. Not before l, where as many have a vowel of their own between
    /// (سلام, اسلام).
    static func beginsWithHelp(_ scalars: [UInt32]) -> Bool {
        guard scalars.count > 3, scalars[0] == alef, scalars[1] == 0x633 else { return false }
        return "تٹپبكمنق".unicodeScalars.contains { $0.value == scalars[2] }
    }

    /// In Urdu a waw before ی ے ہ is mostly a v (تصویر).
    static func isVowelBehindWaw(_ next: UInt32) -> Bool { next == yeh || next == yehBarree || next == heh }
}

/// What Arabic writes together with the word behind it: the article, conjunctions and prepositions.
enum ArabicProclitic {
    /// Scalars of each, the longer ones first, and how many letters must be left.
    private static let listed: [(letters: [UInt32], least: Int)] = [
        ("وال", 3), ("بال", 3), ("كال", 3), ("فال", 3), ("لل", 3), ("ال", 3), ("و", 4), ("ب", 4), ("ل", 4), ("ف", 4),
    ].map { ($0.0.unicodeScalars.map(\.value), $0.1) }

    /// How many letters of the term are one; 0: none.
    static func length(_ scalars: [UInt32]) -> Int {
        for proclitic in listed
        where scalars.count >= proclitic.letters.count + proclitic.least && scalars.starts(with: proclitic.letters) {
            return proclitic.letters.count
        }
        return 0
    }

    /// A word with و ب ل before it; before the article ل takes the place of its alef.
    static func before(_ term: [UInt8]) -> [[UInt8]] {
        let article = [UInt8]("ال".utf8)
        var words = ["و", "ب"].map { [UInt8]($0.utf8) + term }
        words.append([UInt8]("ل".utf8) + (term.starts(with: article) ? term.dropFirst(2) : term[...]))
        return words
    }
}
