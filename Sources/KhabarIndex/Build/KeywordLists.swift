internal import KhabarText

/// The articles of each keyword. Articles by the thousand share a few of them, so a term is made once for each value and not for each article.
struct KeywordLists {
    private struct Value: Hashable {
        var kind: Keyword
        var string: ExactString
    }

    private(set) var lists: [(term: [UInt8], articles: [DocID])] = []
    private var ofValue: [Value: Int] = [:]
    /// Values that differ behind the end of what a term may hold have one.
    private var ofTerm: [[UInt8]: Int] = [:]

    /// Adds the next article.
    mutating func add(_ article: Article, _ number: DocID) {
        add(.language, article.language, number)
        if let source = article.source { add(.source, source, number) }
        for tag in article.tags { add(.tag, tag, number) }
    }

    private mutating func add(_ kind: Keyword, _ value: String, _ article: DocID) {
        let list = list(kind, value)
        // A tag may be given twice.
        if lists[list].articles.last != article { lists[list].articles.append(article) }
    }

    private mutating func list(_ kind: Keyword, _ value: String) -> Int {
        let key = Value(kind: kind, string: ExactString(value))
        if let known = ofValue[key] { return known }
        let term = kind.term(value)
        let number = ofTerm[term, default: lists.count]
        if number == lists.count { lists.append((term, [])) }
        ofTerm[term] = number
        ofValue[key] = number
        return number
    }
}
