import KhabarIndex
import Testing

@Suite struct QueryLimitTests {
    @Test func length() throws {
        let longest = String(repeating: "a", count: QueryLimits.bytesMax)
        #expect(try parseQuery(longest).description == longest)
        #expect(throws: QuerySyntaxError(.tooLong(bytes: QueryLimits.bytesMax + 1), at: QueryLimits.bytesMax)) {
            try parseQuery(longest + "a")
        }
    }

    @Test func clauses() throws {
        let most = Array(repeating: "a", count: QueryLimits.clausesMax).joined(separator: " ")
        guard case .list(let clauses) = try parseQuery(most) else {
            Issue.record("no list")
            return
        }
        #expect(clauses.count == QueryLimits.clausesMax)
        #expect(throws: QuerySyntaxError(.tooManyClauses, at: most.utf8.count + 1)) { try parseQuery(most + " b") }
    }

    /// Words of phrases and compounds count: many small clauses, or one long one.
    @Test func terms() throws {
        let words = { (count: Int) in Array(repeating: "news", count: count) }
        for (open, separator, close) in [("\"", " ", "\""), ("", "-", ""), ("title:", "-", ""), ("+(a b ", "-", ")")] {
            let extra = open.contains("a") ? 2 : 0
            let most = open + words(QueryLimits.termsMax - extra).joined(separator: separator) + close
            _ = try parseQuery(most)
            let more = open + words(QueryLimits.termsMax - extra + 1).joined(separator: separator) + close
            let error = #expect(throws: QuerySyntaxError.self) { try parseQuery(more) }
            #expect(error?.cause == .tooManyTerms, "\(open)")
        }
    }

    @Test func nesting() throws {
        let open = String(repeating: "(", count: QueryLimits.nestingMax)
        #expect(try parseQuery(open + "a").description == "a")
        #expect(throws: QuerySyntaxError(.tooDeep, at: QueryLimits.nestingMax)) { try parseQuery(open + "(a") }
        #expect(throws: QuerySyntaxError(.tooDeep, at: QueryLimits.nestingMax)) {
            try parseQuery(String(repeating: "(", count: QueryLimits.bytesMax))
        }
    }

    @Test(arguments: ["\"", "+", "-", ")", ":", "\"\"", "NOT ", "AND ", "lang: ", "\u{60C}", "title:", "+\"", "a\""])
    func repetitionIsRefusedOrReadInTime(_ piece: String) {
        let query = String(repeating: piece, count: QueryLimits.bytesMax / piece.utf8.count)
        do {
            _ = try parseQuery(query)
        } catch {
            #expect([.tooManyClauses, .tooManyTerms].contains(error.cause))
        }
    }
}
