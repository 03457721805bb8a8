/// How long to wait before the next try: doubling, with full jitter ("Exponential Backoff and Jitter", AWS Architecture Blog, 2015), so that workers which lost
/// the same server do not return at the same moment.
struct Backoff {
    private var ceiling = Limits.backoffFirst

    /// - Parameter random: in 0..<1.
    mutating func next(random: Double) -> Duration {
        defer { ceiling = min(ceiling * 2, Limits.backoffMax) }
        // Never less than a tenth: a row of zeros would be a storm.
        return ceiling * max(0.1, random)
    }
}
