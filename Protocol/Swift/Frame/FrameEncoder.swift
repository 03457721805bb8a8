internal import KhabarDeflate

/// Appends frames to a buffer, so that a burst of answers becomes one write. One per connection or event loop; not thread-safe.
package struct FrameEncoder: ~Copyable {
    /// The largest payload that the peer takes.
    package var payloadBytesMax: Int
    /// Whether the handshake agreed on zlib.
    package var compresses: Bool
    /// Made when the first payload needs it: it holds 256 KiB.
    private var deflater: Deflater?
    private var scratch: [UInt8] = []

    package init(payloadBytesMax: Int = Limits.handshakePayloadBytesMax, compresses: Bool = false) {
        self.payloadBytesMax = payloadBytesMax
        self.compresses = compresses
    }

    private enum Outcome { case appended, tooLongForPeer, tooLongToDeflate }

    /// Appends one frame. Returns false, and appends nothing, when the message is longer than the peer takes.
    @discardableResult
    package mutating func append(_ frame: OutgoingFrame, to output: inout [UInt8]) -> Bool {
        append(frame, to: &output, deflatingUpTo: .max) == .appended
    }

    private mutating func append(
        _ frame: OutgoingFrame, to output: inout [UInt8], deflatingUpTo deflatedMax: Int
    ) -> Outcome {
        let start = output.count
        let payloadStart = start + FrameHeader.byteCount
        output.append(contentsOf: repeatElement(0, count: FrameHeader.byteCount))
        frame.message.encode(into: &output)
        var payloadBytes = output.count - payloadStart
        guard payloadBytes <= payloadBytesMax else {
            output.removeLast(output.count - start)
            return .tooLongForPeer
        }
        let type = frame.message.type
        var inflatedBytes = 0
        if compresses && type.mayBeCompressed && payloadBytes >= Limits.compressedPayloadBytesMin {
            guard payloadBytes <= deflatedMax else {
                output.removeLast(output.count - start)
                return .tooLongToDeflate
            }
            inflatedBytes = compress(&output, from: payloadStart)
            payloadBytes = output.count - payloadStart
        }
        let header = FrameHeader(
            type: type, payloadBytes: payloadBytes, correlationID: frame.correlationID, inflatedBytes: inflatedBytes,
            deadlineMilliseconds: frame.deadlineMilliseconds,
            payloadChecksum: crc32c(output.span.extracting(payloadStart..<output.count)))
        header.write(over: &output, at: start)
        return .appended
    }

    /// Appends an answer; one that is longer than the peer takes is replaced by an error that says so.
    ///
    /// Returns false, and appends nothing, when more than `deflatedMax` bytes would have to be deflated for it: that takes a millisecond for each 200 KB,
    /// many times what the rest takes.
    @discardableResult
    package mutating func appendAnswer(
        _ frame: OutgoingFrame, to output: inout [UInt8], deflatingUpTo deflatedMax: Int = .max
    ) -> Bool {
        switch append(frame, to: &output, deflatingUpTo: deflatedMax) {
        case .appended: return true
        case .tooLongToDeflate: return false
        case .tooLongForPeer: break
        }
        let error = ErrorMessage(
            code: .answerTooLarge, retry: .never, applied: .no, scope: .request,
            text: "the answer is longer than the \(payloadBytesMax) bytes that this client takes")
        append(OutgoingFrame(.error(error), correlationID: frame.correlationID), to: &output)
        return true
    }

    /// Appends a SegmentPart without making a message of it first.
    package func appendSegmentPart(_ bytes: Span<UInt8>, correlationID: UInt64, to output: inout [UInt8]) {
        precondition(bytes.count <= Limits.segmentPartBytesMax, "a segment part is too long")
        let header = FrameHeader(
            type: .segmentPart, payloadBytes: bytes.count, correlationID: correlationID, payloadChecksum: crc32c(bytes))
        header.append(to: &output)
        output.append(copying: bytes)
    }

    /// Deflates what follows `start` where that pays. Returns the inflated length, 0 when it stays plain.
    private mutating func compress(_ output: inout [UInt8], from start: Int) -> Int {
        let inflatedBytes = output.count - start
        if deflater == nil { deflater = Deflater(format: .zlib, level: 1) }
        scratch.removeAll(keepingCapacity: true)
        let bytes = deflater?.deflate(output.span.extracting(start..<output.count), into: &scratch) ?? inflatedBytes
        let pays = bytes <= inflatedBytes - inflatedBytes / Limits.compressionSavingDivisor
        let allowed = inflatedBytes <= bytes * Limits.inflationRatioMax + Limits.inflationAllowanceBytes
        defer { if scratch.capacity > Limits.reservedOnWordBytesMax { scratch = [] } }
        guard pays && allowed else { return 0 }
        output.removeLast(inflatedBytes)
        output.append(contentsOf: scratch)
        return inflatedBytes
    }
}

/// A message and what its header says besides.
package struct OutgoingFrame: Equatable, Sendable {
    package var message: Message
    package var correlationID: UInt64
    package var deadlineMilliseconds: UInt32

    package init(_ message: Message, correlationID: UInt64 = 0, deadlineMilliseconds: UInt32 = 0) {
        self.message = message
        self.correlationID = correlationID
        self.deadlineMilliseconds = deadlineMilliseconds
    }
}
