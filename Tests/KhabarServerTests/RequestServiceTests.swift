import Dispatch
import KhabarIndex
import KhabarProtocol
import KhabarText
import Synchronization
import Testing

@testable import KhabarServer

@Suite struct RequestServiceTests {
    private final class Client: Sendable {}

    private func service(_ engine: Engine) -> RequestService {
        RequestService(
            engine: engine, workers: 1, segmentBytesMax: 1 << 20, statistics: Statistics(version: "0"),
            serverID: ServerID(high: 1, low: 2))
    }

    private struct Answered {
        var message: Message
        /// Before the call came back, by its own thread.
        var atOnce: Bool
    }

    private func answer(
        _ request: Request, _ service: RequestService, _ client: Client, mayAnswer: Bool = true,
        flag: CancellationFlag = CancellationFlag(deadline: nil)
    ) async -> Answered {
        await withCheckedContinuation { continuation in
            let disposition = service.perform(
                request, flag, of: ObjectIdentifier(client), mayAnswer: mayAnswer,
                reply: Reply { message, _, _ in
                    continuation.resume(returning: Answered(message: message, atOnce: false))
                }
            )
            guard case .answered(let message) = disposition else { return }
            continuation.resume(returning: Answered(message: message, atOnce: true))
        }
    }

    @Test func whatARecordMayHoldFitsAnAnswer() {
        #expect(KhabarIndex.Limits.recordListMax <= KhabarProtocol.Limits.valuesPerFieldMax)
    }

    /// A very long article is inflated where no other connection of an event loop waits for it.
    @Test func aLongArticleIsNotReadOnTheEventLoop() async throws {
        let engine = try Engine.opened(nil)
        let lengths = [
            "short": 1, "long": RequestService.quickTextBytes / 2, "longer": RequestService.quickTextBytes + 1,
        ]
        let articles = lengths.map { plainArticle($0.key, String(repeating: "x", count: $0.value)) }
        _ = try await engine.take(articles, sequence: 1)
        // From here on nothing is done at the catalogue that a look at it would have to wait for.
        engine.stop()
        let (service, client) = (service(engine), Client())
        for article in articles {
            for mayAnswer in [true, false] {
                let answer = await answer(.get(Get(id: article.id)), service, client, mayAnswer: mayAnswer)
                // Not in the expectation, which would print them whole.
                let isWhole = answer.message == .articleResult(ArticleResult(article: WireArticle(article)))
                #expect(isWhole, "\(article.id)")
                #expect(answer.atOnce == (mayAnswer && article.id != "longer"))
            }
        }
        let missing = await answer(.get(Get(id: "nobody")), service, client)
        #expect(missing.atOnce && missing.message == .articleResult(ArticleResult(article: nil)))
        // Whoever has left by then is not worked for.
        let gone = CancellationFlag(deadline: nil)
        gone.set()
        let cancelled = await answer(.get(Get(id: "longer")), service, client, flag: gone)
        let isGivenUp = cancelled.message == .error(.cancelled)
        #expect(isGivenUp)
    }

    /// The writer may hold the catalogue for long: whatever needs it meanwhile is begun, and answered when the writer lets go; and it holds up none of the threads
    /// that search.
    @Test func noRequestWaitsForTheWriter() async throws {
        let engine = try Engine.opened(nil)
        _ = try await engine.take((1...3).map { plainArticle("\($0)", "floods in Sindh") }, sequence: 1)
        let (service, client) = (service(engine), Client())
        var page = Search(query: "floods", limit: 1, offset: 0, layers: .exact, options: .page)
        guard case .searchResult(let first) = await answer(.search(page), service, client).message else { return }
        // Of the next page the article must be looked for.
        page.after = first.next
        #expect(try await engine.retract(["2"]) == 1)
        engine.stop()
        let (answers, continuation) = AsyncStream.makeStream(of: MessageType.self)
        func isUnderWay(_ request: Request) -> Bool {
            let disposition = service.perform(
                request, CancellationFlag(deadline: nil), of: ObjectIdentifier(client), mayAnswer: true,
                reply: Reply { message, _, _ in continuation.yield(message.type) })
            if case .underWay = disposition { return true }
            return false
        }
        var types = answers.makeAsyncIterator()
        let search = Request.search(Search(query: "floods", limit: 1, offset: 0, layers: .exact, options: []))
        // The first one reads the lists of words, which takes its time.
        #expect(!isUnderWay(search))
        let writer = await Writer(at: engine)
        #expect(!isUnderWay(search))
        let waiting: [Request] =
            [
                .get(Get(id: "1")), .stats, .offer(Offer(entries: [.init(id: "1", version: 1, contentHash: 1)])),
                .related(Related(id: "1", limit: 1, options: [])),
            ] + (0...RequestService.searchThreads).map { _ in .search(page) }
        for request in waiting { #expect(isUnderWay(request)) }
        let refused = Task { try await engine.take([plainArticle("two")], sequence: 2) }
        #expect(isUnderWay(.suggest(Suggest(text: "flo", limit: 1))))
        #expect(await types.next() == .suggestResult)
        #expect(await writer.letsGo())
        var found: Set<MessageType> = []
        for _ in waiting { if let type = await types.next() { found.insert(type) } }
        #expect(found == [.articleResult, .statsResult, .wanted, .searchResult])
        await #expect(throws: IngestError.closed) { _ = try await refused.value }
    }

    /// Holds the catalogue until it is asked to let go, or for a minute.
    private struct Writer {
        private let proceed = DispatchSemaphore(value: 0)
        private let isInTime: Task<Bool, Never>

        init(at engine: Engine) async {
            let proceed = proceed
            let (begun, continuation) = AsyncStream.makeStream(of: Void.self)
            let (ended, end) = AsyncStream.makeStream(of: Bool.self)
            DispatchQueue(label: "writer").async {
                engine.catalogue.withLock { _ in
                    continuation.yield()
                    end.yield(proceed.wait(timeout: .now() + .seconds(60)) == .success)
                }
            }
            isInTime = Task { await ended.first { _ in true } ?? false }
            _ = await begun.first { _ in true }
        }

        /// Whether nobody has waited for it until then.
        func letsGo() async -> Bool {
            proceed.signal()
            return await isInTime.value
        }
    }

    /// Workers take marks of direction and controls out of ids; whoever asks by the id that he gave finds the article all the same, and retracts it.
    @Test func anArticleIsFoundByTheIDThatItWasGiven() async throws {
        let engine = try Engine.opened(nil)
        let given = ["k\u{200F}l", "a\tb", "\u{2067}خبر\u{2069}"]
        let keys = given.map { articleKey($0)! }
        #expect(keys == ["kl", "a b", "خبر"])
        #expect(articleKey("plain id ") == "plain id " && articleKey(" \u{200E}") == nil)
        _ = try await engine.take(keys.map { plainArticle($0) } + [plainArticle("k-l")], sequence: 1)
        let (service, client) = (service(engine), Client())
        for (id, key) in zip(given, keys) {
            guard case .articleResult(let result) = await answer(.get(Get(id: id)), service, client).message else {
                Issue.record("\(id) was not looked for")
                return
            }
            #expect(result.article?.id == key)
            #expect(engine.locate([id]).places[0] != nil)
        }
        let deleted = await answer(.delete(Delete(ids: given + ["\u{200F}", "k\u{200F}-"])), service, client)
        #expect(deleted.message == .deleted(Deleted(count: 3)))
        #expect(try engine.articles().keys.map(\.string) == ["k-l"])
        engine.stop()
    }

    /// What related stories are asked of: the current article under an id, wherever replacements and merges have put it.
    @Test func anArticleIsLocatedByItsID() async throws {
        print("locate seed 8")
        var articles = ClashingArticles(seed: 8)
        let engine = try Engine.opened(nil)
        for sequence in 1...80 as ClosedRange<UInt64> {
            _ = try await engine.take(articles.articles(upTo: 4), sequence: sequence)
            if sequence % 5 == 0 { _ = try await engine.retract([articles.id()]) }
            let expected = try engine.articles()
            let (snapshot, places) = engine.locate(ClashingArticles.ids)
            for (id, place) in zip(ClashingArticles.ids, places) {
                let article = try place.map { try snapshot.views[$0.view].segment.article($0.article) }
                #expect(article == expected[ExactString(id)], "\(id) after \(sequence)")
            }
        }
        engine.stop()
    }

    @Test func relatedStoriesOfNothingAreABadRequest() async throws {
        let engine = try Engine.opened(nil)
        _ = try await engine.take(
            [plainArticle("one", "floods in Sindh"), plainArticle("two", "more floods in Sindh")], sequence: 1)
        let (service, client) = (service(engine), Client())
        let two = await answer(.related(Related(id: "one", limit: 5, options: [])), service, client)
        guard case .searchResult(let result) = two.message else {
            Issue.record("\(two.message)")
            return
        }
        #expect(result.hits.map(\.id) == ["two"])
        #expect(try await engine.retract(["one"]) == 1)
        let gone = await answer(.related(Related(id: "one", limit: 5, options: [])), service, client)
        guard case .error(let error) = gone.message else {
            Issue.record("\(gone.message)")
            return
        }
        #expect(error.code == .badRequest)
        engine.stop()
    }
}
