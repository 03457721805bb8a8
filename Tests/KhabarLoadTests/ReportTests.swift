import KhabarLoad
import Testing

@Suite struct ReportTests {
    private func report() -> LoadReport {
        var latencies = LatencyHistogram()
        for microseconds in 1...1_000 { latencies.record(.microseconds(microseconds)) }
        var report = LoadReport(
            tool: "khabar-load 1.2.3", mode: .mixed, date: "2026-11-21T09:00:00Z",
            machine: MachineFacts(cores: 2, memoryBytes: 1 << 34, kernel: "Linux 6 x86_64"), seed: .max,
            settings: ["batch": "200", "queries": "ملف \"x\"\n"],
            server: LoadReport.Server(
                address: "[::1]:7440", name: "khabar-server", id: "0-1", before: ["articles": 5],
                after: ["articles": 12.5, "segments": 2]))
        var ingest = IngestReport()
        ingest.articles = 10
        ingest.accepted = 9
        ingest.unchanged = 1
        ingest.retries = ["overloaded": 2]
        ingest.latency = latencies.summary
        report.ingest = ingest
        var search = SearchReport()
        search.answered = 3
        search.errors = ["badRequest": 1, "overloaded": 4]
        search.all.latency = latencies.summary
        search.kinds["phrase"] = search.all
        report.search = search
        report.oracle = OracleReport()
        report.usage.serverCPUSeconds = 0.25
        return report
    }

    @Test func jsonRoundTrip() throws {
        var report = report()
        report.judge([try Requirement("search.p99<5ms", metrics: LoadReport.metricUnits(.mixed))])
        #expect(report.passed)
        #expect(try LoadReport(json: report.json()) == report)
    }

    @Test func percentilesHaveThreeDigits() throws {
        let summary = try #require(report().search?.all.latency)
        #expect(summary.count == 1_000)
        #expect(summary.p50 == 500 && summary.p90 == 900 && summary.p99 == 990 && summary.p999 == 999)
        #expect(summary.max == 1_000)
        var long = LatencyHistogram()
        long.record(.seconds(100_000))
        long.record(.seconds(-1))
        #expect(abs((long.summary?.max ?? 0) - 3_600e6) < 3_600e3)
    }

    @Test func figuresReachTheRequirements() throws {
        let report = report()
        let metrics = Dictionary(uniqueKeysWithValues: report.metrics.map { ($0.name, $0.value) })
        #expect(metrics["ingest.acknowledged"] == 10)
        #expect(metrics["ingest.retries"] == 2)
        #expect(metrics["ingest.p50"] == 500)
        #expect(metrics["search.errors"] == 5)
        #expect(metrics["search.phrase.max"] == 1_000)
        #expect(metrics["search.or.max"] == .some(nil))
        #expect(metrics["usage.serverCPUSeconds"] == 0.25)
        #expect(report.server.change == ["articles": 7.5, "segments": 2])
    }

    @Test func aRequirementThatFailsIsNamed() throws {
        var report = report()
        report.judge([try Requirement("search.p99<5us", metrics: LoadReport.metricUnits(.mixed))])
        #expect(!report.passed)
        #expect(report.text.contains("FAILS     search.p99<5us   (990)"))
        #expect(report.text.hasSuffix("FAILED\n"))
    }

    @Test func theOracleDecidesWithoutBeingAsked() {
        var report = report()
        report.oracle?.twice = 1
        report.judge([])
        #expect(!report.passed)
    }

    /// What /proc says of a process whose name tries to look like fields.
    @Test func cpuTimeFromTheKernel() throws {
        let stat = "42 (a) 1 2) S 1 42 42 0 -1 4194304 9 0 0 0 250 50 0 0 20 0 8 0 100 1000 300"
        let usage = try #require(
            ProcessUsage.parse(
                stat: stat, status: "Name:\ta) 1 2\nVmPeak:\t 9 kB\nVmHWM:\t    2048 kB\n", ticksPerSecond: 100))
        #expect(usage == ProcessUsage(cpuSeconds: 3, peakResidentBytes: 2 << 20))
        #expect(ProcessUsage.parse(stat: "42 (a", status: "", ticksPerSecond: 100) == nil)
        #expect(ProcessUsage.parse(stat: "42 (a) S 1", status: "", ticksPerSecond: 100) == nil)
        #expect(ProcessUsage.current().cpuSeconds > 0)
    }
}
