/// Any message, by type.
package enum Message: Equatable, Sendable {
    case hello(Hello)
    case welcome(Welcome)
    case error(ErrorMessage)
    case ping
    case pong
    case goAway(GoAway)
    case cancel
    case offer(Offer)
    case wanted(Wanted)
    case segmentBegin(SegmentBegin)
    case segmentPart(SegmentPart)
    case segmentEnd
    case segmentAbort
    case segmentAck(SegmentAck)
    case credit(Credit)
    case search(Search)
    case searchResult(SearchResult)
    case get(Get)
    case articleResult(ArticleResult)
    case delete(Delete)
    case deleted(Deleted)
    case stats
    case statsResult(StatsResult)
    case suggest(Suggest)
    case suggestResult(SuggestResult)
    case related(Related)
    case watch(Watch)
    case watchResult(WatchResult)
    case follow(Follow)
    case followResult(FollowResult)
    case followPart(FollowPart)
    case followBytes(FollowBytes)

    package var type: MessageType {
        switch self {
        case .hello: .hello
        case .welcome: .welcome
        case .error: .error
        case .ping: .ping
        case .pong: .pong
        case .goAway: .goAway
        case .cancel: .cancel
        case .offer: .offer
        case .wanted: .wanted
        case .segmentBegin: .segmentBegin
        case .segmentPart: .segmentPart
        case .segmentEnd: .segmentEnd
        case .segmentAbort: .segmentAbort
        case .segmentAck: .segmentAck
        case .credit: .credit
        case .search: .search
        case .searchResult: .searchResult
        case .get: .get
        case .articleResult: .articleResult
        case .delete: .delete
        case .deleted: .deleted
        case .stats: .stats
        case .statsResult: .statsResult
        case .suggest: .suggest
        case .suggestResult: .suggestResult
        case .related: .related
        case .watch: .watch
        case .watchResult: .watchResult
        case .follow: .follow
        case .followResult: .followResult
        case .followPart: .followPart
        case .followBytes: .followBytes
        }
    }

    /// Appends the payload, not compressed.
    package func encode(into output: inout [UInt8]) {
        switch self {
        case .ping, .pong, .cancel, .segmentEnd, .segmentAbort, .stats: break
        case .hello(let message): message.encode(into: &output)
        case .welcome(let message): message.encode(into: &output)
        case .error(let message): message.encode(into: &output)
        case .goAway(let message): message.encode(into: &output)
        case .offer(let message): message.encode(into: &output)
        case .wanted(let message): message.encode(into: &output)
        case .segmentBegin(let message): message.encode(into: &output)
        case .segmentPart(let message): message.encode(into: &output)
        case .segmentAck(let message): message.encode(into: &output)
        case .credit(let message): message.encode(into: &output)
        case .search(let message): message.encode(into: &output)
        case .searchResult(let message): message.encode(into: &output)
        case .get(let message): message.encode(into: &output)
        case .articleResult(let message): message.encode(into: &output)
        case .delete(let message): message.encode(into: &output)
        case .deleted(let message): message.encode(into: &output)
        case .statsResult(let message): message.encode(into: &output)
        case .suggest(let message): message.encode(into: &output)
        case .suggestResult(let message): message.encode(into: &output)
        case .related(let message): message.encode(into: &output)
        case .watch(let message): message.encode(into: &output)
        case .watchResult(let message): message.encode(into: &output)
        case .follow(let message): message.encode(into: &output)
        case .followResult(let message): message.encode(into: &output)
        case .followPart(let message): message.encode(into: &output)
        case .followBytes(let message): message.encode(into: &output)
        }
    }
}
