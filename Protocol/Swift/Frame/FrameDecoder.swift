/// Cuts a stream of read bursts into frames, and checks each: header, length against the limit, payload checksum.
///
/// Frames that lie whole in a burst are not copied. A frame that straddles bursts is gathered once.
package struct FrameDecoder: ~Copyable {
    /// The largest payload taken, before and after inflation. Raised when the handshake is over.
    package var payloadBytesMax: Int
    /// The start of a frame whose rest has not come.
    private var pending: [UInt8] = []
    private var awaited: FrameHeader?

    package init(payloadBytesMax: Int = Limits.handshakePayloadBytesMax) {
        self.payloadBytesMax = payloadBytesMax
    }

    /// The next whole frame, or nil when the burst is used up. `offset` starts at 0 for each burst.
    package mutating func next(
        in burst: Span<UInt8>, from offset: inout Int
    ) throws(ProtocolViolation) -> ReceivedFrame? {
        if pending.isEmpty && burst.count - offset >= FrameHeader.byteCount {
            let header = try FrameHeader(from: burst, at: offset)
            try admit(header)
            let start = offset + FrameHeader.byteCount
            if header.payloadBytes <= burst.count - start {
                let range = start..<start + header.payloadBytes
                offset = range.upperBound
                try verify(header, burst.extracting(range))
                return ReceivedFrame(header: header, place: .burst(range))
            }
            expect(header)
        }
        guard offset < burst.count else { return nil }
        if awaited == nil {
            gather(FrameHeader.byteCount, burst, &offset)
            guard pending.count == FrameHeader.byteCount else { return nil }
            let header = try FrameHeader(from: pending.span, at: 0)
            try admit(header)
            expect(header)
        }
        guard let header = awaited else { return nil }
        let whole = FrameHeader.byteCount + header.payloadBytes
        gather(whole, burst, &offset)
        guard pending.count == whole else { return nil }
        var bytes: [UInt8] = []
        swap(&bytes, &pending)
        awaited = nil
        try verify(header, bytes.span.extracting(FrameHeader.byteCount..<whole))
        return ReceivedFrame(header: header, place: .gathered(bytes))
    }

    /// Gives a gathered frame's buffer back for the next one.
    package mutating func recycle(_ bytes: consuming [UInt8]) {
        guard pending.isEmpty, pending.capacity < bytes.capacity, bytes.capacity <= 2 * Limits.reservedOnWordBytesMax
        else { return }
        pending = bytes
        pending.removeAll(keepingCapacity: true)
    }

    private mutating func expect(_ header: FrameHeader) {
        awaited = header
        pending.reserveCapacity(min(FrameHeader.byteCount + header.payloadBytes, Limits.reservedOnWordBytesMax))
    }

    private mutating func gather(_ count: Int, _ burst: Span<UInt8>, _ offset: inout Int) {
        let taken = min(count - pending.count, burst.count - offset)
        pending.append(copying: burst.extracting(offset..<offset + taken))
        offset += taken
    }

    /// Judges a header before anything is kept for its payload.
    private func admit(_ header: FrameHeader) throws(ProtocolViolation) {
        guard header.payloadBytes <= payloadBytesMax else {
            throw .payloadTooLong(bytes: header.payloadBytes, limit: payloadBytesMax)
        }
        guard header.isCompressed else { return }
        guard header.type.mayBeCompressed else { throw .compressionNotAllowed(header.type) }
        guard header.inflatedBytes <= payloadBytesMax else {
            throw .inflatedTooLong(bytes: header.inflatedBytes, limit: payloadBytesMax)
        }
        guard header.inflatedBytes <= header.payloadBytes * Limits.inflationRatioMax + Limits.inflationAllowanceBytes
        else { throw .inflationRatio(bytes: header.payloadBytes, inflated: header.inflatedBytes) }
    }

    private func verify(_ header: FrameHeader, _ payload: Span<UInt8>) throws(ProtocolViolation) {
        guard crc32c(payload) == header.payloadChecksum else { throw .payloadChecksum }
    }
}

/// A whole, checked frame.
package struct ReceivedFrame: Equatable, Sendable {
    package enum Place: Equatable, Sendable {
        /// The payload's place in the burst.
        case burst(Range<Int>)
        /// Header and payload, gathered from several bursts.
        case gathered([UInt8])
    }

    package let header: FrameHeader
    package let place: Place

    /// Reads the message. For segment parts, which need not be copied into one, use `place`.
    package func message(in burst: Span<UInt8>) throws(ProtocolViolation) -> Message {
        switch place {
        case .burst(let range): try Message(header, burst.extracting(range))
        case .gathered(let bytes): try Message(header, bytes.span.extracting(FrameHeader.byteCount..<bytes.count))
        }
    }
}
