import KhabarIndex
import Testing

@Suite struct QueryTreeTests {
    @Test func rangesAreBytesOfTheQueryAsTyped() throws {
        let query = "\u{200F}तेल -\"गैस की\" lang:ur"
        let node = try parseQuery(query)
        #expect(
            node
                == .list([
                    Clause(.should, .word(Words("तेल", range: 3..<12))),
                    Clause(.mustNot, .phrase(Words("गैस की", range: 14..<32))),
                    Clause(.must, .filter(.language(["ur"]), range: 33..<40)),
                ]))
    }

    @Test func aTitleGroupIsItsWordsInTheTitle() throws {
        #expect(
            try parseQuery("title:(a AND b)")
                == .list([
                    Clause(.must, .word(Words("a", field: .title, range: 7..<8))),
                    Clause(.must, .word(Words("b", field: .title, range: 13..<14))),
                ]))
    }

    @Test func aDateRangeHoldsItsDays() throws {
        guard case .filter(.published(let range), _) = try parseQuery("date:2015-10-01..2015-10-31") else {
            Issue.record("no date")
            return
        }
        // 2015-10-01T00:00:00Z is 1,443,657,600.
        #expect(!range.contains(1_443_657_599))
        #expect(range.contains(1_443_657_600))
        #expect(range.contains(1_443_657_600 + 31 * 86_400 - 1))
        #expect(!range.contains(1_443_657_600 + 31 * 86_400))
    }

    @Test func everyDayOfFourCenturiesComesBack() throws {
        var year = 1900, month = 1, day = 1
        var number: Int64 = -25_567
        while year < 2300 {
            let text = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
            let expected = QueryNode.filter(
                .published(DateRange(from: number * 86_400, until: (number + 1) * 86_400)), range: 0..<15)
            guard try parseQuery("date:" + text) == expected, expected.description == "date:\(text)..\(text)" else {
                Issue.record("\(text)")
                return
            }
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            number += 1
            day += 1
            if day > lengths[month - 1] { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
    }
}
