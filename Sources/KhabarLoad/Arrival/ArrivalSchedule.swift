internal import Glibc

/// How arrivals are spread over time.
package enum ArrivalPattern: String, Sendable, CaseIterable, Codable {
    /// At equal distances.
    case constant
    /// Independent of each other, as those of many people are: the distances are exponentially distributed.
    case poisson
}

/// When things are planned to happen, counted from the start of a run. Depends on its arguments alone.
package struct ArrivalSchedule: Sendable {
    package let rate: Double
    package let pattern: ArrivalPattern
    private var random: SplitMix64
    private var count: UInt64 = 0
    private var seconds = 0.0

    /// - Parameter rate: arrivals per second, more than 0.
    package init(rate: Double, pattern: ArrivalPattern, seed: UInt64) {
        precondition(rate > 0 && rate.isFinite)
        self.rate = rate
        self.pattern = pattern
        random = SplitMix64(seed: seed)
    }

    /// The next arrival, at or after the one before. The first of a constant schedule is at 0.
    package mutating func next() -> Duration {
        switch pattern {
        case .constant: seconds = Double(count) / rate
        case .poisson:
            // In (0, 1], so that the logarithm is finite.
            let uniform = (Double(random.next() >> 11) + 1) * 0x1p-53
            seconds -= log(uniform) / rate
        }
        count += 1
        return .nanoseconds(Int64(min(seconds * 1e9, 9e18)))
    }
}
