/// How much less an article scores the older it is: half as much at the age of `halfLife`, a quarter at twice that, and so on.
package struct Recency: Sendable, Equatable {
    /// In seconds, at least 1.
    package var halfLife: Int64
    /// What ages count to, in seconds since 1970.
    package var now: Int64

    package init(halfLife: Int64, now: Int64) {
        precondition(halfLife > 0)
        self.halfLife = halfLife
        self.now = now
    }

    /// What no age goes below, so that an old article with all words still comes before a new one with a common word. Articles without a date have it.
    package static let least = 1.0 / 16

    /// From `least` to 1; the same on every machine: no mathematics library's last digit gets into scores.
    ///
    /// - Parameter published: in seconds since 1970; nil if nobody knows. What is dated ahead is new.
    package func factor(published: Int64?) -> Double {
        guard let published else { return Self.least }
        let (age, overflows) = now.subtractingReportingOverflow(published)
        if overflows { return published < now ? Self.least : 1 }
        guard age > 0 else { return 1 }
        let halvings = age / halfLife
        guard halvings < 4 else { return Self.least }
        var factor = 1 / Double(1 << halvings)
        // e^x as its series; x is from -0.69 to 0.
        let x = -Double(age % halfLife) / Double(halfLife) * 0.693_147_180_559_945_3
        var term = 1.0
        var sum = 1.0
        for power in 1...16 {
            term *= x / Double(power)
            sum += term
        }
        factor *= sum
        return max(Self.least, min(1, factor))
    }

    /// A score as it counts; never more than it was.
    func score(_ score: Int32, published: Int64?) -> Int32 { Int32(Double(score) * factor(published: published)) }
}
