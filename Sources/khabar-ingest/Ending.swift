import KhabarCommand
import KhabarIngest

extension IngestCommand {
    /// Says what a run came to, and ends with the status of the contract.
    func finish(_ end: IngestEnd, _ listing: InputListing, _ ledger: Ledger, elapsed: Duration) throws {
        var summary = Summary(
            totals: ledger.totals, failures: ledger.failures, end: end, elapsed: elapsed, deadLetterFile: deadLetter)
        summary.unreadInputs = ledger.unreadInputs
        summary.inputBytes = listing.bytes
        StandardError.setStatus("")
        for line in summary.text.split(separator: "\n") { StandardError.writeLine(String(line)) }
        if format == .json {
            do { try StandardOutput.write(summary.json) } catch {
                throw CommandFailure(.failure, "the summary cannot be written: \(error)")
            }
        }
        switch end {
        case .unreachable(let message): throw CommandFailure(.noServer, "\(server) could not be reached: \(message)")
        case .refused(let message): throw CommandFailure(.serverRefuses, "\(server) refused: \(message)")
        case .failed(let message): throw CommandFailure(.failure, message)
        // Before all that is wrong with what was read: something was not even looked at.
        case .drained:
            throw CommandFailure(
                .interrupted, "told to stop before everything was read; run it again for the rest")
        case .finished: break
        }
        // An input that could not be read outweighs articles that were refused: something was not even looked at.
        if !summary.failures.isEmpty { throw CommandFailure(.failure) }
        if summary.totals.deadLettered > 0 { throw CommandFailure(.someRejected) }
    }
}
