internal import KhabarClient
internal import KhabarFormats

/// What a request asks, checked as far as that can be without the server.
enum Question {
    case search(SearchQuery, html: Bool)
    case article(id: String)
    case related(id: String, limit: Int)
    case suggest(String, limit: Int)
    case watch(String, from: WatchPosition?, layers: SearchQuery.Layers)
    case statistics
    case metrics
    case health
    /// Pages for people.
    case searchPage(SearchPage.Question)
    case articlePage(id: String)

    /// - Parameters:
    ///   - text: the request's target, `/path?name=value`.
    ///   - lastEventID: of the header field Last-Event-ID: the position after which a browser goes on with a watch that was cut.
    /// - Throws: `notFound` for an unknown path, `badRequest` for parameters that are wrong.
    init(target text: String, lastEventID: String? = nil) throws(Refusal) {
        let target = try Target(text)
        var parameters = Parameters(target)
        switch target.path {
        case "/search": self = try .search(&parameters)
        case "/article": self = .article(id: try parameters.required("id"))
        case "/related":
            self = .related(
                id: try parameters.required("id"), limit: try parameters.integer("limit", in: 0...Limits.hitsMax) ?? 10)
        case "/suggest":
            self = .suggest(try parameters.required("q"), limit: try parameters.integer("limit", in: 0...50) ?? 8)
        case "/watch": self = try .watch(&parameters, lastEventID)
        case "/stats": self = .statistics
        case "/metrics": self = .metrics
        case "/health": self = .health
        case "/": self = .searchPage(try SearchPage.Question(&parameters))
        case "/read": self = .articlePage(id: try parameters.required("id"))
        default:
            throw Refusal(
                .notFound,
                "there is no \(target.path); there are / and /read for people, and /search, /article, /related, /suggest, /watch, /stats, /metrics, /health",
                code: "notFound")
        }
        try parameters.finish()
    }

    private static func search(_ parameters: inout Parameters) throws(Refusal) -> Question {
        var query = SearchQuery(try parameters.required("q"))
        query.limit = try parameters.integer("limit", in: 0...Limits.hitsMax) ?? 10
        query.offset = try parameters.integer("offset", in: 0...100_000) ?? 0
        query.layers = try parameters.layers() ?? .name
        query.order = try parameters.order() ?? .score
        query.halfLife = try parameters.value("half-life", "an age such as 6h, 7d, 4w", Duration.init(age:))
        for text in parameters.texts("facet") {
            guard let facet = FacetRequest(text: text), 1...FacetRequest.limitMax ~= facet.limit else {
                let fields = FacetField.allCases.map(\.rawValue).joined(separator: ", ")
                throw Refusal(
                    .badRequest,
                    "facet must be one of \(fields), with :N behind it for N values, 1 to \(FacetRequest.limitMax), not '\(text)'"
                )
            }
            query.facets.append(facet)
        }
        guard query.facets.count <= FacetRequest.countMax else {
            throw Refusal(.badRequest, "facet may be given \(FacetRequest.countMax) times")
        }
        query.snippets = try parameters.flag("snippets") ?? true
        query.collapseCopies = try parameters.flag("collapse") ?? true
        query.explain = try parameters.flag("explain") ?? false
        query.paged = try parameters.flag("pages") ?? false
        query.after = try parameters.cursor()
        guard query.after == nil || query.offset == 0 else {
            throw Refusal(.badRequest, "after and offset exclude each other")
        }
        query.corrects = true
        return .search(query, html: try parameters.flag("html") ?? false)
    }

    private static func watch(_ parameters: inout Parameters, _ lastEventID: String?) throws(Refusal) -> Question {
        let query = try parameters.required("q")
        let layers = try parameters.layers() ?? .name
        let given = try parameters.value("from", "a position that a watch gave", WatchPosition.init)
        guard let lastEventID, !lastEventID.isEmpty else { return .watch(query, from: given, layers: layers) }
        // A browser sends it when it connects again, to the address that it was first given: it is the later of the two.
        guard let position = WatchPosition(lastEventID) else {
            throw Refusal(.badRequest, "Last-Event-ID is not a position that a watch gave")
        }
        return .watch(query, from: position, layers: layers)
    }
}

extension Parameters {
    mutating func layers() throws(Refusal) -> SearchQuery.Layers? {
        try value("layers", "exact, stem, alias or name", SearchQuery.Layers.init(name:))
    }

    mutating func order() throws(Refusal) -> SearchQuery.Order? {
        try value("sort", "score, newest or oldest", SearchQuery.Order.init(name:))
    }

    mutating func cursor() throws(Refusal) -> SearchCursor? {
        try value("after", "what a page before gave as next", SearchCursor.init)
    }
}
