internal import Dispatch

/// Runs the building of segments on threads of its own: it takes long stretches of CPU time, and searches that are
/// planned meanwhile must not wait for a thread of the cooperative pool.
final class BuildExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "khabar.load.build", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
