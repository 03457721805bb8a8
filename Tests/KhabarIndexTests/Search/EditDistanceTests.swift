import TestSupport
import Testing

@testable import KhabarIndex

@Suite struct EditDistanceTests {
    private func distance(_ one: String, _ other: String, atMost limit: Int = 5) -> Int? {
        var automaton = EditDistance(to: letters(of: Array(one.utf8).span), atMost: limit)
        return automaton.distance(Array(other.utf8).span)
    }

    @Test(arguments: [
        ("minister", "minsiter", 1), ("minister", "ministry", 2), ("oil", "oil", 0), ("", "ab", 2),
        // A vowel sign and its consonant are one letter; so is a consonant with its virama.
        ("दिल्ली", "दल्ली", 1), ("दिल्ली", "दिलली", 1), ("मोदी", "मदी", 1), ("کراچی", "کراچي", 1), ("نواز", "نوار", 1),
        ("पुतिन", "पुतनि", 2), ("شریف", "شرفی", 1),
    ])
    func lettersAreWhatPeopleSee(_ one: String, _ other: String, _ edits: Int) {
        #expect(distance(one, other) == edits)
        #expect(distance(other, one) == edits)
        if edits > 0 { #expect(distance(one, other, atMost: edits - 1) == nil) }
    }

    /// Terms in order share rows; the distances are those of the whole table.
    @Test(arguments: 0..<20 as Range<UInt64>) func manyTermsInAnyOrderAgreeWithTheTable(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        func word() -> [UInt8] { (0..<(random.next() % 7)).map { _ in UInt8(0x61 + random.next() % 3) } }
        let wanted = word()
        var terms = (0..<400).map { _ in word() }
        if seed % 2 == 0 { terms.sort { $0.lexicographicallyPrecedes($1) } }
        for limit in 0...3 {
            var automaton = EditDistance(to: letters(of: wanted.span), atMost: limit)
            for term in terms {
                let plain = plainDistance(wanted, term)
                #expect(automaton.distance(term.span) == (plain <= limit ? plain : nil), "seed \(seed)")
            }
        }
    }
}
