/// One connection, as the server sees it. Pure: events and the time come in, actions go out; the caller owns the socket and the clock.
///
///     preface → hello → (the caller accepts) → open ⇄ requests, segments, pings → go-away → closed
///
/// Every request and every segment gets exactly one answer, through `answer` or `answerWritten`; until then it holds a slot, cancelled or not.
/// The caller stops reading while its writes are not taken, so that pings and errors cannot pile up either.
package struct ServerSession: ~Copyable {
    package enum Action: Equatable, Sendable {
        /// Write these bytes as they are: a preface, or a farewell to a stranger.
        case sendBytes([UInt8])
        case send(OutgoingFrame)
        /// Answer with `accept` or `refuse`.
        case decide(Hello)
        /// Frames may now be as long, and be compressed, as agreed: set up the encoder.
        case opened(payloadBytesMax: Int, compresses: Bool)
        case perform(Request, id: UInt64, deadline: Moment?)
        /// Stop this request when convenient; it still needs its `answer`.
        case cancel(id: UInt64)
        /// A segment is on its way; it may be refused with an `answer` before it is whole.
        case expectSegment(SegmentBegin, id: UInt64)
        case takeSegment(SegmentBegin, index: [UInt8], text: [UInt8], id: UInt64)
        /// The segment will not come after all, and was answered; its bytes may be granted anew.
        case dropSegment(id: UInt64, bytes: Int)
        /// Write what was sent, then close. The last action of a session.
        case close(CloseReason)
    }

    /// What a server offers on its connections.
    package struct Configuration: Sendable {
        package var name: String
        package var serverID: ServerID
        package var epoch: UInt64
        /// The current one first.
        package var analyserVersions: [UInt32]
        package var requestsInFlightMax = Limits.requestsInFlightMax
        package var requestBytesInFlightMax = Limits.requestBytesInFlightMax
        package var segmentsInFlightMax = Limits.segmentsInFlightMax
        package var segmentBytesMax = Limits.segmentBytesMax
        package var payloadBytesMax = Limits.requestPayloadBytesMax
        package var handshakeTimeout = Limits.handshakeTimeout
        package var idleTimeout = Limits.idleTimeout
        package var pingTimeout = Limits.pingTimeout

        package init(name: String, serverID: ServerID, epoch: UInt64, analyserVersions: [UInt32]) {
            self.name = name
            self.serverID = serverID
            self.epoch = epoch
            self.analyserVersions = analyserVersions
        }
    }

    enum Phase { case awaitingPreface, awaitingHello, deciding, open, closed }
    struct Flight {
        enum State {
            case running, cancelled, segment
            /// Waits for news, as long as its client does.
            case standing
        }
        var state: State
        /// Of a request's payload, once it has been taken.
        var payloadBytes = 0

        var isToBeCancelled: Bool { state == .running || state == .standing }
    }
    enum Drain: Equatable {
        case no
        /// First go-away sent; this ping's answer says that the client has seen it.
        case announced(pingID: UInt64)
        case final(lastID: UInt64)
    }

    let configuration: Configuration
    var phase = Phase.awaitingPreface
    var opening: [UInt8] = []
    var decoder = FrameDecoder()
    var hello: Hello?
    /// The greeting of a client that was let in, with what it may do of what it asked for.
    package var admitted: Hello? { phase == .open ? hello : nil }
    var liveness: Liveness
    let handshakeDeadline: Moment
    var lastCorrelationID: UInt64 = 0
    var flights: [UInt64: Flight] = [:]
    /// The sum of their payloads.
    var requestBytesInFlight = 0
    var assemblies: [UInt64: SegmentAssembly] = [:]
    var segmentsInFlight = 0
    var credit = 0
    var drain = Drain.no
    var drainText = ""
    var clientLeaves = false

    package init(_ configuration: Configuration, now: Moment) {
        self.configuration = configuration
        liveness = Liveness(
            idleTimeout: configuration.idleTimeout, pingTimeout: configuration.pingTimeout, now: now)
        handshakeDeadline = now.advanced(by: configuration.handshakeTimeout)
    }

    /// Requests and segments that have no answer yet.
    package var inFlight: Int { flights.count }
    package var isClosed: Bool { phase == .closed }
    /// Bytes of segments that the client may still begin.
    package var outstandingCredit: Int { credit }

    /// A read burst came.
    package mutating func received(_ burst: Span<UInt8>, at now: Moment, _ actions: inout [Action]) {
        guard phase != .closed, burst.count > 0 else { return }
        liveness.heard(at: now)
        var offset = 0
        if phase == .awaitingPreface { offset = prefaceReceived(burst, &actions) }
        guard phase != .awaitingPreface else { return }
        do {
            while phase != .closed, let frame = try decoder.next(in: burst, from: &offset) {
                if frame.header.type == .segmentPart {
                    try partReceived(frame, in: burst)
                } else {
                    try messageReceived(try frame.message(in: burst), frame.header, now, &actions)
                }
                if case .gathered(let bytes) = frame.place { decoder.recycle(bytes) }
            }
        } catch {
            violated(error, &actions)
        }
    }

    /// The socket is gone: everything in flight is to be stopped; nothing needs an answer any more.
    package mutating func disconnected(_ actions: inout [Action]) {
        guard phase != .closed else { return }
        close(.disconnected, &actions)
    }

    /// The client will say nothing more, be it that it half-closed or that it is gone: watches are cancelled, answers that are due still go out, then
    /// the connection closes.
    package mutating func inputEnded(_ actions: inout [Action]) {
        guard phase == .open else { return disconnected(&actions) }
        // Segments that are not whole never will be, and need no answer.
        for (id, assembly) in assemblies.sorted(by: { $0.key < $1.key }) where !assembly.isRefused {
            flights[id] = nil
            segmentsInFlight -= 1
            actions.append(.dropSegment(id: id, bytes: assembly.totalBytes))
        }
        assemblies = [:]
        // No answer of one that waits for news is due, and waiting for one would hold its place for nobody.
        for (id, flight) in flights.sorted(by: { $0.key < $1.key }) where flight.state == .standing {
            flights[id]?.state = .cancelled
            actions.append(.cancel(id: id))
        }
        clientLeft(&actions)
    }

    /// When to call `timeReached`; it changes with every event.
    package var timeout: Moment? {
        switch phase {
        case .closed: nil
        case .open: liveness.due
        default: handshakeDeadline
        }
    }

    package mutating func timeReached(_ now: Moment, _ actions: inout [Action]) {
        switch phase {
        case .closed: return
        case .open:
            switch liveness.judge(at: now) {
            case .fine: break
            case .ask(let pingID): actions.append(.send(OutgoingFrame(.ping, correlationID: pingID)))
            case .dead: close(.unresponsive, &actions)
            }
        default:
            guard now >= handshakeDeadline else { return }
            if phase != .awaitingPreface {
                sendError(.handshakeTimeout, .newHandshake, "the handshake took too long", &actions)
            }
            close(.handshakeTimeout, &actions)
        }
    }

    private mutating func messageReceived(
        _ message: Message, _ header: FrameHeader, _ now: Moment, _ actions: inout [Action]
    ) throws(ProtocolViolation) {
        guard phase == .open else {
            try helloReceived(message, &actions)
            return
        }
        let id = header.correlationID
        switch message {
        case .offer(let offer): try requested(.offer(offer), header, now, &actions)
        case .search(let search): try requested(.search(search), header, now, &actions)
        case .get(let get): try requested(.get(get), header, now, &actions)
        case .delete(let delete): try requested(.delete(delete), header, now, &actions)
        case .stats: try requested(.stats, header, now, &actions)
        case .suggest(let suggest): try requested(.suggest(suggest), header, now, &actions)
        case .related(let related): try requested(.related(related), header, now, &actions)
        case .watch(let watch): try requested(.watch(watch), header, now, &actions)
        case .follow(let follow): try requested(.follow(follow), header, now, &actions)
        case .followPart(let part): try requested(.followPart(part), header, now, &actions)
        case .segmentBegin(let begin): try segmentBegun(begin, id, &actions)
        case .segmentEnd: try segmentEnded(id, &actions)
        case .segmentAbort: try segmentAborted(id, &actions)
        case .cancel: try cancelled(id, &actions)
        case .ping: actions.append(.send(OutgoingFrame(.pong, correlationID: id)))
        case .pong: try ponged(id, &actions)
        case .goAway: clientLeft(&actions)
        case .error(let error): close(.error(error), &actions)
        default: throw .unexpectedMessage(message.type, during: "from a client")
        }
    }

    func sendError(_ code: ErrorCode, _ retry: RetryClass, _ text: String, _ actions: inout [Action]) {
        let error = ErrorMessage(code: code, retry: retry, applied: .unknown, scope: .connection, text: text)
        actions.append(.send(OutgoingFrame(.error(error))))
    }

    mutating func violated(_ violation: ProtocolViolation, _ actions: inout [Action]) {
        sendError(.protocolViolation, violation.isDamage ? .newHandshake : .never, violation.description, &actions)
        close(.violation(violation), &actions)
    }

    mutating func close(_ reason: CloseReason, _ actions: inout [Action]) {
        phase = .closed
        for (id, flight) in flights.sorted(by: { $0.key < $1.key }) where flight.isToBeCancelled {
            actions.append(.cancel(id: id))
        }
        for (id, assembly) in assemblies.sorted(by: { $0.key < $1.key }) where !assembly.isRefused {
            actions.append(.dropSegment(id: id, bytes: assembly.totalBytes))
        }
        flights = [:]
        assemblies = [:]
        actions.append(.close(reason))
    }
}
