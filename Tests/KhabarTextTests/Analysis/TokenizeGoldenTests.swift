import Testing

@testable import KhabarText

@Suite struct TokenizeGoldenTests {
    static func terms(_ text: String) -> [String] { tokenized([UInt8](text.utf8)).map(\.term) }

    @Test(arguments: [
        // Missing spaces after punctuation.
        ("ہوگا:امریکا", ["هوگا", "امريكا"]),
        ("ہے۔انھوں نے", ["هے", "انهوں", "نے"]),
        ("کہا،اور؟یہ", ["كها", "اور", "يه"]),
        ("#التدخل_الروسي", ["التدخل", "الروسي"]),
        // One fold for Arabic and Urdu letters.
        ("سورية سوریہ سوريه", ["سوريه", "سوريه", "سوريه"]),
        ("كتاب کتاب", ["كتاب", "كتاب"]),
        ("علي علی على", ["علي", "علي", "علي"]),
        ("أحمد إحمد آحمد ٱحمد احمد", ["احمد", "احمد", "احمد", "احمد", "احمد"]),
        ("مؤتمر رئيس", ["موتمر", "رييس"]),
        // The same, decomposed.
        ("أحمد مؤتمر رئيس ۂ ۓ", ["احمد", "موتمر", "رييس", "ه", "ے"]),
        ("شيء علماء ۱۹۴۷ء مساءلة", ["شي", "علما", "1947", "مساءله"]),
        ("لـه أكّد مُحَمَّد", ["له", "اكد", "محمد"]),
        ("ﷺ محمد ﷲ ﻻ ﺳﻮرﯾﺔ", ["محمد", "الله", "لا", "سوريه"]),
        ("می‌خواهم", ["ميخواهم"]),
        // What stays apart.
        ("کہا کھا", ["كها", "كھا"]),
        ("کے کی ہے ہی ھے", ["كے", "كي", "هے", "هي", "هے"]),
        ("انھوں انہوں گھر پہر", ["انهوں", "انهوں", "گھر", "پهر"]),
        // Missing spaces inside a word.
        ("کےلیے ہےکہ انہوںنے الشارقةيقول", ["كے", "ليے", "هے", "كه", "انهوں", "نے", "الشارقه", "يقول"]),
        ("ہےں مںی اںصاف بےشک", ["هيں", "مني", "انصاف", "بے", "شك"]),
        ("لئےقانوننےکہا", ["ليے", "قانوننے", "كها"]),
        // Compounds: two words however they are written.
        ("وزیراعظم وزیر اعظم وزیرِاعظم", ["وزير", "اعظم", "وزير", "اعظم", "وزير", "اعظم"]),
        ("ہوگئے جاسکتا کردیا کردی", ["هو", "گيے", "جا", "سكتا", "كر", "ديا", "كردي"]),
        ("کےوزیراعظم ہوگئےہیں", ["كے", "وزير", "اعظم", "هو", "گيے", "هيں"]),
        // Arabic words that look like some.
        ("بنادي كردي الجمعية", ["بنادي", "كردي", "الجمعيه"]),
        ("غیرملکیوں وزیراعظموں سائنسدانوں", ["غير", "ملكيوں", "وزيراعظموں", "ساينس", "دانوں"]),
    ])
    func arabicScript(_ text: String, _ terms: [String]) { #expect(Self.terms(text) == terms) }

    @Test(arguments: [
        ("विद्रेाही विद्रोही", ["विद्रोही", "विद्रोही"]),
        ("सम्बन्ध संबंध सम्बंध", ["संबंध", "संबंध", "संबंध"]),
        ("हिन्दी हिंदी हिन्‍दी", ["हिंदी", "हिंदी", "हिंदी"]),
        ("झारखण्ड झारखंड", ["झारखंड", "झारखंड"]),
        ("उन्होंने अन्य जन्म न्याय प्रसन्न", ["उन्होंने", "अन्य", "जन्म", "न्याय", "प्रसन्न"]),
        ("नुक़्ता नुक्ता क़ानून", ["नुक्ता", "नुक्ता", "कानून"]),
        ("ज़मीन ज़मीन जमीन", ["जमीन", "जमीन", "जमीन"]),
        ("पाँच पांच", ["पांच", "पांच"]),
        ("अाज आज अाेबामा ओबामा", ["आज", "आज", "ओबामा", "ओबामा"]),
        ("कोो कंं", ["को", "कं"]),
        ("भगवान् दुःख", ["भगवान", "दुख"]),
        ("है।रूस ने॥", ["है", "रूस", "ने"]),
        ("राष्ट्रपति", ["राष्ट्रपति"]),
        ("२०१५ में 8वीं", ["2015", "में", "8", "वीं"]),
        ("अलग-अलग (आईएस)", ["अलग", "अलग", "आईएस"]),
    ])
    func devanagari(_ text: String, _ terms: [String]) { #expect(Self.terms(text) == terms) }

    @Test(arguments: [
        ("Obama's O’Brien don't he'll o'clock Qur'an", ["obama", "obrien", "dont", "he", "oclock", "quran"]),
        ("the states' 'quoted' 1990's", ["the", "states", "quoted", "1990"]),
        ("U.S. the U.N.-led J.K.Rowling a.m.", ["us", "the", "un", "led", "jk", "rowling", "am"]),
        ("Straße Ærø Łódź café Đoković İstanbul", ["strasse", "aero", "lodz", "cafe", "dokovic", "istanbul"]),
        ("G20 covid-19 iPhone6", ["g20", "covid", "19", "iphone6"]),
        (
            "1,000 1,00,000 3.14 30.09.2015 2014,2015 192.168.1.1",
            ["1000", "100000", "3.14", "30", "09", "2015", "2014", "2015", "192", "168", "1", "1"]
        ),
        ("١٬٠٠٠ ٣٫١٤ ۲۰۱۶", ["1000", "3.14", "2016"]),
        ("user@example.com a_b x/y http://t.co", ["user", "example", "com", "a", "b", "x", "y", "http", "t", "co"]),
        ("well-known 1.5bn 5:30", ["well", "known", "1.5bn", "5", "30"]),
        ("BBCاردو", ["bbc", "اردو"]),
        ("Ｆｕｌｌ ﬁre Ⅷ x²", ["full", "fire", "viii", "x2"]),
        ("co\u{AD}operate caf\u{65}\u{301}", ["cooperate", "cafe"]),
    ])
    func latinAndDigits(_ text: String, _ terms: [String]) { #expect(Self.terms(text) == terms) }

    @Test(arguments: [
        ("Путин Αθήνα ПУТИН", ["путин", "αθηνα", "путин"]),
        ("中国", ["中", "国"]),
        ("ਪੰਜਾਬੀ বাংলা 한국어", ["ਪੰਜਾਬੀ", "বাংলা", "한국어"]),
        ("🙂 ok 👍🏽", ["ok"]),
    ])
    func otherScripts(_ text: String, _ terms: [String]) { #expect(Self.terms(text) == terms) }

    @Test func offsetsCoverTheLettersAndTheirMarks() {
        let text = "«أكّدَ» Obama's ज़मीन।کےلیے"
        let written = tokenized([UInt8](text.utf8)).map { token in
            String(decoding: [UInt8](text.utf8)[token.start..<token.end], as: UTF8.self)
        }
        #expect(written == ["أكّدَ", "Obama's", "ज़मीन", "کے", "لیے"])
    }

    @Test func scriptsDecideByLetters() {
        #expect(
            tokenized([UInt8]("G20 2015 روس रूस 中".utf8)).map(\.script) == [
                .latin, .digits, .arabic, .devanagari, .other,
            ])
    }

    @Test func longTermsAreCutBetweenScalars() {
        #expect(Self.terms(String(repeating: "a", count: 100)) == [String(repeating: "a", count: 64)])
        #expect(Self.terms(String(repeating: "ب", count: 100)) == [String(repeating: "ب", count: 32)])
        #expect(Self.terms(String(repeating: "क", count: 100)) == [String(repeating: "क", count: 21)])
        // What comes after the cut is not taken even if it would fit.
        #expect(Self.terms(String(repeating: "ب", count: 31) + "\u{FDF2}" + "ب") == [String(repeating: "ب", count: 31)])
    }

    @Test func invalidBytesBreakWords() {
        #expect(tokenized([0x61, 0xFF, 0x62, 0xC3, 0x63, 0xE0, 0xA4, 0x64]).map(\.term) == ["a", "b", "c", "d"])
        // An overlong form, a surrogate, a scalar beyond the last, and a lead byte at the end.
        #expect(tokenized([0xC1, 0xA1, 0x61, 0xE0, 0x81, 0xA1, 0x62]).map(\.term) == ["a", "b"])
        #expect(tokenized([0xED, 0xA0, 0x80, 0x61, 0xF4, 0x90, 0x80, 0x80, 0x62, 0xD8]).map(\.term) == ["a", "b"])
        #expect(tokenized([]).isEmpty)
    }
}
