/// Cuts a query into lexemes. Every scalar is passed over at most a fixed number of times.
struct QueryLexer {
    /// The query without bidi controls.
    let scalars: [Unicode.Scalar]
    /// Where each scalar stands in the query's UTF-8, and the query's length after them.
    private let offsets: [Int]
    /// The scalars' own UTF-8, and where each stands in it.
    private let bytes: [UInt8]
    private let places: [Int]
    /// Whether AND, OR and NOT are words, as in a headline that is all capitals.
    private let isHeadline: Bool
    /// What relative dates count from.
    let now: Int64?
    private(set) var lexemes: [QueryLexeme] = []
    /// Where the last of them begins, in the query's UTF-8, and ends, in scalars, if it is a word.
    private var lastWord: (start: Int, end: Int)?
    var next = 0

    init(_ query: String, now: Int64? = nil) {
        self.now = now
        var scalars: [Unicode.Scalar] = []
        var offsets: [Int] = []
        scalars.reserveCapacity(query.utf8.count)
        offsets.reserveCapacity(query.utf8.count + 1)
        var offset = 0
        var hasControls = false
        for scalar in query.unicodeScalars {
            if isBidiControl(scalar) {
                hasControls = true
            } else {
                scalars.append(scalar)
                offsets.append(offset)
            }
            offset += UTF8.width(scalar)
        }
        offsets.append(offset)
        self.scalars = scalars
        self.offsets = offsets
        if hasControls {
            var places = [0]
            for scalar in scalars { places.append(places[places.count - 1] + UTF8.width(scalar)) }
            self.places = places
            bytes = Array(string(scalars[...]).utf8)
        } else {
            places = offsets
            bytes = Array(query.utf8)
        }
        isHeadline = Self.isHeadline(scalars)
    }

    /// Fewer words may well be names in capitals (`NATO AND EU`).
    private static let headlineWordsMin = 4

    /// Whether a query is pasted from a source that prints its headlines in capitals: several words with capital letters, not one small letter, and nothing
    /// that groups or quotes.
    private static func isHeadline(_ scalars: [Unicode.Scalar]) -> Bool {
        var hasCapitals = false
        for scalar in scalars {
            if ("a"..."z").contains(scalar) || isParenthesis(scalar) || isQuote(scalar) { return false }
            hasCapitals = hasCapitals || ("A"..."Z").contains(scalar)
        }
        guard hasCapitals else { return false }
        let words = scalars.split(whereSeparator: isSpace).filter { word in
            word.contains { ("A"..."Z").contains($0) } && !["AND", "OR", "NOT"].contains(string(word))
        }
        return words.count >= headlineWordsMin
    }

    mutating func run() throws(QuerySyntaxError) {
        while next < scalars.count {
            let scalar = scalars[next]
            if isSpace(scalar) || isSeparator(scalar) {
                next += 1
            } else if isParenthesis(scalar) {
                emit(scalar == "(" ? .open : .close, next, next + 1)
                if scalar == ")" { try readBoost() }
            } else if isSign(scalar) {
                readSigns()
            } else if isQuote(scalar) {
                try readPhrase()
            } else {
                try readWord(fieldsAllowed: true)
            }
        }
    }

    /// One sign before an operand counts; several, or one that stands alone, is a dash.
    private mutating func readSigns() {
        let first = next
        while next < scalars.count, isSign(scalars[next]) { next += 1 }
        guard next == first + 1, next < scalars.count, beginsOperand(next) else { return }
        emit(.sign(scalars[first] == "+" ? .must : .mustNot), first, next)
    }

    private func beginsOperand(_ index: Int) -> Bool {
        let scalar = scalars[index]
        return !isSpace(scalar) && !isSeparator(scalar) && scalar != ")"
    }

    private mutating func readPhrase() throws(QuerySyntaxError) {
        let opening = next
        let follows = opening > 0 && hasContent(scalars[(opening - 1)..<opening])
        let closing = scalars[(opening + 1)...].firstIndex(where: isQuote)
        // A quote that closes nothing, as in `12" pipe`, or that nothing closes, is passed over.
        guard let closing, !(follows && opening + 1 < scalars.count && isSpace(scalars[opening + 1])) else {
            next += 1
            return
        }
        next = closing + 1
        let slop = try readSlop()
        let text = trimmed(scalars[(opening + 1)..<closing])
        guard hasContent(text) else { return }
        emit(.phrase(written(text), slop: slop), opening, next)
        try readBoost()
    }

    mutating func readWord(fieldsAllowed: Bool) throws(QuerySyntaxError) {
        let first = next
        let end = scalars[first...].indices.first(where: isBreak) ?? scalars.count
        if fieldsAllowed, try readField(first, wordEnd: end) { return }
        next = end
        let word = scalars[first..<end]
        let hasOperators = fieldsAllowed && !isHeadline
        switch written(word) {
        case "AND" where hasOperators: emit(.and, first, end)
        case "OR" where hasOperators: emit(.or, first, end)
        case "NOT" where hasOperators: emit(.not, first, end)
        // The second is what other engines ask for all their documents with.
        case "*", "*:*": emit(.filter(.everything), first, end)
        case _ where hasContent(word):
            let suffix = try suffix(of: word)
            emit(.word(written(suffix.word), suffix.form), first, suffix.boostStart ?? end)
            if suffix.boostStart != nil { try readBoost() }
        default: break
        }
    }

    /// A part of the scalars as text.
    func written(_ part: ArraySlice<Unicode.Scalar>) -> String {
        String(decoding: bytes[places[part.startIndex]..<places[part.endIndex]], as: UTF8.self)
    }

    /// Whether a word ends before the scalar there. Thousands keep their comma: `1,000`.
    func isBreak(_ index: Int) -> Bool {
        let scalar = scalars[index]
        if scalar == ",", index > 0, index + 1 < scalars.count,
            decimalDigit(scalars[index - 1]) != nil, decimalDigit(scalars[index + 1]) != nil
        {
            return false
        }
        return isSpace(scalar) || isSeparator(scalar) || isParenthesis(scalar) || isQuote(scalar)
    }

    /// Adds a lexeme and goes on behind it.
    mutating func emit(_ kind: QueryLexeme.Kind, _ first: Int, _ end: Int) {
        var lexeme = QueryLexeme(kind: kind, range: offsets[first]..<offsets[end])
        if case .word = kind {
            if let lastWord, scalars[lastWord.end..<first].allSatisfy(isSpace) { lexeme.wordBefore = lastWord.start }
            lastWord = (offsets[first], end)
        } else {
            lastWord = nil
        }
        lexemes.append(lexeme)
        next = end
    }

    func offset(_ index: Int) -> Int { offsets[index] }
}
