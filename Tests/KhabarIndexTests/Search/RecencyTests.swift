import Foundation
import KhabarText
import Testing

@testable import KhabarIndex

@Suite struct RecencyTests {
    private let day: Int64 = 86_400

    @Test func halvesWithEachHalfLife() {
        let recency = Recency(halfLife: 7 * day, now: 1_000 * day)
        func factor(days: Double) -> Double { recency.factor(published: 1_000 * day - Int64(days * Double(day))) }
        #expect(factor(days: 0) == 1)
        #expect(factor(days: 7) == 0.5 && factor(days: 14) == 0.25 && factor(days: 21) == 0.125)
        #expect(factor(days: 28) == 1.0 / 16 && factor(days: 10_000) == 1.0 / 16)
        #expect(factor(days: -3) == 1, "what is dated ahead is new")
        #expect(recency.factor(published: nil) == 1.0 / 16)
        for days in stride(from: 0.0, through: 28, by: 0.25) {
            #expect(abs(factor(days: days) - pow(0.5, days / 7)) < 1e-12, "\(days)")
        }
    }

    @Test func neverGrowsWithAge() {
        for halfLife in [1, 7, 3_600, Int64(UInt32.max)] {
            let recency = Recency(halfLife: halfLife, now: 0)
            var last = 1.0
            for step in 0..<400 {
                let factor = recency.factor(published: -(halfLife * Int64(step)) / 90)
                #expect(factor <= last && factor >= Recency.least)
                last = factor
            }
        }
    }

    @Test(arguments: [Int64.min, -1, 0, 1, .max], [Int64.min, -1, 0, 1, .max])
    func anyDatesHaveAFactor(published: Int64, now: Int64) {
        let factor = Recency(halfLife: 1, now: now).factor(published: published)
        #expect((Recency.least...1).contains(factor) && (published < now) == (factor < 1))
    }
}
