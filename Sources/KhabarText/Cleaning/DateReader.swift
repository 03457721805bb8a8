/// What a short text says about a date.
struct DateReading {
    var date: PublicationDate?
    /// "Published", "first published", … stands before the date.
    var isPublished = false
    var isUpdated = false
    /// A label and a colon stand right before the date, as in `Agencies | Updated: 30 September 2015`.
    var isLabelled = false
    /// Words and numbers that belong to no date.
    var otherWords = 0
    /// `3 hours ago`, and no date beside it.
    var isRelative = false
    /// A day and a month without a year, or a date of the Islamic calendar.
    var isIncomplete = false
    /// Every word and number belongs to a date or its label.
    var isOnlyDate = true
    var hasNumber = false
}

extension PublicationDate {
    /// Reads a date as sources write it: ISO 8601, RFC 822, Unix seconds or milliseconds, `30 सितंबर 2015`, `الخميس - 25 نيسان 2024`,
    /// day first where numbers alone leave it open. Nil for relative and incomplete dates.
    ///
    /// A time without a zone is taken as UTC.
    package init?(reading text: String) {
        guard text.utf8.count <= Limits.publishedBytesMax else { return nil }
        let bytes = Array(text.utf8)
        if let date = unixTime(bytes.span) ?? readDate(bytes.span).date { self = date } else { return nil }
    }
}

/// Nine or ten digits are seconds since 1970, thirteen milliseconds, perhaps with a fraction.
private func unixTime(_ bytes: Span<UInt8>) -> PublicationDate? {
    var value: Int64 = 0
    var digits = 0
    var at = 0
    while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39, digits < 14 {
        value = value * 10 + Int64(bytes[at] & 15)
        digits += 1
        at += 1
    }
    if at < bytes.count && bytes[at] == 0x2E {
        at += 1
        while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 { at += 1 }
    }
    guard at == bytes.count else { return nil }
    switch digits {
    case 9, 10: return PublicationDate(seconds: value, hasTime: true)
    case 13: return PublicationDate(seconds: value / 1000, hasTime: true)
    default: return nil
    }
}

private struct DateToken {
    /// Nil for a word.
    var number: Int64?
    var digits = 0
    var word: UInt64 = 0
    /// The last visible ASCII character between the token before and this one; a space if there is none, 0 if they touch.
    var before: UInt8
}

private func dateTokens(_ text: Span<UInt8>) -> [DateToken] {
    var tokens: [DateToken] = []
    var at = 0
    var before: UInt8 = 0x20
    var isOpen = false
    while at < text.count && tokens.count < 64 {
        let scalar = decodeScalar(text, at)
        at &+= scalar.length
        let folded =
            scalar.value < FoldTable.size ? FoldTable.entries[Int(scalar.value)] : FoldTable.fold(scalar.value)
        if folded == FoldTable.ignored { continue }
        guard folded >= FoldTable.firstLetter else {
            isOpen = false
            switch scalar.value {
            case 0x21..<0x7F: before = UInt8(truncatingIfNeeded: scalar.value)
            case 0x2010...0x2015, 0x2212: before = 0x2D
            default: if before == 0 { before = 0x20 }
            }
            continue
        }
        let isDigit = folded < 0x3A
        if isOpen, let last = tokens.indices.last, (tokens[last].number != nil) == isDigit {
            if isDigit {
                tokens[last].number = min(tokens[last].number! * 10 + Int64(folded - 0x30), 1_000_000_000)
                tokens[last].digits += 1
            } else {
                tokens[last].word = hashed(tokens[last].word, folded)
            }
        } else if isDigit {
            tokens.append(DateToken(number: Int64(folded - 0x30), digits: 1, before: before))
        } else {
            tokens.append(DateToken(number: nil, word: hashed(wordSeed, folded), before: before))
        }
        isOpen = true
        before = 0
    }
    return partedTimes(tokens)
}

/// Parts the year and the hour that some sites print without a space: `June 1, 202110:15 AM`.
private func partedTimes(_ tokens: [DateToken]) -> [DateToken] {
    guard
        let at = tokens.indices.dropLast().first(where: {
            tokens[$0].digits == 6 && tokens[$0 + 1].digits == 2 && tokens[$0 + 1].before == 0x3A
        }), let glued = tokens[at].number, newsYears.contains(glued / 100)
    else { return tokens }
    var parted = tokens
    parted[at].number = glued / 100
    parted[at].digits = 4
    parted.insert(DateToken(number: glued % 100, digits: 2, before: 0x20), at: at + 1)
    return parted
}

/// Reads the first complete date of a line and says whether the line holds anything else.
func readDate(_ text: Span<UInt8>) -> DateReading {
    let tokens = dateTokens(text)
    var parts = DateParts()
    var reading = DateReading()
    reading.isOnlyDate = !tokens.isEmpty && tokens.count < 64
    let words = tokens.map { $0.number == nil ? $0.word : 0 }
    var at = 0
    var isDone = false
    var isRelative = false
    var isHijri = false
    // Where the last label ended: what follows it directly is its date.
    var labelEnd = -1
    while at < tokens.count {
        let hijri = hijriDate(tokens, words, at)
        if hijri > 0 {
            reading.hasNumber = true
            isHijri = true
            at += hijri
            continue
        }
        if tokens[at].number != nil {
            reading.hasNumber = true
            if labelEnd == at && tokens[at].before == 0x3A { reading.isLabelled = true }
            let isHour = tokens[at].digits <= 2 && isHourMark(words, at + 1) && parts.takeHour(tokens[at].number!)
            let used = isDone || isHour ? 1 : parts.takeNumbers(tokens, at)
            if used == 0 && !countsTime(words, at) { reading.otherWords += 1 }
            at += max(used, 1)
            continue
        }
        guard let (meaning, count) = DateWords.shared.meaning(words, at: at) else {
            reading.otherWords += 1
            at += 1
            continue
        }
        switch meaning {
        case .publishedLabel:
            if parts.isComplete { isDone = true } else { reading.isPublished = true }
            labelEnd = at + count
        case .updatedLabel:
            if parts.isComplete { isDone = true } else { reading.isUpdated = true }
            labelEnd = at + count
        case .pm where at > 0 && tokens[at - 1].digits == 4 && words[at] == christianEra: break
        case .weekday, .filler, .hourMark:
            if labelEnd == at {
                labelEnd = at + count
                if tokens[at].before == 0x3A { reading.isLabelled = true }
            }
        case .relative: isRelative = true
        case .timeUnit, .hijriEra, .hijriMonth: break
        default:
            if labelEnd == at && tokens[at].before == 0x3A { reading.isLabelled = true }
            if !isDone && !parts.take(meaning) { reading.otherWords += 1 }
        }
        at += count
    }
    if reading.otherWords > 0 { reading.isOnlyDate = false }
    reading.date = parts.date
    reading.isRelative = isRelative && reading.date == nil
    reading.isIncomplete =
        reading.date == nil && (isHijri || parts.month != nil && parts.day != nil && parts.year == nil)
    return reading
}

/// How many tokens from `at` on are a date of the Islamic calendar: `16 ذو الحجة 1436 هـ`, `1436/12/16`. It is not converted: the months
/// begin with the sighting of the moon, a day apart from country to country.
private func hijriDate(_ tokens: [DateToken], _ words: [UInt64], _ at: Int) -> Int {
    var end = at
    func isEra(_ at: Int) -> Bool {
        at < tokens.count && tokens[at].number == nil && DateWords.shared.meaning(words, at: at)?.meaning == .hijriEra
    }
    if let first = number(tokens, at), let second = number(tokens, at + 1), let third = number(tokens, at + 2),
        isDateSeparator(tokens[at + 1].before)
    {
        guard hijriYears.contains(first) && second <= 12 && third <= 30 || hijriYears.contains(third) && second <= 12
        else {
            return 0
        }
        end = at + 3
    } else {
        if number(tokens, end) != nil { end += 1 }
        guard end < tokens.count, tokens[end].number == nil, tokens[at].digits <= 2,
            let (meaning, count) = DateWords.shared.meaning(words, at: end), meaning == .hijriMonth
        else { return 0 }
        end += count
        if let year = number(tokens, end), hijriYears.contains(year) { end += 1 }
    }
    return isEra(end) ? end + 1 - at : end - at
}

/// Years of the Islamic calendar from 1883 to 2076, which are none of news in ours.
private let hijriYears: ClosedRange<Int64> = 1300...1500

/// `م`: behind a time it is the afternoon, behind a year the calendar.
private let christianEra = wordHashes("م")[0]

/// A year that stands alone; other numbers of four digits count something.
private let newsYears: ClosedRange<Int64> = 1600...2199

/// Whether `बजे`, `am` or the like stands at `at`.
private func isHourMark(_ words: [UInt64], _ at: Int) -> Bool {
    guard at < words.count, words[at] != 0, let meaning = DateWords.shared.meaning(words, at: at)?.meaning else {
        return false
    }
    return meaning == .hourMark || meaning == .am || meaning == .pm
}

/// Whether a word for a time stands behind the number at `at`: `3 hours`.
private func countsTime(_ words: [UInt64], _ at: Int) -> Bool {
    at + 1 < words.count && words[at + 1] != 0 && DateWords.shared.meaning(words, at: at + 1)?.meaning == .timeUnit
}

private struct DateParts {
    var year: Int64?
    var month: Int64?
    var day: Int64?
    var secondOfDay: Int64?
    var isAfternoon: Bool?
    var zoneMinutes: Int64 = 0
    var zoneIsAmerican = false
    var contradicts = false

    var isComplete: Bool { year != nil && month != nil && day != nil }

    var date: PublicationDate? {
        guard !contradicts, let year, let month, let day, let civil = CivilDay(year: year, month: month, day: day)
        else {
            return nil
        }
        let midnight = civil.daysSince1970 * 86_400
        guard var second = secondOfDay else { return PublicationDate(seconds: midnight, hasTime: false) }
        if let isAfternoon {
            if isAfternoon && second < 43_200 { second += 43_200 }
            if !isAfternoon && second >= 43_200 && second < 46_800 { second -= 43_200 }
        }
        let isSummer = zoneIsAmerican && isAmericanSummer(day: civil.daysSince1970, year: year)
        return PublicationDate(seconds: midnight + second - (zoneMinutes + (isSummer ? 60 : 0)) * 60, hasTime: true)
    }

    /// False when the word contradicts what was read before.
    mutating func take(_ meaning: DateWords.Meaning) -> Bool {
        switch meaning {
        case .month(let number):
            // "أغسطس/آب" names one month twice.
            if let month, month != number { return false }
            month = number
        case .am: isAfternoon = false
        case .pm: isAfternoon = true
        case .zone(let minutes, let isAmerican):
            if secondOfDay != nil { (zoneMinutes, zoneIsAmerican) = (minutes, isAmerican) }
        case .day(let number):
            if day != nil { return false }
            day = number
        default: break
        }
        return true
    }

    /// False when the time is known, or there is no such hour.
    mutating func takeHour(_ hour: Int64) -> Bool {
        guard secondOfDay == nil, hour < 24 else { return false }
        secondOfDay = hour * 3600
        return true
    }

    /// Reads the numbers from `at` on that belong together; returns how many tokens they are, 0 if they are no part of a date.
    mutating func takeNumbers(_ tokens: [DateToken], _ at: Int) -> Int {
        let first = tokens[at]
        guard let value = first.number else { return 0 }
        let second = number(tokens, at + 1)
        let third = number(tokens, at + 2)
        if secondOfDay != nil, first.before == 0x2B || first.before == 0x2D, isComplete {
            return takeOffset(tokens, at)
        }
        if let minute = second, tokens[at + 1].before == 0x3A, first.digits <= 2 {
            return takeTime(tokens, at, value, minute)
        }
        // `18.45`, the time of the Guardian, behind a date.
        if isComplete, let minute = second, tokens[at + 1].before == 0x2E, tokens[at + 1].digits == 2, first.digits <= 2
        {
            return takeTime(tokens, at, value, minute)
        }
        if let second, let third, isDateSeparator(tokens[at + 1].before), tokens[at + 2].before == tokens[at + 1].before
        {
            if first.digits == 4 { return set(value, second, third) ? 3 : 0 }
            if first.digits <= 2 && tokens[at + 2].digits == 4 {
                return second > 12 && value <= 12
                    ? (set(third, value, second) ? 3 : 0) : (set(third, second, value) ? 3 : 0)
            }
            if first.digits <= 2 && tokens[at + 2].digits == 2 { return set(century(third), second, value) ? 3 : 0 }
        }
        switch first.digits {
        case 8 where year == nil:
            return set(value / 10_000, value / 100 % 100, value % 100) ? 1 : 0
        case 4 where isComplete && secondOfDay == nil, 6 where isComplete && secondOfDay == nil:
            // The compact time of ISO 8601: T1815 or T181500.
            let clock = first.digits == 6 ? value : value * 100
            guard clock / 10_000 < 24, clock / 100 % 100 < 60, clock % 100 <= 60 else { return 0 }
            secondOfDay = clock / 10_000 * 3600 + clock / 100 % 100 * 60 + clock % 100
            return 1
        case 4 where year == nil && newsYears.contains(value):
            year = value
            return 1
        case 1, 2:
            if day == nil {
                day = value
                return (1...31).contains(value) ? 1 : 0
            }
            if month != nil && year == nil && first.digits == 2 {
                year = century(value)
                return 1
            }
            return 0
        default: return 0
        }
    }

    private mutating func set(_ newYear: Int64, _ newMonth: Int64, _ newDay: Int64) -> Bool {
        guard year == nil, month == nil, day == nil, CivilDay(year: newYear, month: newMonth, day: newDay) != nil else {
            return false
        }
        (year, month, day) = (newYear, newMonth, newDay)
        return true
    }

    private mutating func takeTime(_ tokens: [DateToken], _ at: Int, _ hour: Int64, _ minute: Int64) -> Int {
        guard secondOfDay == nil, hour < 24, minute < 60 else { return 0 }
        var used = 2
        var seconds: Int64 = 0
        if let value = number(tokens, at + 2), tokens[at + 2].before == 0x3A, value <= 60 {
            seconds = value
            used = 3
            // A fraction of a second is left out.
            if number(tokens, at + 3) != nil, tokens[at + 3].before == 0x2E || tokens[at + 3].before == 0x2C {
                used = 4
            }
        }
        secondOfDay = hour * 3600 + minute * 60 + seconds
        return used
    }

    /// `+0530`, `+05:30`, `+05`.
    private mutating func takeOffset(_ tokens: [DateToken], _ at: Int) -> Int {
        guard let value = tokens[at].number else { return 0 }
        var used = 1
        var minutes: Int64
        switch tokens[at].digits {
        case 4: minutes = value / 100 * 60 + value % 100
        case 1, 2:
            minutes = value * 60
            if let rest = number(tokens, at + 1), tokens[at + 1].before == 0x3A, rest < 60 {
                minutes += rest
                used = 2
            }
        default: return 0
        }
        guard minutes <= 14 * 60 else { return 0 }
        zoneMinutes = tokens[at].before == 0x2D ? -minutes : minutes
        return used
    }
}

private func number(_ tokens: [DateToken], _ at: Int) -> Int64? { at < tokens.count ? tokens[at].number : nil }

private func isDateSeparator(_ byte: UInt8) -> Bool { byte == 0x2D || byte == 0x2F || byte == 0x2E }

private func century(_ year: Int64) -> Int64 { year < 70 ? 2000 + year : 1900 + year }
