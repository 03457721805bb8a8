import TestSupport
import Testing

@testable import KhabarText

private func clean(_ text: String, title: String? = nil, published: String? = nil) throws -> Article {
    try Cleaner().clean(RawArticle(id: "a", title: title, text: Array(text.utf8), published: published))
}

private func reasons(_ article: Article) -> [String] { article.dropped.map { "\($0.line) \($0.reason.name)" } }

struct CleanerTests {
    @Test func rejections() {
        func rejection(_ raw: RawArticle) -> Rejection? {
            do throws(Rejection) { _ = try Cleaner().clean(raw) } catch { return error }
            return nil
        }
        #expect(rejection(RawArticle(text: [])) == .missingText)
        #expect(rejection(RawArticle(title: "A title", text: Array(" \n...\n\u{200F}".utf8))) == .emptyAfterCleaning)
        #expect(rejection(RawArticle(text: Array("![picture](https://example.org/a.png)".utf8))) == .emptyAfterCleaning)
        let big = [UInt8](repeating: 0x61, count: Limits.textBytesMax + 1)
        #expect(rejection(RawArticle(text: big)) == .tooLarge(bytes: big.count, limit: Limits.textBytesMax))
        #expect(rejection(RawArticle(text: Array(big.dropLast()))) == nil)
        let lines = [UInt8](repeating: 0x0A, count: Limits.linesMax + 1)
        #expect(rejection(RawArticle(text: lines)) == .tooManyLines(limit: Limits.linesMax))
        let id = String(repeating: "i", count: Limits.idBytesMax + 1)
        #expect(
            rejection(RawArticle(id: id, text: [0x61]))
                == .fieldTooLong(field: "id", bytes: id.utf8.count, limit: Limits.idBytesMax))
        #expect(rejection(RawArticle(id: String(id.dropLast()), text: [0x61])) == nil)
    }

    @Test func idIsGivenElseUrlElseHash() throws {
        let text = Array("Some words.".utf8)
        #expect(try Cleaner().clean(RawArticle(id: " x ", url: "http://a/b", text: text)).id == " x ")
        #expect(try Cleaner().clean(RawArticle(id: "", url: "http://a/b", text: text)).id == "http://a/b")
        let hash = try Cleaner().clean(RawArticle(text: text)).id
        #expect(hash.utf8.count == 16 && UInt64(hash, radix: 16) == xxh64(text.span))
        let long = "http://a/" + String(repeating: "b", count: Limits.idBytesMax)
        let article = try Cleaner().clean(RawArticle(url: long, text: text))
        #expect(article.id.utf8.count == 16 && article.url == long)
        // Keys stay as given: U+0958 is not in NFC.
        #expect(Array(try Cleaner().clean(RawArticle(id: "\u{958}", text: text)).id.utf8) == [0xE0, 0xA5, 0x98])
    }

    @Test func versionIsGivenElseDateElseZero() throws {
        func version(_ published: String?, _ given: UInt64?) throws -> UInt64 {
            try Cleaner().clean(RawArticle(text: [0x61], published: published, version: given)).version
        }
        #expect(try version("2015-09-30", 7) == 7)
        #expect(try version("2015-09-30", nil) == 1_443_571_200)
        #expect(try version("1960-01-01", nil) == 0)
        #expect(try version("last Friday", nil) == 0)
    }

    @Test func shortArticlesAreKeptWhateverTheyLookLike() throws {
        #expect(try clean("Share").body == ["Share"])
        #expect(try clean("इसे भी पढ़ें: कुछ और").body == ["इसे भी पढ़ें: कुछ और"])
        #expect(try clean("वही शीर्षक", title: "वही शीर्षक").body == ["वही शीर्षक"])
        #expect(try clean("Reuters\nReuters").body == ["Reuters", "Reuters"])
        #expect(try clean("Blah blah blah.\nReuters").agency == "Reuters")
        let dated = try clean("1 June 2021", title: "Bridge closed")
        #expect(
            dated.title == "Bridge closed" && dated.body == ["1 June 2021"] && dated.published?.text == "2021-06-01")
    }

    @Test func datesInTheText() throws {
        let story = "The council voted on Tuesday to rebuild the old bridge over the river."
        let header = try clean("Thursday, 25 April 2024\nBridge to be rebuilt\n\(story)")
        #expect(
            header.pageDate?.text == "2024-04-25" && header.published == nil && header.title == "Bridge to be rebuilt")
        let below = try clean("Bridge to be rebuilt\nThu, 01 Dec 2016 05:22:42 +0500\n\(story)")
        #expect(below.published?.text == "2016-12-01T00:22:42Z" && below.pageDate == nil)
        let label = try clean("Bridge to be rebuilt\nPublished: 1 May 2016 | Updated: 2 May 2016\n\(story)")
        #expect(label.published?.text == "2016-05-01")
        let given = try clean(
            "Bridge to be rebuilt\nThu, 01 Dec 2016 05:22:42 +0500\n\(story)", published: "2016-12-02")
        #expect(given.published?.text == "2016-12-02")
        #expect(try clean("Published:\n\(story)").dropped == [DroppedLine(line: 1, reason: .emptyDateLabel)])
    }

    @Test(arguments: [
        "Dawn.com | AFP | Published June 1, 2021", "ڈان اخبار | شائع 1 جون 2021", "TNN | Jun 1, 2021, 04:11 IST",
        "June 01, 2021 10:12 pm | Updated June 02, 2021 01:10 am IST - New Delhi", "नई दिल्ली, 01 जून 2021,",
        "By: Express News Service | New Delhi | June 1, 2021 10:15:21 am", "ویب ڈیسک منگل 1 جون 2021",
        "By PTI, New Delhi Jun 01, 2021 07:11 PM IST", "لندن: «الشرق الأوسط» 1 يونيو 2021",
        "Tue 1 Jun 2021 18.45 BST", "दैनिक भास्कर | Jun 01, 2021, 10:15 AM IST",
    ])
    func aLineOfNamesAndADateIsTheDate(_ line: String) throws {
        let story = "The council voted to rebuild the old bridge over the river before the next winter comes."
        let article = try clean("\(line)\n\(story)\n\(story) It had been closed.", title: "Bridge to be rebuilt")
        #expect(article.published?.text.hasPrefix("2021-0") == true)
        #expect(article.dropped.map(\.line) == [1])
        #expect(article.body.first == story)
    }

    @Test(arguments: ["Bridge | June 1, 2021 | opens", "The Delhi accord of June 1, 2021", "John Smith, June 1, 2021"])
    func otherWordsBesideADateStay(_ line: String) throws {
        let story = "The council voted to rebuild the old bridge over the river before the next winter comes."
        #expect(try clean("\(line)\n\(story)", title: "Bridge to be rebuilt").body == [line, story])
    }

    @Test func imagesLinksAndHashtags() throws {
        let story = "Two ships met in the strait, the navy said on Monday."
        let article = try clean(
            """
            ![lead](https://example.org/a(1).jpg)
            \(story) #Navy and [the report](https://example.org/r) say so.
            https://example.org/more
            [next](https://example.org/n) | [last](/l)
            [![thumb](http://t/1.png)](http://t/1)
            #Navy #بحر #123
            ## Both sides [sic] agree #1
            """)
        #expect(article.body == ["\(story) #Navy and the report say so.", "Both sides [sic] agree #1"])
        #expect(article.hashtags == ["#Navy", "#بحر"])
        #expect(reasons(article) == ["1 image", "3 link", "4 link", "5 link", "6 hashtags"])
    }

    @Test func boilerplateNeedsTheWholeLine() throws {
        let kept = [
            "Share prices fell on Tuesday after the bank said that it would close.", "He said they would share.",
            "विज्ञापन उद्योग में इस साल दस प्रतिशत की बढ़ोतरी हुई है।", "قال إن إعلان النتائج تأجل إلى يوم غد.",
            "یہ ویڈیو دیکھیں گے تو آپ حیران رہ جائیں گے۔",
        ]
        let dropped = [
            "ADVERTISEMENT", "Share", "Also Read: Another story", "विज्ञापन", "यह भी पढ़ें- दूसरी ख़बर", "اقرأ أيضًا: خبر آخر",
            "إعــلان",
            "مزید پڑھیں: دوسری خبر", "یہ بھی پڑھیے", "Photo: Somebody", "मंत्री संसद में (फ़ाइल फ़ोटो)", "وزیر (فائل فوٹو)",
            "صورة أرشيفية",
        ]
        let article = try clean((kept + dropped).joined(separator: "\n"), title: "T")
        #expect(article.body == kept)
        #expect(article.dropped.count == dropped.count)
    }

    @Test func hardWrappedLinesBecomeParagraphs() throws {
        let article = try clean(
            """
            Alpha Corp said it has notified
            the state water board of a plan to remedy ground and soil
            contamination that it detected at its works in the valley.
                A sample had shown that water close by was apparently
            polluted some years ago with a solvent of the chlorine kind
            that is not used there any more, nor stored, it said.
             Reuter
            """, title: "ALPHA SETS PLAN")
        #expect(article.body.count == 2)
        #expect(
            article.body.first?.hasSuffix(
                "remedy ground and soil contamination that it detected at its works in the valley.") == true)
        #expect(article.agency == "Reuter")
    }

    @Test func aFirstParagraphIsNoTitle() throws {
        let text = "पहला वाक्य यहाँ पूरा होता है।\nदूसरा अनुच्छेद भी पूरे वाक्य के साथ समाप्त होता है।"
        #expect(try clean(text).title == nil)
        #expect(try clean("One line only").title == nil)
        #expect(try clean("some verse here\nanother verse there\na third verse now\nand the last of them").title == nil)
    }

    @Test func randomBytesNeverTrapAndGiveValidText() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        let alphabet: [[UInt8]] = [
            [0x0A], [0x0D], [0x20], [0x00], [0xFF], [0xC3], [0xE0, 0xA4], [0x2E], [0x23], [0x21, 0x5B], [0x5D, 0x28],
            [0x29],
            Array("Share".utf8), Array("ये भी पढ़ें:".utf8), Array("المصدر:".utf8), Array("रूस".utf8),
            Array("۲۵ اپریل 2024".utf8),
            Array("\u{93C}".utf8), Array("e\u{301}".utf8), Array("\u{202E}".utf8), Array("http://x".utf8),
            [0xED, 0xA0, 0x80],
        ]
        for round in 0..<3_000 {
            var text: [UInt8] = []
            for _ in 0..<Int(random.next() % 60) {
                if random.next() % 4 == 0 {
                    text.append(UInt8(truncatingIfNeeded: random.next()))
                } else {
                    text += alphabet[Int(random.next() % UInt64(alphabet.count))]
                }
            }
            let title = random.next() % 2 == 0 ? String(decoding: text.reversed(), as: UTF8.self) : nil
            guard let article = try? Cleaner().clean(RawArticle(title: title, text: text)) else { continue }
            #expect(!article.body.isEmpty, "seed \(seed) round \(round)")
            for line in article.body + [article.title, article.summary, article.agency].compactMap({ $0 }) {
                let bytes = Array(line.utf8)
                #expect(repairUnicode(bytes) == bytes, "seed \(seed) round \(round): \(bytes)")
                #expect(!bytes.contains(0x0A), "seed \(seed) round \(round)")
            }
        }
    }
}
