/// Whether the clocks of the United States are an hour ahead on a day: from the second Sunday of March to the first of November since 2007, from the
/// first Sunday of April to the last of October since 1987. The hours of the changing nights are left out.
func isAmericanSummer(day: Int64, year: Int64) -> Bool {
    // The first Sunday on or behind a day; the first day of 1970 was a Thursday.
    func sunday(_ month: Int64, _ day: Int64) -> Int64? {
        CivilDay(year: year, month: month, day: day).map { $0.daysSince1970 + (10 - $0.daysSince1970 % 7) % 7 }
    }
    guard year >= 1987, let start = year >= 2007 ? sunday(3, 8) : sunday(4, 1),
        let end = year >= 2007 ? sunday(11, 1) : sunday(10, 25)
    else { return false }
    return start <= day && day < end
}
