import Dispatch
import Synchronization

/// Requests that wait for news. One thread goes through them when something has happened, and besides now and then, to see who has left and whose time is up.
final class WaitingRoom<Guest: Sendable>: Sendable {
    /// Takes those out that it answers. With `isStopped` it answers all.
    typealias Visit = @Sendable (_ waiting: inout [Guest], _ isStopped: Bool) -> Void

    private static var visitInterval: DispatchTimeInterval { .milliseconds(200) }

    private struct State {
        var waiting: [Guest] = []
        /// Taken out of `waiting` while they are visited.
        var visited = 0
        var visitsRegularly = false
        var isStopped = false
    }

    private let places: Int
    private let queue: DispatchQueue
    private let state = Mutex(State())

    /// - Parameters:
    ///   - name: of the thread's queue, for profilers.
    ///   - places: how many may wait.
    init(_ name: String, places: Int) {
        self.places = places
        queue = DispatchQueue(label: name)
    }

    /// How many wait.
    var count: Int { state.withLock { $0.waiting.count + $0.visited } }

    enum Refusal { case stopped, full }

    /// Lets a request in, and has it visited. nil: it waits.
    func enter(_ guest: Guest, _ visit: @escaping Visit) -> Refusal? {
        let (refusal, mustStart) = state.withLock { state -> (Refusal?, Bool) in
            if state.isStopped { return (.stopped, false) }
            if state.waiting.count + state.visited >= places { return (.full, false) }
            state.waiting.append(guest)
            defer { state.visitsRegularly = true }
            return (nil, !state.visitsRegularly)
        }
        guard refusal == nil else { return refusal }
        look(visit)
        if mustStart { lookLater(visit) }
        return nil
    }

    /// Something has happened.
    func look(_ visit: @escaping Visit) { queue.async { [self] in lookNow(visit) } }

    /// Has all answered, and lets nobody in any more.
    func stop(_ visit: @escaping Visit) {
        state.withLock { $0.isStopped = true }
        look(visit)
    }

    /// Goes on once nobody is visited any more.
    func finish() async { await withCheckedContinuation { continuation in queue.async { continuation.resume() } } }

    private func lookLater(_ visit: @escaping Visit) {
        queue.asyncAfter(deadline: .now() + Self.visitInterval) { [weak self] in
            guard let self else { return }
            lookNow(visit)
            let goesOn = state.withLock { state in
                state.visitsRegularly = !state.waiting.isEmpty
                return state.visitsRegularly
            }
            if goesOn { lookLater(visit) }
        }
    }

    /// On the queue.
    private func lookNow(_ visit: Visit) {
        var (waiting, isStopped) = state.withLock { state in
            defer { state.waiting = [] }
            state.visited = state.waiting.count
            return (state.waiting, state.isStopped)
        }
        guard !waiting.isEmpty else { return }
        visit(&waiting, isStopped)
        state.withLock { state in
            state.waiting = waiting + state.waiting
            state.visited = 0
        }
    }
}
