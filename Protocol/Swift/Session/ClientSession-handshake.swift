extension ClientSession {
    /// Collects the server's preface. Returns how much of the burst it used.
    mutating func prefaceReceived(_ burst: Span<UInt8>, _ actions: inout [Action]) -> Int {
        let taken = min(Preface.byteCount - opening.count, burst.count)
        opening.append(copying: burst.extracting(0..<taken))
        let peer = Preface.recognise(opening.span)
        switch peer {
        case .incomplete: break
        case .khabar(let answer):
            guard Preface.current.common(with: answer) != nil, answer.lowest == answer.highest else {
                close(.noCommonVersion(answer), &actions)
                break
            }
            phase = .awaitingWelcome
            actions.append(.send(OutgoingFrame(.hello(configuration.hello))))
        case .http, .tls, .garbage: close(.stranger(peer), &actions)
        }
        return taken
    }

    mutating func welcomed(_ welcome: Welcome, at now: Moment, _ actions: inout [Action]) {
        if let expected = configuration.serverID, welcome.serverID != expected {
            close(.otherServer(welcome.serverID, expected: expected), &actions)
            return
        }
        phase = .open
        self.welcome = welcome
        credit = welcome.credit
        if let silenceMax { liveness.bear(silenceMax, from: now) }
        decoder.payloadBytesMax = min(Int(configuration.hello.payloadBytesMax), Limits.answerPayloadBytesMax)
        actions.append(.opened(welcome))
    }

    /// Ends the connection when everything that somebody waits for has been answered. New requests are refused from here on.
    ///
    /// The answers may take their time, but the server may not be silent for longer than `patience`, nor the handshake take longer.
    package mutating func finish(patience: Duration, at now: Moment, _ actions: inout [Action]) {
        guard phase != .closed else { return }
        finishing = true
        let silence = max(.zero, min(silenceMax ?? patience, patience))
        silenceMax = silence
        openBy = min(openBy ?? now.advanced(by: silence), now.advanced(by: silence))
        if phase == .open { liveness.bear(silence, from: now) }
        closeWhenDone(&actions)
    }

    /// Ends the connection now. What is in flight fails.
    package mutating func abandon(_ actions: inout [Action]) {
        guard phase != .closed else { return }
        close(.disconnected, &actions)
    }

    mutating func serverLeft(_ goAway: GoAway, _ actions: inout [Action]) {
        if serverLeaves == nil {
            serverLeaves = goAway.text
            actions.append(.goingAway(goAway.text))
            for token in waiting.all.keys.sorted() + waitingSegments.all.keys.sorted() {
                actions.append(.fail(token, .goingAway(goAway.text)))
            }
            waiting = WaitingLine()
            waitingSegments = WaitingLine()
        }
        lastTakenID = goAway.lastCorrelationID
        // Only the second step names requests that the server has not looked at.
        for (id, flight) in flights.sorted(by: { $0.key < $1.key }) where id > goAway.lastCorrelationID {
            remove(id)
            guard let token = flight.token else { continue }
            if flight.isStreaming { actions.append(.stopSegment(token)) }
            actions.append(.fail(token, .goingAway(goAway.text)))
        }
        closeWhenDone(&actions)
    }

    mutating func closeWhenDone(_ actions: inout [Action]) {
        // Nobody stays for an answer that nobody waits for: the server finishes what it has begun all the same.
        guard phase != .closed, finishing ? awaited == 0 : unfinished == 0 else { return }
        if serverLeaves != nil {
            close(.drained, &actions)
        } else if finishing {
            if phase == .open {
                actions.append(.send(OutgoingFrame(.goAway(GoAway(lastCorrelationID: GoAway.announced, text: "")))))
            }
            close(.drained, &actions)
        }
    }

    mutating func close(_ reason: CloseReason, _ actions: inout [Action]) {
        phase = .closed
        for (_, flight) in flights.sorted(by: { $0.key < $1.key }) {
            guard let token = flight.token else { continue }
            if flight.isStreaming { actions.append(.stopSegment(token)) }
            actions.append(.fail(token, .connectionEnded(reason, applied: flight.applied)))
        }
        for token in waiting.all.keys.sorted() + waitingSegments.all.keys.sorted() {
            actions.append(.fail(token, .connectionEnded(reason, applied: .no)))
        }
        flights = [:]
        ids = [:]
        waiting = WaitingLine()
        waitingSegments = WaitingLine()
        actions.append(.close(reason))
    }
}
