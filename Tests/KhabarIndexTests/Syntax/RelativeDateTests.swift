import Testing

@testable import KhabarIndex

/// Dates that count from now: 2026-03-31T10:20:30Z, a Tuesday.
@Suite struct RelativeDateTests {
    static let now: Int64 = 1_774_952_430

    @Test(arguments: [
        ("today", "2026-03-31..2026-03-31"), ("आज", "2026-03-31..2026-03-31"), ("اليوم", "2026-03-31..2026-03-31"),
        ("Yesterday", "2026-03-30..2026-03-30"), ("کل", "2026-03-30..2026-03-30"),
        ("7d", "2026-03-24.."), ("२w", "2026-03-17.."), ("1m", "2026-02-28.."), ("2y", "2024-03-31.."),
        ("6h", "2026-03-31T04:20:30.."), ("30d..7d", "2026-03-01..2026-03-24"), ("..yesterday", "..2026-03-30"),
        ("2026-03-30T18:30", "2026-03-30T18:30:00..2026-03-30T18:30:59"),
        ("2026-03-30T18:30:05..today", "2026-03-30T18:30:05..2026-03-31"),
    ])
    func rangesCountFromNow(_ written: String, _ range: String) throws {
        let node = try parseQuery("date:\(written)", now: Self.now)
        #expect(node.description == "date:\(range)")
        #expect(try parseQuery(node.description).description == node.description)
    }

    @Test(arguments: ["today", "7d", "6h..", "2015-13", "2015-01-01T24:00", "d", "99999d", "7d..30d"])
    func othersAreRefused(_ written: String) {
        #expect(throws: QuerySyntaxError.self) {
            try parseQuery("date:\(written)", now: written == "7d..30d" ? Self.now : nil)
        }
    }
}
