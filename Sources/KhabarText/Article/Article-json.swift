extension Article {
    /// The article as `khabar-ingest --print` writes it: one line of JSON in UTF-8, without a newline at the end.
    ///
    /// Absent fields are null; `url`, `source` and `tags` are there when the article has them. `paragraphLanguages` is there when some paragraphs are in
    /// another language than the article: their numbers in `body`, from 0 on, and their languages.
    package func json() -> [UInt8] {
        var object = JSONObject()
        object.member("id", id)
        object.member("language", language)
        object.member("title", title)
        object.member("summary", summary)
        object.member("dateline", dateline)
        object.member("agency", agency)
        object.member("published", published?.text)
        object.member("pageDate", pageDate?.text)
        object.member("hashtags", hashtags)
        object.member("body", body)
        object.member(
            "dropped",
            dropped.map { drop in
                var entry = JSONObject()
                entry.member("line", drop.line)
                entry.member("reason", drop.reason.name)
                return entry
            })
        if let url { object.member("url", url) }
        if let source { object.member("source", source) }
        if !tags.isEmpty { object.member("tags", tags) }
        let foreign = foreignParagraphs(of: self)
        if !foreign.isEmpty {
            var languages = JSONObject()
            for entry in foreign { languages.member("\(entry.paragraph)", entry.language) }
            object.member("paragraphLanguages", languages)
        }
        return object.finish()
    }
}
