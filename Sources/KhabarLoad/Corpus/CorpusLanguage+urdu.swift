extension CorpusLanguage {
    static let urdu = CorpusLanguage(
        code: "ur",
        onsets: words("ا ب ب پ پ ت ج چ د د ر ر س س ش ع ف ق ک ک گ ل ل م م ن ن و ہ ی بھ کھ"),
        vowels: ["", "", "", "ا", "ا", "و", "ی", "ی"],
        codas: ["", "", "", "ر", "ن", "ل", "ت", "م", "س", "د"],
        prefixes: ["", "", "", "", "بے", "نا"],
        suffixes: ["", "", "وں", "یں", "ی", "ے", "ا", "یاں"],
        functionWords: words(
            """
            کے میں کی ہے اور کا سے کو اس نے کہ پر ہیں یہ بھی ایک ہو تھا کر جو ان نہیں تو کیا لیے وہ ہی گیا بعد کہا \
            ساتھ تھے اپنے رہا کوئی ہوئے تک ہوا تھی جا یا کسی گئی دیا اب رہے ہم کچھ جب دو ہوتا والے انھوں لیکن جس گے
            """),
        fullStop: "۔", questionMark: "؟", comma: "،", quotes: ("”", "“"),
        digits: words("۰ ۱ ۲ ۳ ۴ ۵ ۶ ۷ ۸ ۹"),
        ownSyllables: syllables("ژ ڈ ٹ ڑ", ["ا", "و", "ی", ""]),
        medianBytes: 2_900)
}
