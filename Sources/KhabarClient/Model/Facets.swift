internal import KhabarProtocol

/// What matching articles are counted by.
public enum FacetField: String, Hashable, Sendable, CaseIterable {
    case language
    case source
    case tag
    /// Of publication, in UTC: `2015-10-31`.
    case day
    /// `2015-10`.
    case month
}

/// Asks how many matching articles have each value of a field.
public struct FacetRequest: Hashable, Sendable {
    public var field: FacetField
    /// At most so many values, up to 1,000.
    public var limit: Int

    public init(_ field: FacetField, limit: Int = 10) {
        self.field = field
        self.limit = limit
    }

    var message: KhabarProtocol.FacetRequest {
        KhabarProtocol.FacetRequest(field: .init(field), limit: UInt32(clamping: limit))
    }
}

/// How many matching articles have each value of a field; the numbers are exact, and copies count each.
public struct Facet: Hashable, Sendable {
    public struct Value: Hashable, Sendable {
        public let value: String
        public let count: Int
    }

    public let field: FacetField
    /// The most frequent first; days and months the last first.
    public let values: [Value]
    /// Different values, those that were left out included.
    public let valueCount: Int

    init(_ counts: FacetCounts) {
        field = FacetField(counts.field)
        valueCount = Int(counts.valueCount)
        values = counts.values.map { Value(value: $0.value, count: Int(clamping: $0.count)) }
    }
}

extension FacetField {
    fileprivate init(_ field: KhabarProtocol.FacetField) {
        switch field {
        case .language: self = .language
        case .source: self = .source
        case .tag: self = .tag
        case .day: self = .day
        case .month: self = .month
        }
    }
}

extension KhabarProtocol.FacetField {
    fileprivate init(_ field: FacetField) {
        switch field {
        case .language: self = .language
        case .source: self = .source
        case .tag: self = .tag
        case .day: self = .day
        case .month: self = .month
        }
    }
}
