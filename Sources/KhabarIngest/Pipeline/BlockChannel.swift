internal import Synchronization

/// Carries blocks from the one reader to the lanes, in order, with room for `capacity` of them.
final class BlockChannel: Sendable {
    enum Received {
        case block(Block)
        /// The lane was woken before a block came: its batch may be due.
        case woken
        case finished
    }

    private struct State {
        var blocks: [Block] = []
        var isFinished = false, isAborted = false
        var sender: CheckedContinuation<Bool, Never>?
        var waiting: [Int: CheckedContinuation<Received, Never>] = [:]
        var woken: Set<Int> = []
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// Waits for room; false when the channel was aborted. One sender only.
    func send(_ block: Block) async -> Bool {
        let outcome: (lane: CheckedContinuation<Received, Never>?, wait: Bool, taken: Bool) = state.withLock { state in
            guard !state.isAborted else { return (nil, false, false) }
            if let lane = state.waiting.keys.min() {
                return (state.waiting.removeValue(forKey: lane), false, true)
            }
            state.blocks.append(block)
            return (nil, state.blocks.count > capacity, true)
        }
        if let lane = outcome.lane { lane.resume(returning: .block(block)) }
        guard outcome.wait else { return outcome.taken }
        return await withCheckedContinuation { continuation in
            let now: Bool? = state.withLock { state in
                if state.isAborted { return false }
                if state.blocks.count <= capacity { return true }
                state.sender = continuation
                return nil
            }
            if let now { continuation.resume(returning: now) }
        }
    }

    /// The next block, or `finished`, or `woken` when `wake(lane)` was called since and nothing is waiting.
    func receive(_ lane: Int) async -> Received {
        await withCheckedContinuation { continuation in
            let (received, sender): (Received?, CheckedContinuation<Bool, Never>?) = state.withLock { state in
                guard !state.isAborted else { return (.finished, nil) }
                if !state.blocks.isEmpty {
                    let block = state.blocks.removeFirst()
                    let sender = state.blocks.count <= capacity ? state.sender.take() : nil
                    return (.block(block), sender)
                }
                if state.isFinished { return (.finished, nil) }
                if state.woken.remove(lane) != nil { return (.woken, nil) }
                state.waiting[lane] = continuation
                return (nil, nil)
            }
            sender?.resume(returning: true)
            if let received { continuation.resume(returning: received) }
        }
    }

    func wake(_ lane: Int) {
        let waiting = state.withLock { state -> CheckedContinuation<Received, Never>? in
            if let waiting = state.waiting.removeValue(forKey: lane) { return waiting }
            state.woken.insert(lane)
            return nil
        }
        waiting?.resume(returning: .woken)
    }

    /// No more blocks will be sent; those that wait are still received.
    func finish() { end { $0.isFinished = true } }

    /// Nobody wants blocks any more: those that wait are dropped, sender and lanes return at once.
    func abort() {
        end {
            $0.isAborted = true
            $0.blocks = []
        }
    }

    private func end(_ change: (inout State) -> Void) {
        let (lanes, sender) = state.withLock { state in
            change(&state)
            defer { state.waiting = [:] }
            return (Array(state.waiting.values), state.isAborted ? state.sender.take() : nil)
        }
        for lane in lanes { lane.resume(returning: .finished) }
        sender?.resume(returning: false)
    }
}
