extension ServerSession {
    mutating func requested(
        _ request: Request, _ header: FrameHeader, _ now: Moment, _ actions: inout [Action]
    ) throws(ProtocolViolation) {
        let id = header.correlationID
        try admit(id, request.message.type)
        guard flights.count - segmentsInFlight < configuration.requestsInFlightMax else {
            throw .tooManyRequests(limit: configuration.requestsInFlightMax)
        }
        flights[id] = Flight(state: request.isStanding ? .standing : .running)
        if let refusal = refusal(of: id, needing: request.roles) ?? refusal(holding: header.payloadBytes) {
            answer(id, .error(refusal), &actions)
            return
        }
        flights[id]?.payloadBytes = header.payloadBytes
        requestBytesInFlight += header.payloadBytes
        let milliseconds = header.deadlineMilliseconds
        let deadline = milliseconds == 0 ? nil : now.advanced(by: .milliseconds(Int64(milliseconds)))
        actions.append(.perform(request, id: id, deadline: deadline))
    }

    /// Ids increase, so that a duplicate needs no memory to be seen.
    mutating func admit(_ id: UInt64, _ type: MessageType) throws(ProtocolViolation) {
        guard !clientLeaves else { throw .unexpectedMessage(type, during: "after the client's go-away") }
        guard id > lastCorrelationID else { throw .correlationIDNotIncreasing(id, after: lastCorrelationID) }
        lastCorrelationID = id
    }

    func refusal(of id: UInt64, needing roles: Roles) -> ErrorMessage? {
        if case .final = drain {
            return ErrorMessage(
                code: .goingAway, retry: .elsewhere, applied: .no, scope: .request, text: drainText)
        }
        guard let hello, hello.roles.isDisjoint(with: roles) else { return nil }
        return ErrorMessage(
            code: .forbidden, retry: .never, applied: .no, scope: .request,
            text: "this connection was not opened for such requests, or its key is not for them")
    }

    /// One request is always taken, however long it is.
    private func refusal(holding bytes: Int) -> ErrorMessage? {
        let limit = configuration.requestBytesInFlightMax
        guard requestBytesInFlight > 0, requestBytesInFlight + bytes > limit else { return nil }
        return ErrorMessage(
            code: .overloaded, retry: .later, applied: .no, scope: .request, retryAfterMilliseconds: 100,
            text: "this connection's requests that have no answer yet hold \(requestBytesInFlight) of \(limit) bytes")
    }

    /// A cancelled request keeps its slot: the work goes on until someone has stopped it.
    mutating func cancelled(_ id: UInt64, _ actions: inout [Action]) throws(ProtocolViolation) {
        guard id <= lastCorrelationID else { throw .unknownCorrelationID(.cancel, id) }
        // Not in flight: the answer and the cancellation crossed.
        guard flights[id]?.isToBeCancelled == true else { return }
        flights[id]?.state = .cancelled
        actions.append(.cancel(id: id))
    }

    /// Gives a request or a segment its one answer: the result, or an error. After a disconnection it is dropped.
    package mutating func answer(_ id: UInt64, _ message: Message, _ actions: inout [Action]) {
        guard phase == .open else { return }
        if end(id).state == .segment { segmentAnswered(id, message) }
        actions.append(.send(OutgoingFrame(message, correlationID: id)))
        closeWhenDone(&actions)
    }

    /// A request's one answer was encoded by the caller, and written behind all that was to be sent before.
    package mutating func answerWritten(_ id: UInt64, _ actions: inout [Action]) {
        guard phase == .open else { return }
        let flight = end(id)
        precondition(flight.state != .segment, "a segment's answer changes the credit")
        closeWhenDone(&actions)
    }

    private mutating func end(_ id: UInt64) -> Flight {
        guard let flight = flights.removeValue(forKey: id) else {
            preconditionFailure("request \(id) was answered twice, or never asked")
        }
        requestBytesInFlight -= flight.payloadBytes
        return flight
    }

    /// Starts a drain: the client is told, what is on its way is still taken, and the connection closes after the last answer.
    package mutating func goAway(_ text: String, _ actions: inout [Action]) {
        guard phase == .open else {
            refuse(
                ErrorMessage(code: .goingAway, retry: .elsewhere, applied: .no, scope: .connection, text: text),
                &actions)
            return
        }
        guard drain == .no else { return }
        let pingID = liveness.nextPingID()
        drain = .announced(pingID: pingID)
        drainText = text
        actions.append(.send(OutgoingFrame(.goAway(GoAway(lastCorrelationID: GoAway.announced, text: text)))))
        actions.append(.send(OutgoingFrame(.ping, correlationID: pingID)))
    }

    mutating func ponged(_ id: UInt64, _ actions: inout [Action]) throws(ProtocolViolation) {
        if liveness.ponged(id) { return }
        guard drain == .announced(pingID: id) else { throw .unknownCorrelationID(.pong, id) }
        // A round trip: the client has read the first go-away, and all that it sent before has come.
        drain = .final(lastID: lastCorrelationID)
        let last = GoAway(lastCorrelationID: lastCorrelationID, text: drainText)
        actions.append(.send(OutgoingFrame(.goAway(last))))
        closeWhenDone(&actions)
    }

    mutating func clientLeft(_ actions: inout [Action]) {
        clientLeaves = true
        closeWhenDone(&actions)
    }

    mutating func closeWhenDone(_ actions: inout [Action]) {
        guard phase == .open, flights.isEmpty else { return }
        var isDraining = clientLeaves
        if case .final = drain { isDraining = true }
        if isDraining { close(.drained, &actions) }
    }
}
