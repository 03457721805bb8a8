/// A query that is built, not typed: whatever the texts in it hold is searched for, and never read as an operator.
///
/// ```swift
/// let query = Query.phrase("دریائے سندھ") && !Query.words("cricket") && .language("ur") && .published(.last(days: 7))
/// print(try await client.search(SearchQuery(query)).total)
/// ```
public struct Query: Hashable, Sendable, CustomStringConvertible {
    /// In the query language.
    public let text: String
    /// Whether the text is one group in parentheses.
    private let isGroup: Bool

    private init(_ text: String, isGroup: Bool = false) {
        self.text = text
        self.isGroup = isGroup
    }

    /// A query in the query language, as a person types it. Quotes and parentheses that stand alone are left out, so that nothing reaches beyond it.
    public static func parsed(_ text: String) -> Query { Query("(\(closed(text)))", isGroup: true) }

    public var description: String { text }

    // MARK: Words

    /// Any of the words may match; articles rank by how many do and how well.
    public static func words(_ text: String) -> Query { group(pieces(text)) }

    /// All of the words.
    public static func allWords(_ text: String) -> Query { group(pieces(text).map { "+" + $0 }) }

    /// These words next to each other in this order, or shifted against each other by up to `slop` places, at most 100.
    public static func phrase(_ text: String, slop: Int = 0) -> Query {
        Query("\"\(unquoted(text))\"" + (slop > 0 ? "~\(min(slop, 100))" : ""))
    }

    /// Words that begin so.
    public static func prefix(_ beginning: String) -> Query { suffixed(beginning, "*") }

    /// The word, or one that differs in so many letters, at most 2; nil: as its length allows.
    public static func fuzzy(_ word: String, edits: Int? = nil) -> Query {
        suffixed(word, "~" + (edits.map { "\(min(max($0, 0), 2))" } ?? ""))
    }

    // MARK: Filters

    /// Every article: to count them by facet, to watch whatever comes, or to page through them; pages end behind the 100,000th, as those of any search do.
    public static let everything = Query("*")

    /// Articles in one of the languages: ISO 639 codes, such as `ur`, or `hi-Latn` for romanised Hindi.
    public static func language(_ codes: String...) -> Query {
        Query("lang:" + codes.map { $0.filter { $0.isASCII && ($0.isLetter || $0 == "-") } }.joined(separator: ","))
    }

    public static func source(_ names: String...) -> Query { Query("source:" + quoted(names)) }
    public static func tag(_ tags: String...) -> Query { Query("tag:" + quoted(tags)) }
    public static func id(_ ids: String...) -> Query { Query("id:" + quoted(ids)) }

    /// Articles published in a range of time.
    public static func published(_ range: Published) -> Query { Query("date:" + range.text) }

    /// When articles were published, in UTC.
    public struct Published: Hashable, Sendable {
        let text: String

        /// From the beginning of the day so many days ago until now; at most 9,999.
        public static func last(days: Int) -> Published { Published(text: "\(min(max(days, 0), 9_999))d") }

        /// Until now; at most 9,999.
        public static func last(hours: Int) -> Published { Published(text: "\(min(max(hours, 0), 9_999))h") }

        /// From the first day to the last, each as `2015-10-31`, `2015-10` or `2015`; nil: without a beginning or end.
        public static func days(from first: String?, to last: String?) -> Published {
            func clean(_ day: String?) -> String { (day ?? "").filter { $0.isASCII && ($0.isNumber || $0 == "-") } }
            let (first, last) = (clean(first), clean(last))
            return Published(text: first.isEmpty && last.isEmpty ? "0001.." : "\(first)..\(last)")
        }
    }

    // MARK: Putting together

    /// All of the queries.
    public static func all(_ queries: [Query]) -> Query { group(queries.map { "+\($0.grouped)" }) }

    /// Any of the queries.
    public static func any(_ queries: [Query]) -> Query {
        Query("(" + queries.map(\.grouped).joined(separator: " OR ") + ")", isGroup: true)
    }

    public static func && (one: Query, other: Query) -> Query { all([one, other]) }
    public static func || (one: Query, other: Query) -> Query { any([one, other]) }

    /// Every article that doesn't match; within `&&` those of the other side that don't.
    public static prefix func ! (query: Query) -> Query { Query("(-\(query.grouped))", isGroup: true) }

    /// Scores multiplied: 0.01 to 100.
    public func boosted(_ factor: Double) -> Query {
        guard factor.isFinite else { return self }
        let hundredths = Int((min(max(factor, 0.01), 100) * 100).rounded())
        let decimals = hundredths % 100
        return Query("\(grouped)^\(hundredths / 100).\(decimals < 10 ? "0" : "")\(decimals)")
    }

    /// The words and phrases must stand in the title.
    public func inTitle() -> Query { Query("title:\(grouped)") }

    /// The words and phrases must stand elsewhere than in the title.
    public func inBody() -> Query { Query("body:\(grouped)") }

    // MARK: Writing

    private var grouped: String { isGroup ? text : "(\(text))" }

    private static func group(_ parts: [String]) -> Query {
        Query("(" + parts.joined(separator: " ") + ")", isGroup: true)
    }

    private static func suffixed(_ text: String, _ suffix: String) -> Query {
        var parts = pieces(text)
        guard let last = parts.popLast() else { return group([]) }
        return group((parts + [last + suffix]).map { "+" + $0 })
    }

    /// The words of a text, without what the query language reads as signs. What analysis drops anyway may go.
    private static func pieces(_ text: String) -> [String] {
        let scalars = text.unicodeScalars.filter { !isDirection($0) }
        var spaced = String.UnicodeScalarView()
        for index in scalars.indices { spaced.append(isSign(index, scalars) ? " " : scalars[index]) }
        return String(spaced).split(whereSeparator: \.isWhitespace).compactMap { piece in
            let word = String(piece.drop { $0 == "-" || $0 == "+" })
            // In lower case an operator is a word, and words are folded anyway.
            return word.isEmpty ? nil : ["AND", "OR", "NOT"].contains(word) ? word.lowercased() : word
        }
    }

    private static func isSign(_ index: String.UnicodeScalarView.Index, _ scalars: String.UnicodeScalarView) -> Bool {
        let scalar = scalars[index]
        return isQuote(scalar) || "():*~^,;!?،؛؟۔।॥".unicodeScalars.contains(scalar)
    }

    /// Marks that steer the direction of text: the query language passes them over.
    private static func isDirection(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    /// A typed query whose quotes and parentheses all have their other one, as the query language pairs them.
    private static func closed(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars.filter { !isDirection($0) })
        var closed = String.UnicodeScalarView()
        var depth = 0
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if isQuote(scalar) {
                let closing = scalars[(index + 1)...].firstIndex(where: isQuote)
                // As in `12" pipe`: a quote that closes nothing.
                let follows = index > 0 && !scalars[index - 1].properties.isWhitespace
                let isLone = follows && index + 1 < scalars.count && scalars[index + 1].properties.isWhitespace
                if let closing, !isLone {
                    closed.append(contentsOf: scalars[index...closing])
                    index = closing
                } else {
                    closed.append(" ")
                }
            } else if scalar == "(" {
                depth += 1
                closed.append(scalar)
            } else if scalar == ")" {
                if depth > 0 { closed.append(scalar) }
                depth = max(0, depth - 1)
            } else {
                closed.append(scalar)
            }
            index += 1
        }
        return String(closed) + String(repeating: ")", count: depth)
    }

    private static func isQuote(_ scalar: Unicode.Scalar) -> Bool {
        "\"«»\u{201C}\u{201D}\u{201E}\u{201F}\u{FF02}".unicodeScalars.contains(scalar)
    }

    private static func unquoted(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { isQuote($0) ? " " : $0 }))
    }

    private static func quoted(_ values: [String]) -> String {
        values.map { "\"\(unquoted($0))\"" }.joined(separator: ",")
    }
}
