import Dispatch
import KhabarIndex
import KhabarStore
import Logging
import Synchronization

/// Runs one merge at a time beside the writer, and again when the server has been idle for a while.
final class MergeScheduler: Sendable {
    /// So long after the last commit the server counts as idle,
    static let idleDelay = DispatchTimeInterval.milliseconds(300)
    /// or so long while workers are connected: the next segment of a bulk load may take them seconds to build.
    static let idleDelayWithWorkers = DispatchTimeInterval.seconds(5)

    private struct State {
        var isRunning = false
        var isStopped = false
        /// Rises with every call, so that a timer knows whether it is still the last.
        var calls: UInt64 = 0
    }

    private let queue = DispatchQueue(label: "khabar.merge", qos: .utility)
    private let state = Mutex(State())

    /// To be called when the set of segments may have changed, or a worker has left.
    func schedule(_ engine: Engine) {
        let call = state.withLock { state in
            state.calls += 1
            return state.calls
        }
        start(engine)
        let delay = engine.workers.load(ordering: .relaxed) > 0 ? Self.idleDelayWithWorkers : Self.idleDelay
        queue.asyncAfter(deadline: .now() + delay) { [self] in
            guard state.withLock({ $0.calls == call }) else { return }
            start(engine, idleSince: call)
        }
    }

    /// Lets no further merge begin, and waits for the one that runs.
    func stop() {
        state.withLock { $0.isStopped = true }
        queue.sync {}
    }

    /// - Parameter idleSince: the last call, when nothing was to be done for a while after it.
    private func start(_ engine: Engine, idleSince: UInt64? = nil) {
        let mayStart = state.withLock { state in
            guard !state.isRunning, !state.isStopped else { return false }
            state.isRunning = true
            return true
        }
        guard mayStart else { return }
        let segments = engine.catalogue.withLock { $0.segments }
        let sources = MergePolicy.choose(segments, isIdle: idleSince != nil)
        guard !sources.isEmpty else {
            state.withLock { $0.isRunning = false }
            if let idleSince { prepareNames(of: segments, whileIdleSince: idleSince) }
            return
        }
        queue.async { [self] in run(sources, engine) }
    }

    /// What widened searches look up, while nothing else is to be done: for a large segment it takes longer than anybody should wait.
    private func prepareNames(of segments: [LoadedSegment], whileIdleSince call: UInt64) {
        for loaded in segments {
            queue.async { [self] in
                let isIdle = state.withLock { $0.calls == call && !$0.isStopped }
                if isIdle { loaded.segment.prepareNames() }
            }
        }
    }

    private func run(_ sources: [LoadedSegment], _ engine: Engine) {
        let merged = merge(sources.map(\.mergeSource))
        if engine.widens.load(ordering: .relaxed) { merged?.prepareNames() }
        var file: UInt64?
        if let store = engine.store, let merged {
            do throws(StoreError) {
                file = try store.writeSegmentFile(
                    parts: [SegmentFile.head(merged), merged.index.bytes] + merged.text.chunks.map(\.bytes))
            } catch {
                engine.logger.error("A merged segment was not written", metadata: ["error": "\(error)"])
                return state.withLock { $0.isRunning = false }
            }
        }
        engine.submit(.merged(sources, merged, file: file) { [self] in state.withLock { $0.isRunning = false } })
    }
}
