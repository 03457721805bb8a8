import Synchronization
import TestSupport
import Testing

@testable import KhabarIngest

/// How long a server is waited for that is not there, or takes nothing.
@Suite struct PatienceTests {
    private let folder = TemporaryFolder()
    private var dead: String { folder.path + "/dead.jsonl" }

    @Test func aServerThatComesBackCostsNothing() async throws {
        let sink = FakeSink(before: { call throws(SinkError) in if call % 3 != 0 { throw .unreachable("down") } })
        let clock = HurriedClock()
        let input = folder.write("x.jsonl", jsonLines(0..<200))
        let run = try pipeline([input], sink, settings: settings(lanes: 1), deadLetters: dead, clock: clock)
        #expect(await run.run() == .finished)
        #expect(sink.ids.count == 200)
        #expect(run.ledger.totals.accepted == 200)
        #expect(clock.sleeps.allSatisfy { $0 <= .seconds(5) })
    }

    @Test func aServerThatStaysAwayEndsTheRun() async throws {
        let clock = HurriedClock()
        let sink = FakeSink(before: { _ throws(SinkError) in throw .unreachable("connection refused") })
        let input = folder.write("x.jsonl", jsonLines(0..<50))
        let run = try pipeline(
            [input], sink, settings: settings(retryFor: .seconds(20)), deadLetters: dead, clock: clock)
        #expect(await run.run() == .unreachable("connection refused"))
        #expect(clock.sleeps.reduce(.zero, +) == .seconds(20))
        #expect(
            Array(clock.sleeps.prefix(4)) == [
                .milliseconds(50), .milliseconds(100), .milliseconds(200), .milliseconds(400),
            ])
    }

    /// Cut off twice, with more than the patience between; in between the server answered others, or not.
    @Test(arguments: [false, true]) func patienceCountsFromTheLastAnswer(answersOthers: Bool) async throws {
        let clock = HurriedClock()
        let run = try pipeline(
            [folder.write("x.jsonl", [])], FakeSink(), settings: settings(retryFor: .seconds(30)), deadLetters: dead,
            clock: clock)
        let attempts = Mutex(0)
        let call = { @Sendable () async throws(SinkError) -> Int in
            let attempt = attempts.withLock { attempts in
                attempts += 1
                return attempts
            }
            if attempt == 2 {
                try? await clock.sleep(for: .seconds(31), tolerance: nil)
                if answersOthers { _ = try? await run.retrying { () throws(SinkError) in 0 } }
            }
            if attempt < 3 { throw .unreachable("cut") }
            return attempt
        }
        let result = try? await run.retrying(call)
        #expect(result == (answersOthers ? 3 : nil))
    }

    /// It will not become a server by being asked again.
    @Test func whatIsNoServerIsNotWaitedFor() async throws {
        let clock = HurriedClock()
        let sink = FakeSink(before: { _ throws(SinkError) in throw .absent("no Khabar server") })
        let input = folder.write("x.jsonl", jsonLines(0..<5))
        let run = try pipeline([input], sink, settings: settings(), deadLetters: dead, clock: clock)
        #expect(await run.run() == .unreachable("no Khabar server") && clock.sleeps.isEmpty)
    }

    /// A server that answers, but takes nothing now, says when to come again; a far-off time is not waited for.
    @Test func aBusyServerIsGivenItsPause() async throws {
        let pauses: [Duration?] = [.seconds(4), nil, .seconds(3_600)]
        let clock = HurriedClock()
        let sink = FakeSink(before: { call throws(SinkError) in
            if call <= pauses.count { throw .busy("full", after: pauses[call - 1]) }
        })
        let input = folder.write("x.jsonl", jsonLines(0..<1))
        let run = try pipeline(
            [input], sink, settings: settings(lanes: 1, retryFor: .seconds(60)), deadLetters: dead, clock: clock)
        #expect(await run.run() == .finished)
        #expect(clock.sleeps.prefix(3) == [.seconds(4), .milliseconds(100), Limits.busyPauseMax])
        let full = FakeSink(before: { _ throws(SinkError) in throw .busy("full", after: .seconds(5)) })
        let ended = try pipeline(
            [input], full, settings: settings(retryFor: .seconds(20)), deadLetters: dead, clock: HurriedClock())
        #expect(await ended.run() == .refused("full"))
    }
}
