/// A figure that a requirement can name.
package struct Metric: Sendable, Equatable {
    package enum Unit: Sendable {
        case microseconds
        /// A count, a rate, a number of bytes or of CPU seconds.
        case number
    }

    package var name: String
    package var unit: Unit
    /// Nil when it was not measured.
    package var value: Double?
}

extension LoadReport {
    /// Every figure of the run's mode, measured or not.
    package var metrics: [Metric] {
        var metrics: [Metric] = []
        if mode.ingests { metrics += Self.metrics(ingest) + Self.metrics(oracle) }
        if mode.searches { metrics += Self.metrics(search) }
        return metrics + [
            Metric("usage.clientCPUSeconds", usage.clientCPUSeconds),
            Metric("usage.clientPeakResidentBytes", usage.clientPeakResidentBytes),
            Metric("usage.serverCPUSeconds", usage.serverCPUSeconds),
            Metric("usage.serverPeakResidentBytes", usage.serverPeakResidentBytes),
        ]
    }

    /// What requirements may name in a mode, and in what unit.
    package static func metricUnits(_ mode: Mode) -> [String: Metric.Unit] {
        let empty = LoadReport(
            tool: "", mode: mode, date: "", machine: MachineFacts(cores: 1, memoryBytes: 0, kernel: ""), seed: 0,
            settings: [:], server: Server(address: "", name: "", id: ""))
        return Dictionary(uniqueKeysWithValues: empty.metrics.map { ($0.name, $0.unit) })
    }

    private static func metrics(_ ingest: IngestReport?) -> [Metric] {
        [
            Metric("ingest.articles", ingest?.articles),
            Metric("ingest.acknowledged", ingest?.acknowledged),
            Metric("ingest.accepted", ingest?.accepted),
            Metric("ingest.unchanged", ingest?.unchanged),
            Metric("ingest.rejected", ingest?.rejected),
            Metric("ingest.unusable", ingest?.unusable),
            Metric("ingest.batches", ingest?.batches),
            Metric("ingest.retries", ingest?.retries.values.reduce(0, +)),
            Metric("ingest.seconds", ingest?.seconds),
            Metric("ingest.articlesPerSecond", ingest?.articlesPerSecond),
            Metric("ingest.megabytesPerSecond", ingest?.megabytesPerSecond),
            Metric("ingest.wireBytes", ingest?.wireBytes),
            Metric("ingest.segmentBytes", ingest?.segmentBytes),
            Metric("ingest.buildCPUSeconds", ingest?.buildCPUSeconds),
        ] + latency("ingest", ingest?.latency) + latency("ingest.service", ingest?.service)
            + latency("ingest.build", ingest?.build)
    }

    private static func metrics(_ oracle: OracleReport?) -> [Metric] {
        [
            Metric("oracle.checked", oracle?.checked),
            Metric("oracle.searched", oracle?.searched),
            Metric("oracle.missing", oracle?.missing),
            Metric("oracle.twice", oracle?.twice),
            Metric("oracle.differs", oracle?.differs),
            Metric("oracle.elsewhere", oracle?.elsewhere),
        ]
    }

    private static func metrics(_ search: SearchReport?) -> [Metric] {
        var metrics = [
            Metric("search.planned", search?.planned),
            Metric("search.answered", search?.answered),
            Metric("search.unstarted", search?.unstarted),
            Metric("search.errors", search?.failed),
            Metric("search.withoutHits", search?.withoutHits),
            Metric("search.perSecond", search?.perSecond),
        ]
        metrics += latency("search.delay", search?.delay) + group("search", search?.all)
        for kind in GeneratedQuery.Kind.allCases {
            metrics += group("search.\(kind.rawValue)", search?.kinds[kind.rawValue])
        }
        return metrics
    }

    private static func group(_ name: String, _ group: SearchReport.Group?) -> [Metric] {
        latency(name, group?.latency) + latency("\(name).service", group?.service)
            + latency("\(name).server", group?.server) + latency("\(name).render", group?.render)
    }

    private static func latency(_ name: String, _ summary: LatencySummary?) -> [Metric] {
        let names = LatencySummary(count: 0, mean: 0, p50: 0, p90: 0, p99: 0, p999: 0, max: 0).named.map(\.name)
        let values = summary?.named.map(\.microseconds)
        return names.indices.map { number in
            Metric(name: "\(name).\(names[number])", unit: .microseconds, value: values?[number])
        }
    }
}

extension Metric {
    init(_ name: String, _ value: Double?) { self.init(name: name, unit: .number, value: value) }
    init(_ name: String, _ value: Int?) { self.init(name: name, unit: .number, value: value.map(Double.init)) }
}
