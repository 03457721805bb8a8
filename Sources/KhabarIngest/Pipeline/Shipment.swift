internal import Logging

/// A batch on its way, and what must be known of its articles once they have arrived.
struct Shipment<Work: ArticleWork>: Sendable {
    typealias Articles = [(prepared: Work.Prepared, entry: OfferEntry, origin: Origin)]

    /// Kept until the answer has come: of a segment that the server does not take, smaller ones are made.
    var articles: Articles
    /// Of all the articles, in their order.
    var segment: Work.Segment
    /// Articles that others of the batch outrank: done when those are.
    var superseded: [Origin]
    var sequence: UInt64
}

extension IngestPipeline {
    /// Which of the entries the server wants.
    func offer(_ entries: [OfferEntry]) async throws(Halted) -> [Bool] {
        let wanted = try await retrying { () throws(SinkError) in try await self.sink.offer(entries) }
        guard wanted.count == entries.count else {
            end(with: .refused("\(sink.address) answered an offer of \(entries.count) articles for \(wanted.count)"))
            throw Halted()
        }
        return wanted
    }

    /// Sends a batch until the server has acknowledged or refused each article, and enters what became of them.
    ///
    /// A segment that is too large for the server, or not valid to it, is sent again in halves: whichever article is to blame, the others arrive.
    func ship(_ shipment: Shipment<Work>) async throws(Halted) {
        var pieces = [(articles: shipment.articles[...], sequence: UInt64?.some(shipment.sequence))]
        while let (articles, given) = pieces.popLast() {
            let isWhole = articles.count == shipment.articles.count
            let segment = isWhole ? shipment.segment : work.build(articles.map(\.prepared))
            let sequence = given ?? nextSequence()
            switch try await send(segment, articles: articles.count, sequence: sequence) {
            case .success(let acknowledgement):
                try enter(acknowledgement, of: articles)
                let bytes = work.bytes(of: segment)
                ledger.add { totals in
                    totals.bytesSent += UInt64(bytes)
                    totals.segments += 1
                }
            case .failure(let unacceptable) where articles.count == 1:
                let reject = ArticleReject(index: 0, reason: unacceptable.reason)
                try enter(Acknowledgement(accepted: 0, rejects: [reject]), of: articles)
            case .failure(let unacceptable):
                if isWhole {
                    logger.warning(
                        "\(sink.address) does not take a segment of \(articles.count) articles, sending it in parts: \(unacceptable.reason)"
                    )
                }
                let middle = articles.startIndex + articles.count / 2
                pieces.append((articles[middle...], nil))
                // The same number is safe for part of the same articles: should it be durable after all, they all are.
                pieces.append((articles[..<middle], sequence))
            }
        }
        ledger.resolve(countByBlock(shipment.superseded)) { $0.superseded += shipment.superseded.count }
        permits.release()
    }

    /// Sends a segment until it is acknowledged, or found to be none that the server takes.
    private func send(
        _ segment: Work.Segment, articles: Int, sequence: UInt64
    ) async throws(Halted) -> Result<Acknowledgement, Unacceptable> {
        try await retrying { () throws(SinkError) in
            do throws(SinkError) {
                return .success(try await self.sink.ship(segment, articles: articles, sequence: sequence))
            } catch {
                guard case .unacceptable(let reason) = error else { throw error }
                return .failure(Unacceptable(reason: reason))
            }
        }
    }

    private func enter(
        _ acknowledgement: Acknowledgement, of articles: Shipment<Work>.Articles.SubSequence
    ) throws(Halted) {
        guard let counts = reconcile(acknowledgement, articles: articles.count) else {
            end(with: .refused("\(sink.address) acknowledged a segment with counts that do not add up"))
            throw Halted()
        }
        try write(
            acknowledgement.rejects.map { reject in
                let (_, entry, origin) = articles[articles.startIndex + reject.index]
                return DeadLetter(
                    file: files[origin.file].path, line: origin.line, id: entry.id, reason: reject.reason)
            })
        ledger.resolve(countByBlock(articles.map(\.origin))) { totals in
            totals.accepted += counts.accepted
            totals.unchanged += counts.unchanged
            totals.deadLettered += acknowledgement.rejects.count
        }
    }

    func write(_ letters: [DeadLetter]) throws(Halted) {
        do throws(SystemError) { try deadLetters.write(letters) } catch {
            end(with: .failed("\(deadLetters.path): dead letters cannot be written: \(error)"))
            throw Halted()
        }
    }
}

/// Why the server does not take a segment.
private struct Unacceptable: Error {
    let reason: String
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
