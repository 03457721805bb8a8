/// What a run of ingest came to.
package struct IngestReport: Codable, Sendable, Equatable {
    /// Articles per second that were asked for; nil = as fast as the server's credit allows.
    package var requestedRate: Double?
    /// Articles that were due.
    package var articles = 0
    /// New or newer on the server.
    package var accepted = 0
    /// The server had them already, the same or newer.
    package var unchanged = 0
    /// Refused by the server, one by one.
    package var rejected = 0
    /// Nothing was left of them after cleaning, so they were not sent.
    package var unusable = 0
    /// Superseded by another of the same id in the same batch.
    package var superseded = 0
    package var batches = 0
    /// Batches that had to be sent again, by the reason.
    package var retries: [String: Int] = [:]
    /// From the start to the last acknowledgement.
    package var seconds = 0.0
    package var articlesPerSecond = 0.0
    /// Text as it came, before cleaning.
    package var textBytes = 0
    /// Of text, 10⁶ bytes each.
    package var megabytesPerSecond = 0.0
    package var segmentBytes = 0
    /// Sent by this process in frames of segments, headers and repetitions included.
    package var wireBytes = 0
    /// CPU time of making or reading the articles; not the worker's.
    package var sourceCPUSeconds = 0.0
    /// CPU time of cleaning articles and building segments.
    package var buildCPUSeconds = 0.0
    /// From a batch's planned start to its acknowledgement.
    package var latency: LatencySummary?
    /// From sending a batch to its acknowledgement.
    package var service: LatencySummary?
    /// Cleaning and building a batch.
    package var build: LatencySummary?

    package init() {}

    /// Articles that are fsynced and searchable.
    package var acknowledged: Int { accepted + unchanged }
}
