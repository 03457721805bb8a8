package import Logging
internal import Synchronization

/// How a run ended.
package enum IngestEnd: Sendable, Equatable {
    /// Everything was read and dealt with.
    case finished
    /// Asked to stop before everything was read: what was read is dealt with.
    case drained
    case unreachable(String)
    case refused(String)
    case failed(String)
}

/// What a run is told, apart from its input.
package struct IngestSettings: Sendable {
    package var lanes: Int
    package var shard = Shard.whole
    /// How long an unreachable server is tried again before the run gives up.
    package var retryFor: Duration
    package var batchBytes = Limits.batchBytes
    /// Batches between being gathered and being acknowledged, all lanes together. One more than there are lanes: each builds while another batch travels. With the
    /// one that each lane gathers they bound the memory.
    package var batchesInFlight: Int
    package var blockBytes = Limits.blockBytes

    package init(lanes: Int, retryFor: Duration) {
        precondition(lanes > 0, "a pipeline needs a lane")
        self.lanes = lanes
        batchesInFlight = lanes + 1
        self.retryFor = retryFor
    }
}

/// Takes articles from files to a server: one reader, several lanes that parse, clean and prepare, and batches that travel while the lanes go on.
///
///     reader ─blocks▶ lanes ─batch▶ offer ▶ build ▶ ship ▶ acknowledged: ledger, checkpoint
package final class IngestPipeline<Work: ArticleWork, Sink: SegmentSink, Time: Clock>: Sendable
where Sink.Segment == Work.Segment, Time.Duration == Duration, Time: Sendable {
    package let ledger: Ledger
    let files: [InputFile]
    let work: Work
    let sink: Sink
    let settings: IngestSettings
    let deadLetters: DeadLetterFile
    let checkpoint: CheckpointFolder?
    let clock: Time
    let start: Time.Instant
    let random: @Sendable () -> Double
    let logger: Logger
    let channel: BlockChannel
    let permits: Permits
    private let stop: StopSignal
    private let state = Mutex(State())

    private struct State {
        var end: IngestEnd?
        var isAllRead = false
        var isLive = false
        var nextSequence: UInt64 = 1
        /// When the server last did what was asked.
        var lastAnswer = Duration.zero
    }

    /// - Parameters:
    ///   - random: in 0..<1, for the jitter of retries.
    ///   - checkpoint: opened for the same shard.
    package init(
        _ inputs: InputListing, work: Work, sink: Sink, settings: IngestSettings, deadLetters: DeadLetterFile,
        checkpoint: CheckpointFolder? = nil, clock: Time, random: @escaping @Sendable () -> Double, logger: Logger
    ) throws(SystemError) {
        files = inputs.files
        self.work = work
        self.sink = sink
        self.settings = settings
        self.deadLetters = deadLetters
        self.checkpoint = checkpoint
        self.clock = clock
        self.random = random
        self.logger = logger
        start = clock.now
        stop = try StopSignal()
        channel = BlockChannel(capacity: settings.lanes * Limits.waitingBlocksPerLane)
        permits = Permits(settings.batchesInFlight)
        ledger = Ledger(files: files.count, failures: inputs.failures) { failure in
            logger.error("\(failure)")
        }
    }

    /// Stops reading; what was read is still delivered. From any thread.
    package func drain() {
        stop.raise()
    }

    package func run() async -> IngestEnd {
        do {
            let server = try await retrying { () throws(SinkError) in try await self.sink.identify() }
            if let checkpoint { ledger.resume(try checkpoint.load(server: server, files: files)) }
            try await deliver()
        } catch let error as CheckpointError {
            end(with: .failed("\(error)"))
        } catch {
            // Whoever threw has said why.
        }
        saveCheckpoint()
        let (end, isAllRead) = state.withLock { ($0.end, $0.isAllRead) }
        if let end { return end }
        precondition(ledger.unresolved == 0, "records were read and never dealt with")
        return isAllRead ? .finished : .drained
    }

    private func deliver() async throws {
        try await withThrowingTaskGroup { outer in
            outer.addTask { await self.saveCheckpoints() }
            try await withThrowingTaskGroup { group in
                group.addTask(executorPreference: ReaderExecutor()) { await self.read() }
                for number in 0..<settings.lanes {
                    group.addTask { try await Lane(number, self).run() }
                }
                try await group.waitForAll()
            }
            outer.cancelAll()
        }
    }

    private func read() async {
        let reader = SourceReader(
            files: files, shard: settings.shard, stop: stop, observer: ledger, elapsed: { self.elapsed },
            waitsForArrivals: { self.waitForArrivals() }, blockBytes: settings.blockBytes)
        let isAllRead = await reader.run { await self.channel.send($0) }
        state.withLock { $0.isAllRead = isAllRead }
        channel.finish()
    }

    /// Articles come when they come from now on: lanes send what they have when it is old enough.
    private func waitForArrivals() {
        state.withLock { $0.isLive = true }
        for lane in 0..<settings.lanes { channel.wake(lane) }
    }

    var isLive: Bool { state.withLock { $0.isLive } }
    var elapsed: Duration { start.duration(to: clock.now) }

    func nextSequence() -> UInt64 {
        state.withLock { state in
            defer { state.nextSequence += 1 }
            return state.nextSequence
        }
    }

    /// Ends the run early; the first reason counts.
    func end(with reason: IngestEnd) {
        state.withLock { $0.end = $0.end ?? reason }
        stop.raise()
        channel.abort()
        permits.abort()
    }
}

/// The run ends. Whoever throws it has told the pipeline why, with `end(with:)`.
struct Halted: Error {}

extension IngestPipeline {
    private static var cancelled: String { "the run was cancelled" }

    /// Calls the sink until it answers, refuses, or has been unreachable for too long.
    func retrying<Value: Sendable>(
        _ call: @Sendable () async throws(SinkError) -> Value
    ) async throws(Halted) -> Value {
        var backoff = Backoff()
        var firstFailure: Duration?
        while true {
            do throws(SinkError) {
                let value = try await call()
                state.withLock { $0.lastAnswer = elapsed }
                return value
            } catch {
                switch error {
                case .cancelled:
                    end(with: .failed(Self.cancelled))
                    throw Halted()
                case .refused(let message), .unacceptable(let message):
                    end(with: .refused(message))
                    throw Halted()
                case .absent(let message):
                    end(with: .unreachable(message))
                    throw Halted()
                case .otherServer(let message):
                    end(with: .failed(message))
                    throw Halted()
                case .unreachable(let message), .busy(let message, _):
                    let failed = elapsed
                    if firstFailure == nil {
                        logger.warning("\(sink.address) takes nothing, trying again: \(message)")
                    }
                    var since = firstFailure ?? failed
                    firstFailure = since
                    var pause = backoff.next(random: random())
                    if case .busy(_, let asked) = error {
                        pause = max(pause, min(asked ?? .zero, Limits.busyPauseMax))
                    } else {
                        // Cut off twice, it was there in between if it answered others.
                        since = max(since, min(failed, state.withLock { $0.lastAnswer }))
                    }
                    let left = settings.retryFor - (failed - since)
                    guard left > .zero else {
                        if case .busy = error { end(with: .refused(message)) } else { end(with: .unreachable(message)) }
                        throw Halted()
                    }
                    do { try await clock.sleep(for: min(pause, left), tolerance: nil) } catch {
                        end(with: .failed(Self.cancelled))
                        throw Halted()
                    }
                }
            }
        }
    }

    fileprivate func saveCheckpoints() async {
        guard checkpoint != nil else { return }
        var pause = Limits.checkpointInterval
        while (try? await clock.sleep(for: pause, tolerance: nil)) != nil {
            let before = clock.now
            saveCheckpoint()
            pause = max(Limits.checkpointInterval, before.duration(to: clock.now) * Limits.checkpointDutyDivisor)
        }
    }

    fileprivate func saveCheckpoint() {
        guard let checkpoint else { return }
        // In this order: what the checkpoint calls done is in the dead-letter file, if that is where it went.
        let progress = ledger.progress
        do throws(SystemError) { try deadLetters.synchronize() } catch {
            return end(with: .failed("\(deadLetters.path): dead letters cannot be made durable: \(error)"))
        }
        do { try checkpoint.save(progress) } catch { end(with: .failed("the checkpoint cannot be saved: \(error)")) }
    }
}
