import KhabarProtocol

/// One example of each message, for the golden vectors and the dialogues.
enum Samples {
    static let serverID = ServerID(high: 0x0123_4567_89AB_4DEF, low: 0x8123_4567_89AB_CDEF)

    static let hello = Hello(
        roles: [.ingest, .search], name: "example 1.0", codecs: .zlib, analyserVersion: 7, payloadBytesMax: 1 << 20)

    static let welcome = Welcome(
        name: "khabar-server 1.0", serverID: serverID, epoch: 3, codecs: .zlib, analyserVersions: [7, 6],
        payloadBytesMax: 9 << 20, requestsInFlightMax: 256, segmentsInFlightMax: 16, segmentBytesMax: 64 << 20,
        credit: 128 << 20)

    static let gap = ErrorMessage(
        code: .sequenceGap, retry: .later, applied: .no, scope: .batch, retryAfterMilliseconds: 250, detail: 4,
        text: "expected sequence 4")

    static let segmentIndex = Array("index+".utf8)
    static let segmentText = Array("text".utf8)
    static let segmentBytes = segmentIndex + segmentText

    static let begin = SegmentBegin(
        producerID: 0xA1, epoch: 2, sequence: 4, indexBytes: 6, textBytes: 4, checksum: crc32c(segmentBytes.span))

    static let ack = SegmentAck(
        sequence: 4, duplicate: false, accepted: 2, unchanged: 1, credit: 10,
        rejects: [SegmentAck.Reject(article: 3, code: .invalidArticle, text: "the id is empty")])

    static let search = Search(
        query: "+पानी \"دریائے سندھ\"", limit: 10, offset: 0, layers: .name, options: [.snippets, .collapseCopies])

    static let nextPage = Search(
        query: "سیلاب lang:ur", limit: 20, offset: 0, layers: .stem, options: [.page, .correct], order: .newest,
        halfLifeSeconds: 604_800,
        facets: [FacetRequest(field: .language, limit: 10), FacetRequest(field: .month, limit: 12)],
        after: [1, 2, 3])

    static let result = SearchResult(
        total: 2, totalIsExact: true, tookMicroseconds: 180, renderMicroseconds: 40,
        hits: [
            Hit(
                id: "003", score: 7.25, title: "سیلاب", language: "ur",
                published: WireDate(seconds: 1_445_212_800, hasTime: false), source: "example.org",
                url: "https://example.org/003", snippet: "دریائے سندھ میں", highlights: [0..<12, 13..<21], copies: 1),
            Hit(id: "004", score: 1.5, language: "hi", explanation: "पानी: 1.5"),
        ],
        facets: [FacetCounts(field: .language, valueCount: 2, values: [.init(value: "ur", count: 1)])],
        next: [7, 8], correction: "पानी")

    static let suggestions = SuggestResult(suggestions: [
        .init(text: "नई दिल्ली", id: nil, count: 12), .init(text: "سیلاب", id: "003", count: 1),
    ])

    static let watch = Watch(query: "flood", limit: 100, layers: .name, options: .snippets, after: [9])
    static let watched = WatchResult(
        position: [0, 9], hits: [Hit(id: "005", score: 2, title: "فيضان", language: "ar")])

    static let followed = FollowResult(
        last: 70, delta: 5, openings: [.init(first: 1, mark: 0xFEED), .init(first: 40, mark: 0xBEEF)],
        retractionBytes: 19, segments: [.init(indexBytes: 1 << 20, textBytes: 600_000)])

    static var article: WireArticle {
        var article = WireArticle(id: "003", language: "ur")
        article.title = "سیلاب"
        article.dateline = "لاہور"
        article.published = WireDate(seconds: -1, hasTime: true)
        article.hashtags = ["#سیلاب"]
        article.body = ["پہلا پیراگراف", "دوسرا"]
        article.dropped = [WireArticle.DroppedLine(line: 3, reason: 2)]
        article.url = "https://example.org/003"
        article.tags = ["flood", ""]
        article.version = 1_445_212_800
        return article
    }

    static let stats = StatsResult(entries: [
        StatsResult.Entry(name: "articles", value: .count(62_374)),
        StatsResult.Entry(name: "articles per second", value: .real(1_500.5)),
        StatsResult.Entry(name: "version", value: .text("1.0")),
    ])

    /// Every type, in the order of its number, in a frame as it would be sent.
    static let frames: [(name: String, frame: OutgoingFrame)] = [
        ("hello", OutgoingFrame(.hello(hello))),
        ("welcome", OutgoingFrame(.welcome(welcome))),
        ("error", OutgoingFrame(.error(gap), correlationID: 5)),
        ("error-connection", OutgoingFrame(.error(idle))),
        ("ping", OutgoingFrame(.ping, correlationID: 1)),
        ("pong", OutgoingFrame(.pong, correlationID: 1)),
        ("go-away", OutgoingFrame(.goAway(GoAway(lastCorrelationID: 17, text: "restarting")))),
        ("cancel", OutgoingFrame(.cancel, correlationID: 9)),
        (
            "offer",
            OutgoingFrame(
                .offer(
                    Offer(entries: [
                        Offer.Entry(id: "003", version: 1, contentHash: 0xFEED),
                        Offer.Entry(id: "https://example.org/خبر", version: 2, contentHash: 0xBEEF),
                    ])), correlationID: 4, deadlineMilliseconds: 30_000)
        ),
        ("wanted", OutgoingFrame(.wanted(Wanted(wanted: wanted)), correlationID: 4)),
        ("segment-begin", OutgoingFrame(.segmentBegin(begin), correlationID: 5)),
        ("segment-part", OutgoingFrame(.segmentPart(SegmentPart(bytes: segmentBytes)), correlationID: 5)),
        ("segment-end", OutgoingFrame(.segmentEnd, correlationID: 5)),
        ("segment-abort", OutgoingFrame(.segmentAbort, correlationID: 5)),
        ("segment-ack", OutgoingFrame(.segmentAck(ack), correlationID: 5)),
        ("credit", OutgoingFrame(.credit(Credit(bytes: 8 << 20)))),
        ("search", OutgoingFrame(.search(search), correlationID: 9, deadlineMilliseconds: 1_000)),
        ("search-result", OutgoingFrame(.searchResult(result), correlationID: 9)),
        ("get", OutgoingFrame(.get(Get(id: "003")), correlationID: 10)),
        ("article-result", OutgoingFrame(.articleResult(ArticleResult(article: article)), correlationID: 10)),
        ("article-result-none", OutgoingFrame(.articleResult(ArticleResult(article: nil)), correlationID: 11)),
        ("delete", OutgoingFrame(.delete(Delete(ids: ["003", "004"], version: 9)), correlationID: 12)),
        ("deleted", OutgoingFrame(.deleted(Deleted(count: 1)), correlationID: 12)),
        ("stats", OutgoingFrame(.stats, correlationID: 13)),
        ("stats-result", OutgoingFrame(.statsResult(stats), correlationID: 13)),
        ("suggest", OutgoingFrame(.suggest(Suggest(text: "नई दि", limit: 8)), correlationID: 14)),
        ("suggest-result", OutgoingFrame(.suggestResult(suggestions), correlationID: 14)),
        ("related", OutgoingFrame(.related(Related(id: "003", limit: 10, options: .snippets)), correlationID: 15)),
        ("watch", OutgoingFrame(.watch(watch), correlationID: 16, deadlineMilliseconds: 60_000)),
        ("watch-result", OutgoingFrame(.watchResult(watched), correlationID: 16)),
        (
            "follow",
            OutgoingFrame(
                .follow(Follow(after: 41, mark: 0xBEEF)), correlationID: 18, deadlineMilliseconds: 40_000)
        ),
        ("follow-result", OutgoingFrame(.followResult(followed), correlationID: 18)),
        (
            "follow-part",
            OutgoingFrame(.followPart(FollowPart(delta: 5, part: 1, offset: 1 << 20)), correlationID: 19)
        ),
        ("follow-bytes", OutgoingFrame(.followBytes(FollowBytes(bytes: segmentBytes)), correlationID: 19)),
        ("search-next-page", OutgoingFrame(.search(nextPage), correlationID: 17)),
    ]

    private static let wanted = [true, false, true, true, false, false, false, false, true, true]
    private static let idle = ErrorMessage(
        code: .handshakeTimeout, retry: .newHandshake, applied: .unknown, scope: .connection,
        text: "the handshake took too long")
}

/// A frame's bytes, as an endpoint with these settings sends them.
func encoded(_ frame: OutgoingFrame, compresses: Bool = false) -> [UInt8] {
    var encoder = FrameEncoder(payloadBytesMax: Limits.answerPayloadBytesMax, compresses: compresses)
    var bytes: [UInt8] = []
    let fits = encoder.append(frame, to: &bytes)
    precondition(fits)
    return bytes
}

/// Every frame in `bytes`, given to one decoder in chunks of `chunk` bytes.
func decoded(
    _ bytes: [UInt8], chunk: Int = .max, payloadBytesMax: Int = Limits.answerPayloadBytesMax
) throws(ProtocolViolation) -> [OutgoingFrame] {
    var decoder = FrameDecoder(payloadBytesMax: payloadBytesMax)
    var frames: [OutgoingFrame] = []
    var start = 0
    while start < bytes.count {
        let burst = Array(bytes[start..<start + min(chunk, bytes.count - start)])
        try decode(burst, &decoder, &frames)
        start += burst.count
    }
    return frames
}

func decode(
    _ burst: [UInt8], _ decoder: inout FrameDecoder, _ frames: inout [OutgoingFrame]
) throws(ProtocolViolation) {
    var offset = 0
    while let frame = try decoder.next(in: burst.span, from: &offset) {
        frames.append(
            OutgoingFrame(
                try frame.message(in: burst.span), correlationID: frame.header.correlationID,
                deadlineMilliseconds: frame.header.deadlineMilliseconds))
        if case .gathered(let bytes) = frame.place { decoder.recycle(bytes) }
    }
}
