package import KhabarClient
internal import KhabarIndex
internal import KhabarProtocol
internal import KhabarText
internal import Synchronization

/// What a run of ingest is told.
package struct IngestLoadSettings: Sendable {
    package var server: Address
    package var access = KhabarClient.Access()
    /// As the server's log names this run.
    package var name: String
    /// Connections, each a producer of its own.
    package var workers = 1
    /// Batches, of all workers together, between being taken and being acknowledged.
    package var batchesInFlight = 4
    /// How long a batch is sent again before the run gives up.
    package var retryFor: Duration
    /// For the report.
    package var rate: Double?

    package init(server: Address, name: String, retryFor: Duration) {
        self.server = server
        self.name = name
        self.retryFor = retryFor
    }
}

/// Ships batches as workers do: cleans articles, builds segments, sends them, waits for acknowledgements.
package struct IngestLoad: Sendable {
    private let settings: IngestLoadSettings
    private let source: BatchSource
    private let sample: AcknowledgedSample
    private let oracle: Oracle?
    private let producers: [Producer]
    private let recorder = IngestRecorder()

    /// - Parameter oracle: looks up one article of each batch at once.
    package init(
        _ settings: IngestLoadSettings, source: BatchSource, sample: AcknowledgedSample, oracle: Oracle?
    ) {
        self.settings = settings
        self.source = source
        self.sample = sample
        self.oracle = oracle
        producers = (0..<settings.workers).map { _ in Producer(settings) }
    }

    /// Connects every worker, so that a run does not begin with handshakes.
    package func connect() async throws(LoadFailure) {
        for producer in producers { try await producer.connect() }
    }

    /// Ships everything.
    package func run<Time: Clock>(clock: Time) async throws(LoadFailure) -> IngestReport
    where Time.Duration == Duration, Time: Sendable {
        let start = clock.now
        let time = RunTime(clock: clock, start: start)
        do {
            try await withTaskExecutorPreference(BuildExecutor()) {
                try await withThrowingDiscardingTaskGroup { group in
                    for number in 0..<settings.batchesInFlight {
                        let producer = producers[number % producers.count]
                        group.addTask { try await self.ship(by: producer, time) }
                    }
                }
            }
        } catch let failure as LoadFailure {
            throw failure
        } catch {
            throw .failed("\(error)")
        }
        var report = recorder.report
        report.requestedRate = settings.rate
        report.sourceCPUSeconds = source.cpuSeconds
        return report
    }

    package func close() async {
        for producer in producers { await producer.client.close() }
    }

    /// Ships one batch after the other until there are no more.
    private func ship<Time: Clock>(by producer: Producer, _ time: RunTime<Time>) async throws {
        let builder = BatchBuilder()
        while let batch = try source.next() {
            if let planned = batch.planned { try await time.sleep(until: planned) }
            let started = time.elapsed
            // In a closed loop a batch is due when there is room for it.
            let planned = batch.planned ?? started
            let built = builder.build(batch.articles)
            let ready = time.elapsed
            var outcome = BatchOutcome(batch, built, building: ready - started)
            if let segment = built.segment {
                let ack = try await producer.ship(segment, for: settings.retryFor, time) { code, bytes in
                    recorder.retried(code, bytes: bytes)
                }
                let finished = time.elapsed
                outcome.acknowledged = (ack, Timing(planned: planned, started: ready, finished: finished))
                let refused = Set(ack.rejects.map { Int($0.article) })
                let durable = built.articles.indices.filter { !refused.contains($0) }.map { built.articles[$0] }
                sample.add(durable)
                recorder.record(outcome)
                if let first = durable.first { try await oracle?.checkAtOnce(first) }
            } else {
                recorder.record(outcome)
            }
        }
    }
}

/// The time of a run, counted from its start.
struct RunTime<Time: Clock>: Sendable where Time.Duration == Duration, Time: Sendable {
    let clock: Time
    let start: Time.Instant

    var elapsed: Duration { start.duration(to: clock.now) }

    func sleep(until time: Duration) async throws {
        guard elapsed < time else { return }
        try await clock.sleep(until: start.advanced(by: time), tolerance: .zero)
    }
}

/// One connection, and the sequence numbers of what it ships.
private final class Producer: Sendable {
    let client: KhabarClient
    private let id = UInt64.random(in: 1 ... .max)
    private let sequence = Atomic<UInt64>(0)

    init(_ settings: IngestLoadSettings) {
        var configuration = KhabarClient.Configuration(ingestWith: Analyzer.version)
        configuration.name = settings.name
        configuration.access = settings.access
        client = KhabarClient(server: settings.server, configuration: configuration)
    }

    func connect() async throws(LoadFailure) {
        do throws(KhabarError) { try await client.ping() } catch { throw LoadFailure(error) }
    }

    /// Sends a segment until it is acknowledged, or patience runs out, or the server says that it never will be.
    func ship<Time: Clock>(
        _ segment: SegmentBytes, for patience: Duration, _ time: RunTime<Time>,
        retried: (_ code: String, _ bytes: Int) -> Void
    ) async throws(LoadFailure) -> SegmentAck {
        let number = sequence.add(1, ordering: .relaxed).newValue
        let end = time.elapsed + patience
        var delay = Limits.retryDelay
        while true {
            do throws(KhabarError) {
                return try await client.shipSegment(
                    index: segment.index, text: segment.text, producerID: id, epoch: 1, sequence: number)
            } catch {
                guard error.retry != .never, time.elapsed < end else { throw LoadFailure(error) }
                retried(error.code.rawValue, segmentFrameBytes(segment.index.count, segment.text.count))
                try? await time.clock.sleep(for: error.retryAfter ?? delay)
                delay = min(delay * 2, Limits.retryDelayMax)
            }
        }
    }
}

/// Bytes of a segment on the wire: its begin, its parts, its end.
package func segmentFrameBytes(_ index: Int, _ text: Int) -> Int {
    let part = KhabarProtocol.Limits.segmentPartBytesMax
    let parts = (index + part - 1) / part + (text + part - 1) / part
    var begin: [UInt8] = []
    SegmentBegin(producerID: 0, epoch: 0, sequence: 0, indexBytes: 0, textBytes: 0, checksum: 0).encode(into: &begin)
    return (parts + 2) * FrameHeader.byteCount + begin.count + index + text
}
