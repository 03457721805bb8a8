import TestSupport
import Testing

@testable import KhabarText

private func kept(_ lines: [String]) throws -> [String] {
    try Cleaner().clean(RawArticle(id: "a", title: "T", text: Array(lines.joined(separator: "\n").utf8))).body
}

struct RepeatTests {
    let first = "The minister told reporters in the capital on Monday that the new bridge would open before winter."
    let second = "Builders have worked on it for three years, and it has cost twice what was planned at first."

    @Test func exactRepeatsGoWhateverTheirSpelling() throws {
        #expect(try kept([first, second, first]) == [first, second])
        #expect(try kept([first, second, first.uppercased() + "!"]) == [first, second])
        let arabic = "أكد الوزير في مؤتمر صحافي إن الجسر الجديد سيفتح قبل الشتاء."
        #expect(
            try kept([arabic, second, "اكد الوزير فى مؤتمر صحافي ان الجسر الجديد سيُفتح قبل الشتاء"]) == [
                arabic, second,
            ])
    }

    @Test func shortLinesMayComeTwice() throws {
        #expect(try kept([first, "Yes, he said.", second, "Yes, he said."]).count == 4)
    }

    @Test func shortLinesOfARepeatedBlockGoWithIt() throws {
        #expect(try kept([first, "The cost", second, first, "The cost", second]) == [first, "The cost", second])
    }

    private let eighteen =
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"

    @Test func nearRepeatsGoWhenNothingIsLost() throws {
        // 18 words, 16 trigrams: a word left out takes 2 trigrams with it.
        #expect(try kept([eighteen, second, eighteen.replacing("nine ", with: "")]) == [eighteen, second])
        #expect(try kept([eighteen, second, eighteen.replacing("one two ", with: "")]) == [eighteen, second])
        // Seven words are too few to call anything near.
        #expect(try kept(["one two three four five six seven", second, "zero one two three four five six"]).count == 3)
    }

    @Test func aWordInPlaceOfAnotherIsAnotherFact() throws {
        for (old, new) in [("one", "other"), ("eighteen", "other"), ("nine", "other"), ("one", "two")] {
            let other = eighteen.replacing(
                old + (old == "eighteen" ? "" : " "), with: new + (old == "eighteen" ? "" : " "))
            #expect(try kept([eighteen, second, other]) == [eighteen, second, other])
        }
        let towns = ["صفاقس", "سوسة", "قابس", "المرسى"].map {
            "*\($0) من الساعة العاشرة صباحا إلى الساعة الثانية بعد الزوال"
        }
        #expect(
            try kept(["تفتح مكاتب البريد أبوابها في رمضان حسب الجدول التالي الذي أعلنته الوزارة."] + towns).count == 5)
        let hindi = ["दिल्ली", "लखनऊ", "पटना"].map { "\($0) में आज आसमान साफ रहेगा और दिन में तेज हवाएं चलने की संभावना है।" }
        #expect(try kept(hindi) == hindi)
    }

    @Test func aLongParagraphMayBeSaidInOtherWordsThatWereSaid() throws {
        let long = (1...34).map { word(UInt64($0) * 7919) }.joined(separator: " ")
        let changed = long.replacing(word(20 * 7919), with: "treasurer")
        #expect(try kept([long, second, changed]) == [long, second, changed])
        let treasurer = "The treasurer was asked about it and did not want to say anything."
        #expect(try kept([long, treasurer, changed]) == [long, treasurer])
        // Said only in a line that is dropped, it was not said.
        #expect(try kept([long, "Read more: treasurer", changed]) == [long, changed])
    }

    @Test func digitsOfAllScriptsMakeATable() throws {
        for zero: UInt32 in [0x30, 0x660, 0x6F0, 0x966] {
            func number(_ value: String) -> String {
                String(String.UnicodeScalarView(value.unicodeScalars.map { Unicode.Scalar(zero + $0.value - 0x30)! }))
            }
            let rows = ["12 345 678 901 234 567 890 111 222", "12 345 678 901 234 567 890 111"].map {
                $0.split(separator: " ").map { number(String($0)) }.joined(separator: " ")
            }
            #expect(try kept(rows) == rows)
        }
    }

    /// Twins far apart, again and again, once went through all that lay between them each time.
    @Test(.timeLimit(.minutes(1))) func manyTwinsAroundManyDroppedLines() throws {
        var lines = [first, "Yes."] + [String](repeating: "Share", count: 40_000) + ["No."]
        for _ in 0..<20_000 { lines += [first, "Yes.", "No."] }
        #expect(try kept(lines).count < lines.count)
    }

    @Test func aLongerVersionStays() throws {
        let longer =
            first + " He did not say what happens if the river rises again, as it did in the spring of last year."
        #expect(try kept([first, longer]) == [first, longer])
    }

    @Test func tablesStay() throws {
        let rows = [
            "UNION 3/12/87 17.50 17.50 17.85", "SHORE 3/12/87 17.50 17.50 17.85", "UNION 3/12/87 17.50 17.50 17.80",
        ]
        #expect(try kept(rows) == rows)
    }

    @Test func nearRepeatsAgreeWithAPlainCount() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        var dropped = 0
        for round in 0..<1_000 {
            let base = (0..<(8 + Int(random.next() % 36))).map { _ in word(random.next() % 1_000) }
            var other = base
            for _ in 0..<Int(random.next() % 4) {
                let at = Int(random.next() % UInt64(other.count))
                switch random.next() % 3 {
                case 0: other[at] = base[Int(random.next() % UInt64(base.count))]
                case 1: other[at] = "new" + word(random.next() % 9)
                default: other.remove(at: at)
                }
            }
            if other == base { continue }
            let isRepeat = isPlainRepeat(other, of: base)
            let text = Array((base.joined(separator: " ") + "\n" + other.joined(separator: " ")).utf8)
            var scan = ScannedText()
            scanLines(text.span, into: &scan)
            let found = paragraphs(of: scan, text: text.span)
            var reasons: [DropReason?] = [nil, nil]
            markRepeats(found, scan: scan, text: text.span, reasons: &reasons)
            if reasons[1] != nil { dropped += 1 }
            #expect((reasons[1] != nil) == isRepeat, "seed \(seed) round \(round)")
        }
        #expect(dropped > 20)
    }

    /// A number in letters: a quarter of digits would make a table.
    private func word(_ number: UInt64) -> String {
        "w" + String(String(number).unicodeScalars.map { Character(Unicode.Scalar($0.value + 0x31)!) })
    }

    private func isPlainRepeat(_ other: [String], of base: [String]) -> Bool {
        func trigrams(_ words: [String]) -> [String] {
            (0..<max(0, words.count - 2)).map { words[$0...($0 + 2)].joined(separator: " ") }
        }
        let said = Set(trigrams(base))
        let contained = trigrams(other).filter(said.contains).count
        guard other.count >= 8, contained * 10 >= (other.count - 2) * 8 else { return false }
        if other.count >= 30 { return Set(other).isSubset(of: base) }
        var rest = base[...]
        for word in other {
            guard let at = rest.firstIndex(of: word) else { return false }
            rest = rest[(at + 1)...]
        }
        return true
    }
}
