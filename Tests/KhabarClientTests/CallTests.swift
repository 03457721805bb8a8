import KhabarProtocol
import Testing

@testable import KhabarClient

/// Calls that end otherwise than with their answer, and what is refused before it is sent.
@Suite(.timeLimit(.minutes(1))) struct CallTests {
    /// The first thousand are gone when the rest is refused.
    @Test func aRetractionThatFailsHalfwaySaysSo() async throws {
        let server = try await FakeServer()
        var events = server.events.makeAsyncIterator()
        let client = KhabarClient(server: Address(host: "127.0.0.1", port: server.port))
        let deleted = Task { try await client.delete((0..<1_500).map(String.init)) }
        var asked = try #require(await events.nextRequest())
        asked.connection.answer(asked.id, .deleted(Deleted(count: 10)))
        asked = try #require(await events.nextRequest())
        let refusal = ErrorMessage(code: .cannotWrite, retry: .later, applied: .no, scope: .request, text: "full")
        asked.connection.answer(asked.id, .error(refusal))
        await #expect {
            try await deleted.value
        } throws: {
            guard let error = $0 as? KhabarError else { return false }
            return error.code == .cannotWrite && error.applied == .yes && error.retry == .later
                && error.message == "full; 1024 of 1500 ids were retracted before (10 articles are gone)"
        }
        await client.close()
    }

    /// Whenever it comes: before the call is on its way, just then, or later. Each call ends, though the server answers none.
    @Test func noCancellationIsLost() async throws {
        let server = try await FakeServer()
        let client = KhabarClient(server: Address(host: "127.0.0.1", port: server.port))
        await withTaskGroup(of: Bool.self) { group in
            for number in 0..<2_000 {
                group.addTask {
                    let call = Task { _ = try await client.watch("x", from: WatchPosition("00")).first { _ in true } }
                    for _ in 0..<(number % 20) { await Task.yield() }
                    call.cancel()
                    return (try? await call.value) != nil
                }
            }
            for await _ in group {}
        }
        await client.close()
    }

    @Test func placesFromAnybodyAreChecked() {
        let longest = String(repeating: "0f", count: Limits.cursorBytesMax)
        #expect(SearchCursor(longest)?.description == longest && WatchPosition(longest)?.description == longest)
        for wrong in [longest + "00", "", "0", "0x", "zz", "صفحة", String(repeating: "0", count: 1 << 20)] {
            #expect(SearchCursor(wrong) == nil && WatchPosition(wrong) == nil)
        }
    }
}
