/// A condition on an article's fields. Lists mean any of these, and are never empty.
package enum Filter: Equatable, Sendable {
    /// Every article passes.
    case everything
    /// ISO 639 codes in lower case, or `und`.
    case language([String])
    case source([String])
    case id([String])
    case tag([String])
    case published(DateRange)
}

/// A range of time, in whole days of UTC mostly; open at either end, never both.
package struct DateRange: Equatable, Sendable {
    /// The first second, since 1970-01-01T00:00:00Z; nil for no beginning.
    package var from: Int64?
    /// The first second after the last day; nil for no end.
    package var until: Int64?

    package init(from: Int64?, until: Int64?) {
        self.from = from
        self.until = until
    }

    package func contains(_ seconds: Int64) -> Bool {
        if let from, seconds < from { return false }
        if let until, seconds >= until { return false }
        return true
    }
}
