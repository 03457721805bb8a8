internal import KhabarProtocol
internal import NIOCore

/// Keeps the calls, and a link to send them on. Confined to its event loop.
final class Dispatcher {
    /// A server that hands a request back this often is not going to take it.
    static let resubmissionsMax = 3

    let eventLoop: any EventLoop
    private let servers: [Address]
    /// Which of the servers is connected to, or tried next.
    private var current = 0
    let configuration: KhabarClient.Configuration
    private let mailbox: Mailbox
    private var calls: [ClientSession.Token: Call] = [:]
    /// Takes new requests.
    private var link: Link?
    /// Every link that is not closed, draining ones included.
    private var links: [ObjectIdentifier: Link] = [:]
    /// The server of the first handshake, when no other will do.
    private(set) var server: ServerID?
    /// Attempts in a row that did not lead to a handshake, and when the last of them failed.
    private var failures = 0
    private var failedAt: Moment?
    private var isFinished = false
    private var finishing: [CheckedContinuation<Void, Never>] = []

    init(eventLoop: any EventLoop, servers: [Address], configuration: KhabarClient.Configuration, mailbox: Mailbox) {
        self.eventLoop = eventLoop
        self.servers = servers
        self.configuration = configuration
        self.mailbox = mailbox
    }

    /// Does what was posted, as one burst.
    func collect() {
        for letter in mailbox.collect() {
            switch letter {
            case .call(let token, let call): submit(token, call)
            case .cancel(let token): cancel(token)
            case .finish(let patience, let continuation):
                finishing.append(continuation)
                isFinished = true
                for link in Array(links.values) { link.finish(patience: patience) }
                resumeFinishing()
            case .abandon:
                isFinished = true
                for link in Array(links.values) { link.abandon() }
            }
        }
        link?.flush()
    }

    // MARK: Attempts

    var address: Address { servers[current] }

    var hello: Hello { configuration.hello(for: servers) }

    /// For errors; `address` is the one that it was about.
    func place(_ address: Address) -> String {
        servers.count == 1 ? "\(address)" : servers.map(\.description).joined(separator: " or ")
    }

    /// The next one is with the next server.
    func attemptFailed() {
        failures += 1
        failedAt = .now
        current = (current + 1) % servers.count
    }

    /// The pause to make after the last attempt, of which a part may be over; none before all servers were tried.
    func pause() -> Duration {
        let whole = configuration.delay(afterFailures: failures / servers.count, jitter: .random(in: 0...1))
        guard let failedAt else { return whole }
        return whole - .nanoseconds(Int64(clamping: Moment.now.nanoseconds - failedAt.nanoseconds))
    }

    private func submit(_ token: ClientSession.Token, _ call: Call) {
        guard !isFinished else {
            call.continuation.resume(returning: .failure(.closed))
            return
        }
        calls[token] = call
        currentLink().submit(token, call)
    }

    private func cancel(_ token: ClientSession.Token) {
        guard let call = calls.removeValue(forKey: token) else { return }
        for link in links.values { link.cancel(token) }
        call.continuation.resume(returning: .failure(.cancelled))
    }

    private func currentLink() -> Link {
        if let link { return link }
        let link = Link(self)
        self.link = link
        links[ObjectIdentifier(link)] = link
        link.start()
        return link
    }

    // MARK: What links report

    func opened(_ welcome: Welcome) {
        failures = 0
        if configuration.keepsToItsServer { server = welcome.serverID }
    }

    func completed(_ token: ClientSession.Token, _ message: Message, _ server: Welcome) {
        let reply = Call.Reply(message: message, server: server)
        calls.removeValue(forKey: token)?.continuation.resume(returning: .success(reply))
    }

    func failed(
        _ token: ClientSession.Token, _ failure: RequestFailure, of address: Address, isConnected: Bool,
        connectFailure: String?
    ) {
        guard var call = calls.removeValue(forKey: token) else { return }
        if case .goingAway = failure, !isFinished, call.resubmissions < Self.resubmissionsMax {
            call.resubmissions += 1
            submit(token, call)
            link?.flush()
            return
        }
        let error = KhabarError(
            failure, place: isConnected ? "\(address)" : place(address), isConnected: isConnected,
            connectFailure: connectFailure.map { servers.count == 1 ? $0 : "\(address) says: \($0)" })
        call.continuation.resume(returning: .failure(error))
    }

    /// New requests go to another link.
    func left(_ link: Link) {
        if self.link === link { self.link = nil }
    }

    func closed(_ link: Link) {
        left(link)
        links[ObjectIdentifier(link)] = nil
        resumeFinishing()
    }

    private func resumeFinishing() {
        guard links.isEmpty else { return }
        for continuation in finishing { continuation.resume() }
        finishing = []
    }
}
