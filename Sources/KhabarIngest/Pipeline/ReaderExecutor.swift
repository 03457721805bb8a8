internal import Dispatch

/// Runs the reader on a thread of its own: it waits for disks and pipes, and the lanes need every thread of the cooperative pool.
final class ReaderExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "khabar.reader")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
