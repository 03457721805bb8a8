import KhabarLoad
import Testing

@Suite struct RequirementTests {
    static let metrics = LoadReport.metricUnits(.mixed)

    struct Row: Sendable {
        var text: String
        /// In the metric's unit: microseconds for times.
        var value: Double?
        var holds: Bool
    }

    @Test(arguments: [
        Row(text: "search.p99<5ms", value: 4_999, holds: true),
        Row(text: "search.p99<5ms", value: 5_000, holds: false),
        Row(text: "search.p99<=5ms", value: 5_000, holds: true),
        Row(text: "search.p99.9 < 1.5s", value: 1_499_999, holds: true),
        Row(text: "search.or.server.p50<250us", value: 251, holds: false),
        Row(text: "search.max<2m", value: 119e6, holds: true),
        Row(text: "ingest.articlesPerSecond>1000", value: 1_000, holds: false),
        Row(text: "ingest.articlesPerSecond>=1000", value: 1_000, holds: true),
        Row(text: "oracle.missing=0", value: 0, holds: true),
        Row(text: "oracle.missing=0", value: 1, holds: false),
        Row(text: "oracle.missing==0", value: 0, holds: true),
        Row(text: "search.answered!=0", value: 0, holds: false),
        Row(text: "search.answered != 0", value: 9, holds: true),
        Row(text: "usage.serverCPUSeconds<1e3", value: nil, holds: false),
        Row(text: "usage.serverCPUSeconds>0", value: nil, holds: false),
    ])
    func evaluates(_ row: Row) throws {
        let requirement = try Requirement(row.text, metrics: Self.metrics)
        let outcome = requirement.outcome(row.value)
        #expect(outcome == RequirementOutcome(requirement: row.text, value: row.value, holds: row.holds))
    }

    @Test(arguments: [
        "", "search.p99", "<5ms", "search.p99<", "search.p99<5", "search.p99<5 parsecs", "search.p99<-1ms",
        "search.p99<nanms", "search.p98<5ms", "ingest.articlesPerSecond>1ms", "oracle.missing=none",
        "oracle.missing=inf", "oracle.missing<>0",
    ])
    func refuses(_ text: String) {
        #expect(throws: RequirementError.self) { try Requirement(text, metrics: Self.metrics) }
    }

    @Test func aModeHasItsOwnFigures() {
        #expect(LoadReport.metricUnits(.search)["ingest.accepted"] == nil)
        #expect(LoadReport.metricUnits(.ingest)["search.p99"] == nil)
        #expect(LoadReport.metricUnits(.ingest)["ingest.p99"] == .microseconds)
        #expect(LoadReport.metricUnits(.search)["search.phrase.p99.9"] == .microseconds)
    }

    @Test func sizesOfBatches() {
        #expect(BatchSize("200") == .articles(200))
        #expect(BatchSize("64K") == .bytes(64 << 10))
        #expect(BatchSize("8M") == .bytes(8 << 20))
        for text in ["", "0", "-1", "M", "33M", "65537", "9999999999999999999", "1.5M", "8G"] {
            #expect(BatchSize(text) == nil, "\(text)")
        }
    }
}
