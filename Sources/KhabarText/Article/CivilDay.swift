/// A calendar date, proleptic Gregorian, and its number: days since 1970-01-01.
///
/// The year is counted from March, so that the leap day is its last; 400 years are 146,097 days.
/// (Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms", 2022, describe the idea.)
package struct CivilDay: Equatable, Sendable {
    package let year: Int64
    package let month: Int64
    package let day: Int64

    /// Nil unless the month and the day exist in that year, and the year is 1 to 9999.
    package init?(year: Int64, month: Int64, day: Int64) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.daysInMonth(year, month)
        else { return nil }
        self.init(year, month, day)
    }

    private init(_ year: Int64, _ month: Int64, _ day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    package init(daysSince1970: Int64) {
        let shifted = daysSince1970 + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    package var daysSince1970: Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let monthFromMarch = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// The number of the day, in UTC, that a second since 1970 lies in; rounded down, also before 1970.
    package static func daysSince1970(ofSecond seconds: Int64) -> Int64 {
        seconds >= 0 ? seconds / 86_400 : (seconds + 1) / 86_400 - 1
    }

    /// The month's last day.
    package var endOfMonth: CivilDay { CivilDay(year, month, Self.daysInMonth(year, month)) }

    /// The same day of an earlier month, or that month's last.
    package func monthsBefore(_ count: Int64) -> CivilDay {
        let months = year * 12 + month - 1 - count
        let earlier = (months % 12 + 12) % 12 + 1
        let itsYear = (months - (earlier - 1)) / 12
        return CivilDay(itsYear, earlier, min(day, Self.daysInMonth(itsYear, earlier)))
    }

    /// `2016-12-01`
    package var text: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }

    private static func daysInMonth(_ year: Int64, _ month: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// With zeros in front.
func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
