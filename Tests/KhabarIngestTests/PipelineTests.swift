import Foundation
import KhabarText
import Logging
import Synchronization
import TestSupport
import Testing

@testable import KhabarIngest

let silence = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

func pipeline<Time: Clock>(
    _ inputs: [String], _ sink: FakeSink, settings: IngestSettings, deadLetters: String,
    checkpoint: CheckpointFolder? = nil, clock: Time, work: PlainWork = PlainWork()
) throws -> IngestPipeline<PlainWork, FakeSink, Time> where Time.Duration == Duration, Time: Sendable {
    try IngestPipeline(
        InputListing(inputs), work: work, sink: sink, settings: settings,
        deadLetters: DeadLetterFile(path: deadLetters),
        checkpoint: checkpoint, clock: clock, random: { 0.5 }, logger: silence)
}

func settings(lanes: Int = 2, batchBytes: Int = 500, blockBytes: Int = 300, retryFor: Duration = .seconds(60))
    -> IngestSettings
{
    var settings = IngestSettings(lanes: lanes, retryFor: retryFor)
    settings.batchBytes = batchBytes
    settings.blockBytes = blockBytes
    return settings
}

/// A clock on which nobody waits: every sleep ends at once and takes its time from `now`.
final class HurriedClock: Clock, Sendable {
    typealias Instant = ManualClock.Instant
    private let state = Mutex((now: Instant(offset: .zero), sleeps: [Swift.Duration]()))
    let minimumResolution = Duration.nanoseconds(1)
    var now: Instant { state.withLock { $0.now } }
    var sleeps: [Swift.Duration] { state.withLock { $0.sleeps } }

    func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
        try Task.checkCancellation()
        state.withLock { state in
            state.sleeps.append(state.now.duration(to: deadline))
            state.now = max(state.now, deadline)
        }
    }
}

@Suite struct PipelineTests {
    private let folder = TemporaryFolder()
    private var dead: String { folder.path + "/dead.jsonl" }

    @Test(arguments: 1...4) func everyArticleArrivesOnce(lanes: Int) async throws {
        let sink = FakeSink()
        let input = folder.write("x.jsonl", jsonLines(0..<1_000))
        let run = try pipeline(
            [input], sink, settings: settings(lanes: lanes), deadLetters: dead, clock: ContinuousClock())
        #expect(await run.run() == .finished)
        #expect(sink.ids == Set((0..<1_000).map { "a\($0)" }))
        #expect(run.ledger.totals.accepted == 1_000)
        #expect(sink.state.withLock { $0.segments.map(\.count).reduce(0, +) } == 1_000)
        #expect(
            sink.state.withLock { $0.sequences.sorted() }
                == Array(1...UInt64(sink.state.withLock { $0.segments.count })))
        #expect(folder.read("dead.jsonl") == nil)
        // Again: the server wants none of it.
        let again = try pipeline(
            [input], sink, settings: settings(lanes: lanes), deadLetters: dead, clock: ContinuousClock())
        #expect(await again.run() == .finished)
        #expect(again.ledger.totals.unchanged == 1_000)
        #expect(again.ledger.totals.segments == 0)
    }

    @Test func whatTheServerRejectsBecomesDeadLetters() async throws {
        let sink = FakeSink(reject: { $0.id.hasSuffix("7") ? "not \($0.id)" : nil })
        let input = folder.write("x.jsonl", jsonLines(0..<100))
        let run = try pipeline([input], sink, settings: settings(lanes: 1), deadLetters: dead, clock: ContinuousClock())
        #expect(await run.run() == .finished)
        #expect(run.ledger.totals.accepted == 90)
        #expect(run.ledger.totals.deadLettered == 10)
        let letters = try #require(folder.read("dead.jsonl")).split(separator: "\n")
        #expect(letters.count == 10)
        #expect(letters.contains { $0 == #"{"file":"\#(input)","line":38,"id":"a37","reason":"not a37"}"# })
    }

    @Test func ofOneIdTheHighestVersionIsSent() async throws {
        let sink = FakeSink()
        let lines = [(1, "old"), (3, "new"), (2, "between"), (3, "last")].map {
            #"{"id":"x","version":\#($0.0),"text":"\#($0.1)"}"#
        }
        let input = folder.write("x.jsonl", lines.joined(separator: "\n"))
        let run = try pipeline(
            [input], sink, settings: settings(lanes: 1, batchBytes: 10_000), deadLetters: dead, clock: ContinuousClock()
        )
        #expect(await run.run() == .finished)
        #expect(sink.state.withLock { $0.held["x"]?.body } == ["last"])
        #expect(run.ledger.totals.superseded == 3)
        #expect(run.ledger.totals.accepted == 1)
    }

    /// The server took the segment, but its answer was lost.
    @Test func anAnswerThatWasLostIsAskedForAgain() async throws {
        let lost = LostAnswerSink()
        let input = folder.write("x.jsonl", jsonLines(0..<50))
        let run = try IngestPipeline(
            InputListing([input]), work: PlainWork(), sink: lost, settings: settings(lanes: 1),
            deadLetters: DeadLetterFile(path: dead),
            clock: HurriedClock(), random: { 0.5 }, logger: silence)
        #expect(await run.run() == .finished)
        #expect(lost.inner.ids.count == 50)
        #expect(run.ledger.totals.accepted == 50)
        #expect(lost.inner.state.withLock { $0.segments.map(\.count).reduce(0, +) } == 50)
    }

    @Test(arguments: 1..<25) func aRefusalEndsTheRunWheneverItComes(at refused: Int) async throws {
        let sink = FakeSink(before: { call throws(SinkError) in
            if call >= refused { throw .refused("the disk is full") }
        })
        let input = folder.write("x.jsonl", jsonLines(0..<2_000))
        let run = try pipeline([input], sink, settings: settings(lanes: 3), deadLetters: dead, clock: ContinuousClock())
        #expect(await run.run() == .refused("the disk is full"))
        #expect(run.ledger.totals.accepted == sink.ids.count)
    }

    @Test(arguments: 2..<12) func anotherServerEndsTheRun(at call: Int) async throws {
        let sink = FakeSink(before: { number throws(SinkError) in if number >= call { throw .otherServer("B, not A") } }
        )
        let input = folder.write("x.jsonl", jsonLines(0..<2_000))
        let checkpoint = try CheckpointFolder(folder.path + "/checkpoint", shard: .whole)
        let run = try pipeline(
            [input], sink, settings: settings(lanes: 3), deadLetters: dead, checkpoint: checkpoint,
            clock: ContinuousClock())
        #expect(await run.run() == .failed("B, not A"))
        #expect(run.ledger.totals.accepted == sink.ids.count)
    }

    @Test func countsThatDoNotAddUpAreNotBelieved() async throws {
        for answer in [
            Acknowledgement(accepted: 0), Acknowledgement(accepted: .max, unchanged: .max),
            Acknowledgement(accepted: -1, unchanged: 11),
            Acknowledgement(accepted: 9, rejects: [ArticleReject(index: 10, reason: "")]),
            Acknowledgement(
                accepted: 8, rejects: [ArticleReject(index: 1, reason: ""), ArticleReject(index: 1, reason: "")]),
        ] {
            let input = folder.write("x.jsonl", jsonLines(0..<10))
            let run = try IngestPipeline(
                InputListing([input]), work: PlainWork(), sink: LyingSink(answer: answer),
                settings: settings(lanes: 1, batchBytes: 100_000),
                deadLetters: DeadLetterFile(path: dead), clock: ContinuousClock(), random: { 0 }, logger: silence)
            #expect(await run.run() == .refused("liar acknowledged a segment with counts that do not add up"))
        }
    }

    /// A server that does not answer holds up reading: what is in memory stays bounded.
    @Test func aSlowServerBoundsWhatIsInFlight() async throws {
        let gate = Gate()
        let sink = FakeSink(before: { call throws(SinkError) in if call > 12 { await gate.wait() } })
        let input = folder.write("x.jsonl", jsonLines(0..<5_000))
        let run = try pipeline([input], sink, settings: settings(lanes: 2), deadLetters: dead, clock: ContinuousClock())
        async let end = run.run()
        await gate.waiters(2)
        // Permits, what lanes gather, what waits in the channel, and what reader and lanes hold: each a batch or a block.
        let held = run.ledger.totals.articles - run.ledger.totals.resolved
        #expect(held < 400)
        gate.open()
        #expect(await end == .finished)
        #expect(sink.ids.count == 5_000)
        #expect(sink.state.withLock { $0.inFlightMax } <= 4)
    }

    @Test func unreadableInputsAreNamedAndTheRestGoesOn() async throws {
        let sink = FakeSink()
        let good = folder.write("x.jsonl", jsonLines(0..<5))
        let cut = folder.write("y.jsonl.gz", Array(gzip([jsonLines(5..<10)]).dropLast(4)))
        let run = try pipeline(
            [folder.path + "/none.jsonl", cut, good], sink, settings: settings(), deadLetters: dead,
            clock: ContinuousClock())
        #expect(await run.run() == .finished)
        #expect(sink.ids.count == 10)
        #expect(run.ledger.failures.map(\.path) == [folder.path + "/none.jsonl", cut])
    }

    @Test func aDrainDeliversWhatWasRead() async throws {
        let gate = Gate()
        let sink = FakeSink(before: { call throws(SinkError) in if call > 6 { await gate.wait() } })
        let input = folder.write("x.jsonl", jsonLines(0..<20_000))
        let run = try pipeline([input], sink, settings: settings(), deadLetters: dead, clock: ContinuousClock())
        async let end = run.run()
        await gate.waiters(1)
        run.drain()
        gate.open()
        #expect(await end == .drained)
        #expect(run.ledger.totals.records < 20_000)
        #expect(run.ledger.totals.records == sink.ids.count)
        #expect(run.ledger.unreadInputs == 1)
    }

    /// Asked to stop when all was read: nothing is left, and nothing was interrupted.
    @Test func aDrainAfterTheEndInterruptsNothing() async throws {
        let gate = Gate()
        let sink = FakeSink(before: { call throws(SinkError) in if call == 3 { await gate.wait() } })
        let input = folder.write("x.jsonl", jsonLines(0..<20))
        let missing = folder.path + "/none.jsonl"
        let run = try pipeline(
            [input, missing], sink, settings: settings(lanes: 1, batchBytes: 1 << 20, blockBytes: 1 << 20),
            deadLetters: dead, clock: ContinuousClock())
        async let end = run.run()
        // Its one batch is on its way.
        await gate.waiters(1)
        run.drain()
        gate.open()
        #expect(await end == .finished)
        #expect(sink.ids.count == 20 && run.ledger.unreadInputs == 0)
    }

    /// What keeps nothing need not be made durable.
    @Test func deadLettersMayGoToADevice() async throws {
        let input = folder.write("x.jsonl", jsonLines(0..<5) + Array("nonsense\n".utf8))
        let run = try pipeline(
            [input], FakeSink(), settings: settings(), deadLetters: "/dev/null",
            checkpoint: try CheckpointFolder(folder.path + "/checkpoint", shard: .whole), clock: ContinuousClock())
        #expect(await run.run() == .finished)
        #expect(run.ledger.totals.deadLettered == 1 && run.ledger.totals.accepted == 5)
    }
}

@Suite(.timeLimit(.minutes(1))) struct TrickleTests {
    /// Opening a named pipe would otherwise wait for a writer, and see no stop.
    @Test func aPipeThatNobodyWritesToCanBeLeft() async throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/pipe"
        let made = unsafe mkfifo(path, 0o600)
        #expect(made == 0)
        let sink = FakeSink()
        let run = try pipeline(
            [folder.write("a.jsonl", jsonLines(0..<1)), path], sink, settings: settings(lanes: 1),
            deadLetters: folder.path + "/dead", clock: ContinuousClock())
        async let end = run.run()
        // It is at the pipe once the file's article is there.
        await until { sink.ids == ["a0"] }
        run.drain()
        #expect(await end == .drained)
    }

    @Test func anArticleIsSentWhenItIsOldEnough() async throws {
        let folder = TemporaryFolder()
        let path = folder.path + "/pipe"
        let made = unsafe mkfifo(path, 0o600)
        #expect(made == 0)
        let writer = unsafe open(path, O_RDWR)
        #expect(writer >= 0)
        let clock = ManualClock()
        let sink = FakeSink()
        let work = PlainWork()
        let run = try pipeline(
            [folder.write("a.jsonl", jsonLines(100..<101)), path], sink,
            settings: settings(lanes: 1, batchBytes: 1 << 20),
            deadLetters: folder.path + "/dead", clock: clock, work: work)
        async let end = run.run()
        // What a file left in the lane is due as well, once the reader waits at the pipe.
        await clock.sleepers(1, within: .milliseconds(200))
        #expect(sink.ids.isEmpty)
        clock.advance(by: .milliseconds(199))
        #expect(sink.ids.isEmpty)
        clock.advance(by: .milliseconds(1))
        await until { sink.ids == ["a100"] }
        put(writer, jsonLines(0..<1))
        await clock.sleepers(1, within: .milliseconds(200))
        #expect(sink.ids == ["a100"])
        clock.advance(by: .milliseconds(100))
        put(writer, jsonLines(1..<3) + Array(#"{"id":"half"#.utf8))
        // They are with the lane, not only read: it looks at its timer when it is done with them.
        await until { work.prepared.value == 4 }
        #expect(sink.ids == ["a100"])
        clock.advance(by: .milliseconds(100))
        await until { sink.ids == ["a100", "a0", "a1", "a2"] }
        run.drain()
        #expect(await end == .drained)
        #expect(run.ledger.totals.accepted == 4)
        close(writer)
    }

    private func put(_ descriptor: Int32, _ bytes: [UInt8]) {
        let wrote = unsafe bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        #expect(wrote == bytes.count)
    }

    /// Other tasks get their turn until the condition holds; a test that waits in vain is ended by its time limit.
    private func until(_ condition: () -> Bool) async {
        while !condition(), !Task.isCancelled { await Task.yield() }
    }
}

/// Holds callers until it is opened.
final class Gate: Sendable {
    private let state = Mutex(
        (
            isOpen: false, waiting: [CheckedContinuation<Void, Never>](),
            watcher: (count: Int, continuation: CheckedContinuation<Void, Never>)?.none
        ))

    func wait() async {
        await withCheckedContinuation { continuation in
            let (pass, watcher) = state.withLock { state -> (Bool, CheckedContinuation<Void, Never>?) in
                guard !state.isOpen else { return (true, nil) }
                state.waiting.append(continuation)
                guard let watcher = state.watcher, state.waiting.count >= watcher.count else { return (false, nil) }
                state.watcher = nil
                return (false, watcher.continuation)
            }
            if pass { continuation.resume() }
            watcher?.resume()
        }
    }

    /// Returns once `count` callers wait.
    func waiters(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let now = state.withLock { state in
                if state.waiting.count >= count { return true }
                state.watcher = (count, continuation)
                return false
            }
            if now { continuation.resume() }
        }
    }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// Takes every segment, and loses its first answer to each.
struct LostAnswerSink: SegmentSink {
    let inner: FakeSink
    private let seen = SeenSequences()

    init(_ inner: FakeSink = FakeSink()) { self.inner = inner }

    var address: String { inner.address }

    func identify() async throws(SinkError) -> String { try await inner.identify() }
    func offer(_ entries: [OfferEntry]) async throws(SinkError) -> [Bool] { try await inner.offer(entries) }

    func ship(_ segment: FakeSink.Segment, articles: Int, sequence: UInt64) async throws(SinkError) -> Acknowledgement {
        let answer = try await inner.ship(segment, articles: articles, sequence: sequence)
        guard seen.insert(sequence) else { return answer }
        throw .unreachable("connection lost")
    }
}

private final class SeenSequences: Sendable {
    private let seen = Mutex<Set<UInt64>>([])
    func insert(_ sequence: UInt64) -> Bool { seen.withLock { $0.insert(sequence).inserted } }
}

private struct LyingSink: SegmentSink {
    typealias Segment = FakeSink.Segment
    let answer: Acknowledgement
    let address = "liar"

    func identify() async throws(SinkError) -> String { "liar" }
    func offer(_ entries: [OfferEntry]) async throws(SinkError) -> [Bool] { entries.map { _ in true } }
    func ship(_ segment: Segment, articles: Int, sequence: UInt64) async throws(SinkError) -> Acknowledgement { answer }
}
