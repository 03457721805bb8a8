internal import Synchronization

/// How a search ended.
package enum SearchOutcome: Sendable, Equatable {
    case answered(serverTime: Duration, renderTime: Duration, isEmpty: Bool)
    /// waitedInVain: no answer came in time, as opposed to a refusal that came at once.
    case failed(code: String, waitedInVain: Bool)
}

/// Adds up what becomes of searches. From any task.
package final class SearchRecorder: Sendable {
    fileprivate struct Histograms {
        var latency = LatencyHistogram()
        var service = LatencyHistogram()
        var server = LatencyHistogram()
        var render = LatencyHistogram()

        func group() -> SearchReport.Group {
            var group = SearchReport.Group()
            group.answered = service.count
            group.latency = latency.summary
            group.service = service.summary
            group.server = server.summary
            group.render = render.summary
            return group
        }
    }

    fileprivate struct State {
        var report = SearchReport()
        var all = Histograms()
        var kinds: [GeneratedQuery.Kind: Histograms] = [:]
        var delay = LatencyHistogram()
        var end = Duration.zero
    }

    private let state = Mutex(State())
    private let warmUp: Duration

    /// - Parameter warmUp: what was planned before this is not counted.
    package init(warmUp: Duration) { self.warmUp = warmUp }

    package func record(_ kind: GeneratedQuery.Kind, _ timing: Timing, _ outcome: SearchOutcome) {
        guard timing.planned >= warmUp else { return }
        state.withLock { state in
            state.report.planned += 1
            state.delay.record(timing.started - timing.planned)
            state.end = max(state.end, timing.finished)
            switch outcome {
            case .answered(let serverTime, let renderTime, let isEmpty):
                state.report.answered += 1
                if isEmpty { state.report.withoutHits += 1 }
                state.add(kind) { histograms in
                    histograms.latency.record(timing.latency)
                    histograms.service.record(timing.service)
                    histograms.server.record(serverTime)
                    histograms.render.record(renderTime)
                }
            case .failed(let code, let waitedInVain):
                state.report.errors[code, default: 0] += 1
                if waitedInVain { state.add(kind) { $0.latency.record(timing.latency) } }
            }
        }
    }

    /// A search that was never sent, for want of a place. Its kind's percentiles leave it out, those of all searches do
    /// not.
    package func abandoned(_ timing: Timing) {
        guard timing.planned >= warmUp else { return }
        state.withLock { state in
            state.report.planned += 1
            state.report.unstarted += 1
            state.delay.record(timing.latency)
            state.all.latency.record(timing.latency)
        }
    }

    package func report(requestedRate: Double) -> SearchReport {
        state.withLock { state in
            var report = state.report
            report.requestedRate = requestedRate
            report.seconds = max(.zero, state.end - warmUp) / .seconds(1)
            if report.seconds > 0 { report.perSecond = Double(report.answered) / report.seconds }
            report.delay = state.delay.summary
            report.all = state.all.group()
            for (kind, histograms) in state.kinds { report.kinds[kind.rawValue] = histograms.group() }
            return report
        }
    }
}

extension SearchRecorder.State {
    fileprivate mutating func add(
        _ kind: GeneratedQuery.Kind, _ record: (inout SearchRecorder.Histograms) -> Void
    ) {
        record(&all)
        record(&kinds[kind, default: SearchRecorder.Histograms()])
    }
}
