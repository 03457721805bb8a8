import KhabarProtocol

extension Moment {
    static func at(_ seconds: Double) -> Moment { Moment(nanoseconds: UInt64(seconds * 1e9)) }
}

/// A client session with its encoder: bytes in, bytes out, other actions kept.
final class TestClient {
    var session: ClientSession
    var now = Moment.at(1)
    private(set) var log: [ClientSession.Action] = []
    private var encoder = FrameEncoder()

    var isOpen: Bool { session.isOpen }
    var isClosed: Bool { session.isClosed }
    var timeout: Moment? { session.timeout }
    var unfinished: Int { session.unfinished }
    var availableCredit: UInt64 { session.availableCredit }

    init(hello: Hello = Samples.hello, serverID: ServerID? = nil) {
        var configuration = ClientSession.Configuration(hello: hello)
        configuration.serverID = serverID
        session = ClientSession(configuration, now: .at(1))
    }

    func connect() -> [UInt8] {
        var actions: [ClientSession.Action] = []
        session.connected(at: now, &actions)
        return perform(actions)
    }

    func receive(_ bytes: [UInt8]) -> [UInt8] {
        var actions: [ClientSession.Action] = []
        session.received(bytes.span, at: now, &actions)
        return perform(actions)
    }

    func with(_ body: (inout ClientSession, inout [ClientSession.Action]) -> Void) -> [UInt8] {
        var actions: [ClientSession.Action] = []
        body(&session, &actions)
        return perform(actions)
    }

    /// What happened since this was last asked, writes left out.
    func events() -> [ClientSession.Action] {
        defer { log = [] }
        return log
    }

    private func perform(_ actions: [ClientSession.Action]) -> [UInt8] {
        var output: [UInt8] = []
        var actions = actions
        var next = 0
        while next < actions.count {
            let action = actions[next]
            next += 1
            switch action {
            case .sendBytes(let bytes): output += bytes
            case .send(let frame):
                guard !encoder.append(frame, to: &output) else { break }
                session.notSent(frame.correlationID, at: now, &actions)
            case .opened(let welcome):
                encoder.payloadBytesMax = Int(welcome.payloadBytesMax)
                log.append(action)
            default: log.append(action)
            }
        }
        return output
    }
}

/// A server session that lets everyone in.
final class TestServer {
    var session: ServerSession
    var now = Moment.at(1)
    var credit: Int
    /// What clients may do; nil = what they ask for.
    var roles: Roles?
    private(set) var log: [ServerSession.Action] = []
    private var encoder = FrameEncoder()

    var isClosed: Bool { session.isClosed }
    var timeout: Moment? { session.timeout }
    var inFlight: Int { session.inFlight }
    var outstandingCredit: Int { session.outstandingCredit }

    init(credit: Int = 128 << 20, _ change: (inout ServerSession.Configuration) -> Void = { _ in }) {
        var configuration = ServerSession.Configuration(
            name: "khabar-server 1.0", serverID: Samples.serverID, epoch: 3, analyserVersions: [7, 6])
        change(&configuration)
        session = ServerSession(configuration, now: .at(1))
        self.credit = credit
    }

    func receive(_ bytes: [UInt8]) -> [UInt8] {
        var actions: [ServerSession.Action] = []
        session.received(bytes.span, at: now, &actions)
        return perform(actions)
    }

    func with(_ body: (inout ServerSession, inout [ServerSession.Action]) -> Void) -> [UInt8] {
        var actions: [ServerSession.Action] = []
        body(&session, &actions)
        return perform(actions)
    }

    func events() -> [ServerSession.Action] {
        defer { log = [] }
        return log
    }

    private func perform(_ actions: [ServerSession.Action]) -> [UInt8] {
        var output: [UInt8] = []
        for action in actions {
            switch action {
            case .sendBytes(let bytes): output += bytes
            case .send(let frame): encoder.appendAnswer(frame, to: &output)
            case .opened(let limit, let compresses):
                encoder.payloadBytesMax = limit
                encoder.compresses = compresses
            case .decide:
                var more: [ServerSession.Action] = []
                session.accept(as: roles, credit: credit, at: now, &more)
                output += perform(more)
            default: log.append(action)
            }
        }
        return output
    }
}

/// Runs bytes to and fro until neither has any more to say.
func exchange(_ client: TestClient, _ server: TestServer, _ first: [UInt8]) {
    var toServer = first
    while !toServer.isEmpty { toServer = client.receive(server.receive(toServer)) }
}

/// A pair whose handshake is over.
func open(_ client: TestClient, _ server: TestServer) {
    exchange(client, server, client.connect())
    precondition(client.isOpen)
    _ = client.events()
    _ = server.events()
}

// MARK: What is done with a client

func connected(_ client: TestClient, _ change: (inout Welcome) -> Void = { _ in }) {
    var welcome = Samples.welcome
    change(&welcome)
    _ = client.connect()
    _ = client.receive(Preface.current.bytes)
    _ = client.receive(encoded(OutgoingFrame(.welcome(welcome))))
    precondition(client.isOpen)
    _ = client.events()
}

func ask(
    _ client: TestClient, _ token: UInt64, _ request: Request = .stats, deadline: Moment? = nil
) throws -> [OutgoingFrame] {
    let now = client.now
    return try decoded(client.with { $0.request(token, request, deadline: deadline, at: now, &$1) })
}

func ship(_ client: TestClient, _ token: UInt64) throws -> [OutgoingFrame] {
    let now = client.now
    return try decoded(client.with { $0.ship(token, Samples.begin, deadline: nil, at: now, &$1) })
}
