/// What became of every record that was read.
package struct IngestTotals: Sendable, Equatable {
    /// Records seen, other shards' included; blank lines are none.
    package var records = 0
    package var skippedByShard = 0
    package var skippedByCheckpoint = 0
    /// New on the server, durable and searchable.
    package var accepted = 0
    /// On the server already, or older than what is there.
    package var unchanged = 0
    /// Another article of the same batch has the same id and outranks it.
    package var superseded = 0
    package var deadLettered = 0
    /// Written by `--print`.
    package var printed = 0

    /// Bytes of the input files as they lie on disk, and of the text inflated from them.
    package var bytesRead: UInt64 = 0, textBytes: UInt64 = 0
    /// Bytes of segments that were acknowledged.
    package var bytesSent: UInt64 = 0
    package var segments = 0

    package init() {}

    /// Records that are this worker's to deliver.
    package var articles: Int { records - skippedByShard - skippedByCheckpoint }
    /// Records of which is known what became of them.
    package var resolved: Int { accepted + unchanged + superseded + deadLettered + printed }
}
