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
        // Rounded down, also before 1970.
        let (quotient, remainder) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let days = remainder < 0 ? quotient - 1 : quotient
        let rest = remainder < 0 ? remainder + 86_400 : remainder
        let civil = CivilDay(daysSince1970: days)
        let day = "\(padded(civil.year, 4))-\(padded(civil.month, 2))-\(padded(civil.day, 2))"
        guard hasTime else { return day }
        return "\(day)T\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))Z"
    }
}

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
