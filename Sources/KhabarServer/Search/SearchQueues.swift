import Dispatch
import Synchronization

/// Where searches run that are too long for an event loop: one at a time on each of a few threads, and a bounded number waiting.
final class SearchQueues: Sendable {
    /// More waiting than this can't be answered in time anyway.
    static let waitingMax = 512

    private let queues: [DispatchQueue]
    private let next = Atomic<Int>(0)
    private let waiting = Atomic<Int>(0)

    init(count: Int) {
        queues = (0..<count).map { DispatchQueue(label: "khabar.search.\($0)") }
    }

    /// Runs `work` later; false when too much waits already.
    func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
        guard waiting.add(1, ordering: .relaxed).newValue <= Self.waitingMax else {
            waiting.subtract(1, ordering: .relaxed)
            return false
        }
        let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        queues[Int(UInt(bitPattern: number) % UInt(queues.count))].async { [self] in
            work()
            waiting.subtract(1, ordering: .relaxed)
        }
        return true
    }
}
