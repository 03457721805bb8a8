internal import Synchronization

/// The tasks that answer requests: event loops, which they write to, must outlive them.
final class WorkUnderWay: Sendable {
    private let tasks = Mutex<(next: UInt64, running: [UInt64: Task<Void, Never>])>((0, [:]))

    func begin(_ work: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
        tasks.withLock { tasks in
            let number = tasks.next
            tasks.next += 1
            // It cannot end before it is noted: that waits for the lock.
            let task = Task {
                await work()
                _ = self.tasks.withLock { $0.running.removeValue(forKey: number) }
            }
            tasks.running[number] = task
            return task
        }
    }

    /// Cancels what is left, and waits for it.
    func finish() async {
        for task in tasks.withLock({ Array($0.running.values) }) {
            task.cancel()
            await task.value
        }
    }
}
