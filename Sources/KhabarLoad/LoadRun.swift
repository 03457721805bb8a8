package import KhabarClient

/// What is known of a run before it starts.
package struct LoadPlan: Sendable {
    package var mode: LoadReport.Mode
    package var server: Address
    package var access = KhabarClient.Access()
    /// Of the program, with its version.
    package var tool: String
    package var date: String
    package var seed: UInt64
    /// For the report.
    package var settings: [String: String] = [:]
    package var requirements: [Requirement] = []
    package var verification = Verification.none
    /// The server's process, when it runs on this machine.
    package var serverProcess: Int32?

    package init(mode: LoadReport.Mode, server: Address, tool: String, date: String, seed: UInt64) {
        self.mode = mode
        self.server = server
        self.tool = tool
        self.date = date
        self.seed = seed
    }
}

/// The parts of a run.
package struct LoadWork: Sendable {
    package var ingest: (settings: IngestLoadSettings, source: BatchSource)?
    package var search: (settings: SearchLoadSettings, queries: [LoadQuery])?

    package init() {}
}

/// Carries out a run: connects, loads the server, looks up what it acknowledged, and judges.
///
/// - Parameter progress: told what begins.
package func runLoad(
    _ plan: LoadPlan, _ work: LoadWork, progress: @Sendable (String) -> Void
) async throws(LoadFailure) -> LoadReport {
    if let process = plan.serverProcess, ProcessUsage.of(process: process) == nil {
        throw .failed("no process \(process) can be seen on this machine")
    }
    let observer = ServerObserver(plan)
    let before = try await observer.statistics()
    let information = try await observer.information()
    let sample = AcknowledgedSample(plan.verification, seed: plan.seed)
    let oracle = sample.isNeeded ? Oracle(plan) : nil
    let ingest = work.ingest.map { IngestLoad($0.settings, source: $0.source, sample: sample, oracle: oracle) }
    let search = work.search.map { SearchLoad($0.settings, queries: $0.queries) }
    try await ingest?.connect()
    try await search?.connect()

    progress("loading \(plan.server)")
    let usedBefore = UsagePair(plan.serverProcess)
    async let searched = search?.run(clock: ContinuousClock())
    let ingested = try await ingest?.run(clock: ContinuousClock())
    let found = await searched
    let usage = UsagePair(plan.serverProcess).since(usedBefore)
    await ingest?.close()
    await search?.close()

    if let oracle {
        let articles = sample.take()
        progress("looking up \(articles.count) acknowledged articles")
        try await oracle.check(articles)
        await oracle.close()
    }
    let after = try await observer.statistics()
    await observer.close()

    var report = LoadReport(
        tool: plan.tool, mode: plan.mode, date: plan.date, machine: .current(), seed: plan.seed,
        settings: plan.settings,
        server: LoadReport.Server(
            address: "\(plan.server)", name: information.name, id: information.id, before: before, after: after))
    report.ingest = ingested
    report.search = found
    report.oracle = oracle?.result
    report.oracle?.acknowledged = ingested?.acknowledged ?? 0
    report.usage = usage
    report.judge(plan.requirements)
    return report
}

/// Asks the server about itself, over a connection of its own.
private struct ServerObserver {
    private let client: KhabarClient

    init(_ plan: LoadPlan) {
        var configuration = KhabarClient.Configuration()
        configuration.name = plan.tool
        configuration.access = plan.access
        client = KhabarClient(server: plan.server, configuration: configuration)
    }

    func statistics() async throws(LoadFailure) -> [String: Double] {
        do throws(KhabarError) {
            var figures: [String: Double] = [:]
            for statistic in try await client.stats() {
                switch statistic.value {
                case .count(let count): figures[statistic.name] = Double(count)
                case .real(let real): figures[statistic.name] = real
                case .text: break
                }
            }
            return figures
        } catch {
            throw LoadFailure(error)
        }
    }

    func information() async throws(LoadFailure) -> ServerInformation {
        do throws(KhabarError) { return try await client.ping() } catch { throw LoadFailure(error) }
    }

    func close() async { await client.close() }
}

/// What both processes have used.
private struct UsagePair {
    var client = ProcessUsage.current()
    var server: ProcessUsage?

    init(_ process: Int32?) { server = process.flatMap { ProcessUsage.of(process: $0) } }

    func since(_ before: UsagePair) -> LoadReport.Usage {
        var usage = LoadReport.Usage()
        usage.clientCPUSeconds = client.cpuSeconds - before.client.cpuSeconds
        usage.clientPeakResidentBytes = client.peakResidentBytes
        // A server that was restarted has begun to count anew.
        if let server, let earlier = before.server, server.cpuSeconds >= earlier.cpuSeconds {
            usage.serverCPUSeconds = server.cpuSeconds - earlier.cpuSeconds
            usage.serverPeakResidentBytes = server.peakResidentBytes
        }
        return usage
    }
}
