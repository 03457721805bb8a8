import KhabarLoad
import Synchronization
import Testing

@Suite struct OpenLoopTests {
    /// Runs ten arrivals a second with one place, each taking as long as `service` says, and returns what each met.
    private func run(
        duration: Duration, patience: Duration = .seconds(60), service: @escaping @Sendable (Int) -> Duration
    ) async -> (timings: [Timing], abandoned: [Timing]) {
        let clock = ManualClock()
        let start = clock.now
        let timings = Mutex<[Timing]>([])
        let abandoned = Mutex<[Timing]>([])
        let settings = OpenLoopSettings(
            schedule: ArrivalSchedule(rate: 10, pattern: .constant, seed: 1), duration: duration, inFlight: 1,
            patience: patience)
        await openLoop(settings, clock: clock, start: start) { number, _, planned, started in
            clock.advance(by: service(number))
            let finished = start.duration(to: clock.now)
            timings.withLock { $0.append(Timing(planned: planned, started: started, finished: finished)) }
        } abandoned: { planned, givenUp in
            abandoned.withLock { $0.append(Timing(planned: planned, started: givenUp, finished: givenUp)) }
        }
        return (timings.withLock { $0 }, abandoned.withLock { $0 })
    }

    @Test func whatIsFastEnoughStartsWhenPlanned() async {
        let (timings, abandoned) = await run(duration: .seconds(1)) { _ in .milliseconds(40) }
        #expect(timings.map(\.planned) == (0..<10).map { .milliseconds(100 * $0) })
        #expect(timings.allSatisfy { $0.started == $0.planned && $0.latency == .milliseconds(40) })
        #expect(abandoned.isEmpty)
    }

    /// One search that takes a second delays those behind it, and they say so though the server was quick with them.
    @Test func aStallIsCountedForAllWhomItDelays() async {
        let (timings, _) = await run(duration: .seconds(2)) { $0 == 2 ? .seconds(1) : .milliseconds(10) }
        #expect(timings.count == 20)
        #expect(timings[2].latency == .seconds(1))
        // Planned at 300 ms, started at 1,200 ms, and so on until the queue is gone.
        #expect(timings[3].started == .milliseconds(1_200))
        #expect(timings[3].latency == .milliseconds(910))
        #expect(timings[4].latency == .milliseconds(820))
        #expect(timings[12].latency == .milliseconds(100))
        #expect(timings[13].latency == .milliseconds(10))
        #expect(timings[3...].allSatisfy { $0.service == .milliseconds(10) })
    }

    @Test func overloadGrowsWithoutBound() async {
        let (timings, _) = await run(duration: .seconds(3)) { _ in .milliseconds(300) }
        #expect(timings.count == 30)
        for (number, timing) in timings.enumerated() {
            #expect(timing.latency == .milliseconds(300 + 200 * number))
        }
    }

    @Test func whatFindsNoPlaceInTimeIsReported() async {
        let (timings, abandoned) = await run(duration: .seconds(1), patience: .seconds(1)) { _ in .milliseconds(500) }
        // Starts at 0, 0.5, 1.0, 1.5 and 2.0 s; at 2.5 s patience has run out.
        #expect(timings.count == 5)
        #expect(abandoned.map(\.planned) == (5..<10).map { .milliseconds(100 * $0) })
        #expect(abandoned.allSatisfy { $0.finished == .milliseconds(2_500) })
    }
}

@Suite struct ArrivalScheduleTests {
    private func arrivals(_ pattern: ArrivalPattern, rate: Double, seed: UInt64, _ count: Int) -> [Duration] {
        var schedule = ArrivalSchedule(rate: rate, pattern: pattern, seed: seed)
        return (0..<count).map { _ in schedule.next() }
    }

    @Test(arguments: ArrivalPattern.allCases)
    func theSeedGivesTheSameArrivals(_ pattern: ArrivalPattern) {
        let one = arrivals(pattern, rate: 500, seed: 7, 1_000)
        #expect(one == arrivals(pattern, rate: 500, seed: 7, 1_000))
        #expect(zip(one, one.dropFirst()).allSatisfy { $0 <= $1 })
        #expect((one == arrivals(pattern, rate: 500, seed: 8, 1_000)) == (pattern == .constant))
    }

    @Test func constantArrivalsDoNotDrift() {
        let all = arrivals(.constant, rate: 3, seed: 1, 30_001)
        #expect(all[0] == .zero)
        #expect(all[30_000] == .seconds(10_000))
    }

    @Test func poissonArrivalsHaveTheRateAndTheSpread() {
        let all = arrivals(.poisson, rate: 200, seed: 3, 20_000)
        let seconds = all.map { $0 / .seconds(1) }
        #expect(abs(seconds[19_999] - 100) < 3)
        // Of exponential distances a share of 1/e is longer than their mean.
        let long = zip(seconds.dropFirst(), seconds).count { $0 - $1 > 1 / 200 }
        #expect(abs(Double(long) / 19_999 - 0.3679) < 0.015)
    }
}
