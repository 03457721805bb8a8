import ArgumentParser
import KhabarClient
import KhabarCommand
import KhabarLoad

/// Puts a run together from its options, carries it out, and reports.
struct RunParts {
    private let options: RunOptions
    private var plan: LoadPlan
    private var work = LoadWork()

    init(_ options: RunOptions, _ mode: LoadReport.Mode) throws {
        self.options = options
        plan = LoadPlan(
            mode: mode, server: options.server.address, tool: "khabar-load \(KhabarVersion.current)",
            date: currentTime(), seed: options.seed)
        plan.access = try options.access.access(to: options.server.address)
        plan.serverProcess = options.serverProcess
    }

    /// - Parameter duration: articles due later are not shipped.
    mutating func addIngest(
        _ ingest: IngestOptions, _ corpus: CorpusOptions, rate: Rate, duration: Duration?
    ) throws {
        var settings = IngestLoadSettings(
            server: options.server.address, name: plan.tool, retryFor: ingest.retryFor.duration)
        settings.access = plan.access
        settings.workers = ingest.workers
        settings.batchesInFlight = ingest.batchesInFlight
        var schedule: ArrivalSchedule?
        if rate.perSecond > 0 {
            settings.rate = rate.perSecond
            schedule = ArrivalSchedule(rate: rate.perSecond, pattern: ingest.ingestArrival, seed: options.seed &+ 1)
        }
        plan.verification = ingest.verify
        plan.settings.merge(
            [
                "corpus": corpus.corpus ?? "generated", "first": "\(corpus.numbers.first)",
                "articles": corpus.numbers.articles.map { $0 == NumberOptions.unlimited ? "as due" : "\($0)" }
                    ?? (corpus.corpus == nil ? "\(NumberOptions.countDefault)" : "all"),
                "ingestRate": rate.perSecond > 0 ? "\(rate.perSecond)" : "as fast as credit allows",
                "ingestArrival": ingest.ingestArrival.rawValue, "batch": ingest.batch.defaultValueDescription,
                "workers": "\(ingest.workers)", "batchesInFlight": "\(ingest.batchesInFlight)",
                "verify": ingest.verify.defaultValueDescription,
            ], uniquingKeysWith: { $1 })
        do throws(InputError) {
            let source = try BatchSource(
                corpus.origin(seed: options.seed), size: ingest.batch, schedule: schedule, duration: duration)
            work.ingest = (settings, source)
        } catch {
            throw CommandFailure(.failure, "\(error)")
        }
    }

    /// - Parameter articles: whose words generated queries take.
    mutating func addSearch(_ search: SearchOptions, articles: Range<UInt64>, rate: Rate) throws {
        let loop = OpenLoopSettings(
            schedule: ArrivalSchedule(rate: rate.perSecond, pattern: search.arrival, seed: options.seed &+ 2),
            duration: search.duration.duration, inFlight: search.inFlight, patience: search.patience.duration)
        var settings = SearchLoadSettings(server: options.server.address, name: plan.tool, loop: loop)
        settings.access = plan.access
        settings.connections = search.connections
        settings.warmUp = search.warmUp.duration
        settings.timeout = search.timeout.duration
        settings.limit = search.limit
        settings.layers = search.layers.layers
        settings.snippets = search.snippets
        plan.settings.merge(
            [
                "queries": search.queries
                    ?? "generated from articles \(articles.lowerBound) to \(articles.upperBound - 1)",
                "kinds": search.kinds.defaultValueDescription, "searchRate": "\(rate.perSecond)",
                "arrival": search.arrival.rawValue, "duration": seconds(search.duration),
                "warmUp": seconds(search.warmUp), "patience": seconds(search.patience),
                "timeout": seconds(search.timeout), "connections": "\(search.connections)",
                "inFlight": "\(search.inFlight)", "limit": "\(search.limit)", "layers": search.layers.rawValue,
                "snippets": "\(search.snippets)",
            ], uniquingKeysWith: { $1 })
        work.search = (settings, try queries(search, articles))
    }

    /// Runs, writes the report, and ends with the status of the contract.
    func carryOut() async throws {
        var plan = plan
        do throws(RequirementError) {
            let metrics = LoadReport.metricUnits(plan.mode)
            for text in options.require { plan.requirements.append(try Requirement(text, metrics: metrics)) }
        } catch {
            throw CommandFailure(.usage, "--require \(error)")
        }
        let report: LoadReport
        do throws(LoadFailure) {
            report = try await runLoad(plan, work) { StandardError.writeLine("khabar-load: \($0)") }
        } catch {
            switch error {
            case .unreachable(let message):
                throw CommandFailure(.noServer, "\(plan.server) could not be reached: \(message)")
            case .failed(let message): throw CommandFailure(.failure, message)
            }
        }
        try write(report)
        guard report.passed else { throw CommandFailure(.failure, Self.verdict(report)) }
    }

    private func write(_ report: LoadReport) throws {
        let json = report.json()
        do {
            try StandardOutput.write(options.format == .json ? json : Array(report.text.utf8))
        } catch {
            throw CommandFailure(.failure, "the report cannot be written: \(error)")
        }
        guard let path = options.report else { return }
        try OutputFile.write(json, path: path)
    }

    private static func verdict(_ report: LoadReport) -> String {
        var reasons = report.requirements.filter { !$0.holds }.map { outcome in
            "\(outcome.requirement) does not hold (\(outcome.value.map { "\($0)" } ?? "not measured"))"
        }
        if let oracle = report.oracle, !oracle.holds {
            let first = oracle.examples.first.map { ", such as \($0)" } ?? ""
            reasons.insert("acknowledged articles are not as they should be\(first)", at: 0)
        }
        return reasons.joined(separator: "; ")
    }

    private func queries(_ search: SearchOptions, _ articles: Range<UInt64>) throws -> [LoadQuery] {
        guard let path = search.queries else {
            return LoadQuery.generated(
                Limits.generatedQueries, corpus: CorpusGenerator(seed: options.seed), articles: articles,
                kinds: search.kinds.kinds, seed: options.seed &+ 3)
        }
        let bytes = try readFile(path)
        do throws(InputError) {
            let all = try LoadQuery.read(bytes, path: path)
            let wanted = all.filter { search.kinds.kinds.contains($0.kind) }
            guard !wanted.isEmpty else { throw InputError(path, "holds no query of these kinds") }
            return LoadQuery.shuffled(wanted, seed: options.seed &+ 3)
        } catch {
            throw CommandFailure(.failure, "\(error)")
        }
    }

    private func seconds(_ span: TimeSpan) -> String { "\(span.duration / .seconds(1)) s" }
}
