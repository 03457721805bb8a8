/// What a source says of its language: `hi`, `hi-IN`, `hin`, `Hindi`. A hint, not a verdict.
package struct LanguageClaim: Sendable, Equatable {
    /// BCP 47: a language and, where the claim says so, a script.
    private let code: String

    /// Nil when the claim is longer than any tag, or says nothing.
    package init?(_ text: String) {
        guard (2...Self.bytesMax).contains(text.utf8.count) else { return nil }
        let subtags = text.lowercased().split { $0 == "-" || $0 == "_" }.map(String.init)
        guard let first = subtags.first else { return nil }
        let language = Self.names[subtags.prefix(2).joined(separator: "-")] ?? Self.names[first] ?? first
        code = subtags.dropFirst().contains("latn") ? language + "-Latn" : language
    }

    /// Whether a language's tag is what is claimed. Hindi may be claimed of Hindi in Latin letters.
    func names(_ tag: String) -> Bool { tag == code || tag == code + "-Latn" }

    func isOfScript(_ script: LanguageData.Script, _ codes: [String]) -> Bool {
        script.name == code || script.languages.contains { codes[$0] == code }
    }

    /// Longer than the longest tag that is in use.
    private static let bytesMax = 35

    /// Other names, from `language-names.txt`, to tags.
    private static let names: [String: String] = {
        var names: [String: String] = [:]
        for line in resourceLines(PackageResources.language_names_txt) {
            let fields = resourceFields(line)
            for name in fields.dropFirst() { names[name] = fields[0] }
        }
        return names
    }()
}
