internal import KhabarProtocol
internal import NIOCore
internal import NIOPosix

/// A connection to a Khabar server: searches, fetches and retracts articles.
///
/// It connects with the first call, keeps any number of calls in flight at once on one connection, and connects again, with growing and
/// jittered pauses, when the server comes back. It may be used from any number of tasks. A call whose task is cancelled is cancelled on
/// the server as well.
///
/// ```swift
/// let client = KhabarClient(server: Address(host: "127.0.0.1", port: 7440))
/// let results = try await client.search(SearchQuery("+flood lang:ur"))
/// for hit in results.hits { print(hit.id, hit.title ?? "") }
/// await client.close()
/// ```
public final class KhabarClient: Sendable {
    public let server: Address
    public let configuration: Configuration
    private let mailbox = Mailbox()
    let eventLoop: any EventLoop
    private let dispatcher: NIOLoopBoundBox<Dispatcher>
    private let loopExecutor: LoopExecutor

    /// Prepares a client; nothing is sent yet.
    public init(server: Address, configuration: Configuration = Configuration()) {
        self.server = server
        self.configuration = configuration
        eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        loopExecutor = LoopExecutor(eventLoop)
        dispatcher = NIOLoopBoundBox.makeBoxSendingValue(
            Dispatcher(eventLoop: eventLoop, address: server, configuration: configuration, mailbox: mailbox),
            eventLoop: eventLoop)
    }

    /// The client's own thread, for tasks that do little besides calling it.
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

    deinit { post(.abandon) }

    /// Waits for the calls in flight, says good-bye, and closes. Calls made after it fail with `closed`.
    public func close() async {
        await withCheckedContinuation { post(.finish($0)) }
    }

    private func post(_ letter: Mailbox.Letter) {
        guard mailbox.post(letter) else { return }
        let dispatcher = dispatcher
        eventLoop.execute { dispatcher.value.collect() }
    }

    /// Makes one call; `timeout` nil = no limit.
    func call(_ work: Call.Work, timeout: Duration?) async throws(KhabarError) -> Call.Reply {
        let start = configuration.onCall.map { _ in ContinuousClock.now }
        let deadline = timeout.map { Moment.now.advanced(by: max($0, .zero)) }
        let token = mailbox.nextToken()
        let point = CancellationPoint()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard point.submit() else {
                    continuation.resume(returning: Call.Outcome.failure(.notSent))
                    return
                }
                post(.call(token, Call(work: work, deadline: deadline, continuation: continuation)))
            }
        } onCancel: {
            if point.cancel() { post(.cancel(token)) }
        }
        if let start, let onCall = configuration.onCall {
            onCall(CallRecord(operation: .init(work), duration: ContinuousClock.now - start, error: outcome.failure))
        }
        return try outcome.get()
    }
}

extension Result {
    fileprivate var failure: Failure? {
        if case .failure(let failure) = self { failure } else { nil }
    }
}
