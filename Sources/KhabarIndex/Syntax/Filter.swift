/// A condition on an article's fields. Lists mean any of these, and are never empty.
package enum Filter: Equatable, Sendable {
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

/// Day number of a date on the proleptic Gregorian calendar, 0 for 1970-01-01.
///
/// Counts from 1 March, so that the leap day comes last and the months' lengths follow a line
/// (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", 2013).
func dayNumber(year: Int, month: Int, day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let century = shifted >= 0 ? shifted / 400 : (shifted - 399) / 400
    let yearOfEra = shifted - century * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return century * 146_097 + dayOfEra - 719_468
}

/// Year, month and day of a day number: the inverse of `dayNumber`.
func calendarDate(dayNumber: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = dayNumber + 719_468
    let era = shifted >= 0 ? shifted / 146_097 : (shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
    let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
}

func daysInMonth(year: Int, month: Int) -> Int {
    let next = month == 12 ? (year + 1, 1) : (year, month + 1)
    return dayNumber(year: next.0, month: next.1, day: 1) - dayNumber(year: year, month: month, day: 1)
}
