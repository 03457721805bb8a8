internal import KhabarClient
internal import Synchronization

/// Asks the server for articles that it has acknowledged, and keeps account of what it should have had.
package final class Oracle: Sendable {
    private let client: KhabarClient
    private let runPrefix: String
    private let report = Mutex(OracleReport())

    /// By the seed of the generated corpus the ids of this run are told from others.
    package init(_ plan: LoadPlan) {
        var configuration = KhabarClient.Configuration()
        configuration.name = plan.tool
        configuration.access = plan.access
        client = KhabarClient(server: plan.server, configuration: configuration)
        runPrefix = "generated-\(plan.seed)-"
    }

    package var result: OracleReport { report.withLock { $0 } }

    /// Looks up one article as soon as it is acknowledged: from then on every search must find it.
    func checkAtOnce(_ article: AcknowledgedArticle) async throws(LoadFailure) {
        try await check(article, isUnique: false)
        report.withLock { $0.checkedAtOnce += 1 }
    }

    /// Looks up articles, some at a time.
    package func check(_ articles: [(article: AcknowledgedArticle, isUnique: Bool)]) async throws(LoadFailure) {
        do {
            try await withThrowingDiscardingTaskGroup { group in
                for first in 0..<Limits.checksInFlight {
                    group.addTask {
                        for number in stride(from: first, to: articles.count, by: Limits.checksInFlight) {
                            try await self.check(articles[number].article, isUnique: articles[number].isUnique)
                        }
                    }
                }
            }
        } catch let failure as LoadFailure {
            throw failure
        } catch {
            throw .failed("\(error)")
        }
    }

    package func close() async { await client.close() }

    private func check(_ article: AcknowledgedArticle, isUnique: Bool) async throws(LoadFailure) {
        let stored = try await patiently { () async throws(KhabarError) in try await self.client.get(article.id) }
        if let finding = Judgement.stored(article, isUnique: isUnique, stored) {
            return note(finding, article)
        }
        // A newer version, or another under the same id, need not have the phrase.
        guard stored?.version == article.version, isUnique || article.isOwnPhrase,
            let text = Judgement.query(article)
        else { return note(nil, article) }
        let query = SearchQuery(text, limit: 100, layers: .exact, snippets: false, collapseCopies: false)
        let found = try await patiently { () async throws(KhabarError) in try await self.client.search(query) }
        report.withLock { $0.searched += 1 }
        note(Judgement.found(article, found.hits.map(\.id), runPrefix: runPrefix), article)
    }

    private func note(_ finding: Finding?, _ article: AcknowledgedArticle) {
        report.withLock { $0.note(finding, article) }
    }

    /// A server that is busy is asked again: the oracle judges what it holds, not how fast it is.
    private func patiently<Answer: Sendable>(
        _ ask: () async throws(KhabarError) -> Answer
    ) async throws(LoadFailure) -> Answer {
        var delay = Limits.retryDelay
        while true {
            do throws(KhabarError) {
                return try await ask()
            } catch {
                guard error.code == .overloaded, delay < Limits.retryDelayMax else { throw LoadFailure(error) }
                try? await Task.sleep(for: error.retryAfter ?? delay)
                delay *= 2
            }
        }
    }
}
