extension ServerSession {
    mutating func segmentBegun(
        _ begin: SegmentBegin, _ id: UInt64, _ actions: inout [Action]
    ) throws(ProtocolViolation) {
        try admit(id, .segmentBegin)
        guard begin.totalBytes <= UInt64(configuration.segmentBytesMax) else {
            throw .segmentTooLong(bytes: begin.totalBytes, limit: configuration.segmentBytesMax)
        }
        // A segment that was answered before it was whole stays open until its client ends it.
        guard max(segmentsInFlight, assemblies.count) < configuration.segmentsInFlightMax else {
            throw .tooManySegments(limit: configuration.segmentsInFlightMax)
        }
        let bytes = Int(begin.totalBytes)
        guard bytes <= credit else { throw .creditExceeded(bytes: bytes, credit: credit) }
        credit -= bytes
        segmentsInFlight += 1
        flights[id] = Flight(state: .segment)
        if let refusal = refusal(of: id, needing: .ingest) {
            assemblies[id] = SegmentAssembly(begin, isRefused: true)
            answer(id, .error(refusal), &actions)
            return
        }
        assemblies[id] = SegmentAssembly(begin)
        actions.append(.expectSegment(begin, id: id))
    }

    mutating func partReceived(_ frame: ReceivedFrame, in burst: Span<UInt8>) throws(ProtocolViolation) {
        guard phase == .open else {
            throw .unexpectedMessage(.segmentPart, during: "before the handshake is over")
        }
        switch frame.place {
        case .burst(let range): try append(burst.extracting(range), frame.header.correlationID)
        case .gathered(let bytes):
            try append(bytes.span.extracting(FrameHeader.byteCount..<bytes.count), frame.header.correlationID)
        }
    }

    private mutating func append(_ part: Span<UInt8>, _ id: UInt64) throws(ProtocolViolation) {
        try SegmentPart.check(part)
        guard assemblies[id] != nil else { throw .unknownCorrelationID(.segmentPart, id) }
        try assemblies[id]?.append(part, id: id)
    }

    mutating func segmentEnded(_ id: UInt64, _ actions: inout [Action]) throws(ProtocolViolation) {
        guard let assembly = assemblies[id] else { throw .unknownCorrelationID(.segmentEnd, id) }
        let isIntact = try assembly.finish(id: id)
        assemblies[id] = nil
        guard !assembly.isRefused else { return }
        guard isIntact else {
            actions.append(.dropSegment(id: id, bytes: assembly.totalBytes))
            let error = ErrorMessage(
                code: .invalidSegment, retry: .later, applied: .no, scope: .batch,
                text: "the segment's checksum is not the one that was announced")
            answer(id, .error(error), &actions)
            return
        }
        actions.append(.takeSegment(assembly.begin, index: assembly.index, text: assembly.text, id: id))
    }

    mutating func segmentAborted(_ id: UInt64, _ actions: inout [Action]) throws(ProtocolViolation) {
        guard let assembly = assemblies.removeValue(forKey: id) else {
            throw .unknownCorrelationID(.segmentAbort, id)
        }
        guard !assembly.isRefused else { return }
        actions.append(.dropSegment(id: id, bytes: assembly.totalBytes))
        let error = ErrorMessage(
            code: .cancelled, retry: .later, applied: .no, scope: .batch, text: "the segment was aborted")
        answer(id, .error(error), &actions)
    }

    mutating func segmentAnswered(_ id: UInt64, _ message: Message) {
        segmentsInFlight -= 1
        // Refused before it is whole: the client still closes its stream.
        assemblies[id]?.refuse()
        guard case .segmentAck(let ack) = message else { return }
        precondition(assemblies[id] == nil, "a segment was acknowledged before it was whole")
        credit += Int(ack.credit)
    }

    /// Lets the client begin so many bytes more. The caller has reserved them from the memory budget.
    package mutating func grant(_ bytes: Int, _ actions: inout [Action]) {
        guard phase == .open, bytes > 0 else { return }
        credit += bytes
        actions.append(.send(OutgoingFrame(.credit(Credit(bytes: UInt64(bytes))))))
    }
}
