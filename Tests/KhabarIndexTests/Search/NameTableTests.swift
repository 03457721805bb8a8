import KhabarText
import Testing

@testable import KhabarIndex

/// What the table of sounds finds, against all terms gone through one by one.
@Suite struct NameTableTests {
    /// Spellings of one sound in all scripts, few or many, and words of other sounds.
    @Test(arguments: [1, 2, 5, 1_000])
    func termsAreFoundByScript(limit: Int) throws {
        let vowels = ["a", "e", "i", "o", "u"]
        let latin = vowels.flatMap { one in vowels.map { "m\(one)hamm\($0)d" } } + ["putin", "london", "brexit"]
        let arabic = ["محمد", "محامد", "محمود", "بوتين", "لندن"]
        let urdu = ["پوٹن", "محمدے", "کارٹر"]
        let hindi = ["मुहम्मद", "मोहम्मद", "महम्मद", "पुतिन", "लंदन"]
        let words = latin + arabic + urdu + hindi
        let segment = try buildSegment([
            Article(id: "a", language: "en", body: [words.joined(separator: " ")])
        ])
        var terms: [(term: [UInt8], keys: [UInt32])] = []
        var names = NameKeys()
        var cursor = segment.dictionary(of: .exact).cursor()
        while !cursor.isAtEnd {
            cursor.read()
            var keys: [UInt32] = []
            names.append(of: cursor.term.span, to: &keys)
            terms.append((cursor.term, keys))
        }
        var found = 0
        for word in words {
            for key in NameQuery(Array(word.utf8)).keys {
                var expected: [Int] = []
                for own in key.first...key.last where key.contains(own) {
                    expected += terms.indices.filter { terms[$0].keys.contains(own) }.prefix(limit)
                }
                #expect(segment.names.ordinals(of: key, atMost: limit) == expected, "\(word)")
                found += expected.count
            }
        }
        #expect(found > words.count)
    }
}
