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

    /// Texts all of whose words have one stem.
    typealias Alike = (text: String, stem: String)

    private func expect(_ alike: Alike, _ reading: Reading) {
        let words = alike.text.split(separator: " ")
        let stems = Self.stems(alike.text, reading)
        #expect(words.count == stems.count, "\(alike.text)")
        for (word, stem) in zip(words, stems) { #expect(stem == alike.stem, "\(word)") }
    }

    @Test(
        arguments: [
            ("الكتاب والكتاب كتاب بالكتاب وبالكتاب كتابا كتابها كتابهم", "كتاب"),
            ("سورية السوريين سوري السورية لسوريا", "سور"), ("وزير الوزير والوزير للوزير ووزير بوزيرها", "وزير"),
            ("لبنان ولبنان بلبنان لبناني واللبنانية", "بنان"), ("لحظة اللحظات بلحظات", "لحظ"),
            ("لجنة اللجنة للجنة ولجنتها", "لجن"),
            ("وزارة وزاري والوزارية", "وزار"), ("بنك البنك لبنك ببنكها", "بنك"),
            ("مهندسون المهندسين مهندسة ومهندسات", "مهندس"), ("ولاية الولايات وولاية بولايات", "ولاي"),
            ("رواية الروايات روايته", "رواي"),
            // The seat of a hamza behind ا goes with the case.
            ("إنشاء إنشائها إنشاؤها إنشاءها لإنشائهم أنشأت ينشئون", "انشا"), ("مسؤول المسئول والمسؤولين", "مسوول"),
            // Irregular plurals are stems of their own, whatever is written with them.
            ("زعماء الزعماء وزعمائها زعماؤنا", "زعما"), ("بنوك للبنوك والبنوك", "بنوك"),
            ("دولة دولتين الدولتان دولتها", "دول"), ("قرار وقراراتها قراراته", "قرار"), ("قضاء القضائي قضائية", "قضا"),
            ("قوة القوات قواته", "قوه"), ("فلسطين الفلسطينيين", "فلسط"), ("فيروس ڤيروس", "فيروس"),
            ("جامعة جامعته الجامعات بجامعتها", "جامعه"), ("قضية قضيته القضيتين", "قضيه"),
            // A verb's forms have one stem: what stands before its present, and the ت of its past, is no noun's.
            ("أعلن أعلنت وأعلنوا يعلن تعلن سيعلنون فأعلن أعلنها", "اعلن"), ("زار زارت يزور ستزور زارها", "زار"),
            ("التقى التقت يلتقي يلتقون", "التقي"), ("استقال يستقيل استقالت", "استقال"),
        ] as [Alike])
    func arabic(_ alike: Alike) { expect(alike, .arabic) }

    /// What looks like a form of another word.
    @Test func arabicWordsThatAreNotAlike() {
        #expect(
            Self.stems("شرط الشرطة وشرطي حمل حملتها حملة", .arabic) == ["شرط", "شرطه", "شرطه", "حمل", "حمله", "حمله"])
        // ة and ه are one letter: his book, and what she wrote.
        #expect(
            Self.stems("كتابها سلم سلمان تقدم قدمت حملها", .arabic) == ["كتاب", "سلم", "سلمان", "تقدم", "قدم", "حمل"])
        // Nouns that look like a verb behind ف or ن.
        #expect(
            Self.stems("الفساد فائدة نصيب نجيب نقود يحيى تدمر", .arabic)
                == ["فساد", "فايد", "نصيب", "نجيب", "نقود", "يحيي", "تدمر"])
    }

    /// Three letters at least are left, of prefixes and of suffixes.
    @Test func shortArabicWords() {
        #expect(
            Self.stems("ال له هي وان بيت بنت ولد وقال", .arabic)
                == ["ال", "له", "هي", "وان", "بيت", "بنت", "ولد", "قال"])
    }

    @Test(
        arguments: [
            ("लड़का लड़के लड़कों लड़की", "लडक"), ("हमला हमले हमलों", "हमल"), ("भाषा भाषाएँ भाषाओं", "भाष"),
            ("बैंक बैंक्स बैंकों", "बैंक"), ("गया गये गयी गयीं", "गय"), ("क्षेत्र क्षेत्रीय क्षेत्रों", "क्षेत्र"),
            ("रूस", "रूस"), ("है", "है"),
            // Endings of verbs are taken off of verbs alone.
            ("करना करने करता करती करेगा करेगी", "कर"), ("बनना बनाया बनाये बनायी बनाई बनाए बनाकर बनाएंगे बना", "बन"),
            ("बताया बताई बताओ बताकर", "बत"), ("खाती खाना खाया", "खा"), ("खाता खाते खातों", "खात"),
            ("कंपनी कंपनियां कंपनियों", "कंपन"), ("पाकिस्तान पाकिस्तानी पाकिस्तानियों", "पाकिस्तान"),
            ("पुराना पुरानी पुराने", "पुरान"), ("चुनौती चुनौतियां चुनौतियों", "चुनौत"), ("कहानी कहानियां", "कहान"),
            // No consonant is parted from the one that it is written together with.
            ("समस्या समस्याएं समस्याओं", "समस्य"), ("हत्या हत्याएं हत्याओं", "हत्य"), ("भारत भारतीय भारतीयों", "भारत"), ("राज्य राज्यों", "राज्य"),
            ("मंत्रालय मंत्रालयों", "मंत्रालय"),
            // Two spellings.
            ("डॉक्टर डाक्टर डॉक्टरों", "डाक्टर"), ("महत्त्व महत्व", "महत्व"), ("नया नए नये नई नयी", "नय"),
            ("घाटी घाटियां घाटियों", "घाटी"), ("दंगा दङ्गे", "दंग"),
            ("रुपया रुपये रुपए रुपयों रूपये", "रुपय"), ("पर्दा परदा परदे", "पर्द"), ("अंतरराष्ट्रीय अंतर्राष्ट्रीय", "अंतरराष्ट्र"),
        ] as [Alike])
    func hindi(_ alike: Alike) { expect(alike, .hindi) }

    @Test func hindiWordsThatAreNotAlike() {
        #expect(Self.stems("कॉफी काफी कॉल काल", .hindi) == ["कॉफ", "काफ", "कॉल", "काल"])
        #expect(Self.stems("उत्तर उतर सत्ता सती भर भर्ती", .hindi) == ["उत्तर", "उतर", "सत्त", "सत", "भर", "भर्त"])
        #expect(
            Self.stems("मंत्री मंत्र सेना सेन हिंदी हिंदू घाटे घाट", .hindi)
                == ["मंत्री", "मंत्र", "सेना", "सेन", "हिंदी", "हिंदू", "घाटा", "घाट"])
    }

    @Test(
        arguments: [
            ("لڑکا لڑکے لڑکوں لڑکی لڑکیاں لڑکیوں", "لڑك"), ("کتاب کتابیں کتابوں", "كتاب"),
            ("حملہ حملے حملوں", "حمله"), ("کمپنی کمپنیوں کمپنیز", "كمپن"), ("پٹرول پیٹرول", "پيٹرول"),
            ("انتخابات انتخاب", "انتخاب"), ("برانڈ برانڈز", "برانڈ"),
            ("فوسلز فوسل", "فوسل"), ("جمہوری جمہوریت", "جمهور"), ("مرکز مرکزی", "مركز"),
            // With the vowel that helps into two consonants, and without.
            ("اسکول سکول سکولوں", "سكول"), ("اسٹیڈیم سٹیڈیم", "سٹيڈيم"),
            // Endings of verbs are taken off of verbs alone.
            ("جماعت جماعتیں جماعتوں جماعتی", "جماعت"), ("حکومت حکومتی حکومتوں", "حكومت"),
            ("سمجھنا سمجھتے سمجھتی سمجھنے", "سمجھ"),
            // First what a noun ends in, then what makes it of another.
            ("فلسطین فلسطینی فلسطینیوں", "فلسط"), ("پرواز پروازیں پروازوں", "پروا"),
            ("کارروائی کارروائیاں کارروائیوں", "كارروا"),
            ("سینیئر سینئر سینئیر", "سينير"), ("بنایا بنائی بنا بنائیں بناؤں", "بن"), ("جنگ جنگی جنگوں", "جنگ"),
            ("چیئرمین چئیرمین", "چيرم"), ("وزرا وزراء", "وزرا"),
            ("روپیہ روپے روپیوں", "روپ"),
        ] as [Alike])
    func urdu(_ alike: Alike) { expect(alike, .urdu) }

    @Test func shortUrduWords() {
        // No coin, and no plurals.
        #expect(Self.stems("اسکے اسلام استاد پاس کے ہے", .urdu) == ["اسك", "اسلام", "استاد", "پاس", "كے", "هے"])
    }

    @Test func urduWordsThatAreNotAlike() {
        #expect(
            Self.stems("حمل عملہ عمل دبئی دبانا گولی گول", .urdu) == [
                "حمل", "عمله", "عمل", "دبيي", "دب", "گولي", "گول",
            ])
    }

    /// A query with a word looks for its irregular plurals too, and the other way round.
    @Test func siblings() {
        func siblings(_ word: String, _ reading: Reading) -> [String] {
            analyze(query: word)[0].siblings.filter { $0.0 == reading }.map { String(decoding: $0.1, as: UTF8.self) }
        }
        #expect(siblings("الوزير", .arabic) == ["وزرا"])
        #expect(siblings("ووزرائها", .arabic) == ["وزير"])
        #expect(siblings("الشهور", .arabic) == ["شهر", "اشهر"])
        #expect(siblings("مسائل", .urdu) == ["مسيل"])
        #expect(siblings("وزیر", .urdu) == ["وزرا"])
        #expect(siblings("Women", .english) == ["woman"])
        #expect(siblings("winning", .english) == ["won"] && siblings("fell", .english) == ["fall", "fallen"])
        // Of a verb the noun of what is done, and the other way round.
        #expect(siblings("يعتقلون", .arabic) == ["اعتقال"] && siblings("اعتقال", .arabic) == ["اعتقل"])
        #expect(siblings("धार्मिक", .hindi) == ["धर्म"] && siblings("invasion", .english) == ["invad"])
        #expect(siblings("سياسة", .arabic) == [] && siblings("news", .english) == [])
    }

    @Test(arguments: [
        ("running presidents attacked Obama's generously", ["run", "presid", "attack", "obama", "generous"]),
        ("news international a", ["news", "international", "a"]),
        (
            "organisation organization organised organ organs",
            ["organization", "organization", "organization", "organ", "organ"]
        ),
        ("united units universe universities buses bus", ["unite", "unit", "universe", "univers", "bus", "bus"]),
        (
            "labour labor labourers colourful centre centres center",
            ["labor", "labor", "labor", "color", "center", "center", "center"]
        ),
        ("defence offense programmes travelled cancelling", ["defens", "offens", "program", "travel", "cancel"]),
        ("grey plough anaemia sceptic", ["gray", "plow", "anemia", "skeptic"]),
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
