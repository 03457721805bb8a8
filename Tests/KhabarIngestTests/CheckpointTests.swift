import Foundation
import KhabarText
import Logging
import Synchronization
import TestSupport
import Testing

@testable import KhabarIngest

@Suite struct AcknowledgedRangesTests {
    @Test func againstASet() {
        for seed in 0..<300 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            var ranges = AcknowledgedRanges()
            var plain: Set<UInt64> = []
            for _ in 0..<Int.random(in: 0..<40, using: &random) {
                let start = UInt64.random(in: 0..<60, using: &random)
                let range = start..<start + UInt64.random(in: 0..<6, using: &random)
                ranges.insert(range)
                plain.formUnion(range)
            }
            for number in 0..<70 as Range<UInt64> {
                #expect(ranges.contains(number) == plain.contains(number), "seed \(seed)")
            }
            #expect(ranges.contiguous == (0...70 as ClosedRange<UInt64>).first { !plain.contains($0) }, "seed \(seed)")
            for (one, next) in zip(ranges.ranges, ranges.ranges.dropFirst()) {
                #expect(one.upperBound < next.lowerBound, "seed \(seed)")
            }
        }
    }
}

@Suite struct CheckpointTextTests {
    private var checkpoint: Checkpoint {
        var done = AcknowledgedRanges()
        for range in [0..<12, 20..<21, 30..<100] as [Range<UInt64>] { done.insert(range) }
        return Checkpoint(
            server: "a b%c", shard: Shard(number: 2, count: 3)!,
            files: [
                .init(
                    path: "/x/خبر 1\n.jsonl", bytes: 7, modified: -5, start: 2,
                    progress: FileProgress(done: done, records: 200)),
                .init(path: "/y", bytes: .max, modified: .max, start: 0, progress: FileProgress()),
            ])
    }

    @Test func asWritten() {
        #expect(
            String(decoding: checkpoint.text, as: UTF8.self) == """
                khabar-checkpoint 2
                server a%20b%25c
                shard 2/3
                file 7 -5 2 200 0-12,20-21,30-100 /x/خبر%201%0a.jsonl
                file 18446744073709551615 9223372036854775807 0 - - /y
                end 2

                """)
    }

    @Test func thereAndBack() throws { #expect(try Checkpoint(text: checkpoint.text) == checkpoint) }

    @Test func noPrefixIsTaken() {
        let text = checkpoint.text
        for end in 0..<text.count {
            #expect(throws: Checkpoint.DamagedLine.self) { try Checkpoint(text: Array(text[..<end])) }
        }
        #expect(throws: Checkpoint.DamagedLine(number: 6)) { try Checkpoint(text: text + [0x0A]) }
    }

    @Test(arguments: 0..<500) func damageNeverTraps(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var text = checkpoint.text
        for _ in 0..<3 {
            text[Int.random(in: text.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        _ = try? Checkpoint(text: text)
    }
}

@Suite struct CheckpointFolderTests {
    private let folder = TemporaryFolder()
    private var place: String { folder.path + "/state" }

    private func run(_ inputs: [String], _ sink: FakeSink, shard: Shard = .whole, lanes: Int = 2) async throws -> (
        IngestEnd, IngestTotals
    ) {
        var settings = IngestSettings(lanes: lanes, retryFor: .seconds(60))
        settings.batchBytes = 300
        settings.blockBytes = 200
        settings.shard = shard
        let run = try pipeline(
            inputs, sink, settings: settings, deadLetters: folder.path + "/dead.jsonl",
            checkpoint: try CheckpointFolder(place, shard: shard),
            clock: ContinuousClock())
        return (await run.run(), run.ledger.totals)
    }

    private func inputs() -> [String] {
        [
            folder.write("a.txt", "text"), folder.write("b.jsonl", Array("\nbad\n".utf8) + jsonLines(0..<120)),
            folder.write("c.jsonl.gz", gzip([jsonLines(120..<150), jsonLines(150..<200)])),
            folder.write("d.wet", wetRecord("w", uri: "w1") + wetRecord("v", uri: "w2")),
        ]
    }

    @Test func whatWasAcknowledgedIsNotReadAgain() async throws {
        let inputs = inputs()
        let sink = FakeSink()
        #expect(try await run(inputs, sink).0 == .finished)
        let calls = sink.state.withLock { $0.calls }
        let (end, totals) = try await run(inputs, sink)
        #expect(end == .finished)
        #expect(totals.records == 0)
        #expect(sink.state.withLock { $0.calls } == calls + 1)
        #expect(folder.read("dead.jsonl")?.split(separator: "\n").count == 1)
        // A file that comes later is read.
        let (_, more) = try await run(inputs + [folder.write("e.txt", "more")], sink)
        #expect(more.accepted == 1)
    }

    /// The run is cut off at every call to the server in turn; then it goes on with the checkpoint that is left.
    @Test func everyPointOfInterruption() async throws {
        let inputs = inputs()
        let expected = Set(["a", "w1", "w2"] + (0..<200).map { "a\($0)" })
        var resumed = 0
        for cut in Array(1..<12) + [17, 23, 31, 44] {
            let sink = FakeSink(before: { call throws(SinkError) in if call == cut { throw .refused("cut off") } })
            let (end, _) = try await run(inputs, sink)
            // How many calls a run makes depends on which lane takes what.
            guard end != .finished || cut < 12 else { break }
            #expect(end == .refused("cut off"), "cut at \(cut)")
            let held = sink.ids
            let (second, totals) = try await run(inputs, sink)
            #expect(second == .finished, "cut at \(cut)")
            #expect(sink.ids == expected, "cut at \(cut)")
            #expect(totals.records <= 204)
            if !held.isEmpty { resumed += totals.skippedByCheckpoint + (204 - totals.records) }
            try FileManager.default.removeItem(atPath: place)
        }
        #expect(resumed > 0)
    }

    /// Saving fails before each of its steps: what is on disk is the old checkpoint or the new one, never a mixture.
    @Test(arguments: CheckpointFolder.Step.allCases) func savingIsAllOrNothing(step: CheckpointFolder.Step) throws {
        let file = InputFile(path: folder.write("a.jsonl", "x"), format: .jsonLines, bytes: 1, modified: 2)
        var old = FileProgress()
        old.done.insert(0..<5)
        var new = old
        new.done.insert(5..<9)
        do {
            let fails = Mutex(false)
            let folder = try CheckpointFolder(place, shard: .whole) { current in
                if fails.withLock({ $0 }), current == step { throw InjectedFailure() }
            }
            _ = try folder.load(server: "s", files: [file])
            try folder.save([old])
            fails.withLock { $0 = true }
            #expect(throws: InjectedFailure.self) { try folder.save([new]) }
        }
        let found = try CheckpointFolder(place, shard: .whole).load(server: "s", files: [file])
        #expect(found == [step == .synchronizeFolder ? new : old])
    }

    @Test func whatDoesNotBelongHereIsRefused() throws {
        let path = folder.write("a.jsonl", "x")
        let file = InputFile(path: path, format: .jsonLines, bytes: 1, modified: 2)
        let name = place + "/shard-1-of-1.checkpoint"
        do {
            let held = try CheckpointFolder(place, shard: .whole)
            _ = try held.load(server: "s", files: [file])
            try held.save([FileProgress(records: 3)])
            #expect(throws: CheckpointError.inUse(file: name)) { try CheckpointFolder(place, shard: .whole) }
        }
        let again = try CheckpointFolder(place, shard: .whole)
        #expect(throws: CheckpointError.otherServer(file: name, expected: "t", found: "s")) {
            try again.load(server: "t", files: [file])
        }
        for changed in [
            InputFile(path: path, format: .jsonLines, bytes: 2, modified: 2),
            InputFile(path: path, format: .jsonLines, bytes: 1, modified: 3),
        ] {
            #expect(throws: CheckpointError.changedInput(file: name, input: path)) {
                try again.load(server: "s", files: [changed])
            }
        }
        #expect(
            try again.load(server: "s", files: [file, .standardInput]) == [FileProgress(records: 3), FileProgress()])
        #expect(throws: CheckpointError.otherShards(file: name, shard: "1/2")) {
            try CheckpointFolder(place, shard: #require(Shard("1/2")))
        }
        folder.write("state/shard-1-of-1.checkpoint", "khabar-checkpoint 2\nserver s\nshard 1/1\nfile x\nend 1\n")
        #expect(throws: CheckpointError.damaged(file: name, line: 4)) { try again.load(server: "s", files: [file]) }
        folder.write("state/shard-1-of-1.checkpoint", "khabar-checkpoint 1\nserver s\nshard 1/1\nend 0\n")
        #expect(throws: CheckpointError.olderFormat(file: name)) { try again.load(server: "s", files: [file]) }
    }

    /// What is left to other shards counts as done; named through another folder, a file is shared out otherwise.
    @Test func aFileThatIsSharedOutOtherwiseBeginsAnew() throws {
        let shard = try #require(Shard("1/2"))
        let path = folder.write("a.jsonl", "x")
        func file(_ name: String) -> InputFile {
            InputFile(path: path, name: name, format: .jsonLines, bytes: 1, modified: 2)
        }
        let names = (0..<20).map { "\($0)/a.jsonl" }
        let alike = names.filter { shard.start(ofFile: $0) == shard.start(ofFile: "a.jsonl") }
        try #require((1..<20).contains(alike.count))
        let state = try CheckpointFolder(place, shard: shard)
        for name in names {
            _ = try state.load(server: "s", files: [file("a.jsonl")])
            try state.save([FileProgress(records: 3)])
            let found = try state.load(server: "s", files: [file(name)])
            #expect(found == [alike.contains(name) ? FileProgress(records: 3) : FileProgress()])
        }
    }

    @Test func shardsOfOneRunShareAFolder() async throws {
        let inputs = inputs()
        let sink = FakeSink()
        for number in 1...3 as ClosedRange<UInt64> {
            let shard = try #require(Shard(number: number, count: 3))
            #expect(try await run(inputs, sink, shard: shard).0 == .finished)
        }
        #expect(sink.ids.count == 203)
        #expect(try await run(inputs, sink, shard: #require(Shard("2/3"))).1.records == 0)
    }
}

private struct InjectedFailure: Error {}

@Suite struct ReportTests {
    private var totals: IngestTotals {
        var totals = IngestTotals()
        totals.records = 12_360
        totals.skippedByShard = 10
        totals.accepted = 12_300
        totals.unchanged = 45
        totals.deadLettered = 3
        totals.bytesRead = 25_000_000
        totals.textBytes = 67_840_000
        return totals
    }

    @Test func progress() {
        #expect(
            ProgressLine(inputBytes: 100_000_000).text(totals, elapsed: .seconds(10))
                == "12,348 articles · 67.8 MB · 6.8 MB/s · 1,234 articles/s · 25 % · 0:30 left · 3 dead letters")
        #expect(
            ProgressLine(inputBytes: nil).text(IngestTotals(), elapsed: .zero)
                == "0 articles · 0.0 MB · 0.0 MB/s · 0 articles/s")
        #expect(
            ProgressLine(inputBytes: 25_000_000).text(totals, elapsed: .seconds(1)).contains("100 % · 3 dead letters"))
    }

    @Test(arguments: [(0.2, "0:01"), (59, "0:59"), (60, "1:00"), (3_725, "1:02:05"), (.infinity, "277777:46:40")])
    func clock(seconds: Double, text: String) {
        #expect(clockTime(seconds) == text)
    }

    @Test func summary() throws {
        let summary = Summary(
            totals: totals, failures: [InputFailure(path: "x", reason: "gone")], end: .finished,
            elapsed: .milliseconds(2_500), deadLetterFile: "dead.jsonl")
        #expect(
            summary.text == """
                12,350 articles read (67.8 MB) in 2.5 s: 27.1 MB/s, 4,939 articles/s
                12,300 accepted, 45 known already or outranked, 3 rejected (see dead.jsonl), 2 read but not delivered, 10 left to other shards
                1 input could not be read to the end:
                  x: gone

                """)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(summary.json)) as? [String: Any])
        #expect(object["articles"] as? Int == 12_350)
        #expect(object["deadLettered"] as? Int == 3)
        #expect(object["seconds"] as? Double == 2.5)
        #expect(object["unreadableInputs"] as? [String] == ["x"])
        #expect(object["end"] as? String == "finished")
    }

    @Test func aSummaryOfAnInterruptedRunSaysWhatIsLeft() throws {
        var summary = Summary(
            totals: totals, failures: [], end: .drained, elapsed: .milliseconds(2_500), deadLetterFile: "dead.jsonl")
        summary.unreadInputs = 2
        #expect(summary.text.hasSuffix("\ninterrupted: 2 inputs were not read to the end\n"))
        summary.unreadInputs = 1
        summary.inputBytes = totals.bytesRead + 1_250_000
        #expect(
            summary.text.hasSuffix("\ninterrupted: 1 input was not read to the end, about 1.3 MB are left\n"))
        let object = try #require(try JSONSerialization.jsonObject(with: Data(summary.json)) as? [String: Any])
        #expect(object["end"] as? String == "interrupted")
        #expect(object["unreadInputs"] as? Int == 1 && object["unreadBytes"] as? Int == 1_250_000)
    }

    @Test func jsonStringsAreEscaped() throws {
        let reason = "\"\\\u{0}\n\r\t\u{1F}\u{7F}خبر"
        let letter = DeadLetter(file: "a\"b", line: .max, id: nil, reason: reason)
        let object = try #require(try JSONSerialization.jsonObject(with: Data(letter.json)) as? [String: Any])
        #expect(object["reason"] as? String == reason)
        #expect(object["file"] as? String == "a\"b")
        #expect(object["id"] is NSNull)
    }
}
