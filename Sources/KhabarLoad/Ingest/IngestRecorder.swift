internal import KhabarIndex
internal import KhabarProtocol
internal import Synchronization

/// What became of one batch.
struct BatchOutcome {
    var articles: Int
    var textBytes: Int
    var segmentBytes: Int
    var wireBytes: Int
    var unusable: Int
    var superseded: Int
    var cpuSeconds: Double
    var building: Duration
    /// Nil when nothing was sent.
    var acknowledged: (ack: SegmentAck, timing: Timing)?

    init(_ batch: RawBatch, _ built: BuiltBatch, building: Duration) {
        articles = batch.articles.count
        textBytes = batch.textBytes
        segmentBytes = built.segment.map { $0.index.count + $0.text.count } ?? 0
        wireBytes = built.segment.map { segmentFrameBytes($0.index.count, $0.text.count) } ?? 0
        unusable = built.unusable
        superseded = built.superseded
        cpuSeconds = built.cpuSeconds
        self.building = building
    }
}

/// Adds up what becomes of batches. From any task.
final class IngestRecorder: Sendable {
    private struct State {
        var report = IngestReport()
        var latency = LatencyHistogram()
        var service = LatencyHistogram()
        var build = LatencyHistogram()
        var end = Duration.zero
    }

    private let state = Mutex(State())

    func retried(_ code: String, bytes: Int) {
        state.withLock { state in
            state.report.retries[code, default: 0] += 1
            state.report.wireBytes += bytes
        }
    }

    func record(_ outcome: BatchOutcome) {
        state.withLock { state in
            state.report.articles += outcome.articles
            state.report.textBytes += outcome.textBytes
            state.report.segmentBytes += outcome.segmentBytes
            state.report.wireBytes += outcome.wireBytes
            state.report.unusable += outcome.unusable
            state.report.superseded += outcome.superseded
            state.report.buildCPUSeconds += outcome.cpuSeconds
            state.build.record(outcome.building)
            guard let (ack, timing) = outcome.acknowledged else { return }
            state.report.batches += 1
            state.report.rejected += ack.rejects.count
            // A segment that had arrived before is acknowledged without counts: its articles are there all the same.
            state.report.accepted += Int(ack.accepted)
            state.report.unchanged +=
                ack.duplicate ? outcome.articles - outcome.unusable - outcome.superseded : Int(ack.unchanged)
            state.latency.record(timing.latency)
            state.service.record(timing.service)
            state.end = max(state.end, timing.finished)
        }
    }

    var report: IngestReport {
        state.withLock { state in
            var report = state.report
            report.seconds = state.end / .seconds(1)
            if report.seconds > 0 {
                report.articlesPerSecond = Double(report.acknowledged) / report.seconds
                report.megabytesPerSecond = Double(report.textBytes) / report.seconds / 1e6
            }
            report.latency = state.latency.summary
            report.service = state.service.summary
            report.build = state.build.summary
            return report
        }
    }
}
