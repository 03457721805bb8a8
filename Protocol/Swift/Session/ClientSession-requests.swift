extension ClientSession {
    /// Asks for something. `token` is completed or failed, once. Sent at once if the connection is open and has a slot, else when it has.
    package mutating func request(
        _ token: Token, _ request: Request, deadline: Moment?, at now: Moment, _ actions: inout [Action]
    ) {
        join(token, WaitingRequest(request: request, deadline: deadline), at: now, &actions)
    }

    /// Asks for a sign of life: completed with `pong`.
    package mutating func ping(_ token: Token, deadline: Moment?, at now: Moment, _ actions: inout [Action]) {
        join(token, WaitingRequest(request: nil, deadline: deadline), at: now, &actions)
    }

    private mutating func join(
        _ token: Token, _ entry: WaitingRequest, at now: Moment, _ actions: inout [Action]
    ) {
        guard mayJoin(token, &actions) else { return }
        waiting.join(token, entry)
        note(entry.deadline)
        startWaiting(at: now, &actions)
    }

    /// Ships a segment as soon as there is credit for all of it.
    package mutating func ship(
        _ token: Token, _ begin: SegmentBegin, deadline: Moment?, at now: Moment, _ actions: inout [Action]
    ) {
        guard mayJoin(token, &actions) else { return }
        waitingSegments.join(token, WaitingSegment(begin: begin, deadline: deadline))
        note(deadline)
        startWaiting(at: now, &actions)
    }

    private func mayJoin(_ token: Token, _ actions: inout [Action]) -> Bool {
        if phase == .closed || finishing {
            actions.append(.fail(token, .connectionEnded(.disconnected, applied: .no)))
        } else if let serverLeaves {
            actions.append(.fail(token, .goingAway(serverLeaves)))
        } else if waiting.count + waitingSegments.count >= configuration.requestsWaitingMax {
            actions.append(.fail(token, .tooManyWaiting(limit: configuration.requestsWaitingMax)))
        } else {
            return true
        }
        return false
    }

    /// Nobody waits for this any more. The server is told; the slot stays taken until it has answered. No `complete` or `fail` follows.
    package mutating func cancel(_ token: Token, at now: Moment, _ actions: inout [Action]) {
        guard phase != .closed else { return }
        if waiting.leave(token) == nil, waitingSegments.leave(token) == nil {
            abandonFlight(of: token, &actions)
        }
        startWaiting(at: now, &actions)
    }

    /// The segment's SegmentEnd was written.
    package mutating func segmentSent(_ token: Token, at now: Moment) {
        guard let id = ids[token] else { return }
        flights[id]?.isStreaming = false
        if segmentsDue == nil { segmentsDue = now.advanced(by: configuration.segmentTimeout) }
    }

    /// A segment was answered: the others may take as long again.
    private mutating func segmentAnswered(at now: Moment) {
        segmentsDue = awaitsSegment ? now.advanced(by: configuration.segmentTimeout) : nil
    }

    /// Whether a segment was sent whole and not answered.
    var awaitsSegment: Bool { flights.values.contains { $0.answerType == .segmentAck && !$0.isStreaming } }

    /// A request that `send` asked for is longer than the server takes, and was not written.
    package mutating func notSent(_ id: UInt64, at now: Moment, _ actions: inout [Action]) {
        guard let token = flights[id]?.token, let welcome else { return }
        remove(id)
        actions.append(.fail(token, .tooLarge(limit: UInt64(welcome.payloadBytesMax))))
        startWaiting(at: now, &actions)
    }

    private mutating func abandonFlight(of token: Token, _ actions: inout [Action]) {
        guard let id = ids.removeValue(forKey: token), let flight = flights[id] else { return }
        flights[id]?.token = nil
        flights[id]?.deadline = nil
        if flight.isStreaming {
            flights[id]?.isStreaming = false
            actions.append(.stopSegment(token))
            actions.append(.send(OutgoingFrame(.segmentAbort, correlationID: id)))
        } else if flight.answerType != .segmentAck && flight.answerType != .pong {
            actions.append(.send(OutgoingFrame(.cancel, correlationID: id)))
        }
    }

    /// Sends what has a slot, and credit.
    mutating func startWaiting(at now: Moment, _ actions: inout [Action]) {
        if phase == .open, serverLeaves == nil, let welcome { start(within: welcome, at: now, &actions) }
        closeWhenDone(&actions)
    }

    private mutating func start(within welcome: Welcome, at now: Moment, _ actions: inout [Action]) {
        while flights.count - segmentsInFlight < Int(welcome.requestsInFlightMax), let next = waiting.first() {
            waiting.removeFirst()
            start(next.token, next.entry, at: now, &actions)
        }
        while segmentsInFlight < Int(welcome.segmentsInFlightMax), let next = waitingSegments.first() {
            let bytes = next.entry.begin.totalBytes
            guard bytes <= welcome.segmentBytesMax else {
                waitingSegments.removeFirst()
                actions.append(.fail(next.token, .tooLarge(limit: welcome.segmentBytesMax)))
                continue
            }
            guard bytes <= credit else { break }
            waitingSegments.removeFirst()
            credit -= bytes
            segmentsInFlight += 1
            let id = begin(
                next.token,
                Flight(
                    token: next.token, answerType: .segmentAck, changesData: true, deadline: next.entry.deadline,
                    isStreaming: true))
            actions.append(.send(OutgoingFrame(.segmentBegin(next.entry.begin), correlationID: id)))
            actions.append(.streamSegment(next.token, id: id))
        }
    }

    private mutating func start(_ token: Token, _ next: WaitingRequest, at now: Moment, _ actions: inout [Action]) {
        var milliseconds: UInt32 = 0
        if let deadline = next.deadline {
            milliseconds = deadline.milliseconds(since: now)
            guard milliseconds > 0 else {
                actions.append(.fail(token, .deadlineExceeded(applied: .no)))
                return
            }
        }
        guard let request = next.request else {
            let id = begin(token, Flight(token: token, answerType: .pong, changesData: false, deadline: next.deadline))
            actions.append(.send(OutgoingFrame(.ping, correlationID: id)))
            return
        }
        var flight = Flight(
            token: token, answerType: request.answerType, changesData: request.changesData, deadline: next.deadline)
        if case .offer(let offer) = request { flight.offered = offer.entries.count }
        let id = begin(token, flight)
        actions.append(
            .send(OutgoingFrame(request.message, correlationID: id, deadlineMilliseconds: milliseconds)))
    }

    private mutating func begin(_ token: Token, _ flight: Flight) -> UInt64 {
        lastCorrelationID += 1
        flights[lastCorrelationID] = flight
        ids[token] = lastCorrelationID
        return lastCorrelationID
    }

    mutating func answered(
        _ id: UInt64, _ message: Message, at now: Moment, _ actions: inout [Action]
    ) throws(ProtocolViolation) {
        guard id <= lastTakenID else { return }
        guard let flight = flights[id] else { throw .unknownCorrelationID(message.type, id) }
        var failure: RequestFailure?
        switch message {
        case .error(let error): failure = .refused(error)
        case .wanted(let wanted) where flight.answerType == .wanted:
            guard wanted.wanted.count == flight.offered else { throw .invalidValue(.wanted, "count") }
        case .segmentAck(let ack) where flight.answerType == .segmentAck:
            guard !flight.isStreaming else { throw .unexpectedMessage(.segmentAck, during: "before SegmentEnd") }
            if ack.credit > 0 { try credited(ack.credit) }
        default:
            guard message.type == flight.answerType else {
                throw .unexpectedMessage(message.type, during: "as the answer to this request")
            }
        }
        remove(id)
        if flight.answerType == .segmentAck { segmentAnswered(at: now) }
        if flight.isStreaming {
            if let token = flight.token { actions.append(.stopSegment(token)) }
            actions.append(.send(OutgoingFrame(.segmentAbort, correlationID: id)))
        }
        guard let token = flight.token else { return }
        actions.append(failure.map { .fail(token, $0) } ?? .complete(token, message))
    }

    mutating func remove(_ id: UInt64) {
        guard let flight = flights.removeValue(forKey: id) else { return }
        if flight.answerType == .segmentAck { segmentsInFlight -= 1 }
        if let token = flight.token { ids[token] = nil }
    }

    mutating func credited(_ bytes: UInt64) throws(ProtocolViolation) {
        let (sum, overflow) = credit.addingReportingOverflow(bytes)
        guard !overflow else { throw .creditOverflow }
        credit = sum
    }

    private mutating func note(_ deadline: Moment?) {
        guard let deadline else { return }
        earliestDeadline = min(earliestDeadline ?? deadline, deadline)
    }

    /// Fails what is out of time, and finds the next deadline.
    mutating func expire(at now: Moment, _ actions: inout [Action]) {
        earliestDeadline = nil
        for (token, entry) in waiting.all.sorted(by: { $0.key < $1.key }) {
            guard let deadline = entry.deadline else { continue }
            guard deadline <= now else { note(deadline); continue }
            _ = waiting.leave(token)
            actions.append(.fail(token, .deadlineExceeded(applied: .no)))
        }
        for (token, entry) in waitingSegments.all.sorted(by: { $0.key < $1.key }) {
            guard let deadline = entry.deadline else { continue }
            guard deadline <= now else { note(deadline); continue }
            _ = waitingSegments.leave(token)
            actions.append(.fail(token, .deadlineExceeded(applied: .no)))
        }
        for (_, flight) in flights.sorted(by: { $0.key < $1.key }) {
            guard let deadline = flight.deadline, let token = flight.token else { continue }
            guard deadline <= now else { note(deadline); continue }
            abandonFlight(of: token, &actions)
            actions.append(.fail(token, .deadlineExceeded(applied: flight.applied)))
        }
    }
}
