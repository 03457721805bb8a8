internal import KhabarText

/// What a run came to, for people and for programs.
package struct Summary: Sendable {
    package var totals: IngestTotals
    package var failures: [InputFailure]
    package var end: IngestEnd
    package var elapsed: Duration
    package var deadLetterFile: String
    /// Inputs that were not read to their end because the run was stopped.
    package var unreadInputs = 0
    /// Bytes of all inputs on disk; nil when some have no size.
    package var inputBytes: UInt64?

    package init(
        totals: IngestTotals, failures: [InputFailure], end: IngestEnd, elapsed: Duration, deadLetterFile: String
    ) {
        self.totals = totals
        self.failures = failures
        self.end = end
        self.elapsed = elapsed
        self.deadLetterFile = deadLetterFile
    }

    /// A few lines, each with its line feed.
    package var text: String {
        let seconds = max(elapsed.seconds, 0.001)
        var text = "\(grouped(totals.articles)) articles read (\(fixed(Double(totals.textBytes) / 1e6)) MB) in "
        text += "\(fixed(elapsed.seconds)) s: \(fixed(Double(totals.textBytes) / 1e6 / seconds)) MB/s, "
        text += "\(grouped(Int(Double(totals.resolved) / seconds))) articles/s\n"
        var parts: [String] = []
        func add(_ count: Int, _ what: String) { if count > 0 { parts.append("\(grouped(count)) \(what)") } }
        add(totals.accepted, "accepted")
        add(totals.printed, "printed")
        add(totals.unchanged, "known already or outranked")
        add(totals.superseded, "superseded by another of the same id")
        add(totals.deadLettered, "rejected (see \(deadLetterFile))")
        add(totals.articles - totals.resolved, "read but not delivered")
        add(totals.skippedByShard, "left to other shards")
        add(totals.skippedByCheckpoint, "acknowledged before")
        if parts.isEmpty && end == .finished { parts = ["nothing to do"] }
        if !parts.isEmpty { text += parts.joined(separator: ", ") + "\n" }
        if totals.segments > 0 {
            text += "\(grouped(totals.segments)) segments, \(fixed(Double(totals.bytesSent) / 1e6)) MB sent\n"
        }
        if !failures.isEmpty {
            text +=
                "\(grouped(failures.count)) \(failures.count == 1 ? "input" : "inputs") could not be read to the end:\n"
            for failure in failures.prefix(10) { text += "  \(failure)\n" }
            if failures.count > 10 { text += "  and \(grouped(failures.count - 10)) more\n" }
        }
        if end == .drained {
            text +=
                "interrupted: \(grouped(unreadInputs)) \(unreadInputs == 1 ? "input was" : "inputs were") not read to the end"
            if let unreadBytes { text += ", about \(fixed(Double(unreadBytes) / 1e6)) MB are left" }
            text += "\n"
        }
        return text
    }

    private var unreadBytes: UInt64? {
        guard end == .drained, let inputBytes else { return nil }
        return inputBytes - min(inputBytes, totals.bytesRead)
    }

    /// One object and a line feed.
    package var json: [UInt8] {
        var object = JSONObject()
        object.member("end", endName)
        object.member("articles", totals.articles)
        object.member("accepted", totals.accepted)
        object.member("unchanged", totals.unchanged)
        object.member("superseded", totals.superseded)
        object.member("deadLettered", totals.deadLettered)
        object.member("undelivered", totals.articles - totals.resolved)
        object.member("skippedByShard", totals.skippedByShard)
        object.member("skippedByCheckpoint", totals.skippedByCheckpoint)
        object.member("segments", totals.segments)
        object.member("bytesRead", totals.bytesRead)
        object.member("textBytes", totals.textBytes)
        object.member("bytesSent", totals.bytesSent)
        object.member("seconds", elapsed.seconds)
        object.member("unreadableInputs", failures.map(\.path))
        if end == .drained {
            object.member("unreadInputs", unreadInputs)
            if let unreadBytes { object.member("unreadBytes", unreadBytes) }
        }
        return object.finish() + [0x0A]
    }

    private var endName: String {
        switch end {
        case .finished: "finished"
        case .drained: "interrupted"
        case .unreachable: "unreachable"
        case .refused: "refused"
        case .failed: "failed"
        }
    }
}
