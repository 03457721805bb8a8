import KhabarCommand
import KhabarIngest
import Logging

extension IngestCommand {
    func printArticles(_ listing: InputListing, _ logger: Logger) async throws {
        let pipeline: PrintPipeline<SegmentWork>
        do {
            pipeline = try PrintPipeline(
                listing, work: SegmentWork(), shard: shard, lanes: laneCount,
                deadLetters: DeadLetterFile(path: deadLetter),
                logger: logger
            ) { try StandardOutput.write($0) }
        } catch { throw CommandFailure(.failure, "\(error)") }
        let (end, elapsed) = await watching(listing, pipeline.ledger, drain: pipeline.drain) { await pipeline.run() }
        try finish(end, listing, pipeline.ledger, elapsed: elapsed)
    }
}
