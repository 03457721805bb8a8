/// Every bound of the load test, with its reason.
package enum Limits {
    /// Latencies are kept to three digits up to here; longer ones count as this long. No request outlives its time-out
    /// by so much.
    package static let latencyMax: Duration = .seconds(3_600)
    /// Articles per second or searches per second: past it the sleeps between two arrivals are shorter than any timer.
    package static let rateMax = 1_000_000.0
    /// Requests at once: each is a task of its own and a slot of a connection.
    package static let inFlightMax = 65_536
    package static let connectionsMax = 4_096
    /// Articles of one batch, as the worker's own limit.
    package static let batchArticlesMax = 64 << 10
    /// Raw text of one batch: a segment of it is below the 32 MiB that a server takes.
    package static let batchBytesMax = 16 << 20
    /// A line of a corpus, as the worker's own limit.
    package static let lineBytesMax = 24 << 20
    /// Bytes asked of the system in one read.
    static let readBytes = 256 << 10
    /// Distinct queries that are made before a run: enough that none is special, few enough to be ready in a moment.
    package static let generatedQueries = 2_000
    /// Words of the phrase by which an article of a file is searched: few enough to stay in one sentence, enough to be
    /// rare.
    static let phraseWordsMax = 6
    /// And bytes, where a script has no spaces.
    static let phraseBytesMax = 400
    /// First and longest pause before a refused batch is sent again.
    static let retryDelay: Duration = .milliseconds(50)
    static let retryDelayMax: Duration = .seconds(2)
    /// Examples of each failure in the report: enough to look into, too few to bury the rest.
    static let examplesMax = 10
    /// Articles that are checked at once after a run; the searches must not overload the server that is being judged.
    static let checksInFlight = 8
}
