import TestSupport
import Testing

@testable import KhabarText

@Suite struct NameKeyTests {
    static func term(_ word: String) -> [UInt8] {
        var tokens = Tokens()
        tokenize([UInt8](word.utf8).span, into: &tokens)
        precondition(tokens.count == 1, "one word: \(word)")
        return tokens.term(0)
    }

    /// How well a term of a dictionary fits a query's word, if they share a key at all.
    static func similarity(_ query: String, _ candidate: String) -> Float? {
        let query = NameQuery(term(query))
        let candidate = term(candidate)
        var keys: [UInt32] = []
        var nameKeys = NameKeys()
        nameKeys.append(of: candidate.span, to: &keys)
        var reader = NameReader()
        let similarity = query.match(candidate.span, reader: &reader)?.similarity
        return keys.contains { key in query.keys.contains { $0.contains(key) } } ? similarity : nil
    }

    /// Each of a line finds each other one of another script.
    @Test(arguments: [
        ["Putin", "पुतिन", "بوتين"], ["Putin", "पुतिन", "پوٹن"], ["Obama", "ओबामा", "أوباما"], ["Carter", "कार्टर", "كارتر"],
        ["Carter", "कार्टर", "کارٹر"], ["Lavrov", "लावरोव", "لافروف"], ["Ukraine", "यूक्रेन", "یوکرین"],
        ["Washington", "वाशिंगटन", "واشنطن"], ["Washington", "वाशिंगटन", "واشنگٹن"], ["Pentagon", "पेंटागन", "البنتاغون"],
        ["Charles", "चार्ल्स", "تشارلز"], ["Charles", "चार्ल्स", "چارلس"], ["London", "लंदन", "لندن"],
        ["Edward", "एडवर्ड", "ایڈورڈ"], ["Mohammed", "मोहम्मद", "محمد"], ["Tehran", "तेहरान", "طهران"], ["Khan", "खान", "خان"],
        ["Michigan", "मिशिगन", "ميشيغان"], ["Berlin", "बर्लिन", "برلين"],
        // A vowel that helps into two consonants.
        ["Starmer", "स्टार्मर", "اسٹارمر"], ["Stoltenberg", "स्टोल्टेनबर्ग", "اسٹولٹنبرگ"], ["Spotify", "स्पॉटिफाई", "اسپاٹیفائی"],
        ["Stokes", "स्टोक्स", "اسٹوکس"], ["Scott", "स्कॉट", "اسکاٹ"],
    ])
    func oneNameInThreeScripts(_ names: [String]) {
        for query in names {
            for other in names where other != query {
                #expect(Self.similarity(query, other) != nil, "\(query) finds \(other)")
            }
        }
    }

    /// Other spellings in the same script, which sound alike wholly enough.
    @Test(arguments: [
        ("Muhammad", "Mohammed"), ("Muhammad", "mohamed"), ("Rajasthan", "Rajastan"), ("मुहम्मद", "मोहम्मद"), ("कश्मीर", "काश्मीर"),
        ("إسطنبول", "استنبول"), ("زيلينسكي", "زيلنسكي"), ("سٹیڈیم", "اسٹیڈیم"),
        ("زیلنسکی", "زيلينسكي"),
    ])
    func otherSpellings(_ one: String, _ other: String) {
        #expect(Self.similarity(one, other) != nil)
        #expect(Self.similarity(other, one) != nil)
    }

    /// Other words of the same script, and the word itself: what is spelled alike is found by its spelling.
    @Test(arguments: [
        ("Putin", "putting"), ("भारत", "भर्ती"), ("बिहार", "बाहर"), ("पुलिस", "पॉलिसी"),
        ("قطر", "خطر"), ("قطر", "قطار"),
        ("مصر", "مصير"), ("سفر", "سفیر"), ("حکومت", "حکمت"), ("كارتر", "كارتير"), ("Hussein", "housing"),
        ("Khomeini", "coming"), ("Karachi", "crash"),
        ("minister", "monster"),
        ("मंत्री", "मात्र"), ("Muhammad", "muhammad"), ("محمد", "مُحمد"),
    ])
    func otherWords(_ one: String, _ other: String) {
        #expect(Self.similarity(one, other) == nil)
        #expect(Self.similarity(other, one) == nil)
    }

    /// Hindi and Urdu are one language in two scripts, and people type it in Latin letters too.
    @Test(arguments: [
        ["khabar", "ख़बर", "خبر"], ["pradhan", "प्रधान", "پردھان"], ["mantri", "मंत्री", "منتری"], ["sarkar", "सरकार", "سرکار"],
        ["zindagi", "ज़िंदगी", "زندگی"], ["tasvir", "तस्वीर", "تصویر"], ["chunav", "चुनाव", "چناؤ"],
    ])
    func romanised(_ words: [String]) {
        for query in words {
            for other in words where other != query {
                #expect(Self.similarity(query, other) != nil, "\(query) finds \(other)")
            }
        }
    }

    @Test(arguments: [
        ("खिलाफ", "خلاف"), ("दौरान", "دوران"), ("हमले", "حملے"), ("हमला", "حملہ"), ("शुरू", "شروع"), ("वादा", "وعدہ"),
        ("इलाज", "علاج"),
        ("लड़कों", "لڑکوں"), ("फिर", "پھر"), ("देखा", "دیکھا"), ("सिस्टम", "سسٹم"), ("कोशिश", "کوشش"), ("बहुत", "بہت"),
        ("किताब", "کتاب"),
        ("कम", "کم"), ("टाउन", "ٹاؤن"), ("ज़रूरत", "ضرورت"), ("मज़बूत", "مضبوط"),
    ])
    func hindiIsUrdu(_ hindi: String, _ urdu: String) {
        #expect(Self.similarity(hindi, urdu) ?? 0 >= 0.9, "\(hindi) finds \(urdu)")
        #expect(Self.similarity(urdu, hindi) ?? 0 >= 0.9, "\(urdu) finds \(hindi)")
    }

    @Test(arguments: [
        ("Salam", "اسلام"), ("Sam", "اسم"),
        ("Putin", "बताने"), ("Russia", "رئيس"), ("Europe", "आरोप"), ("Cook", "کو"),
        ("Pakistan", "अफगानिस्तान"),
    ])
    func otherWordsStayApart(_ query: String, _ candidate: String) {
        #expect(Self.similarity(query, candidate) == nil, "\(query) must not find \(candidate)")
    }

    /// Arabic and Urdu share a script and spell names apart.
    @Test func arabicAndUrduMeetWhereTheirLettersDiffer() {
        #expect(Self.similarity("كارتر", "کارٹر") != nil)
        #expect(Self.similarity("کارٹر", "كارتر") != nil)
    }

    /// A term is filed under its script, and looked for where it can match: terms of the query's own script where it has consonants enough.
    @Test(arguments: [
        ("putin", [NameScript.arabic, .urdu, .devanagari]), ("muhammad", [.latin, .arabic, .urdu, .devanagari]),
        ("पुतिन", [.latin, .arabic, .urdu]), ("मुहम्मद", [.latin, .arabic, .urdu, .devanagari]),
        ("قطر", [.latin, .urdu, .devanagari]), ("زيلينسكي", [.latin, .arabic, .urdu, .devanagari]),
        // Other letters of Urdu may make it another spelling, however short.
        ("پوٹن", [.latin, .arabic, .urdu, .devanagari]),
    ])
    func keysNameScripts(_ word: String, _ scripts: [NameScript]) {
        let term = Self.term(word)
        let query = NameQuery(term)
        for script in NameScript.allCases {
            let isLookedFor = query.keys.contains { $0.contains($0.first | UInt32(script.rawValue)) }
            #expect(isLookedFor == scripts.contains(script), "\(word) as \(script)")
        }
        var keys: [UInt32] = []
        var names = NameKeys()
        names.append(of: term.span, to: &keys)
        #expect(keys.allSatisfy { UInt8($0 & NameScript.mask) == NameScript(term.span)?.rawValue })
    }

    @Test func aProcliticIsSeenThrough() {
        for word in ["البنتاغون", "والبنتاغون", "بالبنتاغون", "للبنتاغون", "وبنتاغون"] {
            #expect(Self.similarity("Pentagon", word) != nil, "\(word)")
        }
    }

    @Test(arguments: ["2015", "क", "a", "москва", "ab12"])
    func hasFewOrNoKeys(_ word: String) {
        var keys: [UInt32] = []
        var nameKeys = NameKeys()
        let term = Self.term(word)
        nameKeys.append(of: term.span, to: &keys)
        #expect(keys.isEmpty, "\(word)")
    }

    /// Total on any bytes, with bounded work, and the same each time.
    @Test func randomTerms() {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        var nameKeys = NameKeys()
        var reader = NameReader()
        let letters: [UInt32] =
            Array(0x61...0x7A) + Array(0x620...0x64A) + [0x679, 0x67E, 0x686, 0x688, 0x691, 0x6AF, 0x6BA, 0x6BE, 0x6D2]
            + Array(0x902...0x94D)
        var terms: [[UInt8]] = []
        for round in 0..<4_000 {
            var term: [UInt8] = []
            for _ in 0..<Int.random(in: 0...30, using: &random) {
                if round % 2 == 0 {
                    term.append(UInt8.random(in: 0...255, using: &random))
                } else if let scalar = letters.randomElement(using: &random).flatMap(Unicode.Scalar.init) {
                    term += Array(String(Character(scalar)).utf8)
                }
            }
            terms.append(term)
        }
        for (k, term) in terms.enumerated() {
            var keys: [UInt32] = []
            nameKeys.append(of: term.span, to: &keys)
            var again: [UInt32] = []
            nameKeys.append(of: term.span, to: &again)
            #expect(keys == again && Set(keys).count == keys.count && keys.count <= NameKeys.keysMax)
            let query = NameQuery(term)
            // A query finds what a dictionary files: it has all of the term's hashes, unless it is no name.
            #expect(
                term.count > AnalysisLimits.termBytesMax || Initialisms.isUnpronounceable(term)
                    || keys.allSatisfy { key in query.keys.contains { $0.first == key & ~NameScript.mask } })
            let other = terms[(k + 1) % terms.count]
            if let match = query.match(other.span, reader: &reader) {
                #expect(match.similarity >= NameQuery.similarityMin && match.similarity <= 1)
            }
        }
    }
}
