import Synchronization

/// How many answers to watches one connection still takes. Such requests all wait at once, so that nothing but this keeps their answers from coming at
/// once, to a client that reads none.
final class AnswerRoom: Sendable {
    private let free: Atomic<Int>
    /// Whether somebody has found no room since there was some again.
    private let isMissed = Atomic<Bool>(false)
    private let onFree: @Sendable () -> Void

    /// - Parameter onFree: called when there is room again that somebody has missed, on any thread.
    init(count: Int, onFree: @escaping @Sendable () -> Void = {}) {
        free = Atomic(count)
        self.onFree = onFree
    }

    /// Room for one answer, as long as it lives.
    final class Ticket: Sendable {
        private let room: AnswerRoom

        fileprivate init(_ room: AnswerRoom) { self.room = room }

        deinit { room.giveBack() }
    }

    func take() -> Ticket? {
        if takeOne() { return Ticket(self) }
        // Said first, then looked again: whoever gives back after that look sees it.
        isMissed.store(true, ordering: .sequentiallyConsistent)
        return takeOne() ? Ticket(self) : nil
    }

    private func takeOne() -> Bool {
        var count = free.load(ordering: .sequentiallyConsistent)
        while count > 0 {
            let (done, now) = free.weakCompareExchange(
                expected: count, desired: count - 1, ordering: .sequentiallyConsistent)
            if done { return true }
            count = now
        }
        return false
    }

    private func giveBack() {
        free.add(1, ordering: .sequentiallyConsistent)
        if isMissed.exchange(false, ordering: .sequentiallyConsistent) { onFree() }
    }
}
