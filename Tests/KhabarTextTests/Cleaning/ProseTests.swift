import Testing

@testable import KhabarText

/// Lines that look alike: `story|` begins or ends as boilerplate does and is a sentence of a story, `page|` is what sites print.
struct Prose: Sendable, CustomTestStringConvertible {
    var language: String
    var lines: String
    /// Two paragraphs of a story.
    var story: [String]

    var testDescription: String { language }

    func lines(_ kind: String) -> [String] {
        lines.split(separator: "\n").filter { $0.hasPrefix(kind + "|") }.map { String($0.dropFirst(kind.count + 1)) }
    }

    /// The lines that are dropped between the paragraphs of the story, and behind them.
    func dropped(_ lines: [String], isInside: Bool) throws -> [String] {
        try lines.filter { line in
            let text = isInside ? [story[0], line, story[1]] : story + [line]
            let article = try Cleaner().clean(
                RawArticle(id: "a", title: "T", text: Array(text.joined(separator: "\n").utf8)))
            return !article.body.contains(line)
        }
    }
}

private let all = [
    Prose(
        language: "en", lines: englishProse,
        story: [
            "The government announced a new set of measures on Monday that ministers say will change how people live and work.",
            "Officials in the capital confirmed the plan after a long cabinet meeting, and opposition parties said they would respond later in the week.",
        ]),
    Prose(
        language: "hi", lines: hindiProse,
        story: [
            "सरकार ने सोमवार को नए नियमों की घोषणा की, जिनसे मंत्रियों के मुताबिक लोगों के जीने और काम करने का तरीका बदल जाएगा।",
            "राजधानी में अधिकारियों ने लंबी कैबिनेट बैठक के बाद इस योजना की पुष्टि की और विपक्षी दलों ने कहा कि वे इस सप्ताह जवाब देंगे।",
        ]),
    Prose(
        language: "ur", lines: urduProse,
        story: [
            "حکومت نے پیر کے روز نئے اقدامات کا اعلان کیا جن سے وزرا کے مطابق لوگوں کے رہنے اور کام کرنے کا طریقہ بدل جائے گا۔",
            "دارالحکومت میں حکام نے کابینہ کے طویل اجلاس کے بعد منصوبے کی تصدیق کی اور حزب اختلاف نے کہا کہ وہ اس ہفتے جواب دے گی۔",
        ]),
    Prose(
        language: "ar", lines: arabicProse,
        story: [
            "أعلنت الحكومة يوم الاثنين مجموعة جديدة من الإجراءات التي يقول الوزراء إنها ستغير طريقة عيش الناس وعملهم.",
            "وأكد مسؤولون في العاصمة الخطة بعد اجتماع طويل لمجلس الوزراء، وقالت أحزاب المعارضة إنها سترد في وقت لاحق من الأسبوع.",
        ]),
]

/// The shares are those that `docs/languages/cleaning.md` gives, rounded down.
struct ProseTests {
    @Test(arguments: all, [true, false])
    func storiesKeepTheirSentences(_ prose: Prose, isInside: Bool) throws {
        let lines = prose.lines("story")
        let lost = try prose.dropped(lines, isInside: isInside)
        #expect(lines.count >= 35)
        #expect(lost.count * 10 <= lines.count, "\(lost.count) of \(lines.count): \(lost)")
    }

    @Test(arguments: all, [true, false])
    func pagesLoseTheirs(_ prose: Prose, isInside: Bool) throws {
        let lines = prose.lines("page")
        let dropped = try prose.dropped(lines, isInside: isInside)
        let kept = lines.filter { !dropped.contains($0) }
        #expect(lines.count >= 15)
        #expect(kept.count * 10 <= lines.count, "\(kept.count) of \(lines.count): \(kept)")
    }
}
