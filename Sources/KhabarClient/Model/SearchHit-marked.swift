extension SearchHit {
    /// The snippet with its matches between two marks, for a page or a terminal.
    ///
    /// - Parameters:
    ///   - open: before each match.
    ///   - close: behind it.
    ///   - escapesHTML: whether what means something in HTML, quotes included, is escaped, so that the snippet can stand in an element or an attribute as it is.
    public func markedSnippet(
        open: String = "<mark>", close: String = "</mark>", escapesHTML: Bool = true
    ) -> String {
        let bytes = Array(snippet.utf8)
        func text(_ range: Range<Int>) -> String {
            let text = String(decoding: bytes[range], as: UTF8.self)
            return escapesHTML ? htmlEscaped(text) : text
        }
        var marked = ""
        var end = 0
        // The server's ranges are in order, and the connection has checked that they lie in the text.
        for highlight in highlights where highlight.lowerBound >= end && highlight.upperBound <= bytes.count {
            marked += text(end..<highlight.lowerBound) + open + text(highlight) + close
            end = highlight.upperBound
        }
        return marked + text(end..<bytes.count)
    }
}

/// Text as it may stand in an element or an attribute of HTML: what means something there, quotes included, is escaped.
package func htmlEscaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\"": escaped += "&quot;"
        case "'": escaped += "&#39;"
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
