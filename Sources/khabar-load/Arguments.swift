import ArgumentParser
import KhabarClient
import KhabarIndex
import KhabarLoad

// How the types of the options are read and shown.

struct ServerAddress: ExpressibleByArgument {
    let address: Address

    init(_ address: Address) { self.address = address }

    init?(argument: String) {
        guard let address = Address(argument) else { return nil }
        self.address = address
    }

    var defaultValueDescription: String { address.description }
}

extension ArrivalPattern: ExpressibleByArgument {}

extension BatchSize: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }

    package var defaultValueDescription: String {
        switch self {
        case .articles(let count): "\(count)"
        case .bytes(let count): "\(count >> 10)K"
        }
    }
}

extension Verification: ExpressibleByArgument {
    package init?(argument: String) { self.init(argument) }

    package var defaultValueDescription: String {
        switch self {
        case .none: "none"
        case .sample(let count): "\(count)"
        case .all: "all"
        }
    }
}

/// `500ms`, `30s`, `10m`, `2h`; a bare number is seconds.
struct TimeSpan: ExpressibleByArgument {
    let duration: Duration

    init(_ duration: Duration) { self.duration = duration }

    init?(argument: String) {
        guard let duration = parseDuration(argument) ?? parseDuration(argument + "s") else { return nil }
        self.duration = duration
    }

    var defaultValueDescription: String { "\(duration.components.seconds)s" }
}

/// So many per second.
struct Rate: ExpressibleByArgument, ExpressibleByIntegerLiteral {
    let perSecond: Double

    init(integerLiteral value: Int) { perSecond = Double(value) }

    init?(argument: String) {
        guard let value = Double(argument), value >= 0, value <= Limits.rateMax else { return nil }
        perSecond = value
    }

    func validate(_ name: String) throws {
        guard perSecond > 0 else { throw ValidationError("\(name) must be more than 0.") }
    }

    var defaultValueDescription: String { "\(Int(perSecond))" }
}

/// Kinds with commas between them.
struct QueryKinds: ExpressibleByArgument {
    let kinds: [GeneratedQuery.Kind]

    init() { kinds = GeneratedQuery.Kind.allCases }

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false)
        kinds = names.compactMap { GeneratedQuery.Kind(rawValue: String($0)) }
        guard kinds.count == names.count else { return nil }
    }

    var defaultValueDescription: String { kinds.map(\.rawValue).joined(separator: ",") }
}

enum LayersOption: String, ExpressibleByArgument, CaseIterable {
    case exact, stem, alias, name

    /// For searches in this process.
    var searched: SearchLayers {
        switch self {
        case .exact: .exact
        case .stem: .stem
        case .alias: .alias
        case .name: .name
        }
    }

    var layers: SearchQuery.Layers {
        switch self {
        case .exact: .exact
        case .stem: .stem
        case .alias: .alias
        case .name: .name
        }
    }
}
