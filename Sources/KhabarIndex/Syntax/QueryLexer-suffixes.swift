/// What stands glued behind a word, a phrase or a group: `*`, `~`, `~2`, `^1.5`.
extension QueryLexer {
    struct Suffixed {
        var word: ArraySlice<Unicode.Scalar>
        var form: Words.Form = .whole
        /// Where `^` stands, if a weight follows.
        var boostStart: Int?
    }

    /// Takes a word's suffixes off it. What would be left without anything to search for keeps them.
    func suffix(of word: ArraySlice<Unicode.Scalar>) throws(QuerySyntaxError) -> Suffixed {
        var result = Suffixed(word: word)
        if let caret = word.lastIndex(of: "^"), isNumber(word[(caret + 1)...]), hasContent(word[..<caret]) {
            result.boostStart = caret
            result.word = word[..<caret]
        }
        let rest = result.word
        if rest.last == "*" {
            let end = (rest.lastIndex { $0 != "*" } ?? rest.startIndex) + 1
            guard hasContent(rest[..<end]) else { return result }
            result.word = rest[..<end]
            result.form = .prefix
        } else if let tilde = rest.lastIndex(of: "~"), hasContent(rest[..<tilde]) {
            let digits = rest[(tilde + 1)...]
            guard digits.allSatisfy({ decimalDigit($0) != nil }) else { return result }
            result.word = rest[..<tilde]
            result.form = .fuzzy(edits: nil)
            guard !digits.isEmpty else { return result }
            guard let edits = number(digits), edits <= QueryLimits.editsMax else {
                throw QuerySyntaxError(.tooManyEdits(quoted(digits)), at: offset(tilde))
            }
            result.form = .fuzzy(edits: edits)
        }
        return result
    }

    /// Reads `~3` behind a phrase; 0 when there is none.
    mutating func readSlop() throws(QuerySyntaxError) -> Int {
        guard next + 1 < scalars.count, scalars[next] == "~", decimalDigit(scalars[next + 1]) != nil else { return 0 }
        let end = scalars[(next + 1)...].firstIndex { decimalDigit($0) == nil } ?? scalars.count
        let digits = scalars[(next + 1)..<end]
        guard let slop = number(digits), slop <= QueryLimits.slopMax else {
            throw QuerySyntaxError(.tooMuchSlop(quoted(digits)), at: offset(next))
        }
        next = end
        return slop
    }

    /// Reads `^2` behind what was emitted last, if it is there.
    mutating func readBoost() throws(QuerySyntaxError) {
        guard next + 1 < scalars.count, scalars[next] == "^" else { return }
        let start = next
        let end = scalars[(start + 1)...].indices.first(where: isBreak) ?? scalars.count
        let written = scalars[(start + 1)..<end]
        guard isNumber(written) else { return }
        guard let boost = boost(written), QueryLimits.boosts.contains(boost) else {
            throw QuerySyntaxError(.badBoost(quoted(written)), at: offset(start))
        }
        emit(.boost(boost), start, end)
    }

    /// Digits of any script, with at most one point among them.
    private func isNumber(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = text.first, decimalDigit(first) != nil else { return false }
        return text.allSatisfy { decimalDigit($0) != nil || isPoint($0) } && text.count(where: isPoint) <= 1
    }

    private func isPoint(_ scalar: Unicode.Scalar) -> Bool { scalar == "." || scalar == "\u{66B}" }

    private func boost(_ text: ArraySlice<Unicode.Scalar>) -> Float? {
        guard text.count <= 16 else { return nil }
        return Float(text.map { isPoint($0) ? "." : String(decimalDigit($0)!) }.joined())
    }

    /// The value of digits; nil for one that no query needs.
    private func number(_ digits: ArraySlice<Unicode.Scalar>) -> Int? {
        guard digits.count <= 6 else { return nil }
        return digits.reduce(0) { $0 * 10 + decimalDigit($1)! }
    }
}
