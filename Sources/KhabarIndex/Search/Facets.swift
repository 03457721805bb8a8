internal import KhabarText

/// What matching articles are counted by.
package enum FacetField: Sendable, CaseIterable {
    case language
    case source
    case tag
    /// Of publication, in UTC: `2015-10-31`, `2015-10`.
    case day
    case month
}

/// Asks how many matching articles have each value of a field.
package struct FacetRequest: Sendable, Equatable {
    package var field: FacetField
    /// The most frequent values, or of days and months the last; the others are left out.
    package var limit: Int

    package init(_ field: FacetField, limit: Int) {
        self.field = field
        self.limit = limit
    }
}

/// The answer: exact numbers, copies of one story each counted.
package struct Facet: Sendable, Equatable {
    package struct Value: Sendable, Equatable {
        package var value: String
        package var count: Int
    }

    package var field: FacetField
    /// The most frequent first, equally frequent ones by their bytes; days and months the last first.
    package var values: [Value]
    /// How many different values there are, those left out included.
    package var valueCount: Int
}

/// Counts the articles that it is shown, each once, by the fields asked for.
///
/// Languages, sources and dates are read off the articles' rows. Tags are not in them, so the articles are noted, and at the end each tag's postings are
/// gone through once.
struct FacetCounter {
    private let snapshot: Snapshot
    private let requests: [FacetRequest]
    private let countsLanguages: Bool
    private let countsSources: Bool
    private let countsDays: Bool
    /// By segment, by the number that the segment has for the value.
    private var languages: [[Int]]
    private var sources: [[Int]]
    private var days: [Int64: Int] = [:]
    /// By segment, one bit an article; only where tags are asked for.
    private var seen: [[UInt64]] = []

    init(_ snapshot: Snapshot, _ requests: [FacetRequest]) {
        self.snapshot = snapshot
        self.requests = requests
        let fields = Set(requests.map(\.field))
        countsLanguages = fields.contains(.language)
        countsSources = fields.contains(.source)
        countsDays = fields.contains(.day) || fields.contains(.month)
        languages = snapshot.views.map { [Int](repeating: 0, count: $0.segment.languages.count) }
        sources = snapshot.views.map { [Int](repeating: 0, count: $0.segment.sources.count) }
        if fields.contains(.tag) {
            seen = snapshot.views.map { [UInt64](repeating: 0, count: ($0.segment.articleCount + 63) / 64) }
        }
    }

    /// - Parameter view: the number of the segment that they are of.
    mutating func count(_ hits: [Hit], of view: Int) {
        guard !requests.isEmpty else { return }
        let segment = snapshot.views[view].segment
        for hit in hits {
            let article = hit.place.article
            if countsLanguages { languages[view][segment.languageNumber(article)] += 1 }
            if countsSources, let number = segment.sourceNumber(article) { sources[view][number] += 1 }
            if countsDays, let date = segment.published(article) {
                days[CivilDay.daysSince1970(ofSecond: date.seconds), default: 0] += 1
            }
            if !seen.isEmpty { seen[view][Int(article >> 6)] |= 1 << UInt64(article & 63) }
        }
    }

    func result() -> [Facet] {
        requests.map { request in
            var counts: [String: Int] = [:]
            switch request.field {
            case .language: add(languages, to: &counts) { $0.languages }
            case .source: add(sources, to: &counts) { $0.sources }
            case .tag: addTags(to: &counts)
            case .day: for (day, count) in days { counts[Self.name(ofDay: day), default: 0] += count }
            case .month:
                for (day, count) in days { counts[String(Self.name(ofDay: day).dropLast(3)), default: 0] += count }
            }
            let isDated = request.field == .day || request.field == .month
            let sorted = counts.sorted { one, other in
                if isDated { return one.key > other.key }
                return one.value != other.value
                    ? one.value > other.value : one.key.utf8.lexicographicallyPrecedes(other.key.utf8)
            }
            return Facet(
                field: request.field,
                values: sorted.prefix(request.limit).map { Facet.Value(value: $0.key, count: $0.value) },
                valueCount: counts.count)
        }
    }

    private func add(_ numbers: [[Int]], to counts: inout [String: Int], _ column: (Segment) -> StringColumn) {
        for (view, numbers) in zip(snapshot.views, numbers) {
            for (number, count) in numbers.enumerated() where count > 0 {
                counts[column(view.segment)[number], default: 0] += count
            }
        }
    }

    private func addTags(to counts: inout [String: Int]) {
        for (view, seen) in zip(snapshot.views, seen) {
            let segment = view.segment
            segment.dictionary(of: .keyword).forEach(from: [Keyword.tag.rawValue], atMost: .max) { term, entry in
                var cursor = segment.postings(entry)
                var count = 0
                while cursor.article != PostingsCursor.end {
                    if seen[Int(cursor.article >> 6)] >> UInt64(cursor.article & 63) & 1 == 1 { count += 1 }
                    cursor.next()
                }
                if count > 0 { counts[String(decoding: term.dropFirst(), as: UTF8.self), default: 0] += count }
            }
        }
    }

    private static func name(ofDay day: Int64) -> String { CivilDay(daysSince1970: day).text }
}
