/// Every bound of the worker, with its reason.
package enum Limits {
    /// A line, a WET record or a text file longer than this is skipped and dead-lettered: no article is that long, and memory must not depend on the input.
    package static let recordBytesMax = 24 << 20
    /// Records travel from the reader to the lanes in blocks of about this size: large enough that handing one over costs nothing, small enough to share out evenly.
    package static let blockBytes = 1 << 20
    /// Records of one block: those that are rejected have no bytes, and must not gather until the file's end.
    package static let blockRecordsMax = 16 << 10
    /// Bytes asked of the system in one read.
    package static let readBytes = 256 << 10
    /// Blocks that wait for each lane, at most.
    package static let waitingBlocksPerLane = 2
    /// A WARC header is a few hundred bytes; one that goes on past this is damage.
    package static let warcHeaderBytesMax = 64 << 10
    /// Workers that share one input; keeps sums of two shards far from the end of 64 bits.
    package static let shardsMax: UInt64 = 1 << 20
    /// Folders within folders: deeper is a loop or an accident.
    package static let folderDepthMax = 64

    /// Arrays and objects inside a line of JSON: enough for any real source, too few to exhaust a thread's stack.
    package static let jsonDepthMax = 128
    /// Digits, sign, point and exponent of one JSON number.
    package static let jsonNumberBytesMax = 1_024

    /// What one segment stores, in bulk (`PreparedArticle.storedBytes`): up to 25 MB of raw text. Most words of one batch are those of the next, so that smaller ones take longer
    /// (docs/benchmarks.md); a segment of more could be larger than what a server takes at once, and would be built again in halves.
    package static let batchBytes = 16 << 20
    /// Articles in one segment, so that batches of very short articles stay bounded too.
    package static let batchArticlesMax = 64 << 10
    /// How long an article may wait for company when nothing else arrives.
    package static let batchAge: Duration = .milliseconds(200)

    /// First and longest wait between two tries of an unreachable server; doubling in between, jittered so that workers do not return together.
    package static let backoffFirst: Duration = .milliseconds(100)
    package static let backoffMax: Duration = .seconds(5)
    /// The longest pause that a busy server can ask for.
    package static let busyPauseMax: Duration = .seconds(10)

    /// How often the checkpoint is saved while work goes on.
    package static let checkpointInterval: Duration = .seconds(2)
    /// Saving may take this share of the time (1/n): with very many files each save is longer, so there are fewer.
    package static let checkpointDutyDivisor = 20
    /// A checkpoint file larger than this was not written by a worker.
    package static let checkpointBytesMax = 256 << 20
    /// Blocks of `--print` between being read and being written, for each lane: lets lanes run ahead of the order, within bounds.
    package static let unprintedBlocksPerLane = 4
}
