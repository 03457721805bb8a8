/// One connection, as the client sees it. Pure: events and the time come in, actions go out; the caller owns the socket and the clock.
///
/// The caller names each request by a token of its own, never used twice; correlation ids are given when a request is sent, because
/// requests may wait for a slot and segments for credit.
package struct ClientSession: ~Copyable {
    package typealias Token = UInt64

    package enum Action: Equatable, Sendable {
        /// Write these bytes as they are: the preface.
        case sendBytes([UInt8])
        case send(OutgoingFrame)
        /// The handshake is over. Frames may now be as long, and be compressed, as agreed: set up the encoder.
        case opened(Welcome)
        /// The request's answer; never an Error.
        case complete(Token, Message)
        case fail(Token, RequestFailure)
        /// Credit is taken: write this segment's parts and its SegmentEnd (its SegmentBegin is sent already), as fast as the socket takes
        /// them, other frames in between; then call `segmentSent`.
        case streamSegment(Token, id: UInt64)
        /// Write no more of this segment.
        case stopSegment(Token)
        /// The server leaves: send new requests on another connection.
        case goingAway(String)
        /// Write what was sent, then close. The last action of a session.
        case close(CloseReason)
    }

    package struct Configuration: Sendable {
        package var hello: Hello
        /// The one server that will do: nothing is asked of another. Nil = any.
        package var serverID: ServerID?
        package var requestsWaitingMax = Limits.requestsWaitingMax
        package var handshakeTimeout = Limits.handshakeTimeout
        package var idleTimeout = Limits.idleTimeout
        package var pingTimeout = Limits.pingTimeout
        package var segmentTimeout = Limits.segmentTimeout

        package init(hello: Hello) { self.hello = hello }
    }

    enum Phase { case unconnected, awaitingPreface, awaitingWelcome, open, closed }

    struct WaitingRequest {
        /// Nil: a ping.
        let request: Request?
        let deadline: Moment?
    }

    struct WaitingSegment {
        let begin: SegmentBegin
        let deadline: Moment?
    }

    /// A request or segment that was sent and not answered.
    struct Flight {
        /// Nil once nobody waits for the answer.
        var token: Token?
        let answerType: MessageType
        /// Of an offer: how many bits the answer must have.
        var offered = 0
        let changesData: Bool
        var deadline: Moment?
        /// A segment whose SegmentEnd was not sent.
        var isStreaming = false

        var applied: Applied { changesData && !isStreaming ? .unknown : .no }
    }

    let configuration: Configuration
    var phase = Phase.unconnected
    var opening: [UInt8] = []
    var decoder = FrameDecoder()
    var liveness: Liveness
    var handshakeDeadline: Moment
    var welcome: Welcome?
    var lastCorrelationID: UInt64 = 0
    var flights: [UInt64: Flight] = [:]
    var ids: [Token: UInt64] = [:]
    var waiting = WaitingLine<WaitingRequest>()
    var waitingSegments = WaitingLine<WaitingSegment>()
    var segmentsInFlight = 0
    /// While segments were sent whole and not answered: by when the server must answer one of them.
    var segmentsDue: Moment?
    var credit: UInt64 = 0
    /// No deadline lies before this; a scan finds the true one.
    var earliestDeadline: Moment?
    var serverLeaves: String?
    /// What the server's go-away said: requests above it have failed already.
    var lastTakenID = UInt64.max
    var finishing = false
    /// Once it is finishing: how long the server may be silent, and when the handshake must be over.
    var silenceMax: Duration?
    var openBy: Moment?

    package init(_ configuration: Configuration, now: Moment) {
        self.configuration = configuration
        liveness = Liveness(
            idleTimeout: configuration.idleTimeout, pingTimeout: configuration.pingTimeout, now: now)
        handshakeDeadline = now.advanced(by: configuration.handshakeTimeout)
    }

    package var isOpen: Bool { phase == .open }
    package var isClosed: Bool { phase == .closed }
    /// Requests and segments that have no answer yet, those that wait included.
    package var unfinished: Int { flights.count + waiting.count + waitingSegments.count }
    /// Those of them that somebody waits for.
    var awaited: Int { ids.count + waiting.count + waitingSegments.count }
    package var availableCredit: UInt64 { credit }
    /// What the server said when the connection was opened.
    package var server: Welcome? { welcome }

    /// The socket is connected. Before that requests only wait.
    package mutating func connected(at now: Moment, _ actions: inout [Action]) {
        guard phase == .unconnected else { return }
        phase = .awaitingPreface
        handshakeDeadline = now.advanced(by: configuration.handshakeTimeout)
        actions.append(.sendBytes(Preface.current.bytes))
    }

    /// A read burst came.
    package mutating func received(_ burst: Span<UInt8>, at now: Moment, _ actions: inout [Action]) {
        guard phase != .closed, phase != .unconnected, burst.count > 0 else { return }
        liveness.heard(at: now)
        var offset = 0
        if phase == .awaitingPreface { offset = prefaceReceived(burst, &actions) }
        guard phase != .awaitingPreface else { return }
        do {
            while phase != .closed, let frame = try decoder.next(in: burst, from: &offset) {
                try messageReceived(try frame.message(in: burst), frame.header.correlationID, now, &actions)
                if case .gathered(let bytes) = frame.place { decoder.recycle(bytes) }
            }
        } catch {
            violated(error, &actions)
            return
        }
        startWaiting(at: now, &actions)
    }

    /// The socket is gone, or never came.
    package mutating func disconnected(_ actions: inout [Action]) {
        guard phase != .closed else { return }
        close(.disconnected, &actions)
    }

    /// When to call `timeReached`; it changes with every event.
    package var timeout: Moment? {
        switch phase {
        case .closed: nil
        case .unconnected: [earliestDeadline, openBy].compactMap(\.self).min()
        case .open: [liveness.due, earliestDeadline, segmentsDue].compactMap(\.self).min()
        default: min(handshakeDue, earliestDeadline ?? handshakeDue)
        }
    }

    private var handshakeDue: Moment { min(handshakeDeadline, openBy ?? handshakeDeadline) }

    package mutating func timeReached(_ now: Moment, _ actions: inout [Action]) {
        guard phase != .closed else { return }
        if let earliestDeadline, now >= earliestDeadline {
            expire(at: now, &actions)
            closeWhenDone(&actions)
        }
        guard phase != .closed else { return }
        guard phase == .open else {
            if phase != .unconnected {
                if now >= handshakeDue { close(.handshakeTimeout, &actions) }
            } else if let openBy, now >= openBy {
                close(.disconnected, &actions)
            }
            return
        }
        if let due = segmentsDue, now >= due {
            segmentsDue = nil
            // It is there, and answers none of them: whatever it does with them, another connection may do better.
            if awaitsSegment { return close(.unresponsive, &actions) }
        }
        switch liveness.judge(at: now) {
        case .fine: break
        case .ask(let pingID): actions.append(.send(OutgoingFrame(.ping, correlationID: pingID)))
        case .dead: close(.unresponsive, &actions)
        }
        startWaiting(at: now, &actions)
    }

    private mutating func messageReceived(
        _ message: Message, _ id: UInt64, _ now: Moment, _ actions: inout [Action]
    ) throws(ProtocolViolation) {
        if case .error(let error) = message, id == 0 {
            close(.error(error), &actions)
            return
        }
        guard phase == .open else {
            guard case .welcome(let welcome) = message else {
                throw .unexpectedMessage(message.type, during: "before the handshake is over")
            }
            welcomed(welcome, at: now, &actions)
            return
        }
        switch message {
        case .wanted, .searchResult, .articleResult, .deleted, .statsResult, .suggestResult, .watchResult,
            .followResult, .followBytes, .segmentAck, .error:
            try answered(id, message, at: now, &actions)
        case .credit(let grant): try credited(grant.bytes)
        case .ping: actions.append(.send(OutgoingFrame(.pong, correlationID: id)))
        case .pong:
            if !liveness.ponged(id) { try answered(id, message, at: now, &actions) }
        case .goAway(let goAway): serverLeft(goAway, &actions)
        default: throw .unexpectedMessage(message.type, during: "from a server")
        }
    }

    mutating func violated(_ violation: ProtocolViolation, _ actions: inout [Action]) {
        let error = ErrorMessage(
            code: .protocolViolation, retry: .never, applied: .unknown, scope: .connection,
            text: violation.description)
        if phase == .open { actions.append(.send(OutgoingFrame(.error(error)))) }
        close(.violation(violation), &actions)
    }
}
