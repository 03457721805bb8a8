import KhabarClient
import KhabarCommand
import KhabarIndex
import KhabarIngest
import Logging

extension IngestCommand {
    func deliver(_ listing: InputListing, _ logger: Logger) async throws {
        guard let address = Address(server) else {
            throw CommandFailure(.usage, "--server must be HOST:PORT, not '\(server)'.")
        }
        let sink = ClientSink(server: address, access: try access.access(to: address), version: KhabarVersion.current)
        do {
            try await deliver(listing, to: sink, logger)
        } catch {
            await sink.close()
            throw error
        }
        await sink.close()
    }

    /// Delivers to any sink.
    func deliver<Sink: SegmentSink>(_ listing: InputListing, to sink: Sink, _ logger: Logger) async throws
    where Sink.Segment == SegmentBytes {
        if checkpoint != nil, listing.files.contains(where: \.isLive) {
            logger.notice("what comes from standard input or a pipe cannot be read again and is not in the checkpoint")
        }
        var settings = IngestSettings(lanes: laneCount, retryFor: retryFor.duration)
        settings.shard = shard
        let pipeline: IngestPipeline<SegmentWork, Sink, ContinuousClock>
        do {
            pipeline = try IngestPipeline(
                listing, work: SegmentWork(), sink: sink, settings: settings,
                deadLetters: DeadLetterFile(path: deadLetter),
                checkpoint: try checkpoint.map { try CheckpointFolder($0, shard: shard) }, clock: ContinuousClock(),
                random: { .random(in: 0..<1) }, logger: logger)
        } catch { throw CommandFailure(.failure, "\(error)") }
        let (end, elapsed) = await watching(listing, pipeline.ledger, drain: pipeline.drain) { await pipeline.run() }
        try finish(end, listing, pipeline.ledger, elapsed: elapsed)
    }
}
