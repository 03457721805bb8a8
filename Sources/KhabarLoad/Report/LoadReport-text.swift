extension LoadReport {
    /// For people: lines of text, with a line feed at the end of each.
    package var text: String {
        var lines = [
            "\(tool) \(mode.rawValue), \(date), seed \(seed)",
            "server    \(server.address), \(server.name)",
            "machine   \(machine.cores) cores, \(bytes(machine.memoryBytes)), \(machine.kernel)",
        ]
        if let ingest { lines += [""] + Self.lines(ingest) }
        if let search { lines += [""] + Self.lines(search) }
        lines += ["", usageLine]
        if let oracle { lines += Self.lines(oracle) }
        for outcome in requirements {
            let value = outcome.value.map { number($0) } ?? "not measured"
            lines.append("\(outcome.holds ? "holds " : "FAILS ")    \(outcome.requirement)   (\(value))")
        }
        lines.append(passed ? "passed" : "FAILED")
        return lines.map { $0 + "\n" }.joined()
    }

    private var usageLine: String {
        var line = "CPU       this process \(fixed(usage.clientCPUSeconds, 2)) s"
        line += ", peak \(bytes(usage.clientPeakResidentBytes))"
        if let cpu = usage.serverCPUSeconds { line += "; server \(fixed(cpu, 2)) s" }
        if let peak = usage.serverPeakResidentBytes { line += ", peak \(bytes(peak))" }
        return line
    }

    private static func lines(_ ingest: IngestReport) -> [String] {
        let asked = ingest.requestedRate.map { "\(number($0)) articles/s asked for" }
        var counts = "accepted \(ingest.accepted), unchanged \(ingest.unchanged), rejected \(ingest.rejected)"
        counts += ", unusable \(ingest.unusable)"
        if ingest.superseded > 0 { counts += ", superseded \(ingest.superseded)" }
        let retries = ingest.retries.sorted { $0.key < $1.key }.map { ", \($0.value) sent again (\($0.key))" }.joined()
        return [
            "ingest    \(ingest.articles) articles in \(fixed(ingest.seconds, 2)) s: "
                + "\(number(ingest.articlesPerSecond)) articles/s, \(fixed(ingest.megabytesPerSecond, 2)) MB/s of text "
                + "(\(asked ?? "as fast as credit allows"))",
            "          \(counts); \(ingest.batches) batches\(retries)",
            "          \(megabytes(ingest.textBytes)) of text, \(megabytes(ingest.wireBytes)) on the wire; "
                + "CPU \(fixed(ingest.buildCPUSeconds, 2)) s building, "
                + "\(fixed(ingest.sourceCPUSeconds, 2)) s making the articles",
            heading("per batch"),
            row("until acknowledged", ingest.latency), row("  of it, sending", ingest.service),
            row("  of it, building", ingest.build),
        ]
    }

    private static func lines(_ search: SearchReport) -> [String] {
        let errors = search.errors.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        var lines = [
            "search    \(search.answered) of \(search.planned) answered in \(fixed(search.seconds, 2)) s: "
                + "\(number(search.perSecond)) searches/s (\(number(search.requestedRate)) asked for)",
            "          without hits \(search.withoutHits), never sent \(search.unstarted), "
                + "failed \(search.failed)\(errors.isEmpty ? "" : " (" + errors.joined(separator: ", ") + ")")",
            heading("per search"),
            row("from planned start", search.all.latency), row("from sending", search.all.service),
            row("evaluating", search.all.server), row("rendering", search.all.render),
            row("sent late by", search.delay),
        ]
        for (kind, group) in search.kinds.sorted(by: { $0.key < $1.key }) {
            lines.append(row("\(kind), planned start", group.latency))
            lines.append(row("\(kind), evaluating", group.server))
        }
        return lines
    }

    private static func lines(_ oracle: OracleReport) -> [String] {
        let counts =
            "oracle    \(oracle.checked) looked up of \(oracle.acknowledged) acknowledged "
            + "(\(oracle.checkedAtOnce) at once, \(oracle.searched) by phrase): "
            + "missing \(oracle.missing), twice \(oracle.twice), differs \(oracle.differs), "
            + "elsewhere \(oracle.elsewhere)"
        return [counts] + oracle.examples.map { "          \($0)" }
    }

    private static func heading(_ name: String) -> String {
        var line = "          " + padded(name, 22)
        for column in ["p50", "p90", "p99", "p99.9", "max"] { line += padded(column, -10) }
        return line + "   ms"
    }

    private static func row(_ name: String, _ summary: LatencySummary?) -> String {
        var line = "          " + padded(name, 22)
        guard let summary else { return line + padded("-", -10) }
        for (_, microseconds) in summary.named { line += padded(fixed(microseconds / 1_000, 3), -10) }
        return line
    }
}

/// Filled with spaces to a width: behind the text, or before it for a negative width.
private func padded(_ text: String, _ width: Int) -> String {
    let fill = String(repeating: " ", count: max(0, abs(width) - text.count))
    return width < 0 ? fill + text : text + fill
}

/// With so many digits after the point.
package func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "\(value)" }
    var scale = 1
    for _ in 0..<digits { scale *= 10 }
    let scaled = Int((abs(value) * Double(scale)).rounded())
    let fraction = String(scaled % scale)
    let sign = value < 0 && scaled > 0 ? "-" : ""
    let zeros = String(repeating: "0", count: digits - min(digits, fraction.count))
    return digits == 0 ? "\(sign)\(scaled)" : "\(sign)\(scaled / scale).\(zeros)\(fraction)"
}

/// Whole where it is, else with what can be read at a glance.
private func number(_ value: Double) -> String {
    value == value.rounded() ? fixed(value, 0) : fixed(value, abs(value) < 100 ? 2 : 0)
}

private func bytes(_ count: Int) -> String {
    count >= 1 << 30 ? "\(fixed(Double(count) / 0x1p30, 1)) GiB" : "\(fixed(Double(count) / 0x1p20, 0)) MiB"
}

private func megabytes(_ count: Int) -> String { "\(fixed(Double(count) / 1e6, 2)) MB" }
