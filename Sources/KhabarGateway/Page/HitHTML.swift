internal import KhabarClient
internal import KhabarFormats

/// A hit in a list of them.
enum HitHTML {
    static func listed(_ hit: SearchHit) -> String {
        let title = hit.title.map(escaped) ?? "(untitled)"
        var parts = [
            "<h2 \(textAttributes(hit.language))><a href=\"\(articleLink(hit.id))\">\(title)</a></h2>"
        ]
        if !hit.snippet.isEmpty {
            parts.append("<p \(textAttributes(hit.language))>\(printable(hit.markedSnippet()))</p>")
        }
        let copies = hit.copies == 0 ? nil : "\(hit.copies) more \(hit.copies == 1 ? "copy" : "copies")"
        parts.append(facts([hit.source, hit.published?.text, hit.language, copies], url: hit.url))
        return "<li>\n\(parts.joined(separator: "\n"))\n</li>"
    }

    static func articleLink(_ id: String) -> String { "/read?id=\(percentEncoded(id))" }

    /// One line of small print, each part in its own direction; the address only where a browser does no more than go there.
    static func facts(_ facts: [String?], url: String?) -> String {
        var parts = facts.compactMap { $0 }.map { "<bdi>\(escaped($0))</bdi>" }
        if let url, isWebAddress(url) {
            parts.append("<a href=\"\(escaped(url))\" rel=\"noopener\">original</a>")
        }
        return "<p class=\"facts\">\(parts.joined(separator: " · "))</p>"
    }

    static func textAttributes(_ language: String) -> String {
        language == "und" ? "dir=\"auto\"" : "lang=\"\(escaped(language))\" dir=\"auto\""
    }

    /// `javascript:` and the like would run in the page.
    private static func isWebAddress(_ url: String) -> Bool {
        let beginning = url.prefix(8).lowercased()
        return beginning.hasPrefix("https://") || beginning.hasPrefix("http://")
    }
}
