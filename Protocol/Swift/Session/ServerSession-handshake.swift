extension ServerSession {
    /// Collects the preface. Returns how much of the burst it used.
    mutating func prefaceReceived(_ burst: Span<UInt8>, _ actions: inout [Action]) -> Int {
        let taken = min(Preface.byteCount - opening.count, burst.count)
        opening.append(copying: burst.extracting(0..<taken))
        let peer = Preface.recognise(opening.span)
        switch peer {
        case .incomplete: break
        case .khabar(let offered):
            guard let version = Preface.current.common(with: offered) else {
                actions.append(.sendBytes(Preface.current.bytes))
                close(.noCommonVersion(offered), &actions)
                break
            }
            actions.append(.sendBytes(Preface(lowest: version, highest: version).bytes))
            phase = .awaitingHello
        case .http, .tls, .garbage:
            if !peer.farewell.isEmpty { actions.append(.sendBytes(peer.farewell)) }
            close(.stranger(peer), &actions)
        }
        return taken
    }

    mutating func helloReceived(_ message: Message, _ actions: inout [Action]) throws(ProtocolViolation) {
        guard phase == .awaitingHello, case .hello(let hello) = message else {
            throw .unexpectedMessage(message.type, during: "before the handshake is over")
        }
        let known = configuration.analyserVersions
        if hello.roles.contains(.ingest), !known.contains(hello.analyserVersion) {
            refuse(
                ErrorMessage(
                    code: .analyserMismatch, retry: .never, applied: .no, scope: .connection,
                    text: "this server takes segments of analyser versions \(known), not \(hello.analyserVersion): "
                        + "install the worker and the server from the same release"), &actions)
            return
        }
        phase = .deciding
        self.hello = hello
        actions.append(.decide(hello))
    }

    /// Lets the client in.
    ///
    /// - Parameters:
    ///   - roles: what it may do of what it asks for; nil = all of that.
    ///   - credit: bytes of segments that it may begin at once, reserved from the memory budget by the caller.
    package mutating func accept(
        as roles: Roles? = nil, credit: Int, at now: Moment, _ actions: inout [Action]
    ) {
        guard phase == .deciding, var hello else { return }
        if let roles { hello.roles.formIntersection(roles) }
        self.hello = hello
        phase = .open
        liveness.heard(at: now)
        self.credit = hello.roles.contains(.ingest) ? credit : 0
        let codecs = hello.codecs.intersection(.zlib)
        let welcome = Welcome(
            name: configuration.name, serverID: configuration.serverID, epoch: configuration.epoch, codecs: codecs,
            analyserVersions: configuration.analyserVersions,
            payloadBytesMax: UInt32(configuration.payloadBytesMax),
            requestsInFlightMax: UInt32(configuration.requestsInFlightMax),
            segmentsInFlightMax: UInt32(configuration.segmentsInFlightMax),
            segmentBytesMax: UInt64(configuration.segmentBytesMax), credit: UInt64(self.credit))
        decoder.payloadBytesMax = configuration.payloadBytesMax
        actions.append(.send(OutgoingFrame(.welcome(welcome))))
        let taken = min(Int(hello.payloadBytesMax), Limits.answerPayloadBytesMax)
        actions.append(.opened(payloadBytesMax: taken, compresses: codecs.contains(.zlib)))
    }

    /// Turns the client away, or ends the connection later on, with an error of connection scope.
    package mutating func refuse(_ error: ErrorMessage, _ actions: inout [Action]) {
        guard phase != .closed else { return }
        if phase != .awaitingPreface { actions.append(.send(OutgoingFrame(.error(error)))) }
        close(.error(error), &actions)
    }
}
