import KhabarCommand
import KhabarIngest

/// Runs `body` and meanwhile tells how far it has come: one line that is redrawn on a terminal, a new line every ten seconds elsewhere.
func watching<Result: Sendable>(
    _ listing: InputListing, _ ledger: Ledger, drain: @escaping @Sendable () -> Void,
    _ body: @Sendable @escaping () async -> Result
) async -> (result: Result, elapsed: Duration) {
    let clock = ContinuousClock()
    let start = clock.now
    let signals = DrainSignals(drain)
    defer { withExtendedLifetime(signals) {} }
    let line = ProgressLine(inputBytes: listing.bytes)
    let result = await withTaskGroup(of: Result?.self) { group in
        group.addTask {
            let terminal = StandardError.isTerminal
            while (try? await clock.sleep(for: terminal ? .milliseconds(500) : .seconds(10))) != nil {
                let text = line.text(ledger.totals, elapsed: start.duration(to: clock.now))
                if terminal { StandardError.setStatus(text) } else { StandardError.writeLine(text) }
            }
            return nil
        }
        group.addTask { await body() }
        while let next = await group.next() {
            guard let result = next else { continue }
            group.cancelAll()
            return result
        }
        preconditionFailure("the run returned no result")
    }
    return (result, start.duration(to: clock.now))
}
