internal import KhabarClient
internal import KhabarFormats
internal import KhabarText

/// What a request gets at once, whole.
struct Answer: Equatable {
    enum Content: String {
        case json = "application/json"
        case html = "text/html; charset=utf-8"
        /// Prometheus' text exposition format.
        case metrics = "text/plain; version=0.0.4; charset=utf-8"
    }

    /// Of HTTP.
    var status = 200
    var content = Content.json
    var body: String
    var retryAfter: Int?

    static func json(_ line: String) -> Answer { Answer(body: line + "\n") }
    static func html(_ page: String) -> Answer { Answer(content: .html, body: page) }

    /// - Parameter page: for people, instead of the object for programs.
    init(_ refusal: Refusal, page: String? = nil) {
        status = refusal.status.rawValue
        content = page == nil ? .json : .html
        body = page ?? refusal.json + "\n"
        retryAfter = refusal.retryAfter
    }

    private init(content: Content = .json, body: String) {
        self.content = content
        self.body = body
    }
}

extension Answer {
    /// Asks the server what `question` asks. Whatever goes wrong is an answer, too.
    init(to question: Question, _ client: KhabarClient) async {
        do throws(KhabarError) {
            self = try await Self.found(question, client)
        } catch {
            let refusal = Refusal(error)
            switch question {
            case .searchPage(let page): self.init(refusal, page: SearchPage(question: page).html(refusal))
            case .articlePage: self.init(refusal, page: ArticlePage.html(refusal))
            default: self.init(refusal)
            }
        }
    }

    private static func found(_ question: Question, _ client: KhabarClient) async throws(KhabarError) -> Answer {
        switch question {
        case .search(let query, let html): return .json(try await client.search(query).json(html: html))
        case .article(let id):
            guard let article = try await client.get(id) else { return Answer(.noArticle(id)) }
            return .json(String(decoding: Article(article).json(), as: UTF8.self))
        case .related(let id, let limit):
            do throws(KhabarError) {
                return .json(try await client.related(to: id, limit: limit, snippets: true).json())
            } catch  where error.code == .badRequest {
                return Answer(.noArticle(id))
            }
        case .suggest(let text, let limit): return .json(try await client.suggest(text, limit: limit).json())
        case .statistics: return .json(try await client.stats().json())
        case .metrics:
            var answer = Answer.json(try await client.stats().prometheusLines().joined(separator: "\n"))
            answer.content = .metrics
            return answer
        case .health:
            try await client.ping()
            return .json(JSONText.object([("status", JSONText.string("ok"))]))
        case .searchPage(let question):
            let page = SearchPage(question: question)
            guard let query = question.query else { return .html(page.html(nil)) }
            return .html(page.html(try await client.search(query)))
        case .articlePage(let id):
            guard let article = try await client.get(id) else {
                let refusal = Refusal.noArticle(id)
                return Answer(refusal, page: ArticlePage.html(refusal))
            }
            let related = try await client.related(to: id, limit: Limits.relatedHits, snippets: true)
            return .html(ArticlePage.html(article, related: related.hits))
        case .watch: preconditionFailure("a watch is answered by an event stream")
        }
    }
}

extension Refusal {
    static func noArticle(_ id: String) -> Refusal {
        Refusal(.notFound, "there is no article \(id)", code: "notFound")
    }
}
