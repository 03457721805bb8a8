import KhabarClient
import KhabarIngest
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct OtherServerTests {
    private let folder = TemporaryFolder()

    /// The server comes back without its data folder while a worker with a checkpoint is at work.
    @Test func aServerThatComesBackWithoutItsDataGetsNothing() async throws {
        let numbers = 0..<400
        let input = folder.write(
            "corpus.jsonl",
            numbers.map { number in
                let text = (0..<60).map { "word\(number)x\($0)" }.joined(separator: " ")
                return #"{"id":"article-\#(number)","text":"\#(text)"}"# + "\n"
            }.joined())
        let port = try await replaceServer(amid: input, count: numbers.count)
        // The checkpoint is the first server's, and true of it: with it the rest arrives, and nothing is missing.
        let again = try await RunningServer(data: folder.file("first"), port: port)
        let later = ClientSink(server: Address(host: "127.0.0.1", port: again.port), version: "test")
        let rest = try IngestPipeline(
            InputListing([input]), work: SegmentWork(), sink: later, settings: try .test(batchBytes: 16 << 10),
            deadLetters: DeadLetterFile(path: folder.file("dead.jsonl")),
            checkpoint: try CheckpointFolder(folder.file("checkpoint"), shard: .whole), clock: ContinuousClock(),
            random: { .random(in: 0..<1) }, logger: silence)
        #expect(await rest.run() == .finished)
        await later.close()
        let reader = again.client()
        #expect(try await reader.count("articles") == UInt64(numbers.count))
        await reader.close()
        try await again.stop()
    }

    /// Runs a worker until it meets the other server, and lets go of its checkpoint. Returns the servers' port.
    private func replaceServer(amid input: String, count: Int) async throws -> Int {
        let first = try await RunningServer(data: folder.file("first"))
        let sink = WatchedSink(
            ClientSink(server: Address(host: "127.0.0.1", port: first.port), version: "test"), signalAtShip: 3)
        let pipeline = try IngestPipeline(
            InputListing([input]), work: SegmentWork(), sink: sink, settings: try .test(batchBytes: 16 << 10),
            deadLetters: DeadLetterFile(path: folder.file("dead.jsonl")),
            checkpoint: try CheckpointFolder(folder.file("checkpoint"), shard: .whole), clock: ContinuousClock(),
            random: { .random(in: 0..<1) }, logger: silence)
        async let run = pipeline.run()
        await sink.reached.wait()
        try await first.stop()
        let other = try await RunningServer(data: folder.file("other"), port: first.port)
        await sink.down.open()
        let end = await run
        await sink.inner.close()
        guard case .failed(let message) = end else {
            Issue.record("the run ended as \(end)")
            return first.port
        }
        #expect(message.contains("no longer") && message.contains("--checkpoint"))
        let accepted = pipeline.ledger.totals.accepted
        #expect(accepted < count)
        let client = other.client()
        #expect(try await client.count("articles") == 0)
        await client.close()
        try await other.stop()
        return first.port
    }
}
