/// A day, or an instant in UTC, on the proleptic Gregorian calendar.
package struct PublicationDate: Sendable, Equatable, Hashable {
    /// Seconds since 1970-01-01T00:00:00Z; midnight when only the day is known.
    package let seconds: Int64
    /// Whether the source gave a time of day.
    package let hasTime: Bool

    package init(seconds: Int64, hasTime: Bool) {
        self.seconds = seconds
        self.hasTime = hasTime
    }
}
