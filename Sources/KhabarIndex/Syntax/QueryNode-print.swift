extension QueryNode: CustomStringConvertible {
    /// The query written out in full. Parsing it gives the same tree, but for the places of its parts.
    package var description: String {
        switch self {
        case .list(let clauses): write(clauses)
        case .word(let words): field(words) + (isOperator(words.text) ? "(\(words.text))" : words.text)
        case .phrase(let words): field(words) + "\"\(words.text)\""
        case .filter(let filter, _): filter.description
        }
    }

    private func field(_ words: Words) -> String { words.field == .title ? "title:" : "" }

    private func isOperator(_ text: String) -> Bool { text == "AND" || text == "OR" || text == "NOT" }

    private func write(_ clauses: [Clause]) -> String {
        // Side by side, a filter would become a must.
        let alternatives = clauses.allSatisfy { $0.occurrence == .should } && clauses.contains { $0.node.isFilter }
        let parts = clauses.map { clause in
            let sign =
                switch clause.occurrence {
                case .should: ""
                case .must: "+"
                case .mustNot: "-"
                }
            if case .list = clause.node { return "\(sign)(\(clause.node))" }
            return "\(sign)\(clause.node)"
        }
        return parts.joined(separator: alternatives ? " OR " : " ")
    }
}

extension Filter: CustomStringConvertible {
    package var description: String {
        switch self {
        case .language(let codes): "lang:" + codes.joined(separator: ",")
        case .source(let values): "source:" + quoted(values)
        case .id(let values): "id:" + quoted(values)
        case .tag(let values): "tag:" + quoted(values)
        case .published(let range): "date:" + range.description
        }
    }

    private func quoted(_ values: [String]) -> String {
        values.map { "\"\($0)\"" }.joined(separator: ",")
    }
}

extension DateRange: CustomStringConvertible {
    /// Both sides as days, the last one inclusive: `2015-10-01..2015-10-31`.
    package var description: String {
        let first = from.map { day(Int($0 / 86_400)) } ?? ""
        let last = until.map { day(Int($0 / 86_400) - 1) } ?? ""
        return "\(first)..\(last)"
    }

    private func day(_ number: Int) -> String {
        let (year, month, day) = calendarDate(dayNumber: number)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}
