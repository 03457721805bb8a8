internal import KhabarProtocol
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// One of a client's connections to its server, or to one of several, from any thread: hands calls to the `Dispatcher` on its event loop. It connects with the first.
final class Connection: Sendable {
    private let mailbox = Mailbox()
    let eventLoop: any EventLoop
    private let dispatcher: NIOLoopBoundBox<Dispatcher>
    /// Calls whose tasks have not gone on yet.
    private let callsUnderWay = Atomic(0)

    init(to servers: [Address], _ configuration: KhabarClient.Configuration) {
        eventLoop = MultiThreadedEventLoopGroup.singleton.next()
        dispatcher = NIOLoopBoundBox.makeBoxSendingValue(
            Dispatcher(eventLoop: eventLoop, servers: servers, configuration: configuration, mailbox: mailbox),
            eventLoop: eventLoop)
    }

    /// May be out of date by the time that it is read.
    var load: Int { callsUnderWay.load(ordering: .relaxed) }

    /// Makes one call; a cancelled task's is cancelled on the server as well.
    func call(_ work: Call.Work, deadline: Moment?) async -> Call.Outcome {
        callsUnderWay.add(1, ordering: .relaxed)
        defer { callsUnderWay.subtract(1, ordering: .relaxed) }
        let token = mailbox.nextToken()
        let point = CancellationPoint()
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard !point.isCancelled else {
                    continuation.resume(returning: Call.Outcome.failure(.notSent))
                    return
                }
                post(.call(token, Call(work: work, deadline: deadline, continuation: continuation)))
                if !point.submit() { post(.cancel(token)) }
            }
        } onCancel: {
            if point.cancel() { post(.cancel(token)) }
        }
    }

    /// Waits for the calls under way, says good-bye, and closes; a server that is silent for `patience` is given up.
    func finish(patience: Duration) async {
        await withCheckedContinuation { post(.finish(patience: patience, $0)) }
    }

    /// Closes at once; nobody waits any more.
    func abandon() { post(.abandon) }

    private func post(_ letter: Mailbox.Letter) {
        guard mailbox.post(letter) else { return }
        let dispatcher = dispatcher
        eventLoop.execute { dispatcher.value.collect() }
    }
}
