import KhabarIndex
import KhabarProtocol
import Synchronization
import TestSupport
import Testing

@testable import KhabarServer

@Suite struct WatchTests {
    private let folder = TemporaryFolder()
    private let server: UInt64 = 7

    private func ask(_ hub: WatchHub, after position: [UInt8]) -> RequestService.Disposition {
        let watch = Watch(query: "flood", limit: 10, layers: .exact, options: [], after: position)
        return hub.add(watch, CancellationFlag(deadline: nil)) { Reply { _, _, _ in } }
    }

    private func now(_ hub: WatchHub) throws -> [UInt8] {
        var position: [UInt8]?
        if case .answered(.watchResult(let result)) = ask(hub, after: []) { position = result.position }
        return try #require(position)
    }

    private func refusal(_ hub: WatchHub, after position: [UInt8]) -> ErrorCode? {
        guard case .answered(.error(let error)) = ask(hub, after: position) else { return nil }
        return error.code
    }

    /// The position of now with another sequence number.
    private func refusal(_ hub: WatchHub, after sequence: UInt64) throws -> ErrorCode? {
        refusal(hub, after: try now(hub)[..<8] + ArrivalPosition(sequence: sequence).bytes)
    }

    /// A server whose data was put back from a backup gives the numbers anew that a watch has seen: it must not wait for them to be reached again.
    @Test(arguments: [false, true]) func aPositionAheadOfTheDataIsRefused(inMemory: Bool) async throws {
        var engine = try Engine.opened(inMemory ? nil : folder.file("data"))
        _ = try await engine.take([plainArticle("one", "a flood")], sequence: 1)
        _ = try await engine.take([plainArticle("two", "a flood")], sequence: 2)
        var hub = WatchHub(engine, server: server)
        #expect(try refusal(hub, after: 2) == nil)
        #expect(try refusal(hub, after: 3) == .expired)
        #expect(try refusal(hub, after: .max) == .expired)
        // That the last article is gone takes no position away.
        #expect(try await engine.retract(["two"]) == 1)
        #expect(try refusal(hub, after: 3) == nil)
        #expect(try refusal(hub, after: 4) == .expired)
        hub.stop()
        engine.stop()
        guard !inMemory else { return }
        engine = try Engine.opened(folder.file("data"))
        hub = WatchHub(engine, server: server)
        #expect(try refusal(hub, after: 3) == nil)
        #expect(try refusal(hub, after: 4) == .expired)
        hub.stop()
        engine.stop()
    }

    private func count(_ words: ClosedRange<Int>, into engine: Engine) async throws {
        for number in words {
            _ = try await engine.take([plainArticle("\(number)", "flood \(number)")], sequence: UInt64(number))
        }
    }

    /// A backup that was put back gives numbers anew. What was seen before under one of them is another article, also once there are as many again, and however often
    /// either is started.
    @Test func aPositionThatABackupHasUndoneIsRefused() async throws {
        var kept: [[UInt8]] = []
        func run(_ data: String, _ numbers: ClosedRange<Int>) async throws {
            let engine = try Engine.opened(folder.file(data))
            let hub = WatchHub(engine, server: server)
            kept.append(try now(hub))
            try await count(numbers, into: engine)
            kept.append(try now(hub))
            hub.stop()
            engine.stop()
        }
        try await run("data", 1...2)
        try await run("data", 3...4)
        try folder.copy("data", to: "backup")
        let good = kept
        kept = []
        try await run("data", 5...6)
        try await run("data", 7...8)
        // The first is that of the backup's end, the last that of the lost data's.
        let undone = Array(kept.dropFirst())
        kept = []
        for numbers in [5...7, 8...20] {
            try await run("backup", numbers)
            let engine = try Engine.opened(folder.file("backup"))
            let hub = WatchHub(engine, server: server)
            for position in good + kept { #expect(refusal(hub, after: position) == nil) }
            for position in undone { #expect(refusal(hub, after: position) == .expired) }
            // Nor is anything else a position: what no server has written, what one of before had the numbers for.
            for bytes in [[0], [UInt8](repeating: 0, count: 16), [UInt8](repeating: 255, count: 1_088)] {
                #expect(refusal(hub, after: bytes) == .expired)
            }
            hub.stop()
            engine.stop()
        }
    }

    @Test func whoeverIsCancelledGivesItsPlaceBack() async throws {
        let engine = try Engine.opened(nil)
        let hub = WatchHub(engine, server: server)
        let watch = Watch(query: "flood", limit: 10, layers: .exact, options: [], after: try now(hub))
        let flag = CancellationFlag(deadline: nil)
        let answer = await withCheckedContinuation { continuation in
            let disposition = hub.add(watch, flag) { Reply { answer, _, _ in continuation.resume(returning: answer) } }
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

    /// However many watches of a connection have something to say, no more of it is made than the connection takes; what waits is neither lost nor told twice.
    @Test func answersWaitForTheirConnection() async throws {
        let engine = try Engine.opened(nil)
        let hub = WatchHub(engine, server: server, patience: .seconds(3_600))
        let position = try now(hub)
        _ = try await engine.take([plainArticle("one", "a flood")], sequence: 1)
        let room = AnswerRoom(count: 3) { [weak hub] in hub?.look() }
        let answers = Mutex<[(message: Message, ticket: AnswerRoom.Ticket?)]>([])
        let watch = Watch(query: "flood", limit: 10, layers: .exact, options: [], after: position)
        for _ in 0..<20 {
            let disposition = hub.add(watch, CancellationFlag(deadline: nil)) {
                Reply(in: room) { message, _, ticket in answers.withLock { $0.append((message, ticket)) } }
            }
            guard case .underWay = disposition else { preconditionFailure("it was answered at once") }
        }
        var answered = 0
        while answered < 20 {
            let expected = min(3, 20 - answered)
            #expect(
                await eventually { answers.withLock { $0.count } == expected && hub.count == 20 - answered - expected })
            // Looked at again, those that wait still do.
            hub.look()
            let taken = answers.withLock { answers in
                defer { answers = [] }
                return answers
            }
            for (message, ticket) in taken {
                guard case .watchResult(let result) = message else { preconditionFailure("\(message)") }
                #expect(result.hits.map(\.id) == ["one"] && ticket != nil)
            }
            guard !taken.isEmpty else { break }
            answered += taken.count
        }
        #expect(answered == 20 && room.take() != nil)
        hub.stop()
        engine.stop()
    }
}
