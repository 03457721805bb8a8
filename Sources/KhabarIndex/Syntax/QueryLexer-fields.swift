extension QueryLexer {
    /// Reads `field:value` when the word that starts there names a field and a value follows; else reads nothing,
    /// and the word is one like any other (`5:30`, `https://…`).
    mutating func readField(_ first: Int, wordEnd: Int) throws(QuerySyntaxError) -> Bool {
        guard let colon = scalars[first..<wordEnd].firstIndex(of: ":"), colon > first, colon + 1 < scalars.count
        else { return false }
        let value = colon + 1
        switch string(scalars[first..<colon]).lowercased() {
        case "title": return try readWords(.title, first, value)
        case "body": return try readWords(.body, first, value)
        case "lang": return try readLanguages(first, value)
        case "date": return try readDate(first, value)
        case "source": return readValues(first, value) { .source($0) }
        case "tag": return readValues(first, value) { .tag($0) }
        case "id": return readValues(first, value, unquotedLists: false) { .id($0) }
        default: return false
        }
    }

    private mutating func readWords(
        _ field: Words.Field, _ first: Int, _ value: Int
    ) throws(QuerySyntaxError) -> Bool {
        let scalar = scalars[value]
        let isWord = !isBreak(value)
        let end = scalars[value...].indices.first(where: isBreak) ?? scalars.count
        guard scalar == "(" || isQuote(scalar) || isWord && hasContent(scalars[value..<end]) else { return false }
        emit(.field(field), first, value)
        if isWord { try readWord(fieldsAllowed: false) }
        return true
    }

    private mutating func readLanguages(_ first: Int, _ value: Int) throws(QuerySyntaxError) -> Bool {
        let (values, end) = values(from: value, unquotedLists: true)
        guard !values.isEmpty else { return false }
        var codes: [String] = []
        for slice in values {
            guard let code = languageTag(string(slice)) else {
                throw QuerySyntaxError(.badLanguage(quoted(slice)), at: offset(slice.startIndex))
            }
            if !codes.contains(code) { codes.append(code) }
        }
        emit(.filter(.language(codes)), first, end)
        return true
    }

    /// `hi` of `HI`, `hi-Latn` of `hi-latn`: a language, and its script if that isn't the usual one, as articles are tagged.
    private func languageTag(_ text: String) -> String? {
        let subtags = text.lowercased().split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(subtags.count), (2...3).contains(subtags[0].utf8.count),
            subtags.joined().utf8.allSatisfy({ (0x61...0x7A).contains($0) })
        else { return nil }
        guard subtags.count == 2 else { return String(subtags[0]) }
        guard subtags[1].utf8.count == 4 else { return nil }
        return subtags[0] + "-" + subtags[1].prefix(1).uppercased() + subtags[1].dropFirst()
    }

    private mutating func readDate(_ first: Int, _ value: Int) throws(QuerySyntaxError) -> Bool {
        guard let (text, end) = dateText(from: value) else { return false }
        guard let range = DateRange(text, now: now) else {
            throw QuerySyntaxError(.badDate(quoted(text)), at: offset(text.startIndex))
        }
        guard !range.isEmpty else {
            throw QuerySyntaxError(.dateRangeEndsBeforeItStarts, at: offset(text.startIndex))
        }
        emit(.filter(.published(range)), first, end)
        return true
    }

    /// A date or a range as written, in quotes (which the other fields take too) or not, and where it ends; nil when there is none.
    private func dateText(from start: Int) -> (text: ArraySlice<Unicode.Scalar>, end: Int)? {
        if isQuote(scalars[start]) {
            guard let closing = scalars[(start + 1)...].firstIndex(where: isQuote) else { return nil }
            let text = trimmed(scalars[(start + 1)..<closing])
            return text.isEmpty ? nil : (text, closing + 1)
        }
        guard !isBreak(start) else { return nil }
        let end = scalars[start...].indices.first(where: isBreak) ?? scalars.count
        return (scalars[start..<end], end)
    }

    private mutating func readValues(
        _ first: Int, _ value: Int, unquotedLists: Bool = true, _ filter: ([String]) -> Filter
    ) -> Bool {
        let (slices, end) = values(from: value, unquotedLists: unquotedLists)
        var texts: [String] = []
        for text in slices.map(string) where !texts.contains(text) { texts.append(text) }
        guard !texts.isEmpty else { return false }
        emit(.filter(filter(texts)), first, end)
        return true
    }

    /// Values with commas between them, quoted or not, and where they end. An id may hold commas (it is often a URL),
    /// so a list of ids must be quoted.
    private func values(
        from start: Int, unquotedLists: Bool
    ) -> (values: [ArraySlice<Unicode.Scalar>], end: Int) {
        var values: [ArraySlice<Unicode.Scalar>] = []
        var index = start
        while index < scalars.count {
            let quoted = isQuote(scalars[index])
            let end: Int
            if quoted {
                guard let closing = scalars[(index + 1)...].firstIndex(where: isQuote) else { break }
                let value = trimmed(scalars[(index + 1)..<closing])
                if !value.isEmpty { values.append(value) }
                end = closing + 1
            } else {
                end =
                    scalars[index...].firstIndex { scalar in
                        isSpace(scalar) || isQuote(scalar) || isParenthesis(scalar)
                            || unquotedLists && isListComma(scalar)
                    } ?? scalars.count
                if end > index { values.append(scalars[index..<end]) }
            }
            index = end
            guard quoted || unquotedLists, end < scalars.count, isListComma(scalars[end]) else { break }
            index += 1
        }
        return (values, index)
    }

    /// As much of a value as an error message should repeat.
    func quoted(_ value: ArraySlice<Unicode.Scalar>) -> String {
        let shown = value.prefix(QueryLimits.quotedScalarsMax)
        return string(shown) + (shown.count < value.count ? "…" : "")
    }

    private func isListComma(_ scalar: Unicode.Scalar) -> Bool { scalar == "," || scalar == "\u{60C}" }
}
