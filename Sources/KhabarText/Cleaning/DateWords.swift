/// The vocabulary of dates, from `cleaning-dates.txt`.
struct DateWords: Sendable {
    enum Meaning: Sendable, Equatable {
        case month(Int64)
        /// A day by its word: `یکم`, `الأول من`.
        case day(Int64)
        case weekday
        case am
        case pm
        /// Minutes east of Greenwich, in winter; whether the clocks of the United States apply in summer.
        case zone(Int64, isAmerican: Bool)
        case filler
        /// Behind an hour without minutes: `10 बजे`.
        case hourMark
        /// A month of the Islamic calendar: the numbers around it are no Gregorian date.
        case hijriMonth
        /// Behind a Hijri year.
        case hijriEra
        /// `ago`, `yesterday`: a date that depends on the day of the visit.
        case relative
        /// `hours`, `days`: counted by a relative date.
        case timeUnit
        case publishedLabel
        case updatedLabel
    }

    static let shared = DateWords(PackageResources.cleaning_dates_txt)

    /// Names by their first word, longest first.
    private var names: [UInt64: [(words: [UInt64], meaning: Meaning)]] = [:]
    private var filter = HashFilter()

    init(_ resource: [UInt8]) {
        var section: Substring = ""
        for line in resourceLines(resource) {
            if line.first == "[" {
                section = line.dropFirst().dropLast()
                continue
            }
            let fields = resourceFields(line)
            switch section {
            case "months": for name in fields.dropFirst() { add(name, .month(Int64(fields[0])!)) }
            case "zones": add(fields[0], .zone(Int64(fields[1])!, isAmerican: fields.count > 2))
            case "days": for name in fields.dropFirst() { add(name, .day(Int64(fields[0])!)) }
            case "weekdays": for name in fields { add(name, .weekday) }
            case "am": for name in fields { add(name, .am) }
            case "pm": for name in fields { add(name, .pm) }
            case "hour": for name in fields { add(name, .hourMark) }
            case "hijri": for name in fields { add(name, .hijriMonth) }
            case "hijri-era": for name in fields { add(name, .hijriEra) }
            case "relative": for name in fields { add(name, .relative) }
            case "time-units": for name in fields { add(name, .timeUnit) }
            case "filler": for name in fields { add(name, .filler) }
            case "published": for name in fields { add(name, .publishedLabel) }
            case "updated": for name in fields { add(name, .updatedLabel) }
            default: preconditionFailure("unknown section in cleaning-dates.txt: \(section)")
            }
        }
    }

    private mutating func add(_ name: String, _ meaning: Meaning) {
        let words = wordHashes(name)
        var known = names[words[0], default: []]
        // The first section that lists a name decides what it means.
        if known.contains(where: { $0.words == words }) { return }
        known.append((words, meaning))
        known.sort { $0.words.count > $1.words.count }
        names[words[0]] = known
        filter.insert(words[0])
    }

    func begins(with word: UInt64) -> Bool { filter.mayContain(word) && names[word] != nil }

    /// The longest name that starts at `at`, and how many words it has.
    func meaning(_ words: [UInt64], at: Int) -> (meaning: Meaning, count: Int)? {
        for name in names[words[at]] ?? [] where at + name.words.count <= words.count {
            if name.words.indices.allSatisfy({ name.words[$0] == words[at + $0] }) {
                return (name.meaning, name.words.count)
            }
        }
        return nil
    }
}
