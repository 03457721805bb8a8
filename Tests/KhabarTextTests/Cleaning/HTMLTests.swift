import TestSupport
import Testing

@testable import KhabarText

struct HTMLTests {
    /// A hundred thousand openers without a closer once read a quarter of a megabyte each.
    @Test(.timeLimit(.minutes(1)), arguments: ["<!--", "<script>", "<style>", "<script></script", "<!-- --"])
    func openersThatNothingClosesAreReadOnce(_ opener: String) {
        let text = Array(String(repeating: opener + "a ", count: (1 << 20) / (opener.utf8.count + 2)).utf8)
        let plain = withoutHTML(text.span)
        #expect(plain.bytes.count <= text.count && !plain.bytes.isEmpty)
    }

    @Test func aCloserIsFoundAsByLookingFromEachPlace() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix64(seed: seed)
        let pieces = ["-->", "--", ">", "-", "a", "<!--", "\n"].map { Array($0.utf8) }
        for round in 0..<300 {
            var text: [UInt8] = []
            for _ in 0..<Int(random.next() % 60) { text += pieces[Int(random.next() % UInt64(pieces.count))] }
            var closer = Closer("-->")
            var from = 0
            while from <= text.count {
                let plain = (from..<max(from, text.count - 2)).first { text[$0..<($0 + 3)].elementsEqual(pieces[0]) }
                let end = closer.end(in: text.span, from: from)
                #expect(end == plain.map { $0 + 3 }, "seed \(seed) round \(round) from \(from)")
                from += 1 + Int(random.next() % 4)
            }
            #expect(closer.looked <= text.count)
        }
    }

    @Test func aCloserTooFarAwayIsNoneUntilItIsNear() {
        let text = [UInt8](repeating: 0x61, count: 300 << 10) + Array("-->".utf8)
        var closer = Closer("-->")
        var ends: [Int?] = [closer.end(in: text.span, from: 0)]
        #expect(closer.looked < text.count - 3)
        for from in [100 << 10, 200 << 10, text.count - 2] { ends.append(closer.end(in: text.span, from: from)) }
        #expect(ends == [nil, text.count, text.count, nil])
    }
}
