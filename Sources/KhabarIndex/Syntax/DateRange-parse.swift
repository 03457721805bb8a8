extension DateRange {
    /// Reads `A..B`, `A..`, `..B` or `A`, where a side is a day, a month or a year, in digits of any script:
    /// `2015-10-31`, `2015-10`, `2015`. Nil when it is none of these; the range may end before it starts.
    init?(_ scalars: ArraySlice<Unicode.Scalar>) {
        let separator = scalars.indices.first { index in
            scalars[index] == "." && index + 1 < scalars.endIndex && scalars[index + 1] == "."
        }
        guard let separator else {
            guard let days = Self.days(scalars) else { return nil }
            self.init(days: days.lowerBound, days.upperBound)
            return
        }
        let (left, right) = (scalars[..<separator], scalars[(separator + 2)...])
        guard !(left.isEmpty && right.isEmpty) else { return nil }
        var (first, end): (Int?, Int?) = (nil, nil)
        if !left.isEmpty {
            guard let days = Self.days(left) else { return nil }
            first = days.lowerBound
        }
        if !right.isEmpty {
            guard let days = Self.days(right) else { return nil }
            end = days.upperBound
        }
        self.init(days: first, end)
    }

    private init(days first: Int?, _ end: Int?) {
        self.init(from: first.map { Int64($0) * 86_400 }, until: end.map { Int64($0) * 86_400 })
    }

    var isEmpty: Bool {
        guard let from, let until else { return false }
        return from >= until
    }

    /// The days of a year, a month or a day, as day numbers.
    private static func days(_ scalars: ArraySlice<Unicode.Scalar>) -> Range<Int>? {
        let fields = scalars.split(omittingEmptySubsequences: false) { $0 == "-" || $0 == "/" }
        guard (1...3).contains(fields.count), fields[0].count == 4 else { return nil }
        var numbers: [Int] = []
        for field in fields {
            guard (1...4).contains(field.count) else { return nil }
            var number = 0
            for scalar in field {
                guard let digit = decimalDigit(scalar) else { return nil }
                number = number * 10 + digit
            }
            numbers.append(number)
        }
        let year = numbers[0]
        guard year >= 1 else { return nil }
        if numbers.count == 1 {
            return dayNumber(year: year, month: 1, day: 1)..<dayNumber(year: year + 1, month: 1, day: 1)
        }
        let month = numbers[1]
        guard (1...12).contains(month), fields[1].count <= 2 else { return nil }
        let length = daysInMonth(year: year, month: month)
        let first = dayNumber(year: year, month: month, day: 1)
        if numbers.count == 2 { return first..<(first + length) }
        guard (1...length).contains(numbers[2]), fields[2].count <= 2 else { return nil }
        let day = first + numbers[2] - 1
        return day..<(day + 1)
    }
}

/// The value of a decimal digit of any script, nil for anything else.
func decimalDigit(_ scalar: Unicode.Scalar) -> Int? {
    guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else { return nil }
    return Int(value)
}
