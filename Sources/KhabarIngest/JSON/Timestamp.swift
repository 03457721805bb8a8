internal import KhabarText

/// Points in time as sources write them: ISO 8601 (and WARC-Date) in, ISO 8601 out.
package enum Timestamp {
    /// Years 1 to 9999: what four digits can write.
    private static let secondsAllowed: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

    /// Seconds since 1970 for `2016-12-01`, `2016-12-01T00:22:42Z`, `2016-12-01 05:22:42.5+05:00` and the like; no offset means UTC. Nil for anything else.
    package static func seconds(of text: String) -> Int64? {
        let bytes = Array(text.utf8)
        var at = 0
        func number(_ digits: Int) -> Int64? {
            guard at + digits <= bytes.count else { return nil }
            var value: Int64 = 0
            for byte in bytes[at..<at + digits] {
                guard byte >= 0x30, byte <= 0x39 else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            at += digits
            return value
        }
        func skip(_ allowed: Character...) -> Bool {
            guard at < bytes.count, allowed.contains(where: { $0.asciiValue == bytes[at] }) else { return false }
            at += 1
            return true
        }
        guard let year = number(4), skip("-"), let month = number(2), skip("-"), let day = number(2),
            let date = CivilDay(year: year, month: month, day: day)
        else { return nil }
        var seconds = date.daysSince1970 * 86_400
        if at == bytes.count { return seconds }
        guard skip("T", "t", " "), let hour = number(2), skip(":"), let minute = number(2), hour < 24, minute < 60
        else { return nil }
        seconds += hour * 3_600 + minute * 60
        if skip(":") {
            // 60 is a leap second; it counts as the next one.
            guard let second = number(2), second <= 60 else { return nil }
            seconds += second
            if skip(".", ",") {
                let start = at
                while at < bytes.count, bytes[at] >= 0x30, bytes[at] <= 0x39 { at += 1 }
                guard at > start else { return nil }
            }
        }
        if at == bytes.count || (skip("Z", "z") && at == bytes.count) { return seconds }
        guard at < bytes.count else { return nil }
        let sign: Int64 = bytes[at] == UInt8(ascii: "-") ? -1 : 1
        guard skip("+", "-"), let hours = number(2) else { return nil }
        _ = skip(":")
        guard let minutes = at == bytes.count ? 0 : number(2), hours <= 14, minutes < 60, at == bytes.count
        else { return nil }
        return seconds - sign * (hours * 3_600 + minutes * 60)
    }

    /// `2016-12-01T00:22:42Z`; nil for years that four digits cannot write.
    package static func text(ofSeconds seconds: Int64) -> String? {
        guard secondsAllowed.contains(seconds) else { return nil }
        return PublicationDate(seconds: seconds, hasTime: true).text
    }

    /// Seconds since 1970 from an epoch number in seconds or milliseconds: 100 billion seconds is the year 5138, as many milliseconds 1973.
    package static func seconds(ofEpoch number: Double) -> Int64? {
        let seconds = (number.magnitude >= 1e11 ? number / 1_000 : number).rounded(.down)
        guard let whole = Int64(exactly: seconds), secondsAllowed.contains(whole) else { return nil }
        return whole
    }

    /// Whether digits can be meant as `YYYYMMDD` or `YYYYMMDDhhmmss`, of a year from 1900 to 2100. As epoch numbers they would be days of August or
    /// September 1970, or of a year from 2572 on.
    package static func isDigitsOfADay(_ text: String) -> Bool {
        let count = text.utf8.count
        guard count == 8 || count == 14, let number = Int64(text), number > 0 else { return false }
        let (day, time) = count == 8 ? (number, 0) : (number / 1_000_000, number % 1_000_000)
        return (1900...2100).contains(day / 10_000)
            && CivilDay(year: day / 10_000, month: day / 100 % 100, day: day % 100) != nil
            && time / 10_000 < 24 && time / 100 % 100 < 60 && time % 100 <= 60
    }
}
