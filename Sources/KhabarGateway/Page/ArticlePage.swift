internal import KhabarClient
internal import KhabarFormats

/// The page of one article, whole, with the stories most related to it, in all languages.
enum ArticlePage {
    static func html(_ article: StoredArticle, related: [SearchHit]) -> String {
        let attributes = HitHTML.textAttributes(article.language)
        let title = article.title.map(escaped) ?? "(untitled)"
        let paragraphs = [article.summary].compactMap { $0 } + article.body
        var parts = [
            search, "<article>", "<h1 \(attributes)>\(title)</h1>",
            HitHTML.facts(
                [article.source, article.agency, article.dateline, article.published?.text, article.language],
                url: article.url),
        ]
        parts += paragraphs.map { "<p \(attributes)>\(escaped($0))</p>" }
        parts.append("</article>")
        if !related.isEmpty {
            parts.append("<h2>Related</h2>\n<ol>\n\(related.map(HitHTML.listed).joined(separator: "\n"))\n</ol>")
        }
        return htmlPage(title: "\(title) – Khabar", body: parts.joined(separator: "\n"))
    }

    static func html(_ refusal: Refusal) -> String {
        htmlPage(title: "Khabar", body: "\(search)\n<p role=\"alert\">\(escaped(refusal.message))</p>")
    }

    private static let search = """
        <form action="/" role="search">
        <input type="search" name="q" dir="auto" aria-label="Search">
        <button>Search</button>
        </form>
        """
}
