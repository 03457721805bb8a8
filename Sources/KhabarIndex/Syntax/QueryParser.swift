internal import KhabarText

/// Parses a query; `docs/query-language.md` has the grammar. What falls outside it is read as words where a person
/// would expect that, and the rest is an error with its place.
///
/// - Parameter now: seconds since 1970-01-01T00:00:00Z, which dates like `today` count from; without it there are none.
package func parseQuery(_ query: String, now: Int64? = nil) throws(QuerySyntaxError) -> QueryNode {
    let bytes = query.utf8.count
    guard bytes <= QueryLimits.bytesMax else {
        throw QuerySyntaxError(.tooLong(bytes: bytes), at: QueryLimits.bytesMax)
    }
    var lexer = QueryLexer(query, now: now)
    try lexer.run()
    var parser = QueryParser(lexemes: lexer.lexemes)
    let node = try parser.list(.anywhere, depth: 0) ?? .list([])
    // A term takes a byte at least, so that nearly no query needs to be counted.
    if bytes > QueryLimits.termsMax { try checkTerms(of: node) }
    return node
}

private func checkTerms(of query: QueryNode) throws(QuerySyntaxError) {
    var terms = 0
    for words in query.words {
        terms += analyze(query: words.text.utf8.span, stemmer: nil).count
        guard terms <= QueryLimits.termsMax else {
            throw QuerySyntaxError(.tooManyTerms, at: words.range.lowerBound)
        }
    }
}

/// Recursive descent: `list` → `alternatives` → `conjunction` → `operand`, once round for each open parenthesis.
private struct QueryParser {
    let lexemes: [QueryLexeme]
    var next = 0
    var clauses = 0
    var expansions = 0

    init(lexemes: [QueryLexeme]) { self.lexemes = lexemes }

    typealias Operand = SignedNode

    mutating func list(_ field: Words.Field, depth: Int) throws(QuerySyntaxError) -> QueryNode? {
        var operands: [Operand] = []
        while next < lexemes.count {
            if lexemes[next].kind == .close {
                if depth > 0 { break }
                next += 1  // closes nothing
            } else if case .boost = lexemes[next].kind {
                next += 1  // of nothing
            } else if let operand = try alternatives(field, depth: depth) {
                operands.append(operand)
            }
        }
        return sideBySide(operands)
    }

    /// `a OR b OR c`
    mutating func alternatives(_ field: Words.Field, depth: Int) throws(QuerySyntaxError) -> Operand? {
        let operands = try chain(.or) { parser throws(QuerySyntaxError) in
            try parser.conjunction(field, depth: depth)
        }
        if operands.count <= 1 { return operands.first }
        let node = joined(
            operands.map { operand in
                operand.sign == .mustNot
                    ? Clause(.should, .list([Clause(.mustNot, operand.node)])) : Clause(.should, operand.node)
            })
        return node.map { Operand(sign: nil, node: $0) }
    }

    /// `a AND b AND NOT c`
    mutating func conjunction(_ field: Words.Field, depth: Int) throws(QuerySyntaxError) -> Operand? {
        let operands = try chain(.and) { parser throws(QuerySyntaxError) in
            try parser.operand(field, depth: depth)
        }
        if operands.count <= 1 { return operands.first }
        let node = joined(operands.map { Clause($0.sign == .mustNot ? .mustNot : .must, $0.node) })
        return node.map { Operand(sign: nil, node: $0) }
    }

    mutating func chain(
        _ link: QueryLexeme.Kind, _ parse: (inout QueryParser) throws(QuerySyntaxError) -> Operand?
    ) throws(QuerySyntaxError) -> [Operand] {
        var operands: [Operand] = []
        while true {
            if let operand = try parse(&self) { operands.append(operand) }
            // An operator with nothing after it is a word, and belongs to the list.
            guard next + 1 < lexemes.count, lexemes[next].kind == link, lexemes[next + 1].beginsOperand else {
                return operands
            }
            next += 1
        }
    }

    mutating func operand(_ field: Words.Field, depth: Int) throws(QuerySyntaxError) -> Operand? {
        var negated = false
        while lexemes[next].kind == .not, next + 1 < lexemes.count, lexemes[next + 1].beginsOperand {
            negated.toggle()
            next += 1
        }
        var sign: Clause.Occurrence?
        if case .sign(let occurrence) = lexemes[next].kind {
            guard takeGlued() else { return nil }
            sign = occurrence
        }
        guard let node = try primary(field, depth: depth) else { return nil }
        return Operand(sign: negated ? .mustNot : sign, node: node)
    }

    mutating func primary(_ outer: Words.Field, depth: Int) throws(QuerySyntaxError) -> QueryNode? {
        let node = try unboosted(outer, depth: depth)
        guard next < lexemes.count, case .boost(let factor) = lexemes[next].kind else { return node }
        next += 1
        return node?.boosted(factor)
    }

    mutating func unboosted(_ outer: Words.Field, depth: Int) throws(QuerySyntaxError) -> QueryNode? {
        var field = outer
        if case .field(let inner) = lexemes[next].kind {
            guard takeGlued() else { return nil }
            field = inner
        }
        let lexeme = lexemes[next]
        next += 1
        if lexeme.kind == .open { return try group(field, depth: depth, openedAt: lexeme.range.lowerBound) }
        if lexeme.kind == .filter(.everything) { return .filter(.everything, range: lexeme.range) }
        clauses += 1
        guard clauses <= QueryLimits.clausesMax else {
            throw QuerySyntaxError(.tooManyClauses, at: lexeme.range.lowerBound)
        }
        switch lexeme.kind {
        case .word(_, let form) where form != .whole && expansions == QueryLimits.expansionsMax:
            throw QuerySyntaxError(.tooManyExpansions, at: lexeme.range.lowerBound)
        case .word(let text, let form):
            if form != .whole { expansions += 1 }
            return .word(
                Words(text, field: field, range: lexeme.range, form: form, wordBefore: lexeme.wordBefore))
        case .phrase(let text, let slop):
            guard slop == 0 || text.split(whereSeparator: \.isWhitespace).count <= QueryLimits.loosePhraseWordsMax
            else {
                throw QuerySyntaxError(.tooManyLooseWords, at: lexeme.range.lowerBound)
            }
            return .phrase(Words(text, field: field, range: lexeme.range, slop: slop))
        case .filter(let filter): return .filter(filter, range: lexeme.range)
        case .and: return .word(Words("AND", field: field, range: lexeme.range))
        case .or: return .word(Words("OR", field: field, range: lexeme.range))
        case .not: return .word(Words("NOT", field: field, range: lexeme.range))
        case .open, .close, .sign, .field, .boost: preconditionFailure("the lexer glues these to an operand")
        }
    }

    /// Takes a sign or a field's name; false when what it stood before was passed over: `-""`, `title:""`.
    mutating func takeGlued() -> Bool {
        next += 1
        return next < lexemes.count && lexemes[next].kind != .close
            && lexemes[next - 1].range.upperBound == lexemes[next].range.lowerBound
    }

    mutating func group(
        _ field: Words.Field, depth: Int, openedAt offset: Int
    ) throws(QuerySyntaxError) -> QueryNode? {
        guard depth < QueryLimits.nestingMax else { throw QuerySyntaxError(.tooDeep, at: offset) }
        let node = try list(field, depth: depth + 1)
        if next < lexemes.count { next += 1 }  // the closing parenthesis; at the end it is forgiven
        return node
    }
}
