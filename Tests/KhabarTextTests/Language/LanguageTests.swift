import Testing

@testable import KhabarText

/// The language of a text, all of which is read.
func language(_ text: String, hint: String? = nil) -> String { language(Array(text.utf8), hint: hint) }

private func language(_ bytes: [UInt8], hint: String? = nil) -> String {
    var evidence = LanguageEvidence()
    _ = evidence.add(bytes.span, limit: bytes.count)
    return evidence.verdict(claim: hint.flatMap(LanguageClaim.init))
}

struct LanguageTests {
    @Test(arguments: [
        ("ar", "قال الوزير إن الحكومة ستبدأ في بناء الجسر قبل نهاية العام."), ("ar", "انتهت المباراة"),
        ("ar", "الى اين تذهب"), ("ar", "ارتفاع أسعار النفط"), ("ar", "الرئيس المصري يلتقي نظيره الفرنسي"),
        ("ur", "وزیر نے کہا کہ حکومت سال کے آخر سے پہلے پل بنانا شروع کر دے گی۔"), ("ur", "بارش نہیں ہوئی"),
        ("ur", "یہ میری کتاب ہے"), ("ur", "وزیر اعظم کا دورہ چین"), ("ur", "بھارت میں بارش سے تباہی"),
        ("hi", "मंत्री ने कहा कि सरकार साल के अंत से पहले पुल बनाना शुरू कर देगी।"), ("hi", "भारत में बारिश से तबाही"),
        ("hi", "प्रधानमंत्री का चीन दौरा"), ("hi", "बारिश नहीं हुई"),
        ("en", "The minister said that work on the bridge would start before the end of the year."),
        ("en", "Bridge opens"), ("en", "Putin warns Ukraine over grain deal"), ("en", "Shares slip"),
    ])
    func theFour(_ expected: String, _ text: String) {
        #expect(language(text) == expected)
    }

    @Test(arguments: [
        ("fa", "وزیر گفت که دولت ساخت پل را پیش از پایان سال آغاز می‌کند و آن را تمام خواهد کرد."),
        ("fa", "هوا امروز سرد است"),
        // On an Arabic keyboard.
        ("fa", "من نمي‌دانم كه او كجا زندگي مي‌كند"),
        ("prs", "شماری از محصلان پوهنتون دیروز در سرک مقابل شفاخانه تجمع کردند."),
        ("ps", "وزير وویل چې حکومت به د کال تر پایه د پله جوړول پیل کړي."), ("ps", "هغه پرون له کابل نه پېښور ته ولاړ"),
        ("sd", "وزير چيو ته حڪومت سال جي آخر کان اڳ پل ٺاهڻ شروع ڪندي."), ("sd", "مون کي خبر ناهي ته هو ڪڏهن ايندو"),
        ("ckb", "وەزیر گوتی حکومەت پێش کۆتایی ساڵ دەست بە دروستکردنی پردەکە دەکات."),
        ("ug", "ھۆكۈمەت كېلەر يىلى بارلىق يېزىلاردا مەكتەپ ئاچىدىغانلىقىنى ئېلان قىلدى."),
        ("pnb", "پنجاب دی سرکار نے آکھیا اے کہ اگلے سال سارے پنڈاں وچ سکول کھولے جان گے۔"),
        ("pnb", "میں تینوں کل دسیا سی پر توں سنیا نئیں"),
        ("mr", "मंत्री म्हणाले की सरकार वर्ष संपण्यापूर्वी पूल बांधण्यास सुरुवात करणार आहे."), ("mr", "पुण्यात मुसळधार पाऊस"),
        ("ne", "मन्त्रीले वर्षको अन्त्य अघि सरकारले पुल बनाउन सुरु गर्ने बताएका छन्।"), ("ne", "प्रधानमन्त्रीको चीन भ्रमण"),
        ("bho", "हमरा मालूम नइखे कि ऊ कब आई"), ("mai", "सरकार किसान सभक लेल नव योजना अनलक अछि।"),
        ("sa", "सर्वे जनाः ग्रामं गच्छन्ति तत्र च वसन्ति।"),
    ])
    func neighboursInTheSameScript(_ expected: String, _ text: String) {
        #expect(language(text) == expected)
    }

    @Test(arguments: [
        ("bn", "মন্ত্রী বলেছেন সরকার সেতু তৈরি করবে।"), ("ta", "அமைச்சர் கூறினார்"), ("zh", "部长说政府将开始建桥"), ("ja", "大臣は橋の建設を始めると述べた"),
        ("ko", "장관은 다리를 짓겠다고 말했다"), ("pa", "ਸਰਕਾਰ ਨੇ ਨਵੀਂ ਯੋਜਨਾ ਦਾ ਐਲਾਨ ਕੀਤਾ"),
        ("ru", "Министр сказал, что мост начнут строить в этом году."),
        ("de", "Der Minister sagte, dass die Regierung noch vor dem Ende des Jahres mit dem Bau beginnt."),
        (
            "fr",
            "Le ministre a dit que le gouvernement allait commencer la construction du pont avant la fin de l’année."
        ),
        ("es", "El ministro dijo que la construcción del puente empezará antes de fin de año."),
        ("tr", "Bakan köprünün yapımına yıl sonundan önce başlanacağını söyledi ve bunun için para var dedi."),
        ("id", "Menteri mengatakan bahwa pembangunan jembatan akan dimulai sebelum akhir tahun ini."),
        ("sw", "Waziri alisema kwamba ujenzi wa daraja utaanza kabla ya mwisho wa mwaka."),
        ("tl", "Sinabi ng ministro na ang tulay ay itatayo bago matapos ang taon."),
    ])
    func others(_ expected: String, _ text: String) {
        #expect(language(text) == expected)
    }

    /// Unknown languages in the scripts of the four: `und`, whatever the source says of them.
    @Test(arguments: [
        "Uhulumeni umemezele izinguquko ezintsha zempesheni ngoMsombuluko.",
        "کراجاءن مڠومومكن ڤمباهروان ڤنچن يڠ بهارو ڤد هاري اثنين.",
        "Ríkisstjórnin tilkynnti nýjar breytingar á lífeyriskerfinu á mánudag.",
    ])
    func unknownLanguages(_ text: String) {
        for hint in [nil, "en", "ar", "ur", "hi"] {
            #expect(!["en", "ar", "ur", "hi"].contains(language(text, hint: hint)))
        }
    }

    @Test(arguments: [
        ("hi-Latn", "Pradhan Mantri ne kal Dilli mein ek nayi yojana ki shuruaat ki."),
        ("hi-Latn", "Kya aap mere saath chalenge?"),
        ("hi-Latn", "Bhai yeh movie bahut achi thi, must watch yaar!"),
        ("ur-Latn", "Wazir e Azam ne kaha ke hukumat awam ko relief dene ke liye tamam zaroori iqdamat kar rahi hai."),
        ("ur-Latn", "Adalat ne muqadma khaarij kar diya aur mulzim ko bari karne ka hukm diya."),
    ])
    func romanised(_ expected: String, _ text: String) {
        #expect(language(text) == expected)
        #expect(language(text, hint: "en") == expected)
    }

    @Test func whatARomanisedTextLeavesOpenTheHintDecides() {
        let text = "Mujhe nahi pata ki woh kab aayega"
        #expect(language(text) == "hi-Latn")
        #expect(language(text, hint: "ur") == "ur-Latn")
    }

    @Test(arguments: [
        "", "123 — 456 !", "१२३ ۱۲۳ ١٢٣", "😀 🎉", "Karachi Lahore Islamabad", "राम", "\u{301}\u{200D}",
        "https://t.co/x1", "Xyz",
    ])
    func nothingToTell(_ text: String) {
        #expect(language(text) == "und")
    }

    @Test func keyboardsAndBrokenBytesDoNotMatter() {
        #expect(language("وزير نے كہا كہ حكومت سال كے آخر سے پہلے پل بنانا شروع كر دے گى") == "ur")
        let broken = Array("The minister said that the work would start".utf8) + [0xFF, 0xE0, 0xA4]
        #expect(language(broken) == "en")
        for length in 0..<broken.count { _ = language(Array(broken.suffix(length))) }
    }

    @Test func englishAroundHindiAndUrduLeavesThemThemselves() {
        let text = "US Talk To Russia: व्हाइट हाउस (White House) के अधिकारी ने कहा कि अमेरिका (America) और रूस (Russia) में बातचीत होगी।"
        #expect(language(text) == "hi")
        #expect(language("Read more: Latest news in Urdu وزیر نے کہا کہ پل اس سال بنے گا") == "ur")
        #expect(language("قال الوزير \"We will win this\" وأضاف أن العمل سيبدأ") == "ar")
        #expect(language("The word खबर means news in Hindi, and the other word is समाचार.") == "en")
    }
}
