internal import KhabarText

extension QueryNode: CustomStringConvertible {
    /// The query written out in full. Parsing it gives the same tree, but for the places of its parts.
    package var description: String {
        switch self {
        case .list(let clauses): write(clauses)
        case .word(let words):
            field(words) + (needsGroup(words) ? "(\(words.text))" : words.text + form(words)) + boost(words)
        case .phrase(let words):
            field(words) + "\"\(words.text)\"" + (words.slop > 0 ? "~\(words.slop)" : "") + boost(words)
        case .filter(let filter, _): filter.description
        }
    }

    private func field(_ words: Words) -> String {
        switch words.field {
        case .anywhere: ""
        case .title: "title:"
        case .body: "body:"
        }
    }

    private func form(_ words: Words) -> String {
        switch words.form {
        case .whole: ""
        case .prefix: "*"
        case .fuzzy(let edits): "~" + (edits.map { "\($0)" } ?? "")
        }
    }

    private func boost(_ words: Words) -> String { words.boost == 1 ? "" : "^\(words.boost)" }

    /// Whether a word would be read as something else where it stands: as an operator, or with its weight as a field and its value.
    private func needsGroup(_ words: Words) -> Bool {
        words.form == .whole
            && (isOperator(words.text)
                || words.boost != 1 && words.field == .anywhere && words.text.unicodeScalars.last == ":")
    }

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
        case .everything: "*"
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
    /// Both sides as days, the last one inclusive, where they are whole days: `2015-10-01..2015-10-31`; else as seconds.
    package var description: String {
        let first = from.map { time($0, isLast: false) } ?? ""
        let last = until.map { time($0, isLast: true) } ?? ""
        return "\(first)..\(last)"
    }

    /// - Parameter isLast: the second before is meant, which is the day before where a day begins.
    private func time(_ seconds: Int64, isLast: Bool) -> String {
        let date = PublicationDate(seconds: isLast ? seconds - 1 : seconds, hasTime: seconds % 86_400 != 0)
        // Queries write no zone.
        return date.hasTime ? String(date.text.dropLast()) : date.text
    }
}
