import KhabarIndex
import KhabarProtocol
import TestSupport
import Testing

@testable import KhabarServer

@Suite struct WatchTests {
    private let folder = TemporaryFolder()
    private let server: UInt64 = 7

    private func position(_ sequence: UInt64) -> [UInt8] {
        ArrivalPosition(sequence: server).bytes + ArrivalPosition(sequence: sequence).bytes
    }

    private func refusal(_ hub: WatchHub, after sequence: UInt64) -> ErrorCode? {
        let watch = Watch(query: "flood", limit: 10, layers: .exact, options: [], after: position(sequence))
        let disposition = hub.add(watch, CancellationFlag(deadline: nil)) { Reply { _, _ in } }
        guard case .answered(.error(let error)) = disposition else { return nil }
        return error.code
    }

    /// A server whose data was put back from a backup gives the numbers anew that a watch has seen: it must not wait for them to be reached again.
    @Test(arguments: [false, true]) func aPositionAheadOfTheDataIsRefused(inMemory: Bool) async throws {
        var engine = try Engine.opened(inMemory ? nil : folder.file("data"))
        _ = try await engine.take([plainArticle("one", "a flood")], sequence: 1)
        _ = try await engine.take([plainArticle("two", "a flood")], sequence: 2)
        var hub = WatchHub(engine, server: server)
        #expect(refusal(hub, after: 2) == nil)
        #expect(refusal(hub, after: 3) == .expired)
        #expect(refusal(hub, after: .max) == .expired)
        // That the last article is gone takes no position away.
        #expect(try await engine.retract(["two"]) == 1)
        #expect(refusal(hub, after: 3) == nil)
        #expect(refusal(hub, after: 4) == .expired)
        hub.stop()
        engine.stop()
        guard !inMemory else { return }
        engine = try Engine.opened(folder.file("data"))
        hub = WatchHub(engine, server: server)
        #expect(refusal(hub, after: 3) == nil)
        #expect(refusal(hub, after: 4) == .expired)
        hub.stop()
        engine.stop()
    }

    @Test func whoeverIsCancelledGivesItsPlaceBack() async throws {
        let engine = try Engine.opened(nil)
        let hub = WatchHub(engine, server: server)
        let watch = Watch(query: "flood", limit: 10, layers: .exact, options: [], after: position(0))
        let flag = CancellationFlag(deadline: nil)
        let answer = await withCheckedContinuation { continuation in
            let disposition = hub.add(watch, flag) { Reply { answer, _ in continuation.resume(returning: answer) } }
            guard case .underWay = disposition else { preconditionFailure("it was answered at once") }
            flag.set()
        }
        guard case .error(let error) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(error.code == .cancelled)
        #expect(await eventually { hub.count == 0 })
        hub.stop()
        engine.stop()
    }
}
