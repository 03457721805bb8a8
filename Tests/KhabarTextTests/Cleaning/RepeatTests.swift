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

    @Test func nearRepeatsGoAndTheirNeighboursStay() throws {
        // 18 words, 16 trigrams: one word changed near the end takes 3 trigrams with it.
        let words =
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen"
        #expect(try kept([words, second, words.replacing("sixteen", with: "other")]) == [words, second])
        // In the middle of eight words it takes half of them.
        let eight = "one two three four five six seven eight"
        let changed = eight.replacing("five", with: "other")
        #expect(try kept([eight, second, changed]) == [eight, second, changed])
        // Seven words are too few to call anything near.
        #expect(try kept(["one two three four five six seven", second, "zero one two three four five six"]).count == 3)
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

    @Test func containmentAgreesWithAPlainCount() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix(state: seed)
        for round in 0..<500 {
            let base = (0..<(8 + Int(random.next() % 20))).map { _ in "w\(random.next() % 1_000)x" }
            var other = base
            for _ in 0..<Int(random.next() % 4) {
                other[Int(random.next() % UInt64(other.count))] = "new\(random.next() % 9)x"
            }
            if other == base { continue }
            func trigrams(_ words: [String]) -> [String] {
                (0..<(words.count - 2)).map { words[$0...($0 + 2)].joined(separator: " ") }
            }
            let said = Set(trigrams(base))
            let contained = trigrams(other).filter(said.contains).count
            let isRepeat = contained * 10 >= (other.count - 2) * 8
            let text = Array((base.joined(separator: " ") + "\n" + other.joined(separator: " ")).utf8)
            var scan = ScannedText()
            scanLines(text.span, into: &scan)
            let found = paragraphs(of: scan, text: text.span)
            var reasons: [DropReason?] = [nil, nil]
            markRepeats(found, scan: scan, text: text.span, reasons: &reasons)
            #expect(
                (reasons[1] != nil) == isRepeat || text.filter { (0x30...0x39).contains($0) }.count * 8 >= text.count,
                "seed \(seed) round \(round)")
        }
    }
}
