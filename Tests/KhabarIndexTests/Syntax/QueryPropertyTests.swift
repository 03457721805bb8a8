import KhabarIndex
import TestSupport
import Testing

/// Random queries from pieces of the grammar and from any scalars at all.
@Suite struct QueryPropertyTests {
    static let pieces = [
        "oil", "तेल", "النفط", "تیل", "ز\u{200C}ز", "1,000", "a:b", "https://x.org/?q=1", "AND", "OR", "NOT", "+", "-",
        "\"",
        "“", "”", "«", "»", "(", ")", " ", " ", " ", "\t", ",", "،", "۔", "।", ":", "..", "title:", "lang:",
        "lang:ur,hi",
        "source:", "source:x", "id:", "id:a,b", "tag:y", "date:2015", "date:2015..2016", "…", "\u{202E}", "\u{200F}",
        "\0", "~", "e\u{301}",
        "\u{94D}", "*", "*", "~1", "~2", "^2", "^0.5", "body:", "date:2015-10-31T18:30..",
    ]

    @Test(arguments: 0..<8)
    func printedQueriesReadTheSame(_ round: Int) throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<2_000 {
            var query = ""
            for _ in 0..<Int.random(in: 0...14, using: &random) {
                if random.next() % 16 == 0 {
                    query.unicodeScalars.append(random.scalar())
                } else {
                    query += Self.pieces.randomElement(using: &random)!
                }
            }
            let node: QueryNode
            do {
                node = try parseQuery(query)
            } catch {
                #expect((0...query.utf8.count).contains(error.offset), "seed \(seed): \(query.debugDescription)")
                continue
            }
            let printed = node.description
            let again = try parseQuery(printed)
            guard again.placeless == node.placeless, again.description == printed else {
                Issue.record("seed \(seed): \(query.debugDescription) → \(printed) → \(again)")
                return
            }
            #expect(node.rangesLie(within: 0..<query.utf8.count), "seed \(seed): \(query.debugDescription)")
        }
    }
}

extension SplitMix64 {
    mutating func scalar() -> Unicode.Scalar {
        let limit: UInt32 = [0x80, 0x900, 0xE00, 0x3000, 0x11_0000][Int(next() % 5)]
        while true {
            if let scalar = Unicode.Scalar(UInt32(next() % UInt64(limit))) { return scalar }
        }
    }
}

extension QueryNode {
    fileprivate var placeless: QueryNode {
        switch self {
        case .list(let clauses): .list(clauses.map { Clause($0.occurrence, $0.node.placeless) })
        case .word(let words): .word(words.placeless)
        case .phrase(let words): .phrase(words.placeless)
        case .filter(let filter, _): .filter(filter, range: 0..<0)
        }
    }

    fileprivate func rangesLie(within bounds: Range<Int>) -> Bool {
        switch self {
        case .list(let clauses): clauses.allSatisfy { $0.node.rangesLie(within: bounds) }
        case .word(let words), .phrase(let words): !words.range.isEmpty && bounds.contains(words.range)
        case .filter(_, let range): !range.isEmpty && bounds.contains(range)
        }
    }
}

extension Words {
    fileprivate var placeless: Words {
        var words = self
        words.range = 0..<0
        words.wordBefore = nil
        return words
    }
}
