internal import Synchronization

/// One thing that was planned, and the times it met, all counted from the start of the run.
package struct Timing: Sendable, Equatable {
    package var planned: Duration
    /// When there was room for it among those in flight.
    package var started: Duration
    package var finished: Duration

    package init(planned: Duration, started: Duration, finished: Duration) {
        self.planned = planned
        self.started = started
        self.finished = finished
    }

    /// What a user would have waited: from the planned start, whatever delayed the real one.
    package var latency: Duration { finished - planned }
    /// From the real start.
    package var service: Duration { finished - started }
}

/// What an open loop is told.
package struct OpenLoopSettings: Sendable {
    package var schedule: ArrivalSchedule
    /// Arrivals planned before this are carried out.
    package var duration: Duration
    package var inFlight: Int
    /// How long after the last arrival late ones are still started.
    package var patience: Duration

    package init(schedule: ArrivalSchedule, duration: Duration, inFlight: Int, patience: Duration) {
        precondition(inFlight > 0)
        self.schedule = schedule
        self.duration = duration
        self.inFlight = inFlight
        self.patience = patience
    }
}

/// Starts things when they are planned, not when the one before is done: a slow server does not slow down those who
/// ask.
///
/// There are as many tasks as may be in flight; a free one takes the next arrival and waits for its time. While all
/// are busy arrivals fall behind their plan, and that delay is part of their latency (what leaving it out hides was
/// named "coordinated omission" by G. Tene).
///
/// - Parameters:
///   - executors: where the tasks run, in turn; none: wherever tasks run.
///   - perform: carries out arrival `number`, as the task of number `worker`; told when it was planned and when it started.
///   - abandoned: arrivals that found no room before patience ran out, with the time at which they were given up.
package func openLoop<Time: Clock>(
    _ settings: OpenLoopSettings, clock: Time, start: Time.Instant, executors: [any TaskExecutor] = [],
    perform: @escaping @Sendable (_ number: Int, _ worker: Int, _ planned: Duration, _ started: Duration) async -> Void,
    abandoned: @escaping @Sendable (_ planned: Duration, _ givenUp: Duration) -> Void
) async where Time.Duration == Duration, Time: Sendable {
    let arrivals = Arrivals(settings.schedule, before: settings.duration)
    let last = settings.duration + settings.patience
    await withDiscardingTaskGroup { group in
        for worker in 0..<settings.inFlight {
            let executor = executors.isEmpty ? nil : executors[worker % executors.count]
            group.addTask(executorPreference: executor) {
                while let (number, planned) = arrivals.take() {
                    let now = start.duration(to: clock.now)
                    if now < planned {
                        guard (try? await clock.sleep(until: start.advanced(by: planned), tolerance: .zero)) != nil
                        else { return }
                    } else if now > last {
                        abandoned(planned, now)
                        continue
                    }
                    await perform(number, worker, planned, start.duration(to: clock.now))
                }
            }
        }
    }
}

/// Hands out the arrivals of a schedule in their order, each once.
private final class Arrivals: Sendable {
    private let state: Mutex<(schedule: ArrivalSchedule, count: Int)>
    private let end: Duration

    init(_ schedule: ArrivalSchedule, before end: Duration) {
        state = Mutex((schedule, 0))
        self.end = end
    }

    func take() -> (number: Int, planned: Duration)? {
        state.withLock { state in
            let planned = state.schedule.next()
            guard planned < end else { return nil }
            state.count += 1
            return (state.count - 1, planned)
        }
    }
}
