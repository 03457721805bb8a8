import Foundation
import TestSupport
import Testing

@testable import KhabarText

/// Whatever a text holds, cleaning ends, and each line with something in it is kept or dropped for one reason.
struct AccountingTests {
    private static let phrases: [[UInt8]] =
        [
            PackageResources.cleaning_phrases_ar_txt, PackageResources.cleaning_phrases_en_txt,
            PackageResources.cleaning_phrases_hi_txt, PackageResources.cleaning_phrases_ur_txt,
            PackageResources.cleaning_dates_txt, PackageResources.cleaning_places_txt,
        ].flatMap { resourceLines($0).map { Array($0.replacing("…", with: " ").replacing("_", with: " ").utf8) } }

    private static let pieces: [[UInt8]] =
        [
            "\n", "\n\n", "\r\n", "\r", " ", ".", "।", "۔", ":", " - ", " — ", "(", ")", " (Reuters)", "/", "|", "©",
            "<p>", "</p>", "<br/>",
            "<img src='a'>", "<script>", "</script>", "<!--", "-->", "<b", ">", "&amp;", "&#x200F;", "&#55357;&#56832;",
            "&nbsp", "![", "](", ")",
            "[a](http://b)", "![](http://c)", "#", "#tag", "@name", "http://x", "30 September 2015", "٣٠ أيلول ٢٠١٥",
            "१ जनवरी २०१५",
            "16 ذو الحجة 1436 هـ", "10:30", "1436/12/16", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{FEFF}",
            "\u{202E}", "\u{200C}", "\u{93C}",
            "\u{64E}\u{651}", "e\u{301}", "\u{FEFB}", "\u{FDF2}", "\0",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xE0, 0xA4], [0xED, 0xA0, 0x80], [0xF0, 0x9F], [0x80]]

    private static let seeds: [[UInt8]] = seedExpectations.compactMap {
        try? Array(Data(contentsOf: seedsFolder.appending(path: $0.id + ".txt")))
    }

    @Test func everyLineIsAccountedForOnce() throws {
        #expect(Self.seeds.count == 5)
        // Those that once failed, besides.
        for seed: UInt64 in [
            .random(in: 0 ... .max), 7_157_616_121_801_093_115, 16_297_149_570_193_946_014, 17_622_002_735_866_294_343,
        ] {
            try everyLineIsAccountedFor(seed)
        }
    }

    private func everyLineIsAccountedFor(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
        for round in 0..<1_200 {
            var text = round % 3 == 0 ? [] : Self.seeds[pick(5)]
            for _ in 0..<(1 + pick(round % 3 == 0 ? 60 : 12)) {
                let at = pick(text.count + 1)
                switch pick(8) {
                case 0 where !text.isEmpty: text.removeSubrange(at..<min(text.count, at + 1 + pick(200)))
                case 1 where !text.isEmpty: text[min(at, text.count - 1)] = UInt8(truncatingIfNeeded: random.next())
                case 2 where !text.isEmpty:
                    text.insert(contentsOf: text[at..<min(text.count, at + 1 + pick(500))], at: at)
                case 3, 4: text.insert(contentsOf: [0x0A] + Self.phrases[pick(Self.phrases.count)] + [0x0A], at: at)
                default: text.insert(contentsOf: Self.pieces[pick(Self.pieces.count)], at: at)
                }
            }
            let title = pick(3) == 0 ? String(decoding: text.prefix(pick(200)), as: UTF8.self) : nil
            let page = try Cleaner().page(of: text, givenTitle: title)
            expectAccounted(page, text, "seed \(seed) round \(round)")
        }
    }

    private func expectAccounted(_ page: Page, _ text: [UInt8], _ place: Comment) {
        let repaired = repairUnicode(text).split(separator: 0x0A, omittingEmptySubsequences: false)
        var visible: Set<UInt32> = []
        for (index, line) in repaired.enumerated() where !wordHashes(String(decoding: line, as: UTF8.self)).isEmpty {
            visible.insert(UInt32(index + 1))
        }
        var kept: Set<UInt32> = []
        var lines: [Int] = []
        var count = 0
        for index in page.paragraphs.indices {
            lines += Array(page.paragraphs[index].lines)
            if page.reasons[index] != nil {
                #expect(page.headline != index && page.summary != index, place)
                continue
            }
            if page.isKept(index) { count += 1 }
            for line in page.paragraphs[index].lines { kept.insert(page.scan.lines[line].number) }
        }
        // Paragraphs are made of the lines that are not blank, each once.
        #expect(lines == page.scan.lines.indices.filter { !page.scan.lines[$0].isBlank }, place)
        #expect(page.body().count == count, place)
        #expect(page.body().allSatisfy { repairUnicode(Array($0.utf8)) == Array($0.utf8) }, place)
        let dropped = page.dropped()
        #expect(zip(dropped, dropped.dropFirst()).allSatisfy { $0.line <= $1.line && $0 != $1 }, place)
        let reasons = Set(dropped.map(\.line))
        #expect(visible.isSubset(of: kept.union(reasons)), place)
        if page.text.contains(softBreak) { return }
        // Without HTML a line is one thing.
        #expect(kept.isDisjoint(with: reasons), place)
        #expect(reasons.count == dropped.count, place)
    }
}
