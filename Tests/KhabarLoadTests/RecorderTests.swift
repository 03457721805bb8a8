import KhabarLoad
import Testing

@Suite struct RecorderTests {
    private func timing(_ planned: Int, _ started: Int, _ finished: Int) -> Timing {
        Timing(
            planned: .milliseconds(planned), started: .milliseconds(started), finished: .milliseconds(finished))
    }

    @Test func everySearchIsCountedOnce() {
        let recorder = SearchRecorder(warmUp: .milliseconds(100))
        let answer = SearchOutcome.answered(
            serverTime: .milliseconds(2), renderTime: .milliseconds(1), isEmpty: false)
        recorder.record(.or, timing(99, 99, 9_999), answer)
        recorder.record(.or, timing(100, 150, 160), answer)
        recorder.record(
            .and, timing(110, 110, 115),
            .answered(serverTime: .milliseconds(3), renderTime: .zero, isEmpty: true))
        recorder.record(.and, timing(120, 120, 121), .failed(code: "overloaded", waitedInVain: false))
        recorder.record(.phrase, timing(130, 130, 1_130), .failed(code: "deadlineExceeded", waitedInVain: true))
        recorder.abandoned(timing(140, 2_140, 2_140))
        let report = recorder.report(requestedRate: 10)
        #expect(report.planned == 5)
        #expect(report.answered == 2 && report.failed == 2 && report.unstarted == 1 && report.withoutHits == 1)
        // A quick refusal must not make the percentiles look better; time-outs and searches never sent make them worse.
        #expect(report.all.latency?.count == 4)
        #expect(report.all.latency?.max == 2_000_000)
        #expect(report.all.service?.count == 2)
        #expect(report.all.service?.max == 10_000)
        #expect(report.kinds["or"]?.latency?.max == 60_000)
        #expect(report.kinds["and"]?.server?.p50 == 3_000)
        #expect(report.kinds["phrase"]?.answered == 0)
        #expect(report.seconds == 1.03)
        #expect(abs(report.perSecond - 2 / 1.03) < 1e-9)
    }
}
