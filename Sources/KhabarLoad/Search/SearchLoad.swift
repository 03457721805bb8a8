package import KhabarClient
internal import Synchronization

/// What a run of searches is told.
package struct SearchLoadSettings: Sendable {
    package var server: Address
    package var access = KhabarClient.Access()
    package var name: String
    package var connections = 1
    package var loop: OpenLoopSettings
    /// Searches planned before this are carried out and not counted.
    package var warmUp: Duration = .zero
    /// How long a search may take once it is sent.
    package var timeout: Duration = .seconds(10)
    package var limit = 10
    package var layers = SearchQuery.Layers.name
    package var snippets = true

    package init(server: Address, name: String, loop: OpenLoopSettings) {
        self.server = server
        self.name = name
        self.loop = loop
    }
}

/// Searches at planned times, over some connections.
package struct SearchLoad: Sendable {
    private let settings: SearchLoadSettings
    private let queries: [LoadQuery]
    private let clients: [KhabarClient]

    /// - Parameter queries: asked in this order, again from the start when they are through.
    package init(_ settings: SearchLoadSettings, queries: [LoadQuery]) {
        precondition(!queries.isEmpty)
        self.settings = settings
        self.queries = queries
        var configuration = KhabarClient.Configuration()
        configuration.name = settings.name
        configuration.access = settings.access
        clients = (0..<settings.connections).map { _ in
            KhabarClient(server: settings.server, configuration: configuration)
        }
    }

    /// Connects every client, so that a run does not begin with handshakes.
    package func connect() async throws(LoadFailure) {
        for client in clients {
            do throws(KhabarError) { try await client.ping() } catch { throw LoadFailure(error) }
        }
    }

    package func run<Time: Clock>(clock: Time) async -> SearchReport
    where Time.Duration == Duration, Time: Sendable {
        let recorder = SearchRecorder(warmUp: settings.warmUp)
        let start = clock.now
        // On the clients' own threads, so that what is measured is the server and the wire, and not how fast this machine wakes threads.
        await openLoop(settings.loop, clock: clock, start: start, executors: clients.map(\.executor)) {
            number, worker, planned, started in
            let query = queries[number % queries.count]
            let outcome = await ask(query, by: clients[worker % clients.count])
            let finished = start.duration(to: clock.now)
            recorder.record(query.kind, Timing(planned: planned, started: started, finished: finished), outcome)
        } abandoned: { planned, givenUp in
            recorder.abandoned(Timing(planned: planned, started: givenUp, finished: givenUp))
        }
        return recorder.report(requestedRate: settings.loop.schedule.rate)
    }

    package func close() async {
        for client in clients { await client.close() }
    }

    private func ask(_ query: LoadQuery, by client: KhabarClient) async -> SearchOutcome {
        let search = SearchQuery(
            query.text, limit: settings.limit, layers: settings.layers, snippets: settings.snippets)
        do throws(KhabarError) {
            let results = try await client.search(search, timeout: settings.timeout)
            return .answered(
                serverTime: results.took,
                renderTime: results.rendering, isEmpty: results.total == 0)
        } catch {
            return .failed(
                code: error.code.rawValue, waitedInVain: [.deadlineExceeded, .unreachable].contains(error.code))
        }
    }
}
