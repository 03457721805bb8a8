import KhabarProtocol
import TestSupport

extension SplitMix64 {
    mutating func bool() -> Bool { next() & 1 == 1 }
    mutating func count(_ limit: Int) -> Int { Int.random(in: 0...limit, using: &self) }
    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
    mutating func integer<Value: FixedWidthInteger>() -> Value { Value(truncatingIfNeeded: next()) }

    mutating func string(_ limit: Int = 40) -> String {
        let alphabet: [Unicode.Scalar] = ["a", "Z", "0", " ", "\u{0}", "ब", "ा", "خ", "ے", "\u{200C}", "\u{FFFF}", "😀"]
        var text = ""
        for _ in 0..<count(limit) { text.unicodeScalars.append(alphabet[count(alphabet.count - 1)]) }
        return text
    }

    mutating func optional<Value>(_ make: (inout SplitMix64) -> Value) -> Value? {
        bool() ? make(&self) : nil
    }

    mutating func list<Value>(_ limit: Int, _ make: (inout SplitMix64) -> Value) -> [Value] {
        var values: [Value] = []
        for _ in 0..<count(limit) { values.append(make(&self)) }
        return values
    }
}

extension SplitMix64 {
    mutating func date() -> WireDate { WireDate(seconds: integer(), hasTime: bool()) }

    mutating func code() -> ErrorCode { ErrorCode.allCases[count(ErrorCode.allCases.count - 1)] }

    mutating func hit() -> Hit {
        let snippet = string(60)
        var highlights: [Range<UInt32>] = []
        var start: UInt32 = 0
        while start < snippet.utf8.count && bool() {
            let end = UInt32.random(in: start + 1...UInt32(snippet.utf8.count), using: &self)
            highlights.append(start..<end)
            start = end
        }
        return Hit(
            id: string(), score: Double.random(in: -1e9...1e9, using: &self), title: optional { $0.string() },
            language: string(3), published: optional { $0.date() }, source: optional { $0.string() },
            url: optional { $0.string() }, snippet: snippet, highlights: highlights, copies: integer(),
            explanation: optional { $0.string() })
    }

    mutating func article() -> WireArticle {
        var article = WireArticle(id: string(), language: string(3))
        article.title = optional { $0.string() }
        article.summary = optional { $0.string() }
        article.dateline = optional { $0.string() }
        article.agency = optional { $0.string() }
        article.published = optional { $0.date() }
        article.pageDate = optional { $0.date() }
        article.hashtags = list(4) { $0.string(10) }
        article.body = list(20) { $0.string(200) }
        article.dropped = list(9) { WireArticle.DroppedLine(line: $0.integer(), reason: $0.integer()) }
        article.url = optional { $0.string() }
        article.source = optional { $0.string() }
        article.tags = list(4) { $0.string(10) }
        article.version = integer()
        return article
    }

    mutating func error() -> ErrorMessage {
        ErrorMessage(
            code: code(), retry: RetryClass.allCases[count(3)], applied: Applied.allCases[count(2)],
            scope: ErrorScope.allCases[count(3)], retryAfterMilliseconds: integer(), detail: integer(),
            text: string(100))
    }

    mutating func statistic() -> StatsResult.Entry {
        switch count(2) {
        case 0: StatsResult.Entry(name: string(), value: .count(integer()))
        case 1: StatsResult.Entry(name: string(), value: .real(Double.random(in: -1...1, using: &self)))
        default: StatsResult.Entry(name: string(), value: .text(string()))
        }
    }

    mutating func followResult() -> FollowResult {
        var first: UInt64 = 0
        let openings = list(9) { random in
            first += UInt64(1 + random.count(1_000))
            return FollowResult.Opening(first: first, mark: random.integer())
        }
        return FollowResult(
            last: integer() >> 2, delta: max(1, integer()), openings: openings, retractionBytes: UInt64(count(1 << 20)),
            segments: list(9) {
                .init(indexBytes: UInt64($0.count(1 << 40)) >> 7, textBytes: UInt64($0.count(1 << 40)) >> 7)
            })
    }

    /// A message of this type with random contents.
    mutating func message(_ type: MessageType) -> Message {
        switch type {
        case .hello:
            .hello(
                Hello(
                    roles: Roles(rawValue: UInt8(1 + count(14))), name: string(), codecs: bool() ? .zlib : [],
                    analyserVersion: integer(),
                    payloadBytesMax: UInt32(Limits.handshakePayloadBytesMax + count(1 << 30)),
                    token: bytes(count(Limits.tokenBytesMax))))
        case .welcome:
            .welcome(
                Welcome(
                    name: string(), serverID: ServerID(high: integer(), low: integer()), epoch: integer(),
                    codecs: bool() ? .zlib : [], analyserVersions: list(4) { $0.integer() },
                    payloadBytesMax: UInt32(Limits.handshakePayloadBytesMax + count(1 << 30)),
                    requestsInFlightMax: UInt32(1 + count(1_000)), segmentsInFlightMax: integer(),
                    segmentBytesMax: UInt64(count(Limits.segmentBytesMax)), credit: integer()))
        case .error: .error(error())
        case .ping: .ping
        case .pong: .pong
        case .goAway: .goAway(GoAway(lastCorrelationID: integer(), text: string()))
        case .cancel: .cancel
        case .offer:
            .offer(
                Offer(
                    entries: list(50) { Offer.Entry(id: $0.string(), version: $0.integer(), contentHash: $0.integer()) }
                ))
        case .wanted: .wanted(Wanted(wanted: list(200) { $0.bool() }))
        case .segmentBegin:
            .segmentBegin(
                SegmentBegin(
                    producerID: integer(), epoch: integer(), sequence: integer(), indexBytes: integer(),
                    textBytes: integer(), checksum: integer()))
        case .segmentPart: .segmentPart(SegmentPart(bytes: bytes(1 + count(5_000))))
        case .segmentEnd: .segmentEnd
        case .segmentAbort: .segmentAbort
        case .segmentAck:
            .segmentAck(
                SegmentAck(
                    sequence: integer(), duplicate: bool(), accepted: integer(), unchanged: integer(),
                    credit: integer(),
                    rejects: list(9) { SegmentAck.Reject(article: $0.integer(), code: $0.code(), text: $0.string()) }))
        case .credit: .credit(Credit(bytes: max(1, integer())))
        case .search:
            .search(
                Search(
                    query: string(300), limit: UInt32(count(Limits.hitsMax)), offset: UInt32(count(Limits.offsetMax)),
                    layers: Layers.allCases[count(3)], options: SearchOptions(rawValue: UInt8(count(31))),
                    order: ResultOrder.allCases[count(2)], halfLifeSeconds: integer(),
                    facets: list(5) {
                        FacetRequest(field: FacetField.allCases[$0.count(4)], limit: UInt32($0.count(1_000)))
                    })
            ).with(after: bool() ? bytes(count(60)) : [])
        case .searchResult:
            .searchResult(
                SearchResult(
                    total: integer(), totalIsExact: bool(), tookMicroseconds: integer(),
                    renderMicroseconds: integer(), hits: list(30) { $0.hit() },
                    facets: list(5) { $0.facet() }, next: bytes(count(40)), correction: optional { $0.string() }))
        case .suggest: .suggest(Suggest(text: string(100), limit: UInt32(count(50))))
        case .suggestResult:
            .suggestResult(
                SuggestResult(
                    suggestions: list(30) {
                        .init(text: $0.string(), id: $0.optional { $0.string() }, count: $0.integer())
                    }))
        case .related:
            .related(Related(id: string(), limit: UInt32(count(1_000)), options: bool() ? .snippets : []))
        case .watch:
            .watch(
                Watch(
                    query: string(300), limit: UInt32(1 + count(999)), layers: Layers.allCases[count(3)],
                    options: bool() ? .snippets : [], after: bytes(count(60))))
        case .watchResult: .watchResult(WatchResult(position: bytes(1 + count(60)), hits: list(30) { $0.hit() }))
        case .follow: .follow(Follow(after: integer(), mark: integer()))
        case .followResult: .followResult(followResult())
        case .followPart: .followPart(FollowPart(delta: integer(), part: integer(), offset: integer()))
        case .followBytes: .followBytes(FollowBytes(bytes: bytes(1 + count(5_000))))
        case .get: .get(Get(id: string()))
        case .articleResult: .articleResult(ArticleResult(article: optional { $0.article() }))
        case .delete: .delete(Delete(ids: list(20) { $0.string() }, version: optional { $0.integer() }))
        case .deleted: .deleted(Deleted(count: integer()))
        case .stats: .stats
        case .statsResult: .statsResult(StatsResult(entries: list(60) { $0.statistic() }))
        }
    }

    /// A frame of this type, with a header that fits it.
    mutating func frame(_ type: MessageType) -> OutgoingFrame {
        let bare: [MessageType] = [.hello, .welcome, .goAway, .credit]
        return OutgoingFrame(
            message(type), correlationID: bare.contains(type) ? 0 : max(1, integer()),
            deadlineMilliseconds: type.isRequest ? integer() : 0)
    }
}

extension SplitMix64 {
    fileprivate mutating func facet() -> FacetCounts {
        let values = list(9) { FacetCounts.Value(value: $0.string(), count: $0.integer()) }
        return FacetCounts(
            field: FacetField.allCases[count(4)], valueCount: UInt32(values.count + count(100)), values: values)
    }
}

extension Message {
    /// A search that goes on behind a page has no offset.
    fileprivate func with(after: [UInt8]) -> Message {
        guard case .search(var search) = self, !after.isEmpty else { return self }
        search.after = after
        search.offset = 0
        return .search(search)
    }
}
