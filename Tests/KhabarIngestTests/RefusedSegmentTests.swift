import Foundation
import KhabarClient
import KhabarText
import Synchronization
import TestSupport
import Testing

@testable import KhabarIngest

/// A server that takes segments, but not each.
@Suite struct RefusedSegmentTests {
    private let folder = TemporaryFolder()
    private var dead: String { folder.path + "/dead.jsonl" }
    private let bad: Set = ["a7", "a64", "a65", "a199"]

    private func settings(lanes: Int = 2) -> IngestSettings {
        var settings = IngestSettings(lanes: lanes, retryFor: .seconds(60))
        settings.batchBytes = 300
        settings.blockBytes = 200
        return settings
    }

    /// As a server does that can't read one of the articles: it can't say which.
    private func refuse(_ segment: [Article]) -> String? {
        segment.contains { bad.contains($0.id) } ? "not valid" : nil
    }

    private func letters() -> [String] {
        (folder.read("dead.jsonl") ?? "").split(separator: "\n").map(String.init)
    }

    @Test(arguments: [1, 2, 3, 7]) func whatIsTooLargeArrivesInParts(articlesMax: Int) async throws {
        let sink = FakeSink(refuse: { $0.count > articlesMax ? "too large" : nil })
        let input = folder.write("x.jsonl", jsonLines(0..<500))
        let run = try pipeline([input], sink, settings: settings(), deadLetters: dead, clock: ContinuousClock())
        #expect(await run.run() == .finished)
        #expect(sink.ids.count == 500)
        #expect(run.ledger.totals.accepted == 500)
        let (segments, sequences) = sink.state.withLock { ($0.segments, $0.sequences) }
        #expect(segments.map(\.count).reduce(0, +) == 500)
        #expect(run.ledger.totals.segments == segments.count)
        // Each part has a number of its own, and none is left out.
        #expect(sequences.sorted() == Array(1...UInt64(segments.count)))
        #expect(letters().isEmpty)
    }

    @Test func theArticleToBlameCostsNoOther() async throws {
        let sink = FakeSink(refuse: refuse)
        let superseded = #"{"id":"a3","version":0,"text":"older"}"# + "\n" + #"{"id":"a3","version":1,"text":"newer"}"#
        let input = folder.write("x.jsonl", jsonLines(0..<200) + Array(superseded.utf8))
        let run = try pipeline([input], sink, settings: settings(lanes: 1), deadLetters: dead, clock: ContinuousClock())
        #expect(await run.run() == .finished)
        #expect(sink.ids == Set((0..<200).map { "a\($0)" }).subtracting(bad))
        #expect(run.ledger.totals.deadLettered == 4)
        #expect(run.ledger.totals.superseded == 1)
        #expect(run.ledger.totals.accepted == 197)
        #expect(letters().count == 4)
        #expect(letters().contains(#"{"file":"\#(input)","line":8,"id":"a7","reason":"not valid"}"#))
    }

    /// Each answer is lost once: what is durable under its number is not taken for what was refused under it.
    @Test func answersThatWereLostAreAskedForAgain() async throws {
        let sink = FakeSink(refuse: refuse)
        let input = folder.write("x.jsonl", jsonLines(0..<200))
        let run = try IngestPipeline(
            InputListing([input]), work: PlainWork(), sink: LostAnswerSink(sink), settings: settings(),
            deadLetters: DeadLetterFile(path: dead), clock: HurriedClock(), random: { 0.5 }, logger: silence)
        #expect(await run.run() == .finished)
        #expect(sink.ids == Set((0..<200).map { "a\($0)" }).subtracting(bad))
        #expect(sink.state.withLock { $0.segments.map(\.count).reduce(0, +) } == 196)
        #expect(run.ledger.totals.accepted == 196)
        #expect(letters().count == 4)
    }

    /// The run is cut off at each call in turn, in the midst of halving too; the checkpoint passes nothing that was not dealt with.
    @Test func everyPointOfInterruption() async throws {
        let input = folder.write("x.jsonl", jsonLines(0..<100))
        let expected = Set((0..<100).map { "a\($0)" }).subtracting(bad)
        for cut in 1..<60 {
            let sink = FakeSink(
                before: { call throws(SinkError) in if call == cut { throw .refused("cut off") } }, refuse: refuse)
            let place = folder.path + "/state-\(cut)"
            let dead = DeadLetterFile(path: folder.path + "/dead-\(cut).jsonl")
            var ends: [IngestEnd] = []
            for _ in 0..<2 {
                let run = try IngestPipeline(
                    InputListing([input]), work: PlainWork(), sink: sink, settings: settings(lanes: 1),
                    deadLetters: dead, checkpoint: try CheckpointFolder(place, shard: .whole),
                    clock: ContinuousClock(), random: { 0.5 }, logger: silence)
                ends.append(await run.run())
            }
            #expect(ends[0] == .refused("cut off") || cut > 20, "cut at \(cut)")
            #expect(ends[1] == .finished || ends[0] == .finished, "cut at \(cut)")
            guard ends[1] == .finished else { continue }
            #expect(sink.ids == expected, "cut at \(cut)")
            let text = folder.read("dead-\(cut).jsonl") ?? ""
            for id in ["a7", "a64", "a65"] { #expect(text.contains(#""id":"\#(id)""#), "cut at \(cut)") }
        }
    }

    @Test(arguments: [1, 2, 3, 5]) func aSinkThatWasCancelledEndsTheRun(at cancelled: Int) async throws {
        let sink = FakeSink(before: { call throws(SinkError) in if call == cancelled { throw .cancelled } })
        let input = folder.write("x.jsonl", jsonLines(0..<200))
        let run = try pipeline([input], sink, settings: settings(), deadLetters: dead, clock: ContinuousClock())
        #expect(await run.run() == .failed("the run was cancelled"))
        #expect(run.ledger.totals.accepted == sink.ids.count)
    }

    @Test func whatTheClientSays() {
        func mapped(_ code: KhabarError.Code, _ retry: KhabarError.Retry, cancelled: Bool = false) -> SinkError {
            SinkError(KhabarError(code, "m", retry: retry, retryAfter: .seconds(3)), isCancelled: cancelled)
        }
        #expect(mapped(.cancelled, .never, cancelled: true) == .cancelled)
        // A server that says so is believed like one that says anything else.
        #expect(mapped(.cancelled, .never) == .refused("m"))
        #expect(mapped(.cancelled, .later) == .busy("m", after: .seconds(3)))
        #expect(mapped(.invalidSegment, .never) == .unacceptable("m"))
        // Damaged on its way: the same bytes will do.
        #expect(mapped(.invalidSegment, .later) == .busy("m", after: .seconds(3)))
        #expect(mapped(.invalidArgument, .never) == .unacceptable("m"))
        #expect(mapped(.cannotWrite, .later) == .busy("m", after: .seconds(3)))
        // It answers, and all its places are taken; or is just leaving.
        #expect(mapped(.tooManyConnections, .later) == .busy("m", after: .seconds(3)))
        #expect(mapped(.goingAway, .later) == .unreachable("m"))
        #expect(mapped(.goingAway, .elsewhere) == .unreachable("m"))
        #expect(mapped(.fenced, .never) == .refused("m"))
        #expect(mapped(.notKhabar, .never) == .absent("m"))
    }
}
