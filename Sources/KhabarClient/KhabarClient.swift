internal import KhabarProtocol

/// A client of a Khabar server: searches, fetches and retracts articles.
///
/// It connects with the first call, keeps any number of calls in flight at once on one connection (or on several, `Configuration.connections`), and connects again,
/// with growing and jittered pauses, when the server comes back. It may be used from any number of tasks. A call whose task is cancelled is cancelled on
/// the server as well.
///
/// ```swift
/// let client = KhabarClient(server: Address(host: "127.0.0.1", port: 7440))
/// let results = try await client.search(SearchQuery("+flood lang:ur"))
/// for hit in results.hits { print(hit.id, hit.title ?? "") }
/// await client.close()
/// ```
public final class KhabarClient: Sendable {
    /// In the order in which they are tried.
    public let servers: [Address]
    /// The first of them.
    public var server: Address { servers[0] }
    public let configuration: Configuration
    let connections: [Connection]
    private let loopExecutor: LoopExecutor
    /// Why no call is made: the key would be given away.
    private let refusal: KhabarError?

    /// Prepares a client; nothing is sent yet.
    public convenience init(server: Address, configuration: Configuration = Configuration()) {
        self.init(servers: [server], configuration: configuration)
    }

    /// Prepares a client of one of several servers, of which the others follow one; nothing is sent yet.
    ///
    /// It stays with the first that it reaches, until that is lost, and goes on with the next. A call that was under way then fails with `connectionLost`, as it does with one server; the next one
    /// finds the other. A standing query goes on there by itself, without a gap or a repeat, and so does `pages(of:)` not: a list of pages belongs to the server that gave its first one, and ends with `expired`. To retract
    /// articles, name the one that others follow: these take nothing (`readOnly`).
    ///
    /// - Parameter servers: in the order in which they are tried; at least one.
    public init(servers: [Address], configuration: Configuration = Configuration()) {
        precondition(!servers.isEmpty, "a client needs a server")
        self.servers = servers
        self.configuration = configuration
        connections = (0..<configuration.connectionCount).map { _ in Connection(to: servers, configuration) }
        loopExecutor = LoopExecutor(connections[0].eventLoop)
        refusal = servers.lazy.compactMap(configuration.access.refusal).first
    }

    /// The client's own thread, for tasks that do little besides calling it; of several connections that of the first.
    ///
    /// A call from elsewhere wakes that thread, and its answer wakes the caller's; a task that prefers this executor saves both, which for a quick search is more than the
    /// search takes. Whatever blocks or computes for long there keeps answers waiting.
    ///
    /// ```swift
    /// try await withTaskExecutorPreference(client.executor) {
    ///     for query in queries { print(try await client.search(SearchQuery(query)).total) }
    /// }
    /// ```
    public var executor: any TaskExecutor { loopExecutor }

    deinit { for connection in connections { connection.abandon() } }

    /// Waits for the calls in flight, says good-bye, and closes. Calls made after it fail with `closed`.
    ///
    /// A server that is silent for five seconds meanwhile is given up, see ``close(patience:)``.
    public func close() async { await close(patience: Self.closePatience) }

    /// Waits for the calls in flight, says good-bye, and closes. Calls made after it fail with `closed`.
    ///
    /// The server may take its time for them, a watch or a long search say, as long as it shows that it is there: it is asked, and answers that at once, whatever it works
    /// on. When nothing comes from it for `patience`, because it froze or the network is gone, the connection is cut and calls in flight fail with `connectionLost`. So do
    /// those that wait for a connection, if none is made within `patience`, with `connectionLost` or `unreachable`.
    public func close(patience: Duration) async {
        await withDiscardingTaskGroup { group in
            // At once, so that all are told before any is waited for: a call made after this one finds none open.
            for connection in connections {
                group.addImmediateTask { await connection.finish(patience: patience) }
            }
        }
    }

    /// Longer than a network hesitates, and no longer than a person waits for a program to end.
    private static let closePatience: Duration = .seconds(5)

    /// Makes one call; `timeout` nil = no limit.
    func call(_ work: Call.Work, timeout: Duration?) async throws(KhabarError) -> Call.Reply {
        if let refusal { throw refusal }
        let start = configuration.onCall.map { _ in ContinuousClock.now }
        let deadline = timeout.map { Moment.now.advanced(by: max($0, .zero)) }
        let outcome = await leastBusy.call(work, deadline: deadline)
        if let start, let onCall = configuration.onCall {
            onCall(CallRecord(operation: .init(work), duration: ContinuousClock.now - start, error: outcome.failure))
        }
        return try outcome.get()
    }

    /// The first of those with the fewest calls under way, so that no more connections are made than there are calls at once.
    private var leastBusy: Connection {
        var (best, load) = (connections[0], connections[0].load)
        for connection in connections.dropFirst() where load > 0 {
            let other = connection.load
            if other < load { (best, load) = (connection, other) }
        }
        return best
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
