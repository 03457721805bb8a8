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

    /// `2024-04-25` when only the day is known, else `2016-12-01T00:22:42Z`.
    package var text: String {
        let day = CivilDay(daysSince1970: CivilDay.daysSince1970(ofSecond: seconds)).text
        guard hasTime else { return day }
        let second = (seconds % 86_400 + 86_400) % 86_400
        return "\(day)T\(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))Z"
    }
}
