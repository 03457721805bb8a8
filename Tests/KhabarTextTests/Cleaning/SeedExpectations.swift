/// What a careful reader keeps of each of the five seed articles.
struct SeedExpectation: Sendable {
    var id: String
    var language: String
    var title: String?
    var summary: String?
    var dateline: String?
    var agency: String?
    var pageDate: String?
    var hashtags: [String]
    /// The source's lines that make up the body, 1-based.
    var bodyLines: [Int]
    var dropped: [Int: String]
}

let seedExpectations: [SeedExpectation] = [
    SeedExpectation(
        id: "000_d7910d55a6b1308c", language: "hi",
        title: nil,
        summary: nil,
        dateline: "वाशिंगटन", agency: nil,
        pageDate: nil, hashtags: [],
        bodyLines: [4, 5, 6, 7],
        dropped: [2: "caption", 3: "dateline", 8: "exact-repeat", 9: "exact-repeat", 10: "exact-repeat"]),
    SeedExpectation(
        id: "001_aacfcbe59bb52c0a", language: "ar",
        title:
            "روسيا: تحقيق تقدم في التوافق على عقد اتفاق محتمل مع أمريكا بشأن ضمان سلامة طلعات الطائرات الحربية في سورية",
        summary: nil,
        dateline: nil, agency: "وكالات",
        pageDate: nil, hashtags: [],
        bodyLines: [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
        dropped: [14: "source-credit", 15: "boilerplate"]),
    SeedExpectation(
        id: "002_3347510d77cab150", language: "ar",
        title: "أميركا لم توافق على التعاون عسكرياً مع روسيا في سوريا",
        summary: nil,
        dateline: nil, agency: "رويترز",
        pageDate: "2024-04-25", hashtags: ["#كارتر", "#سوريا", "#التدخل_الروسي"],
        bodyLines: [12, 15, 18, 19, 25, 28, 29, 32],
        dropped: [
            1: "date", 3: "boilerplate", 7: "source-credit", 8: "title-repeat", 9: "title-repeat", 10: "boilerplate",
            22: "near-repeat", 34: "boilerplate", 36: "boilerplate", 38: "boilerplate",
        ]),
    SeedExpectation(
        id: "003_11099fbbf66929e7", language: "ur",
        title: "شامی جنگ میں روس سے کوئی تعاون نہیں ہوگا:امریکا",
        summary: "شام میں روس کے داعش مخالف گروپوں پر فضائی حملے بنیادی غلطی ہیں:آشٹن کارٹر",
        dateline: nil, agency: nil,
        pageDate: nil, hashtags: [],
        bodyLines: [9, 11, 13, 15, 17, 19, 21, 23],
        dropped: [1: "punctuation", 7: "empty-date-label"]),
    SeedExpectation(
        id: "004_16e79f10043acb0f", language: "hi",
        title: "US Talk To Russia: मिसाइल सिस्टम और सैन्य अभ्यासों को लेकर रूस से बातचीत करेगा अमेरिका, यूक्रेन को लेकर है तनाव",
        summary:
            "US Talk To Russia: मीडिया रिपोर्ट के मुताबिक व्हाइट हाउस (White House) के अधिकारी ने कहा कि कुछ क्षेत्र ऐसे हैं जहां अमेरिका और रूस में बातचीत के जरिए प्रगति संभव है.",
        dateline: nil, agency: nil,
        pageDate: nil, hashtags: [],
        bodyLines: [4, 5, 6, 8, 9],
        dropped: [3: "image", 7: "read-also", 10: "read-also", 11: "boilerplate", 12: "boilerplate", 13: "image"]),
]
