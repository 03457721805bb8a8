package import KhabarClient

/// How people and programs name what a search can be asked: options of commands and parameters of URLs have the same values.

extension SearchQuery.Layers {
    /// By its name; nil for any other.
    package init?(name: String) {
        guard let layers = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = layers
    }

    package var name: String {
        switch self {
        case .exact: "exact"
        case .stem: "stem"
        case .alias: "alias"
        case .name: "name"
        }
    }
}

extension SearchQuery.Order {
    /// By its name; nil for any other.
    package init?(name: String) {
        guard let order = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = order
    }

    package var name: String {
        switch self {
        case .score: "score"
        case .newest: "newest"
        case .oldest: "oldest"
        }
    }
}

extension Duration {
    /// Some hundred years, which the protocol's field has room for.
    private static let ageHoursMax = 1_000_000

    /// An age: `6h`, `7d`, `4w`.
    package init?(age text: String) {
        let units: [Character: Int] = ["h": 1, "d": 24, "w": 7 * 24]
        let digits = text.dropLast()
        guard let unit = text.last, let hours = units[unit], digits.allSatisfy({ "0"..."9" ~= $0 }),
            let count = Int(digits), (1...Self.ageHoursMax / hours).contains(count)
        else { return nil }
        self = .seconds(3_600 * hours * count)
    }
}

extension FacetRequest {
    /// `source`, or `source:20`; the number, which may be out of range, is not judged.
    package init?(text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let field = FacetField(rawValue: String(first)) else { return nil }
        guard parts.count == 2 else {
            self.init(field)
            return
        }
        guard let limit = Int(parts[1]) else { return nil }
        self.init(field, limit: limit)
    }

    /// Values and facets that a search can be asked for.
    package static let limitMax = 1_000
    package static let countMax = 8
}
