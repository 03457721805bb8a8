import Testing

@testable import KhabarText

private func language(_ text: String, hint: String? = nil) -> String {
    identifyLanguage(of: Array(text.utf8).span, hint: hint)
}

struct LanguageTests {
    @Test(arguments: [
        ("ar", "قال الوزير إن الحكومة ستبدأ في بناء الجسر قبل نهاية العام."), ("ar", "انتهت المباراة"),
        ("ar", "الى اين تذهب"),
        ("ur", "وزیر نے کہا کہ حکومت سال کے آخر سے پہلے پل بنانا شروع کر دے گی۔"), ("ur", "بارش نہیں ہوئی"),
        ("ur", "یہ میری کتاب ہے"),
        ("hi", "मंत्री ने कहा कि सरकार साल के अंत से पहले पुल बनाना शुरू कर देगी।"), ("hi", "दिल्ली मेट्रो"),
        ("en", "The minister said that work on the bridge would start before the end of the year."),
        ("en", "Bridge opens"),
        ("fa", "وزیر گفت که دولت ساخت پل را پیش از پایان سال آغاز می‌کند و آن را تمام خواهد کرد."),
        ("ps", "وزير وویل چې حکومت به د کال تر پایه د پله جوړول پیل کړي."),
        ("sd", "وزير چيو ته حڪومت سال جي آخر کان اڳ پل ٺاهڻ شروع ڪندي."),
        ("mr", "मंत्री म्हणाले की सरकार वर्ष संपण्यापूर्वी पूल बांधण्यास सुरुवात करणार आहे."),
        ("ne", "मन्त्रीले वर्षको अन्त्य अघि सरकारले पुल बनाउन सुरु गर्ने बताएका छन्।"),
        ("ckb", "وەزیر گوتی حکومەت پێش کۆتایی ساڵ دەست بە دروستکردنی پردەکە دەکات."),
        ("bn", "মন্ত্রী বলেছেন সরকার সেতু তৈরি করবে।"), ("ta", "அமைச்சர் கூறினார்"), ("zh", "部长说政府将开始建桥"), ("ja", "大臣は橋の建設を始めると述べた"),
        ("ko", "장관은 다리를 짓겠다고 말했다"),
        ("de", "Der Minister sagte, dass die Regierung noch vor dem Ende des Jahres mit dem Bau beginnt."),
        (
            "fr",
            "Le ministre a dit que le gouvernement allait commencer la construction du pont avant la fin de l’année."
        ),
        ("und", ""), ("und", "123 — 456 !"),
    ])
    func sentence(_ expected: String, _ text: String) {
        #expect(language(text) == expected)
    }

    @Test func keyboardsAndBrokenBytesDoNotMatter() {
        #expect(language("وزير نے كہا كہ حكومت سال كے آخر سے پہلے پل بنانا شروع كر دے گى") == "ur")
        let broken = Array("The minister said that the work would start".utf8) + [0xFF, 0xE0, 0xA4]
        #expect(identifyLanguage(of: broken.span) == "en")
    }

    @Test func aHintDecidesOnlyWhatIsOpen() {
        #expect(language("मंत्री ने कहा कि सरकार पुल बनाएगी।", hint: "ne") == "hi")
        #expect(language("1987 1986 xx yy", hint: "en-US") == "en")
        #expect(language("राम", hint: "mr") == "mr")
        #expect(language("123", hint: "hi") == "und")
    }

    @Test func englishInBracketsLeavesHindiHindi() throws {
        let text = "US Talk To Russia: व्हाइट हाउस (White House) के अधिकारी ने कहा कि अमेरिका (America) और रूस (Russia) में बातचीत होगी।"
        #expect(language(text) == "hi")
    }

    @Test func shortParagraphsInherit() {
        let short = Array("Yes, we can.".utf8)
        #expect(identifyLanguage(ofParagraph: short.span, articleLanguage: "hi") == "hi")
        let long = Array(
            String(repeating: "The minister said that the work on the bridge would start. ", count: 3).utf8)
        #expect(identifyLanguage(ofParagraph: long.span, articleLanguage: "hi") == "en")
    }

    @Test func resourcesAreWellFormed() {
        // Loading traps on a malformed line; every language with words has a script.
        let data = LanguageData.shared
        #expect(Set(["ar", "hi", "ur", "en", "fa", "ps", "sd", "mr", "ne"]).isSubset(of: Set(data.codes)))
        for language in data.codes.indices {
            #expect(data.languagesOfScript.contains { $0.contains(language) }, "\(data.codes[language])")
        }
        _ = PhraseBook.shared
        _ = DateWords.shared
        _ = NormalizationTables.shared
    }
}
