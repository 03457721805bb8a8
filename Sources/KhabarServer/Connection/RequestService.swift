import Dispatch
import KhabarIndex
import KhabarProtocol
import KhabarText
import NIOCore
import Synchronization

/// Turns requests into what the engine and the snapshot can do, and their results into messages.
final class RequestService: Sendable {
    let engine: Engine
    let connectionPlaces: Places
    let ingestPlaces: Places
    let segmentBytesMax: Int
    private let statistics: Statistics
    let answerEncoders = AnswerEncoders()
    private let searchQueues = SearchQueues(threads: searchThreads)
    private let shelf: SnapshotShelf
    private let watches: WatchHub
    private let followers: FollowHub
    /// When a search was last answered or rehearsed, in nanoseconds of uptime.
    private let lastSearch = Atomic<UInt64>(0)

    /// - Parameters:
    ///   - connections: how many there may be at once.
    ///   - workers: how many of them may ingest.
    ///   - serverID: of the data, whose positions watchers keep.
    ///   - acknowledgements: for a server that promises nothing that is on its own disk alone.
    init(
        engine: Engine, connections: Int = Places.connectionsMax, workers: Int, segmentBytesMax: Int,
        statistics: Statistics, serverID: ServerID, acknowledgements: Acknowledgements? = nil
    ) {
        shelf = SnapshotShelf(
            firstNumber: .random(in: 0 ... .max >> 1), bytesMax: engine.memoryLimitBytes / Self.shelfMemoryShare
        ) { engine.snapshot }
        watches = WatchHub(engine, server: serverID.high ^ serverID.low)
        followers = FollowHub(engine, acknowledgements: acknowledgements)
        self.engine = engine
        connectionPlaces = Places(count: connections)
        ingestPlaces = Places(count: workers) { change in
            engine.workers.add(change, ordering: .relaxed)
            if change < 0 { engine.workerLeft() }
        }
        self.segmentBytesMax = segmentBytesMax
        self.statistics = statistics
    }

    /// One for each core, and as many event loops; two at least, where the system gives them.
    static let searchThreads = max(2, System.coreCount)
    /// Snapshots that are read page by page may hold this share of the memory beside the current one.
    private static let shelfMemoryShare = 8

    /// A longer text takes more than a millisecond to inflate (some 470 MB/s) and to read; the event loop's other connections should not wait for it.
    static let quickTextBytes = 256 << 10

    /// Answers whatever would wait on.
    func stopWaiting() {
        watches.stop()
        followers.stop()
    }

    /// Closes the engine, and goes on once nothing is worked on any more: from then on no answer comes. The connections are closed.
    ///
    /// What is worked on by threads of a pool is not waited for by blocking one of them.
    func finish() async {
        await engine.finishValidation()
        engine.merging.stop()
        engine.close()
        await watches.finish()
        await followers.finish()
        // A search may look something up, which then searches on.
        await searchQueues.finish()
        await withCheckedContinuation { continuation in engine.lookupQueue.async { continuation.resume() } }
        await searchQueues.finish()
    }

    /// A connection has ended.
    func left(_ client: ObjectIdentifier) { followers.left(client) }

    /// A connection takes answers to its watches again.
    func lookAtWatches() { watches.look() }

    /// What becomes of a request at once.
    enum Disposition {
        case answered(Message)
        /// The answer comes by the `Reply`.
        case underWay
    }

    /// - Parameters:
    ///   - client: the connection, which gets its turn among others.
    ///   - mayAnswer: whether short work may be done at once, by the caller; otherwise all that takes time is done elsewhere.
    func perform(
        _ request: Request, _ flag: CancellationFlag, of client: ObjectIdentifier, mayAnswer: Bool,
        reply: @autoclosure () -> Reply
    ) -> Disposition {
        if let refusal = refusal(of: request) { return .answered(.error(refusal)) }
        switch request {
        case .search(let search):
            if mayAnswer { return self.search(search, flag, client, reply) }
            return later(client, flag, reply) { [self] in self.search(search, flag) }
        case .get(let get):
            guard let found = engine.findAtOnce(get.id) else {
                return later(client, flag, reply, lookingUp: { $0.find(get.id) }) { Self.article(get.id, $0) }
            }
            if mayAnswer, (found?.textBytes ?? 0) <= Self.quickTextBytes {
                return .answered(Self.article(get.id, found))
            }
            return later(client, reply) { flag.isCancelled ? flag.answer : Self.article(get.id, found) }
        case .offer(let offer):
            let entries = offer.entries.map { ($0.id, $0.version, $0.contentHash) }
            return lookUp(flag, reply(), promising: true) { .wanted(Wanted(wanted: $0.wanted(entries))) }
        case .stats:
            return lookUp(flag, reply()) { [self] engine in
                .statsResult(
                    StatsResult(entries: statistics.entries(engine, watches: watches.count, followers)))
            }
        case .delete(let delete):
            retract(delete, reply())
            return .underWay
        case .watch(let watch): return watches.add(watch, flag, reply)
        case .follow(let follow): return followers.add(follow, flag, of: client, reply)
        case .followPart(let part):
            let reply = reply()
            let isTaken = searchQueues.submit(of: client) { [self] in followers.answer(part, reply) }
            return isTaken ? .underWay : .answered(Self.overloaded)
        case .suggest(let suggest):
            let snapshot = engine.snapshot
            return later(client, reply) { Self.suggest(suggest, snapshot, flag) }
        case .related(let related):
            return later(client, flag, reply, lookingUp: { $0.locate([related.id]) }) { found in
                Self.related(related, found.snapshot, found.places[0], flag)
            }
        }
    }

    /// Of what only the leader takes.
    private func refusal(of request: Request) -> ErrorMessage? {
        switch request {
        case .offer, .delete: engine.following == nil ? nil : .readOnly(scope: .request)
        default: nil
        }
    }

    /// Gives an answer that is there, but takes long to encode, where nobody else waits for that; false where too much waits already.
    func pass(
        _ answer: Message, _ flag: CancellationFlag, of client: ObjectIdentifier, reply: @autoclosure () -> Reply
    ) -> Bool {
        let reply = reply()
        return searchQueues.submit(of: client) { reply(flag.isCancelled ? flag.answer : answer) }
    }

    /// Answers from a thread where nobody else waits.
    private func later(
        _ client: ObjectIdentifier, _ reply: () -> Reply, _ answer: @escaping @Sendable () -> Message
    ) -> Disposition {
        let reply = reply()
        return searchQueues.submit(of: client) { reply(answer()) } ? .underWay : .answered(Self.overloaded)
    }

    /// The same with something of the catalogue, once the writer lets it be seen.
    private func later<Found: Sendable>(
        _ client: ObjectIdentifier, _ flag: CancellationFlag, _ reply: () -> Reply,
        lookingUp lookUp: @escaping @Sendable (Engine) -> Found, _ answer: @escaping @Sendable (Found) -> Message
    ) -> Disposition {
        lookUpThenAnswer(client, flag, reply(), lookUp, answer)
        return .underWay
    }

    /// A search, which may have to look something of the catalogue up in its middle: no thread that searches waits for that.
    private func later(
        _ client: ObjectIdentifier, _ flag: CancellationFlag, _ reply: () -> Reply,
        _ search: @escaping @Sendable () -> SearchService.Step
    ) -> Disposition {
        let reply = reply()
        let isTaken = searchQueues.submit(of: client) { [self] in
            switch search() {
            case .answered(let message): reply(message)
            case .lookUp(let ids, let answer): lookUpThenAnswer(client, flag, reply, { $0.locate(ids) }, answer)
            }
        }
        return isTaken ? .underWay : .answered(Self.overloaded)
    }

    private func lookUpThenAnswer<Found: Sendable>(
        _ client: ObjectIdentifier, _ flag: CancellationFlag, _ reply: Reply,
        _ lookUp: @escaping @Sendable (Engine) -> Found, _ answer: @escaping @Sendable (Found) -> Message
    ) {
        engine.lookupQueue.async { [self] in
            guard !flag.isCancelled else { return reply(flag.answer) }
            let found = lookUp(engine)
            if !searchQueues.submit(of: client, { reply(flag.isCancelled ? flag.answer : answer(found)) }) {
                reply(Self.overloaded)
            }
        }
    }

    /// Answers with what the catalogue says, once the writer lets it be seen.
    ///
    /// - Parameter isPromise: whether somebody relies on it that this is safe.
    private func lookUp(
        _ flag: CancellationFlag, _ reply: Reply, promising isPromise: Bool = false,
        _ answer: @escaping @Sendable (Engine) -> Message
    ) -> Disposition {
        engine.lookupQueue.async { [self] in
            guard !flag.isCancelled else { return reply(flag.answer) }
            let answer = answer(engine)
            guard isPromise else { return reply(answer) }
            followers.promise { isStopped in
                reply(isStopped ? .error(ErrorMessage(.closed, scope: .request)) : answer)
            }
        }
        return .underWay
    }

    private static let overloaded = Message.error(
        ErrorMessage(
            code: .overloaded, retry: .later, applied: .no, scope: .request, retryAfterMilliseconds: 100,
            text: "as many long requests of this connection are waiting as its share of \(SearchQueues.waitingMax)"))

    private static func suggest(_ suggest: Suggest, _ snapshot: Snapshot, _ flag: CancellationFlag) -> Message {
        do throws(SearchCancelled) {
            let found = try snapshot.suggestions(
                for: suggest.text, limit: Int(suggest.limit), isCancelled: { flag.isCancelled })
            return .suggestResult(
                SuggestResult(
                    suggestions: found.map { suggestion in
                        var id: String?
                        if case .title(let article) = suggestion.kind { id = article }
                        return .init(text: suggestion.text, id: id, count: UInt64(suggestion.count))
                    }))
        } catch {
            return flag.answer
        }
    }

    private static func related(
        _ related: Related, _ snapshot: Snapshot, _ place: ArticlePlace?, _ flag: CancellationFlag
    ) -> Message {
        let clock = ContinuousClock()
        let start = clock.now
        do throws(SearchCancelled) {
            guard let place,
                let outcome = try snapshot.related(
                    to: place, limit: Int(related.limit), isCancelled: { flag.isCancelled })
            else {
                return .error(
                    ErrorMessage(
                        code: .badRequest, retry: .never, applied: .no, scope: .request,
                        text: "there is no article \(related.id), or its text can't be read"))
            }
            let evaluated = clock.now
            let maker =
                related.options.contains(.snippets)
                ? try? SnippetMaker(SearchRequest(.list([])), outcome) : nil
            let hits = outcome.hits.map { KhabarProtocol.Hit($0, snapshot, maker) }
            return .searchResult(
                SearchResult(
                    total: UInt64(outcome.total), totalIsExact: outcome.totalIsExact,
                    tookMicroseconds: microseconds(evaluated - start),
                    renderMicroseconds: microseconds(clock.now - evaluated), hits: hits))
        } catch {
            return flag.answer
        }
    }

    /// Cheap searches are answered on the connection's event loop, because waking another thread costs more than they do; the others must not keep
    /// its other connections waiting.
    private func search(
        _ search: Search, _ flag: CancellationFlag, _ client: ObjectIdentifier, _ reply: () -> Reply
    ) -> Disposition {
        countSearch()
        let service: SearchService
        do throws(ErrorMessage) {
            service = try SearchService(search, engine.snapshot, shelf: shelf)
        } catch {
            return .answered(.error(error))
        }
        if let answer = service.quickAnswer(flag) { return .answered(answer) }
        if service.mayLookUpNames { engine.widens.store(true, ordering: .relaxed) }
        return later(client, flag, reply) { service.answer(flag) }
    }

    /// The same whole, where nobody else waits.
    private func search(_ search: Search, _ flag: CancellationFlag) -> SearchService.Step {
        guard !flag.isCancelled else { return .answered(flag.answer) }
        countSearch()
        do throws(ErrorMessage) {
            let service = try SearchService(search, engine.snapshot, shelf: shelf)
            if service.mayLookUpNames { engine.widens.store(true, ordering: .relaxed) }
            return service.answer(flag)
        } catch {
            return .answered(.error(error))
        }
    }

    private func countSearch() {
        statistics.searches.add(1, ordering: .relaxed)
        lastSearch.store(Moment.now.nanoseconds, ordering: .relaxed)
    }

    /// A client has connected that is likely to search, and is still reading the welcome: gets ready for it, unless searches were answered just now.
    ///
    /// A processor that comes out of an idle state finds neither code nor dictionaries in its caches, and the first search would take several times as long as
    /// the next.
    func rehearse() {
        let now = Moment.now.nanoseconds
        let idle = now &- lastSearch.exchange(now, ordering: .relaxed)
        guard idle > Self.rehearsedForNanoseconds else { return }
        let snapshot = engine.snapshot
        // Twice: the second time runs as the real search will.
        for layers in [Layers.stem, .exact] {
            for query in snapshot.rehearsalQueries {
                let search = Search(query: query, limit: 10, offset: 0, layers: layers, options: .collapseCopies)
                _ = try? SearchService(search, snapshot).answer(CancellationFlag(deadline: nil))
            }
        }
    }

    /// So long after a search the caches still hold what it used.
    private static let rehearsedForNanoseconds: UInt64 = 500_000

    private func retract(_ delete: Delete, _ reply: Reply) {
        engine.retract(delete.ids, version: delete.version) { [followers] result in
            switch result {
            case .success(let count):
                followers.promise { isStopped in
                    reply(
                        isStopped
                            ? .error(ErrorMessage(.closed, scope: .request)) : .deleted(Deleted(count: UInt32(count))))
                }
            case .failure(let error): reply(.error(ErrorMessage(error, scope: .request)))
            }
        }
    }

    func take(_ begin: SegmentBegin, _ segment: SegmentBytes, _ reply: Reply) {
        let credit = segment.index.count + segment.text.count
        let producer = ProducerSequence(id: begin.producerID, epoch: begin.epoch, sequence: begin.sequence)
        engine.take(segment, producer) { [followers] result in
            switch result {
            case .success(let outcome):
                let acknowledgement = SegmentAck(
                    sequence: outcome.contiguous, duplicate: outcome.isDuplicate, accepted: UInt32(outcome.accepted),
                    unchanged: UInt32(outcome.unchanged), credit: UInt64(credit))
                followers.promise { isStopped in
                    if isStopped {
                        reply(.error(ErrorMessage(.closed, scope: .batch)), credit: credit)
                    } else {
                        reply(.segmentAck(acknowledgement))
                    }
                }
            case .failure(let error): reply(.error(ErrorMessage(error, scope: .batch)), credit: credit)
            }
        }
    }

    private static func article(_ id: String, _ found: FoundArticle?) -> Message {
        guard let found else { return .articleResult(ArticleResult(article: nil)) }
        do throws(SegmentError) {
            return .articleResult(ArticleResult(article: WireArticle(try found.read())))
        } catch {
            return .error(
                ErrorMessage(
                    code: .internalError, retry: .never, applied: .no, scope: .request,
                    text: "the stored text of \(id) can't be read: \(error)"))
        }
    }
}

extension WireArticle {
    init(_ article: Article) {
        self.init(id: article.id, language: article.language)
        title = article.title
        summary = article.summary
        dateline = article.dateline
        agency = article.agency
        published = article.published.map(WireDate.init)
        pageDate = article.pageDate.map(WireDate.init)
        hashtags = article.hashtags
        body = article.body
        dropped = article.dropped.map { DroppedLine(line: $0.line, reason: $0.reason.rawValue) }
        url = article.url
        source = article.source
        tags = article.tags
        version = article.version
    }
}
