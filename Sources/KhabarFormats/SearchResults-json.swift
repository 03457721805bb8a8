package import KhabarClient

extension SearchResults {
    /// One line of JSON, as `khabar search` writes it; what is not there is null.
    ///
    /// - Parameter html: whether each hit also has its snippet as HTML.
    package func json(html: Bool = false) -> String {
        JSONText.object([
            ("total", "\(total)"), ("totalIsExact", "\(totalIsExact)"),
            ("tookMicroseconds", JSONText.microseconds(took)),
            ("renderMicroseconds", JSONText.microseconds(rendering)),
            ("hits", JSONText.array(hits.map { JSONText.object($0.jsonMembers(html: html)) })),
            ("facets", JSONText.array(facets.map { $0.json() })),
            ("next", JSONText.string(next?.description)),
            ("correction", JSONText.string(correction)),
        ])
    }
}

extension SearchHit {
    /// One line of JSON, as `khabar watch` writes it.
    package func json(position: WatchPosition) -> String {
        JSONText.object(jsonMembers(html: false) + [("position", JSONText.string(position.description))])
    }

    fileprivate func jsonMembers(html: Bool) -> [(String, String)] {
        var members = [
            ("id", JSONText.string(id)), ("score", "\(score)"), ("title", JSONText.string(title)),
            ("language", JSONText.string(language)), ("published", JSONText.string(published?.text)),
            ("source", JSONText.string(source)), ("url", JSONText.string(url)),
            ("snippet", JSONText.string(snippet)),
            ("highlights", JSONText.array(highlights.map { "[\($0.lowerBound),\($0.upperBound)]" })),
            ("copies", "\(copies)"),
        ]
        if html { members.append(("html", JSONText.string(markedSnippet()))) }
        if let explanation { members.append(("explanation", JSONText.string(explanation))) }
        return members
    }
}

extension Facet {
    fileprivate func json() -> String {
        JSONText.object([
            ("field", JSONText.string(field.rawValue)), ("valueCount", "\(valueCount)"),
            (
                "values",
                JSONText.array(
                    values.map {
                        JSONText.object([("value", JSONText.string($0.value)), ("count", "\($0.count)")])
                    })
            ),
        ])
    }
}

extension [Suggestion] {
    /// One line of JSON, as `khabar suggest` writes it.
    package func json() -> String {
        let objects = map { suggestion in
            var id: String?
            if case .title(let article) = suggestion.kind { id = article }
            return JSONText.object([
                ("text", JSONText.string(suggestion.text)),
                ("kind", JSONText.string(id == nil ? "words" : "title")), ("id", JSONText.string(id)),
                ("count", "\(suggestion.count)"),
            ])
        }
        return JSONText.object([("suggestions", JSONText.array(objects))])
    }
}
