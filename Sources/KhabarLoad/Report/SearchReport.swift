/// What a run of searches came to.
package struct SearchReport: Codable, Sendable, Equatable {
    /// Latencies of a group of searches.
    package struct Group: Codable, Sendable, Equatable {
        package var answered = 0
        /// From the planned start to the answer; searches that got none within their time are in it with the time
        /// they had waited.
        package var latency: LatencySummary?
        /// From the sending to the answer.
        package var service: LatencySummary?
        /// The server's own time for parsing and evaluating.
        package var server: LatencySummary?
        /// The server's own time for titles and snippets.
        package var render: LatencySummary?

        package init() {}
    }

    /// Searches per second that were asked for.
    package var requestedRate = 0.0
    /// Searches that were due, those of the warm-up left out.
    package var planned = 0
    package var answered = 0
    /// Found no place among those in flight before patience ran out.
    package var unstarted = 0
    /// Searches that failed, by the error's code.
    package var errors: [String: Int] = [:]
    package var withoutHits = 0
    /// From the end of the warm-up to the last answer.
    package var seconds = 0.0
    /// Answers.
    package var perSecond = 0.0
    package var all = Group()
    /// How long after their planned start searches were sent: this program's own lateness, and waiting for a place.
    package var delay: LatencySummary?
    /// By the kind of query: or, and, phrase.
    package var kinds: [String: Group] = [:]

    package init() {}

    package var failed: Int { errors.values.reduce(0, +) }
}
