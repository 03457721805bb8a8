import KhabarIndex
import KhabarProtocol
import KhabarText
import TestSupport
import Testing

@testable import KhabarServer

@Suite struct PagingTests {
    private func search(_ after: [UInt8] = [], limit: UInt32 = 7, query: String = "flood") -> Search {
        Search(query: query, limit: limit, offset: 0, layers: .stem, options: .page, after: after)
    }

    private func makeShelf(firstNumber: UInt64 = 1) -> SnapshotShelf {
        SnapshotShelf(firstNumber: firstNumber, bytesMax: 1 << 30) { Snapshot() }
    }

    private func result(_ search: Search, _ snapshot: Snapshot, _ shelf: SnapshotShelf) throws(ErrorMessage)
        -> SearchResult
    {
        guard
            case .searchResult(let result) = try SearchService(search, snapshot, shelf: shelf).wholeAnswer(
                CancellationFlag(deadline: nil))
        else { preconditionFailure("a search was answered by something else") }
        return result
    }

    private func snapshot(_ ids: Range<Int>) throws -> Snapshot {
        Snapshot([
            SegmentView(
                try segment(
                    ids.map { plainArticle("article-\($0)", "a flood number \($0 % 5)", title: nil, version: 1) }))
        ])
    }

    /// Pages of one search make its whole list, whatever has arrived since the first of them.
    @Test func pagesDoNotMove() throws {
        let shelf = makeShelf()
        let first = try snapshot(0..<40)
        let whole = try result(search(limit: 100), first, shelf).hits.map(\.id)
        var page = try result(search(), first, shelf)
        var ids = page.hits.map(\.id)
        while !page.next.isEmpty {
            page = try result(search(page.next), try snapshot(20..<200), shelf)
            ids += page.hits.map(\.id)
        }
        #expect(ids == whole && ids.count == 40)
    }

    /// What was retracted is not shown any more, what was replaced as it is now; both at once, and after the segments were merged.
    @Test(arguments: [false, true]) func pagesShowNothingThatIsGone(merged: Bool) async throws {
        let engine = try Engine.opened(nil)
        let shelf = makeShelf()
        func page(_ after: [UInt8]) throws -> SearchResult {
            let search = Search(
                query: "flood", limit: 4, offset: 0, layers: .stem, options: [.page, .snippets], after: after)
            let service = try SearchService(search, engine.snapshot, shelf: shelf)
            // The event loop can't wait for the catalogue.
            #expect(after.isEmpty || service.quickAnswer(CancellationFlag(deadline: nil)) == nil)
            let answer = service.wholeAnswer(CancellationFlag(deadline: nil), locate: engine.locate)
            guard case .searchResult(let result) = answer else {
                preconditionFailure("a search was answered by something else")
            }
            return result
        }
        for number in 0..<12 {
            let article = plainArticle("a\(100 + number)", "a flood", title: "old", version: 1)
            _ = try await engine.take([article], sequence: UInt64(number + 1))
        }
        let first = try page([])
        #expect(first.hits.map(\.id) == ["a100", "a101", "a102", "a103"])
        #expect(try await engine.retract(["a105"]) == 1)
        _ = try await engine.take([plainArticle("a106", "a river", title: "new", version: 2)], sequence: 13)
        if merged {
            engine.merging.schedule(engine)
            #expect(await eventually { engine.isSettled })
        }
        let second = try page(first.next)
        #expect(second.hits.map(\.id) == ["a104", "a106", "a107"])
        #expect(second.hits.map(\.title) == ["old", "new", "old"])
        #expect(second.hits.map(\.snippet) == ["a flood", "a river", "a flood"])
        #expect(try await engine.retract(["a108", "a109", "a110", "a111"]) == 4)
        let third = try page(second.next)
        #expect(third.hits.isEmpty && third.total == first.total && !third.next.isEmpty)
        engine.stop()
    }

    @Test func aCursorIsOfOneSearchAndOfOneRun() throws {
        let shelf = makeShelf()
        let snapshot = try snapshot(0..<40)
        let next = try result(search(), snapshot, shelf).next
        #expect(throws: ErrorMessage.self) { try result(search(next, query: "floods"), snapshot, shelf) }
        var younger = search(next)
        younger.halfLifeSeconds = 60
        #expect(throws: ErrorMessage.self) { try result(younger, snapshot, shelf) }
        #expect(throws: ErrorMessage.self) {
            try result(search(next), snapshot, makeShelf(firstNumber: 1 << 32))
        }
        for length in 0..<next.count where length > 0 {
            #expect(throws: ErrorMessage.self) { try result(search(Array(next.prefix(length))), snapshot, shelf) }
        }
        // Another number of hits is no other search.
        #expect(try result(search(next, limit: 2), snapshot, shelf).hits.count == 2)
        // The last page has no next one, and nobody gets one who did not ask.
        #expect(try result(search(limit: 41), snapshot, shelf).next.isEmpty)
        var plain = search()
        plain.options = []
        #expect(try result(plain, snapshot, shelf).next.isEmpty)
    }

    /// A cursor comes from the client: its clock may say anything, and dates count from it.
    @Test func aClockThatIsMadeUpIsRefusedOrHarmless() throws {
        let shelf = makeShelf()
        let snapshot = try snapshot(0..<40)
        for dates in ["7d", "9999h..", "..9999w", "9999m", "9999y..", "today", "..yesterday"] {
            for halfLife in [0, 60] as [UInt32] {
                var search = search(query: "flood OR date:\(dates)")
                search.halfLifeSeconds = halfLife
                var cursor = try #require(PageCursor(try result(search, snapshot, shelf).next))
                for now in [.min, .min + 1, -1, 253_402_300_800, .max - 1, .max] as [Int64] {
                    cursor.now = now
                    search.after = cursor.bytes
                    #expect(throws: ErrorMessage.self) { try result(search, snapshot, shelf) }
                }
                for now in [0, 253_402_300_799] as [Int64] {
                    cursor.now = now
                    search.after = cursor.bytes
                    #expect(try result(search, snapshot, shelf).hits.count == 7)
                }
            }
        }
    }

    @Test func theShelfIsBounded() throws {
        let current = try snapshot(0..<3)
        let crowded = makeShelf()
        let first = crowded.keep(current)
        #expect(crowded.keep(current) == first)
        for _ in 0..<SnapshotShelf.countMax { _ = crowded.keep(Snapshot(current.views)) }
        #expect(crowded.snapshot(first) == nil)
        // Whatever is only here counts, and the oldest goes.
        let narrow = SnapshotShelf(firstNumber: 1, bytesMax: 1) { current }
        let old = narrow.keep(try snapshot(5..<9))
        let new = narrow.keep(current)
        #expect(narrow.snapshot(old) == nil && narrow.snapshot(new) != nil)
        // Of three that share nothing there is room for two: those that were used last. What two share counts once.
        let three = try [0..<9, 9..<18, 18..<27].map { try snapshot($0) }
        let bytes = three.map { $0.views.reduce(0) { $0 + $1.segment.index.count + $1.segment.text.count } }
        let wide = SnapshotShelf(firstNumber: 1, bytesMax: 2 * bytes.max()!) { current }
        let numbers = three.map { wide.keep($0) }
        #expect(wide.snapshot(numbers[0]) == nil && wide.snapshot(numbers[1]) != nil)
        let again = wide.keep(three[0])
        let same = wide.keep(Snapshot(three[0].views))
        #expect(wide.snapshot(numbers[2]) == nil && wide.snapshot(numbers[1]) != nil)
        #expect(wide.snapshot(again) != nil && wide.snapshot(same) != nil)
    }

    @Test func positionsReadBack() {
        for position in [
            ArrivalPosition(sequence: 0), ArrivalPosition(sequence: .max, id: "خبر"),
            ArrivalPosition(sequence: 9, id: "a"),
        ] {
            #expect(ArrivalPosition(position.bytes) == position)
        }
        #expect(ArrivalPosition([1, 2, 3]) == nil && ArrivalPosition([0, 0, 0, 0, 0, 0, 0, 0, 0xC0]) == nil)
    }
}
