import TestSupport
import Testing

@testable import KhabarText

@Suite struct StemmerTests {
    static func stems(_ text: String, _ reading: Reading) -> [String] {
        let stemmer = Stemmer()
        var tokens = Tokens()
        tokenize([UInt8](text.utf8).span, into: &tokens)
        return (0..<tokens.count).map { k in
            var stem: [UInt8] = []
            stemmer.stem(tokens.term(k).span, as: reading, into: &stem)
            return String(decoding: stem, as: UTF8.self)
        }
    }

    @Test(arguments: [
        ("الكتاب والكتاب كتاب بالكتاب وبالكتاب كتابا كتابها كتابهم", Array(repeating: "كتاب", count: 8)),
        ("سورية السوريين سوري السورية لسوريا", ["سور", "سور", "سور", "سور", "سور"]),
        ("وزير الوزير والوزير للوزير وقال", ["زير", "زير", "زير", "زير", "قال"]),
        ("مهندسون المهندسين مهندسة ومهندسات", ["مهندس", "مهندس", "مهندس", "مهندس"]),
        ("جائزة بجائزة الجوائز", ["جايز", "جايز", "جوايز"]),
        // Three letters at least are left, of prefixes and of suffixes.
        ("ال له هي وان بيت بنت ولد", ["ال", "له", "هي", "وان", "بيت", "بنت", "ولد"]),
    ])
    func arabic(_ text: String, _ stems: [String]) { #expect(Self.stems(text, .arabic) == stems) }

    @Test(arguments: [
        ("लड़का लड़के लड़कों लड़की", ["लडक", "लडक", "लडक", "लडक"]),
        ("हमला हमले हमलों", ["हमल", "हमल", "हमल"]),
        ("खाता खाती करेगा करेगी", ["खा", "खा", "कर", "कर"]),
        ("भाषा भाषाएँ भाषाओं", ["भाष", "भाष", "भाष"]),
        ("बैंक बैंक्स बैंकों", ["बैंक", "बैंक", "बैंक"]),
        ("गया गये गयी गयीं", ["गय", "गय", "गय", "गय"]),
        ("क्षेत्र क्षेत्रीय क्षेत्रों", ["क्षेत्र", "क्षेत्र", "क्षेत्र"]),
        ("रूस है", ["रूस", "है"]),
    ])
    func hindi(_ text: String, _ stems: [String]) { #expect(Self.stems(text, .hindi) == stems) }

    @Test(arguments: [
        ("لڑکا لڑکے لڑکوں لڑکی لڑکیاں لڑکیوں", ["لڑك", "لڑك", "لڑك", "لڑك", "لڑك", "لڑك"]),
        ("کتاب کتابیں کتابوں", ["كتاب", "كتاب", "كتاب"]),
        ("حملہ حملے حملوں انتخابات انتخاب", ["حمل", "حمل", "حمل", "انتخاب", "انتخاب"]),
        ("برانڈ برانڈز فوسلز فوسل", ["برانڈ", "برانڈ", "فوسل", "فوسل"]),
        ("جمہوری جمہوریت", ["جمهور", "جمهور"]),
        // With the vowel that helps into two consonants, and without; اسکے is no coin.
        ("اسکول سکول سکولوں اسٹیڈیم سٹیڈیم", ["سكول", "سكول", "سكول", "سٹيڈيم", "سٹيڈيم"]),
        ("اسکے اسلام استاد", ["اسك", "اسلام", "استاد"]),
        // ز and س belong to short words.
        ("مرکز مرکزی پاس کے ہے", ["مركز", "مركز", "پاس", "كے", "هے"]),
    ])
    func urdu(_ text: String, _ stems: [String]) { #expect(Self.stems(text, .urdu) == stems) }

    @Test(arguments: [
        ("running presidents attacked Obama's generously", ["run", "presid", "attack", "obama", "generous"]),
        ("news international a", ["news", "intern", "a"]),
        ("organisation organization organised organized", ["organ", "organ", "organ", "organ"]),
        (
            "labour labor labourers colourful centre centres center",
            ["labor", "labor", "labor", "color", "center", "center", "center"]
        ),
        ("defence offense programmes travelled cancelling", ["defens", "offens", "program", "travel", "cancel"]),
        // Words that only look like it.
        (
            "raised promise exercise four tourism isis noise",
            ["rais", "promis", "exercis", "four", "tourism", "isi", "nois"]
        ),
    ])
    func english(_ text: String, _ stems: [String]) { #expect(Self.stems(text, .english) == stems) }

    @Test func withoutAReadingTheTermIsItsStem() {
        #expect(Self.stems("2015 中 Путин", .none) == ["2015", "中", "путин"])
    }

    @Test func aStemIsAppendedAndNeverEmpty() {
        let stemmer = Stemmer()
        for round in UInt64(0)..<300 {
            let seed = 0x7374_656D &+ round
            var generator = SplitMix64(seed: seed)
            var tokens = Tokens()
            tokenize([UInt8](TokenizePropertyTests.text(&generator).utf8).span, into: &tokens)
            for k in 0..<tokens.count {
                for reading in Reading.allCases {
                    var stem: [UInt8] = [0x21]
                    stemmer.stem(tokens.term(k).span, as: reading, into: &stem)
                    #expect(stem.count > 1 && stem[0] == 0x21, "seed \(seed)")
                    #expect(String(validating: stem, as: UTF8.self) != nil, "seed \(seed): a stem cuts a scalar")
                    // Of (term, reading) alone, whatever was stemmed before.
                    var again: [UInt8] = [0x21]
                    Stemmer().stem(tokens.term(k).span, as: reading, into: &again)
                    #expect(again == stem, "seed \(seed)")
                }
            }
        }
    }

    @Test func aScriptDecidesItsReading() {
        #expect(reading(of: .latin, articleLanguage: "ur") == .english)
        #expect(reading(of: .devanagari, articleLanguage: "en") == .hindi)
        #expect(reading(of: .arabic, articleLanguage: "ar") == .arabic)
        #expect(reading(of: .arabic, articleLanguage: "ur") == .urdu)
        #expect(reading(of: .arabic, articleLanguage: "und") == .urdu)
        #expect(reading(of: .digits, articleLanguage: "ar") == .none)
        for script in Script.allCases {
            for language in ["ar", "ur", "hi", "en", "und"] {
                #expect(plausibleReadings(of: script).contains(reading(of: script, articleLanguage: language)))
            }
        }
    }
}
