import Testing
import TestSupport

@testable import KhabarText

@Suite struct CopySignatureTests {
    private static let seeds: [UInt64] = Array(1...20)

    @Test(arguments: seeds) func aSketchIsWhatThePlainAlgorithmSays(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var words = random.story(words: Int.random(in: 0...900, using: &random))
        // Passages that come again, numbers, and function words.
        if words.count > 60 { words += words[10..<50] }
        for index in stride(from: 7, to: words.count, by: 11) { words[index] = index % 2 == 0 ? "the" : "\(index)" }
        let title = random.story(words: 6)
        var sketcher = CopySketcher()
        for _ in 0..<2 {
            let made = signature(title: title.joined(separator: " "), [words.joined(separator: " ")], &sketcher)
            #expect(made == plainSignature(title: title, words), "seed \(seed)")
            #expect(made.isWellFormed)
        }
    }

    @Test func theTitleMayComeFirstOrLast() {
        var random = SplitMix64(seed: 3)
        let (title, text) = (random.story(words: 7), random.story(words: 15))
        var (tokens, titleTokens) = (Tokens(), Tokens())
        tokenize(text.joined(separator: " ").utf8.span, into: &tokens)
        tokenize(title.joined(separator: " ").utf8.span, into: &titleTokens)
        var sketcher = CopySketcher()
        sketcher.add(tokens, hashes: tokens.termHashes(), 0..<tokens.count)
        sketcher.addTitle(titleTokens, hashes: titleTokens.termHashes(), 0..<titleTokens.count)
        let last = sketcher.finish()
        sketcher.addTitle(titleTokens, hashes: titleTokens.termHashes(), 0..<titleTokens.count)
        sketcher.add(tokens, hashes: tokens.termHashes(), 0..<tokens.count)
        #expect(sketcher.finish() == last)
        #expect(last != signature(text))
    }

    @Test(arguments: seeds) func aStoryCutShortIsACopyOfTheWhole(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let story = random.story(words: 700)
        for length in [200, 400, 699] {
            let cut = signature(Array(story.prefix(length)))
            #expect(
                cut.isCopy(of: signature(story)) && signature(story).isCopy(of: cut), "seed \(seed), \(length) words")
        }
    }

    @Test(arguments: seeds) func functionWordsAndNumbersMayBeMissing(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let story = random.story(words: 120)
        var full: [String] = []
        for (index, word) in story.enumerated() {
            full.append(word)
            if index % 3 == 0 { full.append(["the", "of", "and", "के", "کی", "من"][index / 3 % 6]) }
            if index % 20 == 5 { full.append("\(1_000 + index)") }
        }
        #expect(signature(full).shingles.span[5] == signature(story).shingles.span[5])
        #expect(signature(full).isCopy(of: signature(story)), "seed \(seed)")
    }

    @Test(arguments: seeds) func aFewOtherWordsAreForgiven(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let story = random.story(words: 400)
        var changed = story
        for index in stride(from: 20, to: 400, by: 40) { changed[index] = "another" }
        changed.insert(contentsOf: random.story(words: 4), at: 0)
        #expect(signature(changed).isCopy(of: signature(story)), "seed \(seed)")
    }

    @Test(arguments: seeds) func aTailThatPagesShareMakesNoCopies(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let tail = random.story(words: 300)
        let (one, other) = (random.story(words: 80), random.story(words: 80))
        #expect(!signature(one + tail).isCopy(of: signature(other + tail)), "seed \(seed)")
        #expect(signature(one + tail).isCopy(of: signature(one)), "seed \(seed)")
    }

    @Test(arguments: seeds) func otherStoriesAreNoCopies(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let (one, other) = (signature(random.story(words: 200)), signature(random.story(words: 200)))
        #expect(one.agreement(with: other).shared == 0 && !one.isCopy(of: other), "seed \(seed)")
    }

    @Test func reportsWithOtherNumbersAreNoCopies() {
        func report(_ index: Int, _ change: Int, _ shares: Int) -> [String] {
            [
                """
                The general share index closed at \(index) points after a gain of \(change) points, the exchange said on its website. Banks led the \
                rise while cement makers lost ground. Some \(shares) million shares changed hands among brokers during the session, dealers \
                told reporters, and foreign investors remained net buyers for another day.
                """
            ]
        }
        let monday = signature(report(97_328, 1_781, 969))
        #expect(monday.isCopy(of: signature(report(97_328, 1_781, 969))))
        #expect(!monday.isCopy(of: signature(report(96_112, 340, 871))))
        #expect(monday.agreement(with: signature(report(96_112, 340, 871))).comparableNumbers == 3)
    }

    @Test func ofShortTextsTheTitleDecides() {
        let text = ["Quarterly dividend unchanged, payable first week next month, holders on record tomorrow"]
        let one = signature(title: "Northern Copper Smelting Company sets regular payout", text)
        #expect(
            !one.isCopy(of: signature(title: "Lakeside Savings Insurance Bank keeps quarterly payment steady", text)))
        #expect(one.isCopy(of: signature(title: "Northern Copper Smelting Company sets regular payout", text)))
        #expect(signature(text).isCopy(of: signature(text)))
    }

    @Test func tooShortATextHasNoCopies() {
        let short = signature(["Photographs from yesterday's evening match"])
        #expect(!short.isTelling && !short.isCopy(of: short) && !CopySignature().isTelling)
    }

    @Test func anEndlessTextCostsAndWeighsNoMore() {
        var random = SplitMix64(seed: 5)
        let story = random.story(words: CopySketcher.wordsMax + 500)
        #expect(signature(story) == signature(Array(story.prefix(CopySketcher.wordsMax))))
    }
}

/// All shingles, sorted: what `CopySketcher` does without sorting.
private func plainSignature(title: [String], _ text: [String]) -> CopySignature {
    func hashes(_ words: [String]) -> WordList {
        var (tokens, list) = (Tokens(), WordList())
        tokenize(words.joined(separator: " ").utf8.span, into: &tokens)
        list.append(tokens, hashes: tokens.termHashes(), 0..<tokens.count, limit: .max)
        return list
    }
    let (body, head) = (hashes(text), hashes(title))
    var least: [UInt32: UInt32] = [:]
    func add(_ words: [UInt64], after before: Int) {
        for at in 0..<max(0, words.count - 2) {
            let place = Double(32 + before + at)
            let sum =
                words[at] &* 0x9E37_79B9_7F4A_7C15 &+ words[at + 1] &* 0xC2B2_AE3D_27D4_EB4F
                &+ words[at + 2] &* 0x1656_67B1_9E37_79F9
            let product = (sum ^ sum >> 32).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
            let hash = product.high ^ product.low
            let priority = ((hash >> 40) * UInt64(place * place.squareRoot())) >> 11
            var (code, rest) = (UInt64(0), priority)
            while rest >= 16 { (code, rest) = (code + 8, rest / 2) }
            let value = UInt32(code + rest) << 24 | UInt32(hash & 0xFF_FFFF)
            least[value & 0xFF_FFFF] = min(least[value & 0xFF_FFFF] ?? .max, value)
        }
    }
    add(body.words, after: 0)
    add(head.words, after: body.words.count)
    var numbers: [UInt16] = []
    for number in body.numbers + head.numbers {
        let value = UInt16(number % 65_535 + 1)
        if !numbers.contains(value) { numbers.append(value) }
    }
    var bytes: [UInt8] = []
    let shingles = (least.values.sorted() + [UInt32](repeating: .max, count: 24)).prefix(24)
    for shingle in shingles { for shift in [0, 8, 16, 24] { bytes.append(UInt8(shingle >> UInt32(shift) & 0xFF)) } }
    for number in (numbers + [UInt16](repeating: 0, count: 8)).prefix(8) {
        bytes.append(UInt8(number & 0xFF))
        bytes.append(UInt8(number >> 8))
    }
    return CopySignature(bytes.span)
}
