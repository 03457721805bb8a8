internal import KhabarDeflate

extension Message {
    /// Reads the payload of a frame whose header was admitted and whose checksum is right; inflates it first where the header says so.
    package init(_ header: FrameHeader, _ payload: Span<UInt8>) throws(ProtocolViolation) {
        guard header.isCompressed else {
            try self.init(header.type, payload)
            return
        }
        let inflated: [UInt8]
        do {
            inflated = try inflate(payload, format: .zlib, exactly: header.inflatedBytes)
        } catch {
            throw .badCompression(error.description)
        }
        try self.init(header.type, inflated.span)
    }

    init(_ type: MessageType, _ payload: Span<UInt8>) throws(ProtocolViolation) {
        switch type {
        case .ping: self = try Self.empty(.ping, type, payload)
        case .pong: self = try Self.empty(.pong, type, payload)
        case .cancel: self = try Self.empty(.cancel, type, payload)
        case .segmentEnd: self = try Self.empty(.segmentEnd, type, payload)
        case .segmentAbort: self = try Self.empty(.segmentAbort, type, payload)
        case .stats: self = try Self.empty(.stats, type, payload)
        case .hello: self = .hello(try Hello(decoding: payload))
        case .welcome: self = .welcome(try Welcome(decoding: payload))
        case .error: self = .error(try ErrorMessage(decoding: payload))
        case .goAway: self = .goAway(try GoAway(decoding: payload))
        case .offer: self = .offer(try Offer(decoding: payload))
        case .wanted: self = .wanted(try Wanted(decoding: payload))
        case .segmentBegin: self = .segmentBegin(try SegmentBegin(decoding: payload))
        case .segmentPart: self = .segmentPart(try SegmentPart(decoding: payload))
        case .segmentAck: self = .segmentAck(try SegmentAck(decoding: payload))
        case .credit: self = .credit(try Credit(decoding: payload))
        case .search: self = .search(try Search(decoding: payload))
        case .searchResult: self = .searchResult(try SearchResult(decoding: payload))
        case .get: self = .get(try Get(decoding: payload))
        case .articleResult: self = .articleResult(try ArticleResult(decoding: payload))
        case .delete: self = .delete(try Delete(decoding: payload))
        case .deleted: self = .deleted(try Deleted(decoding: payload))
        case .statsResult: self = .statsResult(try StatsResult(decoding: payload))
        case .suggest: self = .suggest(try Suggest(decoding: payload))
        case .suggestResult: self = .suggestResult(try SuggestResult(decoding: payload))
        case .related: self = .related(try Related(decoding: payload))
        case .watch: self = .watch(try Watch(decoding: payload))
        case .watchResult: self = .watchResult(try WatchResult(decoding: payload))
        case .follow: self = .follow(try Follow(decoding: payload))
        case .followResult: self = .followResult(try FollowResult(decoding: payload))
        case .followPart: self = .followPart(try FollowPart(decoding: payload))
        case .followBytes: self = .followBytes(try FollowBytes(decoding: payload))
        }
    }

    private static func empty(
        _ message: Message, _ type: MessageType, _ payload: Span<UInt8>
    ) throws(ProtocolViolation) -> Message {
        guard payload.isEmpty else { throw .trailingBytes(type, payload.count) }
        return message
    }
}
