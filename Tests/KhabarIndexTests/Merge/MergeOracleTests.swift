import TestSupport
import Testing

@testable import KhabarIndex

@Suite struct MergeOracleTests {
    /// Whole segments, segments with some articles gone, and ones with none left, with lists of less and more than a block.
    @Test(arguments: 0..<24 as Range<UInt64>) func mergesAreThePlainMerge(seed: UInt64) throws {
        var generator = RandomArticles(seed: seed &+ 7_000)
        var random = SplitMix64(seed: seed)
        let sources = try (0..<(1 + Int(seed % 7))).map { _ in
            let count = [1, 7, 40, 130, 300][Int(random.next() % 5)]
            var live = LiveArticles(all: count)
            let oneIn = [0, 0, 1, 2, 9][Int(random.next() % 5)]
            for article in 0..<DocID(count) where oneIn > 0 && Int(random.next() % UInt64(oneIn)) == 0 {
                live.remove(article)
            }
            return MergeSource(try buildSegment(generator.articles(count)), live: oneIn == 0 ? nil : live)
        }
        guard let merged = merge(sources) else {
            #expect(sources.allSatisfy { $0.live?.count == 0 })
            return
        }
        let plain = PlainMerge(sources, lengths: merged.view.array(merged.range(.lengths)))
        for layer in Layer.allCases {
            #expect(merged.view.array(merged.range(.terms(of: layer))) == plain.dictionaries[layer], "\(layer)")
        }
        #expect(merged.view.array(merged.range(.postings)) == plain.postings)
        #expect(merged.view.array(merged.range(.positions)) == plain.positions)
        _ = try Segment.validated(index: merged.index, text: merged.text)
    }

    /// Terms that agree in their first eight, sixteen and more bytes, and ones of bytes that no text has.
    @Test(arguments: 0..<40 as Range<UInt64>) func termsComeInOrderWithTheirHolders(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet: [UInt8] = seed % 2 == 0 ? [1, 0xFF] : [0xFF]
        var expected: [[UInt8]: [Int]] = [:]
        let dictionaries = (0..<Int(seed % 9)).map { source in
            var terms = Set<[UInt8]>()
            for _ in 0..<(random.next() % 60) {
                let shared = [0, 6, 8, 14, 16, 1_080][Int(random.next() % 6)]
                let rest = (0..<(1 + random.next() % 20)).map { _ in alphabet.randomElement(using: &random)! }
                terms.insert([UInt8](repeating: 0xFF, count: shared) + rest)
            }
            var writer = TermDictionaryWriter(layer: .keyword)
            for (number, term) in terms.sorted(by: { $0.lexicographicallyPrecedes($1) }).enumerated() {
                writer.append(
                    term.span,
                    TermEntry(articleCount: UInt32(number + 1), postings: number..<number + 1, positions: 0..<0))
                expected[term, default: []].append(source)
            }
            return ByteStorage(writer.finish())
        }
        var merge = TermMerge(
            dictionaries.map { TermDictionary($0.view, section: 0..<$0.count, layer: .keyword) }, .keyword)
        var found: [(term: [UInt8], sources: [Int])] = []
        while merge.next() {
            let term = merge.withTerm { span in span.indices.map { span[$0] } }
            found.append((term, merge.holders.map(\.source)))
        }
        let sorted = expected.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        #expect(found.map(\.term) == sorted.map(\.key))
        #expect(found.map(\.sources) == sorted.map(\.value))
        withExtendedLifetime(dictionaries) {}
    }

    @Test func startsAreFoundFromAnywhere() {
        var random = SplitMix64(seed: 8)
        for count in [0, 1, 2, 3, 50, 400] {
            var starts = ListStarts()
            var values: [Int] = []
            for _ in 0..<count {
                values.append((values.last ?? -1) + 1 + Int(random.next() % 4))
                starts.append(values.last!)
            }
            for _ in 0..<2_000 {
                let wanted = Int(random.next() % UInt64((values.last ?? 0) + 3))
                #expect(starts.find(wanted) == values.firstIndex(of: wanted))
            }
            #expect(starts.find(-1) == nil && starts.find(1 << 40) == nil)
        }
    }
}
