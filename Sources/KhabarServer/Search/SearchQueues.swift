import Dispatch
import Synchronization

/// Where requests are answered that are too long for an event loop: a few at a time, their connections in turn, and a bounded number waiting.
final class SearchQueues: Sendable {
    typealias Work = @Sendable () -> Void

    /// More waiting than this can't be answered in time anyway.
    static let waitingMax = 1_024

    private struct State {
        /// What waits of each connection that has something waiting, the oldest first.
        var lines: [ObjectIdentifier: [Work]] = [:]
        /// These connections, in the order of their turns.
        var turns: [ObjectIdentifier] = []
        var waiting = 0
        var threads = 0
    }

    private let threadsMax: Int
    /// Of a class of its own: concurrent queues of one class share as many threads as there are cores, and the validation of two segments would keep searches waiting.
    private let queue = DispatchQueue(label: "khabar.search", qos: .userInitiated, attributes: .concurrent)
    private let state = Mutex(State())

    init(threads: Int) { threadsMax = threads }

    /// Runs `work` later; false when too much waits already.
    ///
    /// A connection may have as many waiting as there are places left: half of all when it is alone, and there are always some for one that has none. One
    /// that sends many waits for itself, not others for it.
    /// - Parameter client: the connection, which lives until the work is done.
    func submit(of client: ObjectIdentifier, _ work: @escaping Work) -> Bool {
        let (isTaken, startsThread) = state.withLock { state in
            let line = state.lines[client]?.count ?? 0
            guard line < Self.waitingMax - state.waiting else { return (false, false) }
            if line == 0 { state.turns.append(client) }
            state.lines[client, default: []].append(work)
            state.waiting += 1
            guard state.threads < threadsMax else { return (true, false) }
            state.threads += 1
            return (true, true)
        }
        if startsThread { queue.async { [self] in runAll() } }
        return isTaken
    }

    /// Goes on once everything is done that was submitted.
    func finish() async {
        await withCheckedContinuation { continuation in queue.async(flags: .barrier) { continuation.resume() } }
    }

    private func runAll() {
        while let work = next() { work() }
    }

    /// The oldest work of the connection whose turn it is; nil, and a thread less, when there is none.
    private func next() -> Work? {
        state.withLock { state in
            guard !state.turns.isEmpty else {
                state.threads -= 1
                return nil
            }
            let client = state.turns.removeFirst()
            // Lines are short: at most what a connection may have in flight.
            let work = state.lines[client]?.removeFirst()
            state.waiting -= 1
            if state.lines[client]?.isEmpty == true { state.lines[client] = nil } else { state.turns.append(client) }
            return work
        }
    }
}
