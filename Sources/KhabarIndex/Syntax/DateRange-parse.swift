internal import KhabarText

extension DateRange {
    /// Reads `A..B`, `A..`, `..B` or `A`, in digits of any script. A side is a year, a month, a day, a minute or a second (`2015`, `2015-10`, `2015-10-31`,
    /// `2015-10-31T18:30`), a day's name (`today`), or so long ago (`7d`). Nil when it is none of these; the range may end before it starts.
    ///
    /// So long ago alone means ever since: `7d` is `7d..`.
    ///
    /// - Parameter now: what the last two count from; without it they are no dates.
    init?(_ scalars: ArraySlice<Unicode.Scalar>, now: Int64? = nil) {
        let separator = scalars.indices.first { index in
            scalars[index] == "." && index + 1 < scalars.endIndex && scalars[index + 1] == "."
        }
        guard let separator else {
            if let moment = now.flatMap({ Self.ago(scalars, $0) }) {
                self.init(from: moment.lowerBound, until: nil)
                return
            }
            guard let side = Self.side(scalars, now) else { return nil }
            self.init(from: side.lowerBound, until: side.upperBound)
            return
        }
        let (left, right) = (scalars[..<separator], scalars[(separator + 2)...])
        guard !(left.isEmpty && right.isEmpty) else { return nil }
        self.init(from: nil, until: nil)
        if !left.isEmpty {
            guard let side = Self.side(left, now) else { return nil }
            from = side.lowerBound
        }
        if !right.isEmpty {
            guard let side = Self.side(right, now) else { return nil }
            until = side.upperBound
        }
    }

    var isEmpty: Bool {
        guard let from, let until else { return false }
        return from >= until
    }

    /// The seconds of what one side names.
    private static func side(_ scalars: ArraySlice<Unicode.Scalar>, _ now: Int64?) -> Range<Int64>? {
        if let now, let moment = named(scalars, now) ?? ago(scalars, now) { return moment }
        guard let mark = scalars.firstIndex(where: { $0 == "T" || $0 == "t" }) else {
            return days(scalars).map { seconds(ofDays: $0) }
        }
        guard let days = days(scalars[..<mark]), days.count == 1, let time = timeOfDay(scalars[(mark + 1)...])
        else { return nil }
        let midnight = days.lowerBound * 86_400
        return (midnight + time.lowerBound)..<(midnight + time.upperBound)
    }

    private static func seconds(ofDays days: Range<Int64>) -> Range<Int64> {
        (days.lowerBound * 86_400)..<(days.upperBound * 86_400)
    }

    // MARK: Counted from now

    /// The names of today and of yesterday, in the four languages. Hindi and Urdu `kal` is tomorrow too, which news are not from.
    private static let dayNames: [String: Int64] = [
        "today": 0, "आज": 0, "آج": 0, "اليوم": 0, "yesterday": 1, "कल": 1, "کل": 1, "أمس": 1, "امس": 1,
    ]

    private static func named(_ scalars: ArraySlice<Unicode.Scalar>, _ now: Int64) -> Range<Int64>? {
        guard let ago = dayNames[string(scalars).lowercased()] else { return nil }
        let day = CivilDay.daysSince1970(ofSecond: now) - ago
        return seconds(ofDays: day..<(day + 1))
    }

    /// `6h`: that second; `7d`, `2w`, `3m`, `1y`: that day.
    private static func ago(_ scalars: ArraySlice<Unicode.Scalar>, _ now: Int64) -> Range<Int64>? {
        guard let unit = scalars.last, let count = number(scalars.dropLast(), digits: 1...4) else { return nil }
        let today = CivilDay.daysSince1970(ofSecond: now)
        let day: Int64
        switch unit {
        case "h":
            let second = now - count * 3_600
            return second..<(second + 1)
        case "d": day = today - count
        case "w": day = today - 7 * count
        case "m": day = CivilDay(daysSince1970: today).monthsBefore(count).daysSince1970
        case "y": day = CivilDay(daysSince1970: today).monthsBefore(12 * count).daysSince1970
        default: return nil
        }
        return seconds(ofDays: day..<(day + 1))
    }

    // MARK: On the calendar

    /// `18:30` or `18:30:15`, as seconds of the day.
    private static func timeOfDay(_ scalars: ArraySlice<Unicode.Scalar>) -> Range<Int64>? {
        let fields = scalars.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(fields.count), let hour = number(fields[0], digits: 1...2), hour < 24,
            let minute = number(fields[1], digits: 2...2), minute < 60
        else { return nil }
        let start = hour * 3_600 + minute * 60
        guard fields.count == 3 else { return start..<(start + 60) }
        guard let second = number(fields[2], digits: 2...2), second < 60 else { return nil }
        return (start + second)..<(start + second + 1)
    }

    /// The days of a year, a month or a day, as day numbers.
    private static func days(_ scalars: ArraySlice<Unicode.Scalar>) -> Range<Int64>? {
        let fields = scalars.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" }
        guard (1...3).contains(fields.count), let year = number(fields[0], digits: 4...4) else { return nil }
        if fields.count == 1 {
            return days(CivilDay(year: year, month: 1, day: 1), CivilDay(year: year, month: 12, day: 31))
        }
        guard let month = number(fields[1], digits: 1...2) else { return nil }
        if fields.count == 2 {
            let first = CivilDay(year: year, month: month, day: 1)
            return days(first, first?.endOfMonth)
        }
        guard let day = number(fields[2], digits: 1...2) else { return nil }
        let date = CivilDay(year: year, month: month, day: day)
        return days(date, date)
    }

    private static func days(_ first: CivilDay?, _ last: CivilDay?) -> Range<Int64>? {
        guard let first, let last else { return nil }
        return first.daysSince1970..<(last.daysSince1970 + 1)
    }

    private static func number(_ scalars: ArraySlice<Unicode.Scalar>, digits: ClosedRange<Int>) -> Int64? {
        guard digits.contains(scalars.count) else { return nil }
        var number: Int64 = 0
        for scalar in scalars {
            guard let digit = decimalDigit(scalar) else { return nil }
            number = number * 10 + Int64(digit)
        }
        return number
    }
}

/// The value of a decimal digit of any script, nil for anything else.
func decimalDigit(_ scalar: Unicode.Scalar) -> Int? {
    guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else { return nil }
    return Int(value)
}
