/// The web pages of other servers whose scripts may read answers, by their origins: `https://news.example`.
package struct AllowedOrigins: Sendable {
    private let origins: Set<String>

    /// - Parameter origins: `*` is any.
    package init(_ origins: [String]) {
        // As browsers send them.
        self.origins = Set(origins.map { $0.lowercased() })
    }

    /// The header fields (see the Fetch standard) that tell a browser whether a page of `origin` may read.
    func headers(for origin: String?) -> [(String, String)] {
        if origins.isEmpty { return [] }
        if origins.contains("*") { return [("access-control-allow-origin", "*")] }
        // Caches must not give one origin what was meant for another.
        let varies = ("vary", "origin")
        guard let origin, origins.contains(origin) else { return [varies] }
        return [("access-control-allow-origin", origin), varies]
    }
}
