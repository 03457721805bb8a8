/// What a frame carries. Raw values are on the wire: never reuse one. 8 and 9 are kept for authentication.
package enum MessageType: UInt8, Sendable, CaseIterable {
    case hello = 1
    case welcome = 2
    case error = 3
    case ping = 4
    case pong = 5
    case goAway = 6
    case cancel = 7

    case offer = 16
    case wanted = 17
    case segmentBegin = 18
    case segmentPart = 19
    case segmentEnd = 20
    case segmentAbort = 21
    case segmentAck = 22
    case credit = 23

    case search = 32
    case searchResult = 33
    case get = 34
    case articleResult = 35
    case delete = 36
    case deleted = 37
    case stats = 38
    case statsResult = 39
    case suggest = 40
    case suggestResult = 41
    /// Answered by a SearchResult.
    case related = 42
    case watch = 44
    case watchResult = 45
    case follow = 46
    case followResult = 47
    case followPart = 48
    case followBytes = 49

    /// Whether a frame of this type has a correlation id; nil when both are right (an error of a request, or of the connection).
    var hasCorrelationID: Bool? {
        switch self {
        case .hello, .welcome, .goAway, .credit: false
        case .error: nil
        default: true
        }
    }

    /// Whether a deadline may stand in the header.
    package var isRequest: Bool {
        switch self {
        case .offer, .search, .get, .delete, .stats, .suggest, .related, .watch, .follow, .followPart: true
        default: false
        }
    }

    /// Segments hold deflated text already, and the rest is small.
    package var mayBeCompressed: Bool {
        switch self {
        case .searchResult, .articleResult, .statsResult, .suggestResult, .watchResult: true
        default: false
        }
    }
}
