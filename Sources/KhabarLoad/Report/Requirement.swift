/// Something that must hold for a run to pass, such as `search.p99<5ms`.
package struct Requirement: Sendable, Equatable {
    package enum Comparison: String, Sendable, CaseIterable {
        // Those of two characters first: `<=` also begins as `<` does.
        case atMost = "<=", atLeast = ">=", unequal = "!=", equalTwice = "==", less = "<", more = ">", equal = "="

        func holds(_ value: Double, _ bound: Double) -> Bool {
            switch self {
            case .atMost: value <= bound
            case .atLeast: value >= bound
            case .unequal: value != bound
            case .equal, .equalTwice: value == bound
            case .less: value < bound
            case .more: value > bound
            }
        }
    }

    /// As it was written.
    package let text: String
    package let metric: String
    package let comparison: Comparison
    /// In the metric's unit.
    package let bound: Double

    /// - Parameter metrics: the names that may be used.
    package init(_ text: String, metrics: [String: Metric.Unit]) throws(RequirementError) {
        guard let (comparison, range) = Self.comparison(in: text) else {
            throw RequirementError(text, "needs a comparison, such as search.p99<5ms")
        }
        let metric = trimmed(text[..<range.lowerBound])
        let value = trimmed(text[range.upperBound...])
        guard let unit = metrics[metric] else {
            throw RequirementError(text, Self.unknown(metric, metrics))
        }
        switch unit {
        case .microseconds:
            guard let duration = parseDuration(value) else {
                throw RequirementError(text, "\(metric) is compared with a time, such as 250us, 5ms or 1.5s")
            }
            bound = duration / .microseconds(1)
        case .number:
            guard let number = Double(value), number.isFinite else {
                throw RequirementError(text, "\(metric) is compared with a number")
            }
            bound = number
        }
        self.text = text
        self.metric = metric
        self.comparison = comparison
    }

    /// - Parameter value: of the metric; nil when it was not measured, and then nothing can be said to hold.
    package func outcome(_ value: Double?) -> RequirementOutcome {
        RequirementOutcome(
            requirement: text, value: value, holds: value.map { comparison.holds($0, bound) } ?? false)
    }

    private static func comparison(in text: String) -> (Comparison, Range<String.Index>)? {
        guard let start = text.firstIndex(where: { "<>=!".contains($0) }) else { return nil }
        for comparison in Comparison.allCases where text[start...].hasPrefix(comparison.rawValue) {
            return (comparison, start..<text.index(start, offsetBy: comparison.rawValue.count))
        }
        return nil
    }

    private static func unknown(_ metric: String, _ metrics: [String: Metric.Unit]) -> String {
        let section = metric.prefix { $0 != "." }
        let candidates = metrics.keys.filter { $0.hasPrefix(section + ".") }.sorted()
        let known = candidates.isEmpty ? Set(metrics.keys.map { String($0.prefix { $0 != "." }) }).sorted() : candidates
        return "there is no figure '\(metric)' in this run; there are: \(known.joined(separator: ", "))"
    }
}

/// Why a requirement can't be understood.
package struct RequirementError: Error, Equatable, CustomStringConvertible {
    package let description: String

    init(_ text: String, _ reason: String) { description = "'\(text)': \(reason)" }
}

/// Whether a requirement holds.
package struct RequirementOutcome: Codable, Sendable, Equatable {
    package var requirement: String
    /// In microseconds for times; nil when it was not measured.
    package var value: Double?
    package var holds: Bool

    package init(requirement: String, value: Double?, holds: Bool) {
        self.requirement = requirement
        self.value = value
        self.holds = holds
    }
}

/// `250us`, `5ms`, `1.5s`, `2m`, `1h`; nil for anything else, and for what is negative or longer than a year.
package func parseDuration(_ text: String) -> Duration? {
    // `ms` and `us` before `s`, `m` last.
    let units: [(String, Double)] = [
        ("us", 1e-6), ("µs", 1e-6), ("μs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3_600),
    ]
    guard let (suffix, factor) = units.first(where: { text.hasSuffix($0.0) }),
        let number = Double(text.dropLast(suffix.count)), number >= 0, number * factor <= 366 * 86_400
    else { return nil }
    return .seconds(number * factor)
}

private func trimmed(_ text: Substring) -> String {
    var rest = text.drop { $0 == " " }
    while rest.last == " " { rest.removeLast() }
    return String(rest)
}
