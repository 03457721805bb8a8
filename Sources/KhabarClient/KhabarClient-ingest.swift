package import KhabarProtocol

extension KhabarClient {
    /// Asks which articles the server wants: false for one that it durably holds, the same or newer. In the order given; sent in groups of 8,192.
    package func offer(
        _ entries: [Offer.Entry], timeout: Duration? = nil
    ) async throws(KhabarError) -> [Bool] {
        try check(entries.map(\.id))
        var wanted: [Bool] = []
        for start in stride(from: 0, to: entries.count, by: Limits.offerEntriesMax) {
            let group = Array(entries[start..<min(start + Limits.offerEntriesMax, entries.count)])
            guard case .wanted(let answer) = try await ask(.offer(Offer(entries: group)), timeout) else { unexpected() }
            wanted += answer.wanted
        }
        return wanted
    }

    /// Ships a segment: waits for credit, writes it in parts that let other frames pass, and returns once it is fsynced and searchable.
    ///
    /// Several may be shipped at once; they are begun in the order of the calls. When the connection is lost it fails, with `retry` `.elsewhere`:
    /// ship it again with the same sequence number, which is harmless.
    /// - Parameters:
    ///   - sequence: 1, 2, 3, … of this producer in this epoch.
    ///   - timeout: nil = none.
    package func shipSegment(
        index: [UInt8], text: [UInt8], producerID: UInt64, epoch: UInt32, sequence: UInt64, timeout: Duration? = nil
    ) async throws(KhabarError) -> SegmentAck {
        guard index.count + text.count <= Limits.segmentBytesMax else {
            throw .invalid("a segment has at most \(Limits.segmentBytesMax) bytes")
        }
        let begin = SegmentBegin(
            producerID: producerID, epoch: epoch, sequence: sequence, indexBytes: UInt64(index.count),
            textBytes: UInt64(text.count), checksum: crc32c(text.span, continuing: crc32c(index.span)))
        let reply = try await call(.ship(begin, index: index, text: text), timeout: timeout)
        guard case .segmentAck(let ack) = reply.message else { unexpected() }
        return ack
    }

    /// Connects if need be, and returns how the server introduced itself: id, limits, analyser versions.
    package func welcome(timeout: Duration? = nil) async throws(KhabarError) -> Welcome {
        try await call(.ping, timeout: timeout ?? configuration.requestTimeout).server
    }
}
