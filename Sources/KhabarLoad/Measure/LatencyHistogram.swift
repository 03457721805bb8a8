internal import Histogram

/// Counts durations by their length, to three digits (HdrHistogram), in microseconds.
package struct LatencyHistogram: Sendable {
    private var histogram = Histogram<UInt64>(
        highestTrackableValue: UInt64(Limits.latencyMax / .microseconds(1)), numberOfSignificantValueDigits: .three)

    package init() {}

    /// Anything past `Limits.latencyMax` counts as that; anything below a microsecond as one.
    package mutating func record(_ duration: Duration) {
        let micros = (min(max(duration, .zero), Limits.latencyMax) / .microseconds(1)).rounded(.up)
        let taken = histogram.record(UInt64(micros))
        precondition(taken, "a latency is past the histogram's range")
    }

    package var count: Int { Int(histogram.totalCount) }

    /// Nil when nothing was recorded.
    package var summary: LatencySummary? {
        guard count > 0 else { return nil }
        return LatencySummary(
            count: count, mean: histogram.mean, p50: value(50), p90: value(90), p99: value(99), p999: value(99.9),
            max: value(100))
    }

    private func value(_ percentile: Double) -> Double { Double(histogram.valueAtPercentile(percentile)) }
}

/// Percentiles of durations, in microseconds.
package struct LatencySummary: Codable, Sendable, Equatable {
    package var count: Int
    package var mean: Double
    package var p50: Double
    package var p90: Double
    package var p99: Double
    package var p999: Double
    package var max: Double

    package init(
        count: Int, mean: Double, p50: Double, p90: Double, p99: Double, p999: Double, max: Double
    ) {
        self.count = count
        self.mean = mean
        self.p50 = p50
        self.p90 = p90
        self.p99 = p99
        self.p999 = p999
        self.max = max
    }

    enum CodingKeys: String, CodingKey {
        case count
        case max = "maxMicroseconds"
        case mean = "meanMicroseconds"
        case p50 = "p50Microseconds"
        case p90 = "p90Microseconds"
        case p99 = "p99Microseconds"
        case p999 = "p99.9Microseconds"
    }

    /// As they are called in tables and requirements.
    package var named: [(name: String, microseconds: Double)] {
        [("p50", p50), ("p90", p90), ("p99", p99), ("p99.9", p999), ("max", max)]
    }
}
