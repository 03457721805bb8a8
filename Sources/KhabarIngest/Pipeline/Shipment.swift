/// A segment on its way, and what must be known of its articles once it has arrived.
struct Shipment<Segment: Sendable>: Sendable {
    var segment: Segment
    /// In the segment's order.
    var articles: [(id: String, origin: Origin)]
    /// Articles that others of the batch outrank: done when those are.
    var superseded: [Origin]
    var sequence: UInt64
}

extension IngestPipeline {
    /// Which of the entries the server wants.
    func offer(_ entries: [OfferEntry]) async throws(Halted) -> [Bool] {
        var wanted: [Bool] = []
        var start = 0
        while start < entries.count {
            let chunk = Array(entries[start..<min(start + Limits.offerEntriesMax, entries.count)])
            let answer = try await retrying { () throws(SinkError) in try await self.sink.offer(chunk) }
            guard answer.count == chunk.count else {
                end(with: .refused("\(sink.address) answered an offer of \(chunk.count) articles for \(answer.count)"))
                throw Halted()
            }
            wanted += answer
            start += chunk.count
        }
        return wanted
    }

    /// Sends a segment until it is acknowledged, and enters what became of its articles.
    func ship(_ shipment: Shipment<Work.Segment>) async throws(Halted) {
        let acknowledgement = try await retrying { () throws(SinkError) in
            try await self.sink.ship(
                shipment.segment, articles: shipment.articles.count, sequence: shipment.sequence)
        }
        guard let counts = reconcile(acknowledgement, articles: shipment.articles.count) else {
            end(with: .refused("\(sink.address) acknowledged a segment with counts that do not add up"))
            throw Halted()
        }
        try write(
            acknowledgement.rejects.map { reject in
                let (id, origin) = shipment.articles[reject.index]
                return DeadLetter(file: files[origin.file].path, line: origin.line, id: id, reason: reject.reason)
            })
        let origins = shipment.articles.map(\.origin) + shipment.superseded
        let bytes = work.bytes(of: shipment.segment)
        ledger.resolve(countByBlock(origins)) { totals in
            totals.accepted += counts.accepted
            totals.unchanged += counts.unchanged
            totals.deadLettered += acknowledgement.rejects.count
            totals.superseded += shipment.superseded.count
            totals.bytesSent += UInt64(bytes)
            totals.segments += 1
        }
        permits.release()
    }

    func write(_ letters: [DeadLetter]) throws(Halted) {
        do throws(SystemError) { try deadLetters.write(letters) } catch {
            end(with: .failed("\(deadLetters.path): dead letters cannot be written: \(error)"))
            throw Halted()
        }
    }
}

/// What the server says, checked: nil when it cannot be true.
private func reconcile(_ answer: Acknowledgement, articles: Int) -> (accepted: Int, unchanged: Int)? {
    let rejected = Set(answer.rejects.map(\.index))
    guard rejected.count == answer.rejects.count, rejected.allSatisfy({ $0 >= 0 && $0 < articles }) else { return nil }
    let rest = articles - rejected.count
    guard answer.accepted >= 0, answer.unchanged >= 0, answer.unchanged <= rest, answer.accepted <= rest else {
        return nil
    }
    // Of a segment that had come before, whose answer was lost, the server may not know the counts again.
    if answer.isDuplicate { return (rest - answer.unchanged, answer.unchanged) }
    return answer.accepted + answer.unchanged == rest ? (answer.accepted, answer.unchanged) : nil
}
