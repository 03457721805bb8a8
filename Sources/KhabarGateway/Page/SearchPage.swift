internal import KhabarClient
internal import KhabarFormats

/// The page where people search: a form, what was found, and the ways on from there. Plain HTML, made here, without scripts.
struct SearchPage {
    /// What the form and the links of a page ask for.
    struct Question: Sendable {
        /// Empty: the form alone.
        var text = ""
        var order = SearchQuery.Order.score
        var after: SearchCursor?

        init(_ parameters: inout Parameters) throws(Refusal) {
            text = try parameters.text("q") ?? ""
            order = try parameters.order() ?? .score
            after = try parameters.cursor()
        }

        init(_ text: String) { self.text = text }

        var query: SearchQuery? {
            guard !text.utf8.allSatisfy({ $0 == UInt8(ascii: " ") }) else { return nil }
            return SearchQuery(
                text, limit: Limits.pageHits, order: order, facets: [FacetRequest(.language), FacetRequest(.source)],
                paged: true, after: after, corrects: true)
        }
    }

    let question: Question

    func html(_ results: SearchResults?) -> String {
        page(results.map(found) ?? "")
    }

    func html(_ refusal: Refusal) -> String {
        page("<p role=\"alert\">\(escaped(refusal.message))</p>")
    }

    private func page(_ below: String) -> String {
        let title = question.text.isEmpty ? "Khabar" : "\(escaped(question.text)) – Khabar"
        return htmlPage(title: title, body: form + "\n" + below)
    }

    private var form: String {
        let orders: [(SearchQuery.Order, String)] = [
            (.score, "Best first"), (.newest, "Newest first"), (.oldest, "Oldest first"),
        ]
        let options = orders.map { order, label in
            "<option value=\"\(order.name)\"\(order == question.order ? " selected" : "")>\(label)</option>"
        }
        return """
            <form action="/" role="search">
            <input type="search" name="q" value="\(escaped(question.text))" dir="auto" aria-label="Search" autofocus>
            <select name="sort" aria-label="Order">\(options.joined())</select>
            <button>Search</button>
            </form>
            """
    }

    private func found(_ results: SearchResults) -> String {
        var parts: [String] = []
        let number = "\(results.totalIsExact ? "" : "at least ")\(results.total)"
        let milliseconds = (results.took / .milliseconds(1) * 100).rounded() / 100
        parts.append("<p class=\"facts\">\(number) found in \(milliseconds) ms</p>")
        if let correction = results.correction {
            parts.append("<p>Did you mean <a href=\"\(link(correction))\" dir=\"auto\">\(escaped(correction))</a>?</p>")
        }
        parts += results.facets.compactMap(narrowing)
        parts.append("<ol>\n\(results.hits.map(HitHTML.listed).joined(separator: "\n"))\n</ol>")
        if let next = results.next {
            parts.append("<nav><a rel=\"next\" href=\"\(link(question.text, after: next))\">More</a></nav>")
        }
        return parts.joined(separator: "\n")
    }

    /// Links that narrow the search to one value of a field each; nil when there is but one.
    private func narrowing(_ facet: Facet) -> String? {
        guard facet.valueCount > 1 else { return nil }
        let links = facet.values.compactMap { value -> String? in
            guard let filter = facet.field.filter(value.value) else { return nil }
            // In front, where no quote that was left open and no operator at the end reaches it; with its sign, beside which others of the field stay what they are.
            let narrowed = link("+\(filter.text) \(question.text)")
            return "<a href=\"\(narrowed)\" dir=\"auto\">\(escaped(value.value))</a> (\(value.count))"
        }
        return "<nav>\(links.joined(separator: " · "))</nav>"
    }

    private func link(_ text: String, after: SearchCursor? = nil) -> String {
        var link = "/?q=\(percentEncoded(text))&amp;sort=\(question.order.name)"
        if let after { link += "&amp;after=\(percentEncoded(after.description))" }
        return link
    }
}

extension FacetField {
    /// What a query says to have only one value of the field; nil where the page has no links for it, and for a value with a quote, which no query can hold.
    fileprivate func filter(_ value: String) -> Query? {
        if value.contains("\"") { return nil }
        return switch self {
        case .language: .language(value)
        case .source: .source(value)
        case .tag, .day, .month: nil
        }
    }
}
